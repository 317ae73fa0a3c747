"""The mails about requests. No word of a company stands in one, not even for the desk that it has
written to: whoever may read it opens the link."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from advisory.models import AdviceRequest, Assignment
from directory.models import Municipality
from hub.http import absolute
from hub.mailbox.queue import queue

KIND = "requests"
FOLDER = "advisory/requests/mail"


def ask_desk(*, assignment: Assignment, at: datetime) -> None:
    """A new request, with the link to answer it."""
    tell_desk(assignment=assignment, template="desk_new", at=at)


def tell_desk(*, assignment: Assignment, template: str, at: datetime) -> None:
    request, language = assignment.request, settings.LANGUAGE_CODE
    with override(language):
        context = {
            "number": request.pk,
            "subject_title": request.subject.label,
            "place": _place(request.postcode),
            "due_on": assignment.due_on,
            "address": absolute(reverse("request_desk", args=[assignment.token])),
        }
    queue(
        to=assignment.desk.email,
        language=language,
        kind=KIND,
        template=f"{FOLDER}/{template}.txt",
        context=context,
        at=at,
    )


def confirm(*, assignment: Assignment, at: datetime) -> None:
    """It has arrived, and this is who answers until when."""
    tell_company(request=assignment.request, template="sent", at=at, assignment=assignment)


def tell_company(
    *,
    request: AdviceRequest,
    template: str,
    at: datetime,
    assignment: Assignment | None = None,
    former: str = "",
    reply_to: str = "",
) -> None:
    """A mail with the link to the status page; none where no address was given."""
    email = str(request.typed.get("email", ""))
    if not email:
        return
    with override(request.language):
        context = {
            "number": request.pk,
            "subject_title": request.subject.label,
            "desk": request.desk.label if request.desk else "",
            "former": former,
            "due_on": assignment.due_on if assignment else None,
            "address": absolute(reverse("request", args=[request.token])),
        }
    queue(
        to=email,
        language=request.language,
        kind=KIND,
        template=f"{FOLDER}/{template}.txt",
        context=context,
        reply_to=reply_to,
        at=at,
    )


def _place(postcode: str) -> str:
    """The postcode with the municipalities that it may mean."""
    names = [town.short_name for town in Municipality.objects.with_postcode(postcode)[:3]]
    return " ".join([postcode, ", ".join(names)]).strip() if postcode else ""
