"""Publishing and withdrawing by the clock; one failing record never holds the others back."""

import logging

from django.apps import apps
from django.db import transaction
from django.utils import timezone
from wagtail.models import DraftStateMixin, Revision

logger = logging.getLogger(__name__)


def publish_due(*, at=None):
    """Publish revisions whose time has come, withdraw what has expired; gives both counts.

    Wagtail's own command stops at the first record that fails.
    """
    at = at or timezone.now()
    published = sum(
        _try(Revision.publish, revision)
        for revision in Revision.objects.filter(approved_go_live_at__lt=at)
    )
    models = [m for m in apps.get_models() if issubclass(m, DraftStateMixin)]
    withdrawn = sum(
        _try(_unpublish, record)
        for model in models
        for record in model._base_manager.filter(live=True, expire_at__lt=at)
    )
    return published, withdrawn


def _unpublish(record):
    record.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")


def _try(action, subject):
    try:
        with transaction.atomic():
            action(subject)
    except Exception:
        logger.exception("%s %s could not be published or withdrawn", type(subject), subject.pk)
        return False
    return True
