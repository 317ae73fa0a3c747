"""The worker's side of kept searches: every mail that is due, each one once.

No mail server answers “was this delivered?” after a crash. So a row first says that its mail is
sent (compare and set: of two workers one goes on), and takes that back when sending fails. A
process killed in the moment between loses that mail instead of sending it twice; one that failed
is due again later, after longer and longer pauses.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from smtplib import SMTPException

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from search.engines import IndexUnavailable
from search.models import SavedSearch
from search.saved import mails
from search.saved.news import horizon, news

logger = logging.getLogger(__name__)
BATCH = 100
FIRST_PAUSE = timedelta(minutes=15)
LONGEST_PAUSE = timedelta(days=7)


class NoMailServer(Exception):
    """The mail server cannot be reached: everything waits."""


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of a row, and the mail that goes with it, if any."""

    changes: dict[str, object]
    message: EmailMultiAlternatives | None = None


def send_due(*, at: datetime | None = None) -> int:
    """Ask for confirmations and mail news; gives how many rows it dealt with, at most BATCH."""
    at = at or timezone.now()
    due = SavedSearch.objects.due(at=at)[:BATCH]
    return _work_off(due, partial(_next_mail, at=at, until=horizon(at=at)), at)


def ask_expiring(*, at: datetime | None = None) -> int:
    """Ask those whose year is nearly over whether to go on; gives how many rows, at most BATCH."""
    at = at or timezone.now()
    return _work_off(SavedSearch.objects.expiring(at=at)[:BATCH], partial(_question, at=at), at)


def send(saved: SavedSearch, message: EmailMultiAlternatives) -> None:
    """Send one mail that nothing depends on."""
    _work_off([saved], lambda _row: Step({}, message), timezone.now())


def _next_mail(saved: SavedSearch, *, at: datetime, until: datetime) -> Step:
    if not saved.is_confirmed:
        sent = {"due_at": None, "last_sent_at": at, "failures": 0}
        return Step(sent, mails.confirmation(saved))
    due_at = saved.next_due(at)
    found = news(saved, at=at, until=until)
    if found is None:
        return Step({"due_at": due_at, "failures": 0})
    sent = {"due_at": due_at, "last_sent_at": at, "failures": 0, "sent_until": found.until}
    return Step(sent, mails.news(saved, found))


def _question(saved: SavedSearch, *, at: datetime) -> Step:
    return Step({"asked_at": at, "last_sent_at": at, "failures": 0}, mails.question(saved))


def _work_off(
    rows: Iterable[SavedSearch], prepare: Callable[[SavedSearch], Step], at: datetime
) -> int:
    """Take every row a step further; one that fails waits and never stops the others."""
    connection, done = get_connection(), 0
    try:
        for row in rows:
            try:
                _take(row, prepare(row), connection)
            except (IndexUnavailable, NoMailServer) as reason:
                logger.warning("mails about kept searches wait: %s", type(reason).__name__)
                break
            except (SMTPException, OSError) as reason:  # whose text holds the address
                logger.warning("mail for kept search %d failed: %s", row.pk, type(reason).__name__)
                _postpone(row, at)
            except Exception:
                logger.exception("mail for kept search %d could not be made", row.pk)
                _postpone(row, at)
            done += 1
    finally:
        _close(connection)
    return done


def _take(saved: SavedSearch, step: Step, connection: BaseEmailBackend) -> None:
    if step.message:
        try:
            connection.open()
        except (SMTPException, OSError) as error:
            raise NoMailServer from error
    before = {name: getattr(saved, name) for name in step.changes}
    if not _swap(saved, before, step.changes) or not step.message:
        return
    try:
        connection.send_messages([step.message])
    except Exception:
        _swap(saved, step.changes, before)
        _close(connection)
        raise


def _swap(saved: SavedSearch, before: dict[str, object], after: dict[str, object]) -> bool:
    """Change the row if it still is as it was; of two workers only one can."""
    row = SavedSearch.objects.filter(pk=saved.pk, **before)
    return bool(row.update(**after)) if after else row.exists()


def _postpone(saved: SavedSearch, at: datetime) -> None:
    """Try again after a pause that doubles with every failure in a row."""
    pause = min(FIRST_PAUSE * 2 ** min(saved.failures, 16), LONGEST_PAUSE)
    before = {"due_at": saved.due_at, "failures": saved.failures}
    _swap(saved, before, {"due_at": at + pause, "failures": saved.failures + 1})


def _close(connection: BaseEmailBackend) -> None:
    with suppress(SMTPException, OSError):
        connection.close()
