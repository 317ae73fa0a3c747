"""The errands that requests bring: answers that are due, and what only operators can mend."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from advisory.models import AdviceDesk, AdviceRequest, Assignment
from advisory.requests import operators
from directory.errands import Errand
from directory.rights import Rights
from directory.templatetags.record_tags import day

State = AdviceRequest.State


def answers(rights: Rights, today: date, most: int) -> Iterable[Errand]:
    """Requests that wait for a first answer of one's institution."""
    if not rights.organisations:
        return
    rows = Assignment.objects.current().filter(
        desk__organisation__in=rights.organisations, request__state=State.WAITING
    )
    for row in rows.select_related("request__subject").order_by("due_on", "pk")[:most]:
        yield Errand(
            due_on=row.due_on,
            words=_("Request %(number)s: %(subject)s")
            % {"number": row.request_id, "subject": row.request.subject.label},
            why=_("A company was promised an answer by %(day)s.") % {"day": day(row.due_on)},
            button=_("Answer"),
            url=reverse("own_request", args=[row.pk]),
        )


def held(rights: Rights, today: date, most: int) -> Iterable[Errand]:
    """What looks like spam, for who runs the hub."""
    if not rights.user.is_superuser:
        return
    rows = AdviceRequest.objects.filter(state=State.HELD).order_by("sent_at")
    if count := rows.count():
        words = ngettext("%(count)s request is held", "%(count)s requests are held", count)
        yield Errand(
            due_on=operators.look_until(rows[0].sent_at),
            words=words % {"count": count},
            why=_("It may be spam. Let it go, or delete it."),
            button=_("Look at it"),
            url=reverse("own_requests"),
        )


def fallback(rights: Rights, today: date, most: int) -> Iterable[Errand]:
    """What the desk behind which nobody stands has not answered, for who runs the hub."""
    if not rights.user.is_superuser:
        return
    desk = AdviceDesk.objects.filter(is_fallback=True).first()
    count, first = operators.unanswered(desk) if desk else (0, None)
    if first is not None:
        words = ngettext(
            "%(count)s request was not answered by “%(name)s”",
            "%(count)s requests were not answered by “%(name)s”",
            count,
        )
        yield Errand(
            due_on=first,
            words=words % {"count": count, "name": desk.label},
            why=_("Nobody stands behind this desk. Answer, or call whoever is in charge of it."),
            button=_("Look at it"),
            url=reverse("own_requests"),
        )


def unreachable(rights: Rights, today: date, most: int) -> Iterable[Errand]:
    """Desks whose mail comes back, for who runs the hub."""
    if not rights.user.is_superuser:
        return
    edit = AdviceDesk.snippet_viewset.get_url_name("edit")
    for desk in AdviceDesk.objects.unreachable()[:most]:
        yield Errand(
            due_on=today,
            words=_("Mail to “%(name)s” comes back") % {"name": desk.label},
            why=_("Its requests go to others. Correct the address, or call."),
            button=_("Change the desk"),
            url=reverse(edit, args=[desk.pk]),
        )
