"""What strange servers send: fetched within limits, told by its content, read within limits."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from directory.importing.text import FileProblem
from events.importing.reading import read
from hub.fetching import Kind, Reason, fetch
from tests.events.calendars import calendar, vevent
from tests.events.importing import hostile
from tests.hub.fetching.evil import (
    HERE,
    SHORT,
    dripping,
    flooding,
    moved,
    reason,
    response,
    serving,
    zipped,
)
from tests.pace import within

pytestmark = pytest.mark.usefixtures("english")
LARGE = replace(HERE, body_bytes=10_000_000)
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
GOOD = calendar(vevent(uid="gut-1"), vevent(uid="gut-2"))
PAGE = b"""<!doctype html><title>Termine</title><script type="application/ld+json">
{"@type": "Event", "name": "Messe", "startDate": "2026-12-03", "url": "https://example.org/messe"}
</script>"""


@pytest.fixture
def serve():
    with serving() as serve:
        yield serve


def read_from(server, kind="ics", limits=LARGE):
    fetched = fetch(server.url, limits=limits)
    return read(fetched.body, kind=kind, zone=ZoneInfo("Europe/Berlin"), now=NOW)


@pytest.mark.parametrize("claim", ["image/png", "text/html; charset=utf-16", "x", "text/calendar"])
def test_a_calendar_is_one_whatever_the_server_calls_it(serve, claim):
    server = serve(response(GOOD, f"Content-Type: {claim}"))
    assert fetch(server.url, limits=HERE).content_type is Kind.CALENDAR
    assert [event.uid for event in read_from(server).events] == ["gut-1", "gut-2"]


def test_a_page_in_place_of_a_calendar_is_told_as_such(serve):
    server = serve(
        response(b"<!doctype html><title>Anmelden</title>", "Content-Type: text/calendar")
    )
    assert reason(server.url, accept={Kind.CALENDAR}) is Reason.UNEXPECTED_TYPE
    with pytest.raises(FileProblem, match="no iCalendar"):
        read_from(server)


@pytest.mark.parametrize("name", ["utf-16", "bom-three-times", "nul-in-names", "overrides-50000"])
def test_hostile_files_are_read_from_a_server_that_compresses_them(serve, name):
    file = read_from(serve(zipped(hostile.FILES[name](), "Content-Type: text/calendar")))
    assert {"gut-1", "gut-2"} <= {event.uid for event in file.events}


def test_a_page_with_events_behind_a_redirect(serve):
    target = serve(response(PAGE, "Content-Type: application/octet-stream"))
    file = read_from(serve(moved(f"{target.url}/termine")), kind="jsonld")
    assert [event.uid for event in file.events] == ["https://example.org/messe"]


@pytest.mark.parametrize(
    ("talk", "limits", "expected"),
    [
        (dripping(response(length=False) + GOOD), SHORT, Reason.TIMEOUT),
        (flooding(response(length=False) + GOOD, b"X:" + b"x" * 65_536), LARGE, Reason.TOO_LARGE),
        (response(GOOD + b"\0" * 11_000_000), LARGE, Reason.TOO_LARGE),
    ],
)
def test_slow_and_endless_servers_end_at_the_limits(serve, talk, limits, expected):
    with within(2):
        assert reason(serve(talk).url, limits) is expected


def test_a_length_that_lies_is_a_broken_answer(serve):
    cut = response(GOOD).replace(b"Content-Length: ", b"Content-Length: 9")
    assert reason(serve(cut).url, SHORT) in {Reason.BROKEN, Reason.TIMEOUT}
