"""The page that a reminder leads to. The link opens it; only its button confirms anything, because
mail programs and scanners follow links too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from directory.freshness.actions import confirm
from directory.freshness.addresses import change_address
from directory.freshness.reminders import hash_of
from directory.models import Listing, Reminder
from directory.rights import Action, Rights

VALID_FOR = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Asked:
    """A reminder and what has become of its record since."""

    reminder: Reminder
    record: Listing | None
    rights: Rights

    @property
    def is_allowed(self) -> bool:
        return self.record is not None and self.rights.may(Action.CONFIRM, self.record)

    @property
    def has_stepped_back(self) -> bool:
        is_away = not self.record.live and not self.record.is_held_back
        return is_away and self.reminder.renewal.stepped_back_on is not None

    @property
    def is_withdrawn(self) -> bool:
        """Not public, for another reason than that nobody confirmed it."""
        return not self.record.live and not self.has_stepped_back

    @property
    def is_answered(self) -> bool:
        """Confirmed or published anew since; then another day is due."""
        return self.record.term is None or self.record.term.due_on != self.reminder.due_on

    @property
    def is_open(self) -> bool:
        return self.is_allowed and not self.is_answered and not self.is_withdrawn


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def still_right(request: HttpRequest, secret: str) -> HttpResponse:
    """Ask whether the record is still right, and whether all of the same mail are."""
    found = Reminder.objects.select_related("renewal__content_type", "user")
    reminder = found.filter(secret_hash=hash_of(secret)).first()
    today = timezone.localdate()
    if reminder is None:
        return _closed(request, "unknown", 404)
    asked = _asked(reminder, Rights(reminder.user))
    if asked.record is None:
        return _closed(request, "deleted", 410)
    if not asked.is_allowed:  # says no more than that, whoever has kept the mail
        return _closed(request, "role_lost", 403)
    context = {"record": asked.record, "asked": asked, "change_url": change_address(asked.record)}
    is_expired = today > reminder.sent_on + VALID_FOR
    if is_expired and not asked.is_answered:
        return _closed(request, "expired", 410, **context)
    if asked.is_withdrawn:
        return _closed(request, "withdrawn", 409, **context)
    others = [] if is_expired else _others(asked)
    if request.method == "POST":
        _confirm([asked, *others] if request.POST.get("which") == "all" else [asked], today)
        return redirect(request.path)
    name = "answered" if asked.is_answered else "question"
    context["others"] = others
    return render(request, f"directory/freshness/{name}.html", context)


def _asked(reminder: Reminder, rights: Rights) -> Asked:
    return Asked(reminder, reminder.renewal.record, rights)


def _others(asked: Asked) -> list[Asked]:
    """What else the same mail asks and nobody has answered."""
    reminder = asked.reminder
    rows = Reminder.objects.select_related("renewal__content_type").filter(
        user=reminder.user, sent_on=reminder.sent_on
    )
    others = [_asked(row, asked.rights) for row in rows.exclude(pk=reminder.pk)]
    return [other for other in others if other.record is not None and other.is_open]


def _confirm(found: list[Asked], today: date) -> None:
    for one in found:
        if one.is_open:  # once for every due day
            confirm(record=one.record, user=one.rights.user, today=today)


def _closed(request: HttpRequest, why: str, status: int, **context: Any) -> HttpResponse:
    context = {"why": why, **context}
    return render(request, "directory/freshness/closed.html", context, status=status)
