"""How a source of an import is doing, in one sentence for the people who look after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

RECENTLY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class State:
    """`level` is one of “success”, “info”, “warning” and “critical”."""

    level: str
    short: str
    text: str = ""


def state_of(source: Any, asked: str) -> State:
    """The most important thing to know about a source; `asked` says how many questions wait.

    The source comes from a query that has counted them (`is_active`, `is_waiting`, `questions`).
    """
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
        return State("warning", _("has questions"), asked)
    if not source.confirmed_at:
        return State("info", _("new"), _first_step(source))
    if source.is_paused:
        return State("info", _("paused"), _("It is paused: nothing is fetched by itself."))
    return State("success", _("works"), _works(source))


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
