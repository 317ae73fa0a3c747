"""How a source of an import is doing, in one sentence for the people who look after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.models.source_run import SourceRun

RECENTLY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class State:
    """`level` is one of “success”, “info”, “warning” and “critical”."""

    level: str
    short: str
    text: str = ""


def with_state(sources: Any) -> Any:
    """Sources with what `state` needs, in one query for all."""
    record = sources.model.record_name
    rows, runs = f"imported_{record}s", sources.model.runs.rel.related_model.objects
    runs = runs.filter(source=OuterRef("pk"))
    is_open = Q((f"{rows}__{record}__isnull", False)) & (
        Q((f"{rows}__missing_since__isnull", False), (f"{rows}__decision", ""))
        | ~Q((f"{rows}__conflicts", {}))
    )
    return sources.annotate(
        is_active=Exists(runs.active()),
        is_waiting=Exists(runs.filter(state=SourceRun.State.WAITING)),
        questions=Count(rows, filter=is_open),
    )


def state(source: Any) -> State:
    """The most important thing to know about a source from `with_state`."""
    if source.is_active:
        return State("info", _("running"), _("The import is running."))
    if source.is_failing:
        since = _moment(source.failing_since)
        text = _("It could not be read since %(since)s: %(reason)s") % {
            "since": since,
            "reason": source.failure_reason,
        }
        return State("critical", _("cannot be read"), text)
    if source.is_waiting:
        return State("warning", _("waits for you"), _("A dry run waits for your decision."))
    if source.questions:
        return State("warning", _("has questions"), _asked(source))
    if not source.confirmed_at:
        return State("info", _("new"), _first_step(source))
    if source.is_paused:
        return State("info", _("paused"), _("It is paused: nothing is fetched by itself."))
    return State("success", _("works"), _works(source))


def _asked(source: Any) -> str:
    count, names = source.questions, source.record_model._meta
    text = ngettext(
        "%(count)s %(records)s waits for your decision.",
        "%(count)s %(records)s wait for your decision.",
        count,
    )
    records = names.verbose_name if count == 1 else names.verbose_name_plural
    return text % {"count": count, "records": records}


def _first_step(source: Any) -> str:
    if source.is_upload:
        return _("Choose a file. You see what is in it before anything is published.")
    return _("Start a dry run. You see what would be imported before anything is published.")


def _works(source: Any) -> str:
    if source.recovered_at and source.recovered_at > timezone.now() - RECENTLY:
        return _("It can be read again since %(since)s.") % {"since": _moment(source.recovered_at)}
    if source.succeeded_at:
        return _("Read without a fault, last %(since)s.") % {"since": _moment(source.succeeded_at)}
    return ""


def _moment(moment: datetime | None) -> str:
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT") if moment else ""
