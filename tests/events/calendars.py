"""Small calendar files, written line by line, and how the tests import one."""

from events.importing.ical_file import read_calendar
from events.importing.records import import_calendar


def vevent(*lines, uid="1@example.org", start="DTSTART:20260610T180000", title="Sommerabend"):
    fixed = [f"UID:{uid}" if uid else "", start, f"SUMMARY:{title}" if title else ""]
    return "\r\n".join(["BEGIN:VEVENT", *filter(None, fixed), *lines, "END:VEVENT"])


def calendar(*parts):
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *parts, "END:VCALENDAR", ""]).encode()


def import_events(data, *, zone, now, **arguments):
    """In this process; the command and the sources read in one of their own."""
    return import_calendar(read_calendar(data, zone, now=now), now=now, **arguments)
