"""Lets Wagtail know what imported events refer to, for its pages that tell what is used where."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from django.db import transaction
from django_tasks import task
from wagtail.models import ReferenceIndex

from events.models import Event

logger = logging.getLogger(__name__)


@task()
def note_references(pks: Sequence[int]) -> None:
    """What Wagtail does after a record was saved, for events that were written together."""
    for event in Event.objects.filter(pk__in=pks):
        try:
            with transaction.atomic():
                ReferenceIndex.create_or_update_for_object(event)
        except Exception:
            logger.exception("references of event %d could not be noted", event.pk)
