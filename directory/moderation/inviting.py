"""Asking people to decide: a key for each, the mail that carries it, and the next circle."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from directory.models import Circle, DecisionLink, ReviewState
from directory.models.review import digest_of, new_token
from directory.moderation import circles, letters
from hub.http import absolute
from hub.mailbox.queue import language_of
from hub.working_days import add_working_days

logger = logging.getLogger(__name__)
VALID_FOR = timedelta(days=21)
KEPT_FOR = timedelta(days=90)  # so that the page of an old link can say what became of it
PATIENCE = 3  # working days


@transaction.atomic(savepoint=False)
def open_review(*, state: ReviewState, at: datetime | None = None) -> None:
    """Keep the review, and ask the first circle in which there is somebody."""
    _ask(state, begin=Circle.VOUCHER, at=at or timezone.now())


def escalate(*, at: datetime | None = None) -> int:
    """What the clock calls: ask the next circle where nobody has acted in time; gives the number.

    Operators are reminded, because nobody comes after them. One that fails stops no other.
    """
    at = at or timezone.now()
    overdue = ReviewState.objects.filter(
        status=ReviewState.STATUS_IN_PROGRESS, due_on__lt=timezone.localdate(at)
    )
    count = 0
    for state in overdue.select_related("workflow_state__requested_by", "revision"):
        try:
            count += _ask_next(state, at)
        except Exception:
            logger.exception("review %d could not be passed on", state.pk)
    return count


@transaction.atomic
def ask_again(*, link: DecisionLink, at: datetime | None = None) -> None:
    """Mail a new key to whoever has an old one; at most one an hour."""
    at = at or timezone.now()
    if link.state:
        invite(state=link.state, reviewers=[link.reviewer], mark=f"again-{at:%Y%m%d%H}", at=at)


def invite(*, state: ReviewState, reviewers: Iterable, mark: str, at: datetime) -> None:
    """Mail each of them a key to this review; `mark` is what makes the mail another one."""
    about = str(state.revision.content_object)
    links: dict[str, DecisionLink] = {}
    asked = []
    for reviewer in reviewers:
        link, address = new_link(reviewer=reviewer, about=about, at=at, state=state)
        key = f"review-{state.pk}-{reviewer.pk}-{mark}"
        links[key] = link
        asked.append((reviewer, address, key))
    written = letters.ask(state=state, asked=asked, at=at)
    DecisionLink.objects.bulk_create(link for key, link in links.items() if key in written)


def new_link(*, reviewer, about: str, at: datetime, **thing) -> tuple[DecisionLink, str]:
    """A key, not saved yet, and the address that carries it."""
    token = new_token()
    link = DecisionLink(
        digest=digest_of(token),
        about=about[:200],
        reviewer=reviewer,
        created_at=at,
        expires_at=at + VALID_FOR,
        **thing,
    )
    with override(language_of(reviewer)):
        return link, absolute(reverse("decision", args=[token]))


def due_on(at: datetime) -> date:
    """The last day on which somebody who is asked now is waited for."""
    return add_working_days(timezone.localdate(at), PATIENCE, state=settings.STATE)


def prune(*, at: datetime | None = None) -> int:
    """Forget keys whose time is long over; gives the number."""
    before = (at or timezone.now()) - KEPT_FOR
    return DecisionLink.objects.filter(expires_at__lt=before).delete()[0]


@transaction.atomic
def _ask_next(state: ReviewState, at: datetime) -> bool:
    """Compare and set: of two clocks one goes on."""
    waiting = ReviewState.objects.filter(
        pk=state.pk, status=ReviewState.STATUS_IN_PROGRESS, due_on=state.due_on
    )
    if not waiting.update(due_on=due_on(at)):
        return False
    _ask(state, begin=circles.after(Circle(state.circle)) or Circle.OPERATOR, at=at)
    letters.tell_delayed(state=state, at=at)
    return True


def _ask(state: ReviewState, *, begin: Circle, at: datetime) -> None:
    record = state.revision.content_object
    circle, people = circles.first_with_people(record, begin=begin, but_not=state.author)
    state.circle, state.due_on = circle, due_on(at)
    models.Model.save(state, update_fields=["circle", "due_on"] if state.pk else None)
    invite(state=state, reviewers=people, mark=f"{circle}-{timezone.localdate(at)}", at=at)
