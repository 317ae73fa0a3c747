"""What happened to a request, in words: for the company what concerns it, for desks everything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from advisory.models import AdviceRequest, RequestEvent
from directory.templatetags.record_tags import day

Kind = RequestEvent.Kind
FOR_COMPANY = {
    Kind.SENT: gettext_lazy("You sent your request."),
    Kind.HELD: gettext_lazy("We look at it before it is passed on."),
    Kind.ASSIGNED: gettext_lazy("“%(desk)s” has your request. First answer by %(day)s."),
    Kind.TAKEN: gettext_lazy("“%(desk)s” looks after it and gets in touch with you."),
    Kind.ASKED_BACK: gettext_lazy("“%(desk)s” asks:"),
    Kind.ADDED: gettext_lazy("You wrote:"),
    Kind.PASSED_ON: gettext_lazy("“%(desk)s” passed it on to somebody who fits better."),
    Kind.BROKEN: gettext_lazy("“%(desk)s” did not answer in time. We are sorry."),
    Kind.LEFT: gettext_lazy("“%(desk)s” cannot answer any more."),
    Kind.CLOSED: gettext_lazy("“%(desk)s” has closed it: %(outcome)s."),
    Kind.WITHDRAWN: gettext_lazy("You withdrew it."),
    Kind.HELPED: gettext_lazy("You said whether it helped. Thank you!"),
}
HIDDEN_TEXT = {Kind.PASSED_ON}  # between desks


@dataclass(frozen=True, slots=True)
class Line:
    at: datetime
    words: str
    text: str


def for_company(request: AdviceRequest) -> list[Line]:
    due = {(a.desk_id, a.since): a.due_on for a in request.assignments.all()}
    lines = []
    for event in request.events.select_related("desk"):
        if event.kind in FOR_COMPANY:
            words = {
                "desk": event.desk.label if event.desk else "",
                "day": day(due.get((event.desk_id, event.at))),
                "outcome": request.get_outcome_display(),
            }
            text = "" if event.kind in HIDDEN_TEXT else event.text
            lines.append(Line(event.at, str(FOR_COMPANY[event.kind]) % words, text))
    return lines


def for_desk(request: AdviceRequest) -> list[Line]:
    lines = []
    for event in request.events.select_related("desk", "by"):
        who = event.by.get_full_name() if event.by else ""
        where = ", ".join(filter(None, [event.desk.label if event.desk else "", who]))
        words = str(event.get_kind_display())
        lines.append(Line(event.at, f"{words} ({where})" if where else words, event.text))
    return lines


def outcome_words(request: AdviceRequest) -> str:
    """What came out of it, for a heading."""
    if request.state == AdviceRequest.State.WITHDRAWN:
        return _("withdrawn")
    return str(request.get_outcome_display())
