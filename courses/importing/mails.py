"""Mails to whoever looks after a source: it fails, or it has a question. Each goes out once."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from courses.models import CourseImport, CourseSource
from directory.models.import_source import TRIES
from hub.http import absolute
from hub.mailbox.queue import queue

KIND = "course_source"


@transaction.atomic
def tell_failure(source_pk: int) -> None:
    """Tell of a source that failed three times in a row, unless that was told already."""
    failing = CourseSource.objects.filter(pk=source_pk, failures__gte=TRIES, told_at=None)
    source = failing.select_related("organisation").first()
    if source and failing.update(told_at=timezone.now()):
        _queue(source, "source_failing")


def ask(run: CourseImport, question: str) -> None:
    """Tell that a run has stopped with a question; to be called in its transaction."""
    _queue(run.source, "source_question", question=question)


def _queue(source: CourseSource, template: str, **context: object) -> None:
    queue(
        to=source.email,
        language=settings.LANGUAGE_CODE,
        kind=KIND,
        template=f"courses/mail/{template}.txt",
        context={
            "source": source,
            "address": absolute(reverse("course_source", args=[source.pk])),
            **context,
        },
    )
