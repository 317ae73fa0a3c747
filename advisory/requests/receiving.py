"""Requests that programs of partners send: read like the three steps, and kept once."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from advisory.models import AdviceRequest, Entrance, IdempotencyKey, RequestEvent, Subject
from advisory.requests import actions
from advisory.requests.forms import ANSWER, STEPS, ReachForm, WhoForm

Errors = dict[str, list[str]]
TEXTS = {"subject", "text", *WhoForm.base_fields, *ReachForm.base_fields}
FIELDS = {*TEXTS, "answers"}


class Unreadable(Exception):
    """No JSON object in UTF-8."""


class Reused(Exception):
    """The idempotency key belongs to something else that was sent."""


def read(body: bytes) -> dict[str, Any]:
    """The object in a body. Raises Unreadable."""
    try:
        data = json.loads(body)
        json.dumps(data, ensure_ascii=False).encode()  # halves of characters cannot be kept
    except (ValueError, RecursionError) as error:
        raise Unreadable from error
    if not isinstance(data, dict):
        raise Unreadable
    return data


def draft_of(data: dict[str, Any], entrance: Entrance) -> tuple[AdviceRequest, Errors]:
    """A request with all three steps done, not saved, and what is wrong with it by field.

    The forms are those of the pages; only what they cannot see is said here.
    """
    subject, language = _subject(data.get("subject")), get_language()
    draft = AdviceRequest(
        subject=subject or Subject(),
        entrance=entrance,
        language=language,
        advice_language=language,
        steps_done=len(STEPS),
    )
    typed = {"advice_language": language, **_texts(data)}
    errors: Errors = {}
    for step in STEPS:
        form = step(typed, request=draft)
        if form.is_valid():
            for name, value in form.columns().items():
                setattr(draft, name, value)
            draft.type(**form.typed())
        else:
            errors |= {_name(field): list(found) for field, found in form.errors.items()}
    return draft, errors | _shape(data, subject)


def take(
    *,
    draft: AdviceRequest,
    name: str,
    data: dict[str, Any],
    sign: str = "",
    at: datetime | None = None,
) -> AdviceRequest:
    """Hand a draft in under the name that its sender gave it, once, however many try at a time.

    Raises Reused.
    """
    at = at or timezone.now()
    draft.created_at = at
    try:
        with transaction.atomic():
            draft.changed_at = at
            draft.save()
            IdempotencyKey.objects.create(
                entrance=draft.entrance,
                digest=_digest(name),
                body=_digest(_canonical(data)),
                request=draft,
                created_at=at,
            )
            return actions.send(request=draft, sign=sign, at=at, is_typed_here=False)
    except IntegrityError:
        taken = taken_before(entrance=draft.entrance, name=name, data=data)
        if taken is None:
            raise
        return taken


def taken_before(*, entrance: Entrance, name: str, data: dict[str, Any]) -> AdviceRequest | None:
    """What the same program sent under the same name. Raises Reused for other contents."""
    rows = IdempotencyKey.objects.filter(entrance=entrance, digest=_digest(name))
    row = rows.select_related("request").first()
    if row is None:
        return None
    if row.body and row.body != _digest(_canonical(data)):
        raise Reused
    return row.request


def may_know_the_link(request: AdviceRequest) -> bool:
    """Not once the company has asked for a new link or deleted all: it is its own alone then."""
    kinds = [RequestEvent.Kind.REVOKED, RequestEvent.Kind.ANONYMISED]
    return not request.events.filter(kind__in=kinds).exists()


def _texts(data: dict[str, Any]) -> dict[str, str]:
    """What the forms read, under the names of their fields."""
    given = {name: value for name, value in data.items() if name != "answers"}
    answers = data.get("answers")
    if isinstance(answers, dict):
        given |= {ANSWER + name: value for name, value in answers.items()}
    return {name: value for name, value in given.items() if isinstance(value, str)}


def _shape(data: dict[str, Any], subject: Subject | None) -> Errors:
    """What no form sees: names that nobody asks for, and values that are no text."""
    errors: Errors = {name: [_("There is no such field.")] for name in data if name not in FIELDS}
    for name, value in data.items():
        if name in TEXTS and not isinstance(value, str):
            errors[name] = [_("Send a text.")]
    answers = data.get("answers", {})
    if not isinstance(answers, dict):
        errors["answers"] = [_("Send an object of texts.")]
    elif subject:
        asked = {question["name"] for question in subject.questions}
        for name, value in answers.items():
            if name not in asked:
                errors[f"answers.{name}"] = [_("There is no such question.")]
            elif not isinstance(value, str):
                errors[f"answers.{name}"] = [_("Send a text.")]
    if subject is None:
        errors.setdefault("subject", [_("There is no such subject.")])
    return errors


def _subject(slug: object) -> Subject | None:
    if not isinstance(slug, str) or not slug.isprintable():
        return None
    return Subject.objects.select_related("parent").filter(slug=slug).first()


def _name(field: str) -> str:
    return f"answers.{field.removeprefix(ANSWER)}" if field.startswith(ANSWER) else field


def _canonical(data: dict[str, Any]) -> str:
    return json.dumps(data, sort_keys=True)


def _digest(text: str) -> str:
    return salted_hmac("advisory.received", text, algorithm="sha256").hexdigest()


def prune(*, at: datetime | None = None) -> int:
    """Forget names under which requests were sent; gives the number."""
    before = (at or timezone.now()) - IdempotencyKey.KEPT_FOR
    return IdempotencyKey.objects.filter(created_at__lt=before).delete()[0]
