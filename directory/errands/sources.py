"""The errands that records of all kinds bring: reviews, changes asked for, checks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, Model, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from wagtail.models import WorkflowState

from directory.errands import Errand
from directory.freshness.addresses import change_address
from directory.freshness.keepers import kinds, unkept
from directory.freshness.rhythm import WEEK, State
from directory.models import Listing, Renewal, ReviewState
from directory.moderation import decisions
from directory.rights import Rights, Role
from search import registry

MOST = 1000
Open = dict[type[Model], dict[int, date]]  # kind → record → since when


def reviews(rights: Rights, today: date, most: int) -> Iterable[Errand]:
    """What was handed in and waits for this person's decision."""
    waiting = ReviewState.objects.filter(status=ReviewState.STATUS_IN_PROGRESS)
    mine = decisions.to_decide(rights.user, waiting).order_by("due_on", "pk")
    for state in mine.select_related("revision").defer("revision__content")[:most]:
        since = {"day": _day(state.started_at)}
        yield Errand(
            due_on=state.due_on or today,
            words=state.revision.object_str,
            why=_("Handed in on %(day)s. Please look and decide.") % since,
            button=pgettext("button", "Review"),
            url=reverse("errand_review", args=[state.pk]),
            posts=True,
        )


def changes_asked(rights: Rights, today: date, most: int) -> Iterable[Errand]:
    """What this person's organisations handed in and somebody wants to see changed."""
    if not rights.organisations:
        return
    for model, since in _asked().items():
        own = model.belonging_to(rights.organisations)
        records = model._base_manager.filter(own, pk__in=since)
        keys = sorted(records.values_list("pk", flat=True), key=lambda key: (since[key], key))
        found = model._base_manager.in_bulk(keys[:most])
        for key, record in found.items():
            yield Errand(
                due_on=since[key],
                words=record.headline,
                why=_("The review of %(day)s asks for changes.") % {"day": _day(since[key])},
                button=_("Change"),
                url=change_address(record),
            )


def checks(rights: Rights, today: date, most: int) -> Iterable[Errand]:
    """Records that are due to be confirmed: of the own organisations, and of those without anybody
    if the person publishes for them or runs the hub."""
    for model in kinds():
        others = rights.condition(Role.PUBLISHER, model) | rights.condition(Role.OPERATOR, model)
        kept = model.belonging_to(rights.organisations) | (others & unkept(model))
        # In the order of the due day until there are enough: nearly all may be nobody's.
        record = model._base_manager.filter(kept, pk=OuterRef("object_id"))
        due = Q(Exists(record.filter(live=True)), due_on__lte=today + WEEK)
        back = Q(Exists(record.filter(locked=False)), stepped_back_on__isnull=False)
        rows = list(Renewal.objects.of_kind(model).filter(due | back).order_by("due_on")[:most])
        found = model._base_manager.in_bulk([row.object_id for row in rows])
        for row in rows:
            record = found.get(row.object_id)
            if record and record.term and record.term.due_on == row.due_on:
                yield _check(record, row)


def _check(record: Listing, row: Renewal) -> Errand:
    name = registry.for_model(type(record)).name
    words = {"day": _day(row.due_on)}
    if row.state == State.STEPPED_BACK:
        why = _("Not public any more, because nobody confirmed it.")
        button = _("Still right: make it public again")
        if record.is_over_by_itself:
            why, button = _("It was open until %(day)s.") % words, _("Open it again")
    elif record.is_over_by_itself:
        why = _("Open until %(day)s. Renew it if you still look for somebody.") % words
        button = _("Renew")
    else:
        why = _("Is it still right? To be checked by %(day)s.") % words
        button = _("Still right")
    return Errand(
        due_on=row.due_on,
        words=record.headline,
        why=why,
        button=button,
        url=reverse("errand_confirm", args=[name, record.pk]),
        posts=True,
        about=record.get_absolute_url() if record.live else "",
    )


def _asked() -> Open:
    """Records of which a review wants something changed, the oldest thousand."""
    models = {ContentType.objects.get_for_model(t.model).pk: t.model for t in _types()}
    states = WorkflowState.objects.filter(
        status=WorkflowState.STATUS_NEEDS_CHANGES, base_content_type__in=models
    )
    found: Open = defaultdict(dict)
    rows = states.order_by("created_at").values_list("base_content_type", "object_id", "created_at")
    for kind, key, created_at in rows[:MOST]:
        found[models[kind]][int(key)] = timezone.localdate(created_at)
    return found


def _types() -> Iterable:
    return [t for t in registry.types().values() if issubclass(t.model, Listing)]


def _day(day: date | datetime) -> str:
    day = timezone.localtime(day) if isinstance(day, datetime) else day
    return date_format(day, _("j F Y"))
