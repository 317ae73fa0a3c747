"""Wagtail's index of references: where in the admin something is used."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.models import Model
from wagtail.signal_handlers import disable_reference_index_auto_update
from wagtail.tasks import update_reference_index_task


@contextmanager
def noted_once(record: Model) -> Iterator[None]:
    """Note what the record refers to once, however often it and its rows are saved inside.

    Wagtail queues a task for every save, ten for an entry that is handed in; the worker does them
    one by one. What else is saved inside is not noted. Does not nest.
    """
    with disable_reference_index_auto_update():
        yield
    update_reference_index_task.enqueue(
        record._meta.app_label, record._meta.model_name, str(record.pk)
    )
