"""The mails that ask whether records are still right: one for a person and a day."""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import override

from directory.freshness.addresses import change_address
from directory.freshness.keepers import keepers, kinds, organisation_field
from directory.freshness.rhythm import ANSWER_WITHIN, LAPSE, MONTH, TELL_WITHIN, State, Step
from directory.models import Listing, Reminder, Renewal
from hub.http import absolute
from hub.mailbox.queue import language_of, queue

logger = logging.getLogger(__name__)
MOST = 50  # records in one mail; the rest follow on the next days, what is due longest first
URGENCY = [Step.STEPPED_BACK, Step.LAST, Step.DAY, Step.WEEK, Step.MONTH]


@dataclass(frozen=True, slots=True)
class Question:
    """What a mail asks about one record."""

    renewal: Renewal
    record: Listing
    step: Step

    @property
    def due_on(self) -> date:
        return self.record.term.due_on


def send(*, today: date) -> int:
    """Write every mail that is due, each once; gives their number."""
    return sum(_ask(user, questions, today) for user, questions in _questions(today))


def hash_of(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _questions(today: date) -> Iterable[tuple[Any, list[Question]]]:
    """People and what each of them has not been asked yet, the most urgent first."""
    told = set(
        Reminder.objects.filter(renewal__due_on__lte=today + MONTH).values_list(
            "renewal_id", "user_id", "due_on", "step"
        )
    )
    found: dict[Any, list[Question]] = defaultdict(list)
    for model in kinds():
        questions = list(_of_kind(model, today))
        field = organisation_field(model)
        people = keepers({getattr(question.record, field) for question in questions})
        for question in questions:
            about = question.renewal.pk, question.due_on, question.step.value
            for user in people[getattr(question.record, field)]:
                if (about[0], user.pk, *about[1:]) not in told:
                    found[user].append(question)
    for user, questions in found.items():
        questions.sort(key=lambda q: (URGENCY.index(q.step), q.due_on, q.renewal.pk))
        yield user, questions[:MOST]


def _of_kind(model: type[Listing], today: date) -> Iterable[Question]:
    """What is due of one kind, as it is now: somebody may have confirmed it since the last look."""
    near = Renewal.objects.of_kind(model).filter(due_on__lte=today + MONTH)
    rows = {row.object_id: row for row in near.exclude(state=State.FRESH)}
    for record in model._base_manager.filter(pk__in=near.values("object_id")):
        row, term = rows.get(record.pk), record.term
        if row is None or term is None:
            continue
        if record.live and (step := term.step(today)):
            yield Question(row, record, step)
        elif not record.live and row.stepped_back_on and today < row.stepped_back_on + TELL_WITHIN:
            yield Question(row, record, Step.STEPPED_BACK)


def _ask(user: Any, questions: list[Question], today: date) -> bool:
    """Write one mail and what it asks, or nothing of both; a second clock finds it done."""
    language, keys = language_of(user), [secrets.token_urlsafe(24) for _ in questions]
    with override(language):
        lines = [_line(q, key, today) for q, key in zip(questions, keys, strict=True)]
    rows = [
        Reminder(
            renewal=question.renewal,
            user=user,
            due_on=question.due_on,
            step=question.step,
            sent_on=today,
            secret_hash=hash_of(key),
        )
        for question, key in zip(questions, keys, strict=True)
    ]
    context = {"lines": lines, "first": lines[0], "others": len(lines) - 1}
    try:
        with transaction.atomic():
            is_new = queue(
                to=user.email,
                language=language,
                kind="freshness",
                template="directory/freshness/mail.txt",
                context=context,
                key=f"freshness {user.pk} {today.isoformat()}",
            )
            if is_new:
                Reminder.objects.bulk_create(rows)
            return is_new
    except IntegrityError:
        logger.info("another clock has asked person %d", user.pk)
        return False


def _line(question: Question, secret: str, today: date) -> dict[str, object]:
    record, due_on = question.record, question.due_on
    return {
        "title": record.headline,
        "step": question.step.value,
        "is_over_by_itself": record.is_over_by_itself,
        "checked_on": record.checked_on,
        "due_on": due_on,
        "lapses_on": max(due_on + LAPSE, today + ANSWER_WITHIN),
        "answer_url": absolute(reverse("still_right", args=[secret])),
        "change_url": absolute(change_address(record)),
    }
