"""Three hundred varied events leave as a calendar and come in again without loss."""

import pytest

from tests.events.icalendar.round_trip import there_and_back


@pytest.mark.django_db
@pytest.mark.usefixtures("engine")
def test_three_hundred_events_come_in_again_without_loss(client):
    before, after = there_and_back(client, 300)
    assert len(before) > 1000
    lost = [one for one in before if one not in after]
    assert not lost, lost[:3]
    assert after == before
