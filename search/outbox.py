"""Nothing is lost on the way to the index: requests are rows of the changing transaction."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator

from django.db import transaction
from django.db.models import Model, Q
from django.db.models.signals import post_delete, post_save
from django.utils import timezone

from search import registry
from search.documents import Document
from search.engines import IndexBusy, IndexUnavailable, current_engine
from search.models import IndexRequest

logger = logging.getLogger(__name__)
BATCH = 500


def connect() -> None:
    """Listen to every model; those that search does not know cost one dictionary look-up."""
    post_save.connect(_record_changed, dispatch_uid="search_record_saved")
    post_delete.connect(_record_changed, dispatch_uid="search_record_deleted")


def document_id(record: Model) -> str:
    document_type = registry.for_model(type(record))
    return f"{document_type.name}:{record.pk}" if document_type else ""


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
    connection = transaction.get_connection()
    if not any(hook is _after_commit for _sids, hook, _robust in connection.run_on_commit):
        transaction.on_commit(_after_commit, robust=True)


def work_off() -> int:
    """Bring requested documents into the index; returns how many. Safe to run at any time.

    Rows go only after the commit of the index, and only if nobody asked again meanwhile: a crash
    in between repeats work, it never loses any.
    """
    done = 0
    while batch := list(IndexRequest.objects.all()[:BATCH]):
        engine = current_engine()
        documents = {d.id: d for d in _documents([row.document_id for row in batch])}
        engine.delete([r.document_id for r in batch if r.document_id not in documents])
        engine.upsert(documents.values())
        for row in batch:
            IndexRequest.objects.filter(pk=row.pk, requested_at=row.requested_at).delete()
        done += len(batch)
    return done


def all_documents() -> Iterator[Document]:
    """Every document of the hub, streamed."""
    for document_type in registry.types().values():
        for record in document_type.records().iterator(chunk_size=BATCH):
            yield document_type.build(record)


def all_ids() -> set[str]:
    """The ids of every record that belongs into the index."""
    return {
        f"{document_type.name}:{pk}"
        for document_type in registry.types().values()
        for pk in document_type.records().values_list("pk", flat=True)
    }


def _record_changed(sender: type[Model], instance: Model, **kwargs: object) -> None:
    document_type = registry.for_model(sender)
    ids = [f"{document_type.name}:{instance.pk}"] if document_type else []
    request([*ids, *_dependent_ids(sender, instance)])


def _dependent_ids(sender: type[Model], instance: Model) -> Iterator[str]:
    for document_type in registry.types().values():
        lookups = (document_type.depends_on or {}).get(sender._meta.label_lower, ())
        if lookups:
            condition = Q(*[(lookup, instance.pk) for lookup in lookups], _connector=Q.OR)
            found = document_type.model._default_manager.filter(condition)
            for pk in found.values_list("pk", flat=True).distinct():
                yield f"{document_type.name}:{pk}"


def _documents(document_ids: Iterable[str]) -> Iterator[Document]:
    keys: dict[str, list[str]] = {}
    for identifier in document_ids:
        name, _, key = identifier.partition(":")
        keys.setdefault(name, []).append(key)
    for name, pks in keys.items():
        if document_type := registry.types().get(name):
            for record in document_type.records().filter(pk__in=pks):
                yield document_type.build(record)


def _after_commit() -> None:
    """Work off at once; whatever stands in the way leaves the rows to the worker."""
    try:
        work_off()
    except (IndexBusy, IndexUnavailable) as reason:
        logger.info("index requests wait: %s", type(reason).__name__)
