"""What goes out comes in again without loss; 300 events do so in tests/service."""

import pytest

from tests.events.icalendar.round_trip import there_and_back

pytestmark = pytest.mark.usefixtures("engine")


def test_events_that_go_out_come_in_again_without_loss(client):
    before, after = there_and_back(client, 30)
    assert len(before) > 30
    assert after == before
