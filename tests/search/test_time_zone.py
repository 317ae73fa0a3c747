"""VTIMEZONE, compared hour by hour with the zone it stands for."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Timezone

from search.outputs.time_zone import zone_text


@pytest.mark.parametrize(
    ("name", "by_rules"),
    [
        ("Europe/Berlin", True),
        ("Europe/London", True),
        ("America/New_York", True),
        ("Australia/Sydney", True),
        ("Asia/Kolkata", True),
        ("UTC", True),
        ("Africa/Casablanca", False),
        ("America/Sao_Paulo", False),
    ],
)
def test_a_zone_shows_the_same_clock(name, by_rules):
    text = zone_text(name, 2026)
    assert ("RDATE" not in text) is by_rules
    zone, written = ZoneInfo(name), Timezone.from_ical(text).to_tz(lookup_tzid=False)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    for hour in range(0, 3 * 365 * 24, 6):
        wall = (start + timedelta(hours=hour)).astimezone(zone).replace(tzinfo=None)
        assert wall.replace(tzinfo=written).utcoffset() == wall.replace(tzinfo=zone).utcoffset()
