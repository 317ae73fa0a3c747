"""Confirming a record, and letting one step back that nobody confirms."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Revision

from directory.freshness.keepers import organisation_field
from directory.freshness.rhythm import State, Step
from directory.models import Listing, Organisation, Renewal, Trust
from directory.rights import Rights
from hub.models import HubSettings
from search import outbox, registry

CONFIRM, STEP_BACK, BRING_BACK = (
    f"directory.{name}" for name in ("confirm", "step_back", "bring_back")
)


@transaction.atomic
def confirm(*, record: Listing, user: Any, today: date | None = None) -> None:
    """A person says that the record is still right; one that has stepped back is public again.

    It comes back as it was: that was reviewed before. Rights were checked by whoever calls. What a
    moderator has locked meanwhile stays away.
    """
    today = today or timezone.localdate()
    record = _brought_back(record, user)
    if record.is_held_back:
        return
    by = signature(record, user)
    if (record.confirmed_on, record.confirmed_by) != (today, by):
        log(instance=record, action=CONFIRM, user=user)
    note_confirmed(record, today=today, by=by)


@transaction.atomic
def note_seen(*, record: Listing, today: date) -> Listing:
    """An import has met the record again: its source says that it is still right.

    Gives the row as it is then; the import changes it afterwards.
    """
    if record.live and record.confirmed_on is not None and record.confirmed_on >= today:
        return record
    record = _brought_back(record, None)
    if not record.is_held_back:
        note_confirmed(record, today=today, by=record.source_label)
    return record


def note_confirmed(record: Listing, *, today: date, by: str) -> None:
    """Write down that the record was right today, in the row, its renewal and the index."""
    said = {"confirmed_on": today, "confirmed_by": by, **record.ON_CONFIRMING}
    for name, value in said.items():
        setattr(record, name, value)
    type(record)._base_manager.filter(pk=record.pk).update(**said)
    if record.term is not None:
        changes = {
            "due_on": record.term.due_on,
            "state": record.term.state(today),
            "stepped_back_on": None,
            "revision": None,
        }
        renewals = Renewal.objects.of(record)
        if not renewals.update(**changes):
            renewals.update_or_create(
                content_type=_content_type(record), object_id=record.pk, defaults=changes
            )
    outbox.request([document_id(record)])


@transaction.atomic
def step_back(*, renewal: Renewal, today: date) -> bool:
    """Take a record from the public that nobody has confirmed in spite of a notice.

    Gives False where that is not so, or no more, or somebody in charge has locked it.
    """
    model = renewal.content_type.model_class()
    rows = model._base_manager.select_for_update()
    record = rows.filter(pk=renewal.object_id, live=True, locked=False).first()
    if record is None or record.term is None:
        return False
    if not record.term.steps_back(today, noticed_on(renewal, record.term.due_on)):
        return False
    renewal.revision = record.live_revision or _snapshot(record)
    renewal.stepped_back_on, renewal.state = today, State.STEPPED_BACK
    renewal.save()
    record.unpublish(log_action=STEP_BACK)
    return True


def noticed_on(renewal: Renewal, due_on: date) -> date | None:
    """When the first of those who are asked got the last notice."""
    notices = renewal.reminders.filter(step=Step.LAST, due_on=due_on)
    return notices.order_by("sent_on").values_list("sent_on", flat=True).first()


def signature(record: Listing, user: Any) -> str:
    """In whose name a person confirms: that of an organisation, never the person's own."""
    rights = Rights(user)
    number = getattr(record, organisation_field(type(record)))
    if number in rights.organisations:
        own = Organisation.objects.filter(pk=number)
    else:
        own = Organisation.objects.filter(
            pk__in=rights.organisations, trust__level=Trust.Level.PUBLISHER
        )
    title = own.values_list("title", flat=True).first() or HubSettings.load().title
    return title[: Listing._meta.get_field("confirmed_by").max_length]


def document_id(record: Listing) -> str:
    return f"{registry.for_model(type(record)).name}:{record.pk}"


def _brought_back(record: Listing, user: Any) -> Listing:
    """The row as it is now, public again if it has stepped back."""
    rows = type(record)._base_manager
    record = rows.select_for_update().get(pk=record.pk)
    if record.live or record.locked:
        return record
    renewal = Renewal.objects.select_related("revision").of(record).stepped_back().first()
    if renewal is None:
        return record
    revision = renewal.revision or _snapshot(record)
    revision.publish(user=user, skip_permission_checks=True, log_action=BRING_BACK)
    return rows.get(pk=record.pk)


def _snapshot(record: Listing) -> Revision:
    """A revision of what is in the row; drafts that are newer stay the newest."""
    if record.latest_revision_id is None:
        return record.save_revision(clean=False)
    return Revision.objects.create(
        content_object=record,
        base_content_type=record.get_base_content_type(),
        content=record.serializable_data(),
        object_str=str(record),
        created_at=record.last_published_at or record.created_at,
    )


def _content_type(record: Listing) -> Any:
    return record.get_base_content_type()
