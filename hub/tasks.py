"""Housekeeping of the task queue, whose backend neither retries nor notices a killed worker."""

import logging
from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

logger = logging.getLogger(__name__)
HUNG_AFTER = timedelta(minutes=30)


def requeue_hung(*, at=None):
    """Put tasks whose worker is gone back into the queue; every task may run twice."""
    before = (at or timezone.now()) - HUNG_AFTER
    hung = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lt=before)
    count = hung.update(status=TaskResultStatus.READY, started_at=None)
    if count:
        logger.warning("%d hung tasks are queued again", count)
    return count


def prune():
    """Forget results after two weeks."""
    call_command("prune_db_task_results", min_age_days=14, verbosity=0)
