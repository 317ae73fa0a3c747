"""Mails to whoever looks after a source: it fails, or it has a question. Each goes out once."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from directory.models.import_source import TRIES, ImportSource
from hub.http import absolute
from hub.mailbox.queue import queue


@transaction.atomic
def tell_failure(source: ImportSource) -> None:
    """Tell of a source that failed three times in a row, unless that was told already."""
    sources = type(source).objects.filter(pk=source.pk, failures__gte=TRIES, told_at=None)
    failing = sources.select_related("organisation").first()
    if failing and sources.update(told_at=timezone.now()):
        _queue(failing, "source_failing")


def tell_question(run: Any, question: str) -> None:
    """Tell that a run has stopped with a question; to be called in its transaction."""
    _queue(run.source, "source_question", question=question)


def _queue(source: Any, template: str, **context: object) -> None:
    page = f"{source.record_name}_source"
    queue(
        to=source.email,
        language=settings.LANGUAGE_CODE,
        kind=page,
        template=f"{source._meta.app_label}/mail/{template}.txt",
        context={"source": source, "address": absolute(reverse(page, args=[source.pk])), **context},
    )
