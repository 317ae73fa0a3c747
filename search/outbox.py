"""Nothing is lost on the way to the index: requests are rows of the changing transaction."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.db import transaction
from django.db.models import Model
from django.db.models.signals import post_save, pre_delete
from django.utils import timezone
from wagtail.models import DraftStateMixin

from search import registry
from search.documents import Document
from search.engines import IndexBusy, IndexUnavailable, current_engine
from search.models import IndexRequest, IndexState

logger = logging.getLogger(__name__)
BATCH = 500
AT_ONCE = 50  # documents for which whoever saves waits; more are left to the clock
# What keeping a draft changes in the row of its record; visitors see none of it.
OF_DRAFTS = frozenset({"latest_revision", "has_unpublished_changes"})
_is_gathering = ContextVar("is_gathering", default=False)
_is_silent = ContextVar("is_silent", default=False)


def connect() -> None:
    """Listen to every model; those that search does not know cost one dictionary look-up."""
    post_save.connect(_record_changed, dispatch_uid="search_record_saved")
    # Before, because afterwards nothing tells any more who showed the deleted record.
    pre_delete.connect(_record_changed, dispatch_uid="search_record_deleted")


def request(document_ids: Iterable[str]) -> None:
    """Ask for documents to be looked at again, and do it right after the commit."""
    now = timezone.now()
    rows = [IndexRequest(document_id=i, requested_at=now) for i in dict.fromkeys(document_ids)]
    if not rows:
        return
    IndexRequest.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["document_id"],
        update_fields=["requested_at"],
        batch_size=BATCH,
    )
    if _is_gathering.get():
        return
    connection = transaction.get_connection()
    if not any(hook is _after_commit for _sids, hook, _robust in connection.run_on_commit):
        transaction.on_commit(_after_commit, robust=True)


@contextmanager
def once() -> Iterator[None]:
    """Many transactions, one visit to the index: after the last, and by the clock if it is long."""
    token = _is_gathering.set(True)
    try:
        yield
    finally:
        _is_gathering.reset(token)
        if IndexRequest.objects.count() <= BATCH:
            transaction.on_commit(_visit, robust=True)


@contextmanager
def nothing_to_see() -> Iterator[None]:
    """For a new record and its rows that nobody sees yet: no request, no look who shows them."""
    token = _is_silent.set(True)
    try:
        yield
    finally:
        _is_silent.reset(token)


def work_off(batches: int = 1_000_000) -> int:
    """Bring requested documents into the index; returns how many. Safe to run at any time.

    Records are read while the index is locked, so that an older state never follows a newer one.
    Rows go only after the commit of the index, and only if nobody asked again meanwhile: a crash
    in between repeats work, it never loses any.
    """
    done = 0
    for _number in range(batches):
        if not (batch := list(IndexRequest.objects.all()[:BATCH])):
            break
        ids = [row.document_id for row in batch]
        current_engine().update(ids, _documents(ids))
        _finish(batch)
        done += len(batch)
    return done


def rebuild(progress: Callable[[int], None] | None = None) -> int:
    """Build the index anew beside the serving one; what waited until now is done with it."""
    waiting = list(IndexRequest.objects.all())
    count = current_engine().rebuild(_counted(all_documents(), progress))
    _finish(waiting)
    return count


def all_documents() -> Iterator[Document]:
    """Every document of the hub, streamed."""
    for document_type in registry.types().values():
        yield from document_type.documents(document_type.records().iterator(chunk_size=BATCH))


def all_ids() -> set[str]:
    """The ids of every record that belongs into the index."""
    return {
        f"{document_type.name}:{pk}"
        for document_type in registry.types().values()
        for pk in document_type.records().values_list("pk", flat=True)
    }


def _record_changed(
    sender: type[Model],
    instance: Model,
    created: bool = False,
    update_fields: frozenset[str] | None = None,
    **kwargs: object,
) -> None:
    is_of_draft = update_fields is not None and update_fields <= OF_DRAFTS
    is_hidden = created and isinstance(instance, DraftStateMixin) and not instance.live
    if is_of_draft or is_hidden or _is_silent.get():
        return
    document_type = registry.for_model(sender)
    ids = [f"{document_type.name}:{instance.pk}"] if document_type else []
    request([*ids, *_dependent_ids(sender, instance)])


def _dependent_ids(sender: type[Model], instance: Model) -> Iterator[str]:
    for document_type in registry.types().values():
        # One by one, so that each has an index; all at once would read the whole table.
        for lookup in (document_type.depends_on or {}).get(sender._meta.label_lower, ()):
            found = document_type.model._default_manager.filter(**{lookup: instance.pk})
            if issubclass(document_type.model, DraftStateMixin):
                found = found.filter(
                    live=True
                )  # what becomes public or ceases to be is saved itself
            for pk in found.values_list("pk", flat=True).distinct():
                yield f"{document_type.name}:{pk}"


def _documents(document_ids: Iterable[str]) -> Iterator[Document]:
    keys: dict[str, list[str]] = {}
    for identifier in document_ids:
        name, _, key = identifier.partition(":")
        keys.setdefault(name, []).append(key)
    for name, pks in keys.items():
        if document_type := registry.types().get(name):
            yield from document_type.documents(document_type.records().filter(pk__in=pks))


def _counted(
    documents: Iterable[Document], progress: Callable[[int], None] | None
) -> Iterator[Document]:
    for number, document in enumerate(documents, start=1):
        if progress and number % 5000 == 0:
            progress(number)
        yield document


@transaction.atomic
def _finish(rows: Iterable[IndexRequest]) -> None:
    """Tell that the index has changed; delete requests that nobody has made again meanwhile."""
    IndexState.objects.changed()
    by_moment: dict[datetime, list[int]] = {}
    for row in rows:
        by_moment.setdefault(row.requested_at, []).append(row.pk)
    for moment, pks in by_moment.items():
        for start in range(0, len(pks), BATCH):
            some = pks[start : start + BATCH]
            IndexRequest.objects.filter(requested_at=moment, pk__in=some).delete()


def _after_commit() -> None:
    """Work off at once what is little; one save does not pay for thousands that wait."""
    if IndexRequest.objects.count() <= AT_ONCE:
        _visit()


def _visit() -> None:
    """Work off what one batch holds; the rest, and any obstacle, is left to the clock."""
    try:
        work_off(batches=1)
    except (IndexBusy, IndexUnavailable) as reason:
        logger.info("index requests wait: %s", type(reason).__name__)
