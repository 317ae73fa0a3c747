"""Three hundred varied events leave as a calendar and come in again without loss."""

from difflib import unified_diff

import pytest

from tests.events.icalendar.round_trip import there_and_back


@pytest.mark.django_db
@pytest.mark.usefixtures("engine")
def test_three_hundred_events_come_in_again_without_loss(client):
    before, after = there_and_back(client, 300)
    assert len(before) > 1000
    lines = ["".join(parts).splitlines() for parts in (before, after)]
    assert not list(unified_diff(*lines, lineterm="", n=12))[:100]
