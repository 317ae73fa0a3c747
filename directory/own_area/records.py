"""What happens to a record of a house: entered, changed, put away, taken out again."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from wagtail.log_actions import log

from directory.models import Listing, Source
from directory.moderation.actions import submit, take_back
from directory.own_area.conflict import Comparison, compare
from directory.own_area.drafts import newest, save_with_a_free_slug


class Known(Exception):
    """The same form was handed in before; this is what became of it."""

    def __init__(self, record: Listing) -> None:
        super().__init__(record.pk)
        self.record = record


class Locked(Exception):
    """A moderator has locked the record."""


class Conflict(Exception):
    """Somebody else has changed the record since the form was opened; nothing is saved."""

    def __init__(self, comparison: Comparison, mark: str, *, is_withdrawn: bool) -> None:
        super().__init__(mark)
        self.comparison, self.mark, self.is_withdrawn = comparison, mark, is_withdrawn


def mark(record: Listing) -> str:
    """The state of a record that somebody has seen: newest revision, time of the row, if public."""
    is_live = "live" if record.live else "away"
    return f"{record.latest_revision_id or 0}.{record.updated_at:%Y%m%d%H%M%S%f}.{is_live}"


def create(*, form, key: str, user, hand_in: bool) -> Listing:
    """A new record of a valid form. `key` belongs to the form: used twice, it raises Known."""
    model = form._meta.model
    try:
        if known := _made_with(model, key):
            raise Known(known)
        return _create(form, key, user, hand_in)
    except IntegrityError:  # pressed twice, and both at the same moment
        if known := _made_with(model, key):
            raise Known(known) from None
        raise


@transaction.atomic
def change(*, record: Listing, form, seen: str, user, hand_in: bool) -> None:
    """Keep a valid form as the newest revision, and hand that in or publish it.

    `seen` is the mark of the state with which the form began. Raises Locked and Conflict.
    """
    stored = _locked_row(record)
    mine = form.save(commit=False)
    if seen != mark(stored):
        comparison = compare(_begun_with(stored, seen), newest(_fresh(stored)), mine)
        is_withdrawn = seen.endswith(".live") and not stored.live
        if is_withdrawn or not comparison.is_harmless:
            raise Conflict(comparison, mark(stored), is_withdrawn=is_withdrawn)
        mine = comparison.joined
    if stored.latest_revision_id is None:  # what a colleague began with who has it open now
        _fresh(stored).save_revision(clean=False, changed=False)
    if not stored.live:
        _keep_in_row(mine, stored)
    revision = mine.save_revision(user=user, clean=False, log_action=True)
    if hand_in:
        submit(record=_fresh(stored), revision=revision, user=user)


@transaction.atomic
def put_away(*, record: Listing, user) -> None:
    """Off the public, off the clock and out of review; it stays in the archive."""
    stored = _locked_row(record)
    take_back(record=stored, user=user)
    type(record)._base_manager.filter(pk=record.pk).update(expired=True)


@transaction.atomic
def bring_back(*, record: Listing) -> None:
    """Out of the archive: a draft once more, to be handed in."""
    stored = _locked_row(record)
    type(record)._base_manager.filter(pk=stored.pk, live=False).update(expired=False)


@transaction.atomic
def _create(form, key: str, user, hand_in: bool) -> Listing:
    record = form.save(commit=False)
    record.live, record.source, record.external_id = False, Source.SELF_SERVICE, key
    save_with_a_free_slug(record)
    revision = record.save_revision(user=user, clean=False)
    log(record, "wagtail.create", user=user, revision=revision, content_changed=True)
    if hand_in:
        submit(record=_fresh(record), revision=revision, user=user)
    return record


def _made_with(model: type[Listing], key: str) -> Listing | None:
    return model._default_manager.known_as([key], "").first() if key else None


def _locked_row(record: Listing) -> Listing:
    """Of two at once the second waits here, and then sees what the first has done."""
    stored = type(record)._base_manager.select_for_update().get(pk=record.pk)
    if stored.locked:
        raise Locked
    return stored


def _fresh(record: Listing) -> Listing:
    """A copy that nobody has typed into: without a draft, the newest state is the row itself."""
    return type(record)._base_manager.get(pk=record.pk)


def _begun_with(record: Listing, seen: str) -> Listing | None:
    number = seen.partition(".")[0]
    if not (number.isdecimal() and len(number) < 19):
        return None
    if number == "0":
        revision = record.revisions.order_by("created_at", "pk").first()
    else:
        revision = record.revisions.filter(pk=int(number)).first()
    return revision.as_object() if revision else None


def _keep_in_row(mine: Listing, stored: Listing) -> None:
    """Of what is not public the row holds the newest draft, so that lists and searches know it."""
    mine.expired = False
    for name in ("live_revision_id", "last_published_at"):
        setattr(mine, name, getattr(stored, name))
    mine.save()
