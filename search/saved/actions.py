"""What people do with kept searches. Nothing is answered that tells whether an address is known."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from search import tasks
from search.models import SavedSearch
from search.models.saved_search import CONFIRM_WITHIN, KEPT_FOR

logger = logging.getLogger(__name__)
UNCONFIRMED = 3  # searches that wait for one mailbox
PAUSE = timedelta(hours=1)  # between two questions for confirmation of one search
PAUSE_CONFIRMED = timedelta(days=1)  # between two mails that a search is kept already
HOURLY = 120  # questions for confirmation in an hour, whoever asks


class TooMany(Exception):
    """More searches are being kept than people would: somebody is playing."""


@transaction.atomic
def keep(*, email: str, query: str, language: str, rhythm: str, at: datetime | None = None) -> None:
    """Keep a search and have the address asked by mail whether it wants that.

    Gives nothing and does the same for a visitor, whatever is known of the address. Raises
    TooMany for everybody alike.
    """
    at = at or timezone.now()
    if SavedSearch.objects.asked_since(at - timedelta(hours=1)).count() >= HOURLY:
        raise TooMany
    email = email.strip().lower()
    of_address = SavedSearch.objects.of(email)
    of_address.expired(at=at).delete()
    saved = of_address.filter(query=query, language=language).first()
    if saved is None:
        waiting = SavedSearch.objects.of_mailbox(email).unconfirmed().current(at=at)
        if waiting.count() < UNCONFIRMED:
            _create(email=email, query=query, language=language, rhythm=rhythm, at=at)
    elif saved.is_confirmed:
        _tell_again(saved, at)
    else:
        _ask_again(saved, rhythm, at)


@transaction.atomic
def confirm(*, saved: SavedSearch, at: datetime | None = None) -> None:
    """The address wants the search: mails begin, for a year. Once is enough."""
    at = at or timezone.now()
    SavedSearch.objects.unconfirmed().current(at=at).filter(pk=saved.pk).update(
        confirmed_at=at, expires_at=at + KEPT_FOR, due_at=saved.next_due(at), failures=0
    )


@transaction.atomic
def change_rhythm(*, saved: SavedSearch, rhythm: str, at: datetime | None = None) -> None:
    """Mails come as often as `rhythm` says, beginning with the next."""
    saved.rhythm = rhythm
    due_at = saved.next_due(at or timezone.now())
    SavedSearch.objects.confirmed().filter(pk=saved.pk).update(rhythm=rhythm, due_at=due_at)


@transaction.atomic
def extend(*, saved: SavedSearch, at: datetime | None = None) -> None:
    """Go on for another year from now."""
    at = at or timezone.now()
    SavedSearch.objects.confirmed().current(at=at).filter(pk=saved.pk).update(
        expires_at=at + KEPT_FOR, asked_at=None
    )


@transaction.atomic
def forget(*, saved: SavedSearch) -> None:
    """Delete all that is known of a kept search."""
    SavedSearch.objects.filter(pk=saved.pk).delete()


@transaction.atomic
def prune(*, at: datetime | None = None) -> int:
    """Delete what nobody confirmed within two days, and whose year is over; gives the number."""
    count, _models = SavedSearch.objects.expired(at=at).delete()
    if count:
        logger.info("%d kept searches are over and deleted", count)
    return count


def _create(*, at: datetime, **fields: str) -> None:
    """Insert the row, unless somebody else does so at this moment."""
    SavedSearch.objects.bulk_create(
        [
            SavedSearch(
                **fields,
                created_at=at,
                sent_until=at,
                due_at=at,
                expires_at=at + CONFIRM_WITHIN,
            )
        ],
        ignore_conflicts=True,
    )
    transaction.on_commit(tasks.send_saved_mails.enqueue)


def _ask_again(saved: SavedSearch, rhythm: str, at: datetime) -> None:
    """Repeat the question, each time after a pause as long as all before; a row lasts two days."""
    asked = SavedSearch.objects.unconfirmed().filter(pk=saved.pk)
    asked.update(rhythm=rhythm)
    if saved.due_at or saved.last_sent_at is None:  # the mail is on its way
        return
    if at - saved.last_sent_at >= max(PAUSE, saved.last_sent_at - saved.created_at):
        asked.filter(due_at=None).update(due_at=at)
        transaction.on_commit(tasks.send_saved_mails.enqueue)


def _tell_again(saved: SavedSearch, at: datetime) -> None:
    """Whoever keeps a search twice is told so; that is no reason to change it."""
    pause = saved.last_sent_at or saved.created_at
    waited = SavedSearch.objects.filter(pk=saved.pk, last_sent_at=saved.last_sent_at)
    if at - pause >= PAUSE_CONFIRMED and waited.update(last_sent_at=at):
        transaction.on_commit(lambda: tasks.tell_already_kept.enqueue(saved.pk))
