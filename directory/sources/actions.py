"""What people do with sources and their runs; of two who do it at once, one is told."""

from __future__ import annotations

import zlib
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks.base import Task

from directory.models.import_source import ImportSource
from directory.models.source_run import SourceRun
from directory.sources import runs

State, Purpose = SourceRun.State, SourceRun.Purpose


def ask(
    *,
    source: ImportSource,
    trigger: str,
    perform: Task,
    person: Any = None,
    purpose: str = "",
    upload: bytes | None = None,
    file_name: str = "",
    **fields: Any,
) -> Any:
    """Have the worker perform a run of a source; None when one is going on already.

    The first run of a source is a dry run, and so is that of every file that is handed in.
    """
    is_trusted = source.confirmed_at is not None and upload is None
    purpose = purpose or (Purpose.IMPORT if is_trusted else Purpose.TRIAL)
    try:
        with transaction.atomic():
            run = source.runs.create(
                trigger=trigger,
                person=person,
                purpose=purpose,
                file_name=file_name[-120:],
                **fields,
            )
            if upload is not None:
                runs.files_of(type(run)).create(run=run, data=zlib.compress(upload))
            transaction.on_commit(partial(perform.enqueue, run.pk))
    except IntegrityError:
        return None
    return run


def take_over(*, run: Any, person: Any, perform: Task) -> bool:
    """Import what a dry run has shown, or what it has asked about."""
    return go_on(run, [State.WAITING], Purpose.IMPORT, person, perform)


def go_on(run: Any, states: list[str], purpose: str, person: Any, perform: Task) -> bool:
    """Let a run in one of these states begin again for another purpose, unless one is going on."""
    now = timezone.now()
    try:
        with transaction.atomic():
            found = type(run).objects.filter(pk=run.pk, state__in=states)
            if not found.update(
                state=State.QUEUED,
                purpose=purpose,
                person=person,
                asked_at=now,
                beat_at=now,
                attempt=0,
                started_at=None,
                ended_at=None,
                is_loss_accepted=True,
                question="",
            ):
                return False
            if purpose == Purpose.IMPORT:
                run.entries.all().delete()
            transaction.on_commit(partial(perform.enqueue, run.pk))
    except IntegrityError:
        return False
    return True


@transaction.atomic
def discard(*, run: Any) -> bool:
    """Leave everything as it is; the file goes."""
    return bool(runs.discard(type(run).objects.filter(pk=run.pk, state=State.WAITING)))


@transaction.atomic
def save_words(source: ImportSource, formset: Any) -> bool:
    """Keep what words mean here; False while a run goes on, which would call the old ones known.

    The row of the source is locked, so no run begins meanwhile.
    """
    locked = type(source)._default_manager.select_for_update().get(pk=source.pk)
    if locked.runs.active().exists():
        return False
    if formset.save():
        locked.forget_content()
    return True
