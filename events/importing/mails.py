"""Mails to whoever looks after a source: it fails, or it has a question. Each goes out once."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from directory.models.import_source import TRIES
from events.models import EventSource, ImportRun
from hub.http import absolute
from hub.mail_parts import one_line, plain_text

logger = logging.getLogger(__name__)


def tell_failure(source_pk: int) -> None:
    """Tell of a source that failed three times in a row, unless that was told already."""
    failing = EventSource.objects.filter(pk=source_pk, failures__gte=TRIES, told_at=None)
    source = failing.select_related("organisation").first()
    if source is None or not failing.update(told_at=timezone.now()):
        return
    with override(settings.LANGUAGE_CODE):
        subject = _("The calendar “%(source)s” cannot be read") % {"source": source.name}
        if not _send(source, subject, "source_failing"):
            EventSource.objects.filter(pk=source_pk).update(told_at=None)  # with the next failure


def ask(run_pk: int) -> None:
    """Tell that a run has stopped with a question."""
    run = ImportRun.objects.select_related("source__organisation").get(pk=run_pk)
    with override(settings.LANGUAGE_CODE):
        subject = _("The calendar “%(source)s” has lost events") % {"source": run.source.name}
        _send(run.source, subject, "source_question", run=run)


def _send(source: EventSource, subject: str, template: str, **context: object) -> bool:
    context |= {
        "source": source,
        "address": absolute(reverse("event_source", args=[source.pk])),
    }
    message = EmailMessage(
        subject=one_line(subject),
        body=plain_text(f"events/mail/{template}.txt", context),
        to=[source.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
    try:
        message.send()
    except (SMTPException, OSError) as reason:  # whose text holds the address
        logger.warning("mail about source %d failed: %s", source.pk, type(reason).__name__)
        return False
    return True
