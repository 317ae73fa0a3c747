"""An event as its source means it here."""

from __future__ import annotations

from dataclasses import replace

from directory.sources import mappings
from events.importing.calendar_file import CalendarEvent


class Mappings(mappings.Mappings):
    def apply(self, entry: CalendarEvent) -> tuple[CalendarEvent, list[int]]:
        """The entry as the source means it here, and the topics of its event."""
        tags, topics = self.sorted_words(entry.tags)
        is_online = entry.values.get("attendance_mode") == "online"
        values = entry.values if is_online else self.placed(entry.values)
        return replace(entry, values=values, tags=tags), topics
