"""Sets of events: public, coming, recurring."""

from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from directory.models import ListingQuerySet


def shown(path=""):
    """The condition that an event is public and not told by another one; `path` leads to it."""
    joined_to = f"{path}joined_to"
    is_told = ~Q(**{joined_to: None}) & Q(**{f"{joined_to}__live": True})
    return Q(**{f"{path}live": True}) & ~is_told


class EventQuerySet(ListingQuerySet):
    def live(self):
        return self.filter(shown())

    def told_by_others(self):
        """Public ones whose page leads to the event they were joined to."""
        return self.filter(live=True, joined_to__live=True).select_related("joined_to")

    def recurring(self):
        return self.exclude(recurrence_rules="").order_by("pk")

    def upcoming(self, *, at=None):
        """Live events that are not over, running ones included, the next first."""
        at = at or timezone.now()
        occurrences = self.model.occurrences.rel.related_model.objects
        coming = occurrences.filter(event=OuterRef("pk"), ends_at__gte=at)
        coming = coming.order_by("is_cancelled", "starts_at").values("starts_at")[:1]
        upcoming = self.live().filter(last_ends_at__gte=at)
        return upcoming.order_by(Subquery(coming), "starts_at", "pk")
