"""The pages of a source of events in the admin."""

from directory.sources.pages import SourcePages
from events.importing import actions
from events.importing.entry_words import EntryWords
from events.importing.stored_values import stored_event
from events.models import EventSource


class EventSourcePages(SourcePages):
    model = EventSource
    actions = actions
    order = ("event__starts_at", "pk")
    children = ("event__date_changes",)
    stored = staticmethod(stored_event)
    groups_of_conflicts = staticmethod(actions.groups_of_conflicts)

    def change_words(self):
        words = EntryWords()
        return lambda fields, event: words.changes(fields, event.time_zone)

    def lines(self, entries):
        return EntryWords().lines(entries)


urlpatterns = EventSourcePages().urlpatterns
