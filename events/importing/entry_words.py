"""The lines of a run for people: fields by their names, values as the form shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.importing.text import shorten
from directory.models import Topic
from directory.sources.changes import FieldChange
from events.importing.stored_values import DATES, FIELDS, read_value
from events.models import DateChange, Event, ImportEntry

SHOWN = 300  # characters of a value
MOMENTS = {"starts_at", "ends_at", "registration_until"}
LABELS = {
    DATES: gettext_lazy("single dates"),
    "tags": gettext_lazy("free tags"),
    "topics": gettext_lazy("topics"),
}
ORDER = {name: number for number, name in enumerate((*FIELDS, DATES, "tags", "topics"))}


class EntryWords:
    """Words for stored values; topics are looked up once for a page."""

    def __init__(self) -> None:
        self.topics = dict(Topic.objects.values_list("pk", "title"))

    def changes(self, fields: Mapping[str, list[Any]], zone: str = "") -> list[FieldChange]:
        return [
            FieldChange(name, self.label(name), *(self.value(name, v, zone) for v in fields[name]))
            for name in sorted(fields, key=lambda name: ORDER.get(name, 99))
        ]

    def label(self, name: str) -> str:
        known = LABELS.get(name)
        return capfirst(str(known or Event._meta.get_field(name).verbose_name))

    def value(self, name: str, value: Any, zone: str = "") -> str:
        """A stored value as people write it; “–” where there is none."""
        if name == DATES:
            return "; ".join(self._date(one, zone) for one in value or []) or "–"
        if name == "topics":
            return ", ".join(self.topics.get(number, "?") for number in value or []) or "–"
        if name == "tags":
            return ", ".join(value or []) or "–"
        if value in ("", None):
            return "–"
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if name in MOMENTS:
            return moment(read_value(name, value), zone)
        choices = dict(Event._meta.get_field(name).flatchoices)
        return shorten(str(choices.get(value, value)), SHOWN)

    def _date(self, one: Mapping[str, Any], zone: str) -> str:
        kind = DateChange.Kind(one["kind"]).label
        words = f"{moment(datetime.fromisoformat(one['recurrence_id']), zone)} {kind}"
        note = one["note"] or one["title"] or one["venue"]
        return f"{words} ({shorten(note, 60)})" if note else words

    def lines(self, entries: Iterable[ImportEntry]) -> list[dict[str, Any]]:
        """What the table of a run shows of each event; of a new one where it is and about what."""
        lines = []
        for entry in entries:
            is_new = entry.action == ImportEntry.Action.NEW
            changes = self.changes(entry.fields, entry.time_zone)
            about = " · ".join(change.after for change in changes)
            lines.append(
                {
                    "entry": entry,
                    "when": moment(entry.starts_at, entry.time_zone) if entry.starts_at else "",
                    "about": [about] if is_new and about else [],
                    "changes": [] if is_new else changes,
                    "conflicts": self.changes(entry.conflicts, entry.time_zone),
                }
            )
        return lines


def moment(value: datetime, zone: str = "") -> str:
    local = value.astimezone(ZoneInfo(zone)) if zone else value
    return date_format(local, "SHORT_DATETIME_FORMAT")
