"""What is known about whether two events are one and the same."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _

from events.icalendar.entries import CalendarEntry
from events.models.event import Event
from search import outbox


class SameEventQuerySet(models.QuerySet):
    def same(self):
        return self.filter(verdict=SameEvent.Verdict.SAME)

    def proposed(self):
        return self.filter(verdict=SameEvent.Verdict.PROPOSED)

    def of(self, event):
        return self.filter(Q(main=event) | Q(other=event))

    def between(self, one, two):
        return self.filter(Q(main=one, other=two) | Q(main=two, other=one)).first()

    def hand_over(self, event):
        """Before an event goes: those below it move up, the first of them if it was the top."""
        pairs = SameEvent.objects.same()
        below = pairs.filter(main=event).order_by("-other__live", "pk").select_related("other")
        below = list(below)
        if not below:
            return
        upper = pairs.filter(other=event).select_related("main").first()
        heir = upper.main if upper else below[0].other
        with transaction.atomic():
            SameEvent.objects.of(event).delete()
            for pair in below:
                if pair.other_id != heir.pk:
                    SameEvent.objects.connect(heir, pair.other, decided_by=pair.decided_by)
            SameEvent.objects.point(heir)

    def connect(self, main, other, **fields):
        """Note that two are the same, whatever was noted before."""
        pair = self.between(main, other) or SameEvent()
        pair.main, pair.other, pair.verdict = main, other, SameEvent.Verdict.SAME
        for name, value in fields.items():
            setattr(pair, name, value)
        pair.save()
        return pair

    def root(self, event):
        """The event at the top of those that are the same."""
        pairs = dict(SameEvent.objects.same().values_list("other", "main"))
        key, seen = event.pk, set()
        while key in pairs and key not in seen:  # joined in a ring by several people at once
            seen.add(key)
            key = pairs[key]
        return event if key == event.pk else Event.objects.get(pk=key)

    def point(self, *events):
        """Let the rows of events follow from the pairs, and with them index and calendars."""
        below = {}
        for main, other in SameEvent.objects.same().values_list("main", "other"):
            below.setdefault(main, []).append(other)
        touched = set()
        for event in events:
            top = self.root(event).pk
            under, todo = set(), [top]
            while todo:
                found = below.get(todo.pop(), ())
                under.update(found)
                todo.extend(found)
            Event.objects.filter(pk=top).update(joined_to=None)
            Event.objects.filter(pk__in=under).update(joined_to=top)
            touched |= {top, *under}
        outbox.request([f"event:{key}" for key in sorted(touched)])
        for event in Event.objects.filter(pk__in=touched).select_related("joined_to"):
            CalendarEntry.objects.of(event).refresh()


class SameEvent(models.Model):
    """Two events and the verdict on them; of the same ones `other` is told by `main`.

    An event is `other` of one pair at most, so the pairs make trees. `Event.joined_to` names the
    top of its tree; what was joined in steps is parted in the same steps.
    """

    class Verdict(models.TextChoices):
        PROPOSED = "proposed", _("to be decided")
        SAME = "same", _("the same")
        DIFFERENT = "different", _("not the same")

    main = models.ForeignKey(
        Event, verbose_name=_("stays"), on_delete=models.CASCADE, related_name="same_as"
    )
    other = models.ForeignKey(
        Event, verbose_name=_("is joined"), on_delete=models.CASCADE, related_name="same_in"
    )
    verdict = models.CharField(
        _("verdict"), max_length=10, choices=Verdict.choices, default=Verdict.PROPOSED
    )
    likeness = models.FloatField(_("likeness"), default=0)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = SameEventQuerySet.as_manager()

    class Meta:
        ordering = ["-likeness", "pk"]
        verbose_name = _("two events, maybe the same")
        verbose_name_plural = _("events that may be the same")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                Least("main", "other"), Greatest("main", "other"), name="events_sameevent_pair"
            ),
            models.UniqueConstraint(
                fields=["other"],
                condition=Q(verdict="same"),
                name="events_sameevent_one_main",
            ),
            models.CheckConstraint(
                condition=~Q(main=F("other")), name="events_sameevent_two_events"
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=["proposed", "same", "different"]),
                name="events_sameevent_verdict",
            ),
        ]

    def __str__(self):
        return f"{self.main} = {self.other}? {self.get_verdict_display()}"
