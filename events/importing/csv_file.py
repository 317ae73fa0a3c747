"""Events out of a table as spreadsheets write it (CSV); each row stands or falls alone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from directory.importing.csv_table import Row, read_table
from directory.importing.report import Action, Outcome
from directory.importing.text import FileProblem, one_line, shorten
from events.importing import ical_text
from events.importing.calendar_file import MAX_EVENTS, MAX_REFUSED, CalendarEvent, CalendarFile
from events.importing.entry import external_id, join_series, period_of
from events.importing.ical_time import Unreadable, Zones
from events.importing.iso_time import read_clock, read_day_or_time
from events.importing.repeats import Repeats

# Columns by the names that people give them; blanks count as “_”, letter case not at all.
NAMES = {
    "id": "id uid nr nr. nummer external_id veranstaltungsnummer",
    "title": "title titel name veranstaltung veranstaltungstitel thema subject betreff",
    "start": "start beginn anfang von",
    "date": "date datum tag start_date startdatum beginndatum",
    "time": "time uhrzeit zeit start_time startzeit beginnzeit",
    "end": "end ende bis",
    "end_date": "end_date enddatum",
    "end_time": "end_time endzeit",
    "venue": "venue ort veranstaltungsort location wo",
    "street": "street straße strasse",
    "postcode": "postcode plz postleitzahl",
    "place": "place city stadt gemeinde",
    "summary": "summary kurzbeschreibung kurztext",
    "description": "description beschreibung text inhalt",
    "url": "url link website webseite anmeldung registration",
    "online_url": "online_url online_link",
    "price": "price preis kosten gebühr teilnahmegebühr eintritt",
    "tags": "tags schlagwörter schlagworte kategorie kategorien categories",
    "status": "status",
    "rule": "rrule",
}
COLUMNS = {spelling: name for name, text in NAMES.items() for spelling in text.split()}
CANCELLED = re.compile(r"abgesagt|entfällt|fällt aus|cancel+ed", re.IGNORECASE)
POSTPONED = re.compile(r"verschoben|postponed", re.IGNORECASE)
FREE = re.compile(r"(?:kosten)?(?:los|frei)|frei|gratis|free|umsonst|keine", re.IGNORECASE)
MONEY = re.compile(r"(?:€|EUR)?\s*(\d{1,6})(?:[.,](\d{2}|-))?\s*(?:€|euro|EUR)?", re.IGNORECASE)
RANGE = re.compile(r"\s*(?:–|—|\bbis\b|\s-\s)\s*")
MAX_TAGS = 20


def read_rows(data: bytes, zone: ZoneInfo, *, now: datetime) -> CalendarFile:
    """The events of a table; raises FileProblem when it has no columns for title and start."""
    table = read_table(data, columns=COLUMNS, required=())
    rows = [(row, _named(row.cells)) for row in table.rows]
    present = {name for _row, cells in rows for name in cells}
    wanted = {_("title"): {"title"}, _("start"): {"start", "date"}}
    missing = [title for title, names in wanted.items() if not present & names]
    if missing:
        raise FileProblem(
            _("The first line must name these columns: %(columns)s.")
            % {"columns": ", ".join(missing)}
        )
    file, lines = CalendarFile(remarks=list(table.remarks)), dict[str, int]()
    if len(rows) > MAX_EVENTS:
        file.is_whole = False
        file.remarks.append(
            _("The file has %(count)s events; only the first %(limit)s were read.")
            % {"count": len(rows), "limit": MAX_EVENTS}
        )
    events = []
    for row, cells in rows[:MAX_EVENTS]:
        try:
            events.append(_event(row, cells, zone, lines))
        except (Unreadable, OverflowError) as problem:
            if len(file.refused) < MAX_REFUSED:
                title = shorten(one_line(cells.get("title", "")), 200)
                name = _("Line %(line)s") % {"line": row.line}
                outcome = Outcome(Action.REJECTED, name, title, reason=str(problem))
                file.refused.append(outcome)
    join_series(file, events, {}, Zones(zone), now)
    return file


def _named(cells: dict[str, str]) -> dict[str, str]:
    """The cells by our own names; of two columns for one thing the first that is filled."""
    found: dict[str, str] = {}
    for spelling, cell in cells.items():
        name = COLUMNS[spelling]
        found[name] = found.get(name) or cell
    return found


def _event(row: Row, cells: dict[str, str], zone: ZoneInfo, lines: dict[str, int]) -> CalendarEvent:
    if row.problem:
        raise Unreadable(row.problem)
    title = shorten(one_line(cells.get("title", "")), 200)
    if not title:
        raise Unreadable(_("The title is missing."))
    starts_at, ends_at, all_day = period_of(*_times(cells), "", zone)
    uid = external_id(cells.get("id", ""), title, starts_at)
    if uid in lines:
        raise Unreadable(
            _("Line %(line)s has the same id already. Give each row its own.")
            % {"line": lines[uid]}
        )
    lines[uid] = row.line
    remarks: list[str] = []
    description = ical_text.plain(cells.get("description", ""))
    summary = one_line(cells.get("summary", ""))
    values: dict[str, Any] = {
        "title": title,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "all_day": all_day,
        "time_zone": zone.key,
        "summary": shorten(summary, 300) or ical_text.summarise(description, title),
        **({"description": description} if description else {}),
        **_where(cells),
        **_price(cells.get("price", "")),
        **_addresses(row, cells, remarks),
    }
    if status := cells.get("status", ""):
        cancelled, postponed = CANCELLED.search(status), POSTPONED.search(status)
        values["status"] = "cancelled" if cancelled else "postponed" if postponed else "scheduled"
    rule = cells.get("rule", "").strip().removeprefix("RRULE:")
    return CalendarEvent(
        uid=uid,
        sequence=0,
        starts_at=starts_at,
        values=values,
        tags=_tags(cells.get("tags", "")),
        remarks=remarks,
        repeats=Repeats(zone, rules=[rule] if rule else []),
    )


def _times(cells: dict[str, str]) -> tuple[date, date | None]:
    """Start and end; each may stand in one cell or be divided into day and time."""
    first, last = _pair(cells.get("start") or cells.get("date", ""))
    clock, last_clock = _pair(cells.get("time", "").replace("-", "–"))
    start = read_day_or_time(_("start"), first)
    if start is None:
        raise Unreadable(_("The start is missing."))
    day = start
    start = _at(start, clock)
    end_text = cells.get("end") or cells.get("end_date") or last
    end_clock = cells.get("end_time") or last_clock
    if re.fullmatch(r"\d{1,2}(?:[:.]\d{2})?(?:\s*(?:Uhr|h))?", end_text.strip(), re.IGNORECASE):
        end_text, end_clock = "", end_text
    end = read_day_or_time(_("end"), end_text)
    if end is None and end_clock and isinstance(start, datetime):
        end = day.date() if isinstance(day, datetime) else day
    return start, _at(end, end_clock) if end is not None else None


def _pair(text: str) -> tuple[str, str]:
    """The parts of “18–20 Uhr” or “3.12.2026 bis 5.12.2026”; a single one has no second."""
    first, *others = RANGE.split(one_line(text[:100]), maxsplit=1)
    return first, others[0] if others else ""


def _at(day: date, clock: str) -> date:
    if isinstance(day, datetime) or not clock:
        return day
    time = read_clock(_("time"), clock)
    return datetime.combine(day, time) if time else day


def _where(cells: dict[str, str]) -> dict[str, Any]:
    parts = (cells.get("venue"), cells.get("street"))
    town = f"{cells.get('postcode', '')} {cells.get('place', '')}".strip()
    text = ", ".join(filter(None, (*parts, town)))
    if not text:
        return {}
    place = ical_text.read_place(text)
    values = {name: getattr(place, name) for name in place.__slots__}
    for name, limit in (("street", 160), ("place", 120)):
        if given := one_line(cells.get(name, "")):
            values[name] = shorten(given, limit)
    given = one_line(cells.get("venue", ""))
    if given and (cells.get("street") or town) and values["attendance_mode"] != "online":
        values["venue"] = shorten(given, 160)
    return values


def _price(text: str) -> dict[str, Any]:
    text = one_line(text[:400])
    if not text:
        return {}
    if FREE.fullmatch(text):
        return {"price": Decimal(0), "price_note": ""}
    if money := MONEY.fullmatch(text):
        cents = money[2] if money[2] and money[2] != "-" else "00"
        return {"price": Decimal(f"{money[1]}.{cents}"), "price_note": ""}
    return {"price_note": shorten(text, 160)}


def _addresses(row: Row, cells: dict[str, str], remarks: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for column, name in (("online_url", "online_url"), ("url", "registration_url")):
        if not (given := cells.get(column, "").strip()):
            continue
        if address := ical_text.web_address(given):
            found[name] = address
            if name == "online_url" and not any(cells.get(n) for n in ("venue", "place")):
                found["attendance_mode"] = "online"
        else:
            remarks.append(
                _("Line %(line)s: “%(value)s” is no usable web address.")
                % {"line": row.line, "value": shorten(one_line(given[:200]), 60)}
            )
    return found


def _tags(text: str) -> list[str]:
    words: Iterable[str] = (shorten(one_line(word), 60) for word in re.split(r"[,;|]", text[:4000]))
    return list({word.casefold(): word for word in words if word}.values())[:MAX_TAGS]
