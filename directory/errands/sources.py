"""The errands that records of all kinds bring: reviews, changes asked for, checks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.models import WorkflowState

from directory.errands import Errand
from directory.freshness.addresses import change_address
from directory.freshness.keepers import kinds, unkept
from directory.freshness.rhythm import WEEK, State
from directory.models import Listing, Renewal
from directory.rights import Action, Rights, Role
from search import registry

REVIEW_WITHIN = timedelta(days=3)
MOST = 1000  # open reviews that are looked at
Open = dict[type[Model], dict[int, date]]  # kind → record → since when


def reviews(rights: Rights, today: date, most: int) -> Iterable[Errand]:
    """What was handed in and waits for this person's decision."""
    for model, since in _open(WorkflowState.STATUS_IN_PROGRESS).items():
        records = rights.among(Action.REVIEW, model._base_manager.filter(pk__in=since))
        yield from _errands(
            records,
            since,
            most,
            why=_("Handed in on %(day)s. Please look and decide."),
            button=_("Review"),
            within=REVIEW_WITHIN,
        )


def changes_asked(rights: Rights, today: date, most: int) -> Iterable[Errand]:
    """What this person's organisations handed in and somebody wants to see changed."""
    if not rights.organisations:
        return
    for model, since in _open(WorkflowState.STATUS_NEEDS_CHANGES).items():
        own = model.belonging_to(rights.organisations)
        yield from _errands(
            model._base_manager.filter(own, pk__in=since),
            since,
            most,
            why=_("The review of %(day)s asks for changes."),
            button=_("Change"),
        )


def checks(rights: Rights, today: date, most: int) -> Iterable[Errand]:
    """Records that are due to be confirmed: of the own organisations, and of those without anybody
    if the person publishes for them or runs the hub."""
    for model in kinds():
        others = rights.condition(Role.PUBLISHER, model) | rights.condition(Role.OPERATOR, model)
        kept = model.belonging_to(rights.organisations) | (others & unkept(model))
        records = model._base_manager.filter(kept)
        due = Q(due_on__lte=today + WEEK, object_id__in=records.filter(live=True).values("pk"))
        back = Q(stepped_back_on__isnull=False, object_id__in=records.values("pk"))
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


def _open(status: str) -> Open:
    """Records with a workflow of that state, the oldest thousand."""
    models = {ContentType.objects.get_for_model(t.model).pk: t.model for t in _types()}
    states = WorkflowState.objects.filter(status=status, base_content_type__in=models)
    found: Open = defaultdict(dict)
    rows = states.order_by("created_at").values_list("base_content_type", "object_id", "created_at")
    for kind, key, created_at in rows[:MOST]:
        found[models[kind]][int(key)] = timezone.localdate(created_at)
    return found


def _types() -> Iterable:
    return [t for t in registry.types().values() if issubclass(t.model, Listing)]


def _errands(records, since, most, *, why, button, within=timedelta(0)) -> Iterable[Errand]:
    keys = sorted(records.values_list("pk", flat=True), key=lambda key: (since[key], key))[:most]
    found = records.model._base_manager.in_bulk(keys)
    for key in keys:
        yield Errand(
            due_on=since[key] + within,
            words=found[key].headline,
            why=why % {"day": _day(since[key])},
            button=button,
            url=change_address(found[key]),
        )


def _day(day: date) -> str:
    return date_format(day, _("j F Y"))
