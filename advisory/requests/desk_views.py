"""The page with which a desk answers. Showing it changes nothing but the log of who looked; the
secret of the address, or membership of the institution, says who may."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from advisory.models import AdviceDesk, Assignment
from advisory.requests import actions, answering, matching, template_views, timeline, words
from advisory.requests.forms import AskBackForm, CloseForm, NoteForm, PassOnForm
from directory.own_area.pages import personal, shows_and_does
from hub.mailbox.models import BouncedAddress
from hub.rate_limit import limited


@shows_and_does
@limited(limit=60, seconds=600)
@personal
@sensitive_post_parameters()
def request_desk(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the mail."""
    assignment = Assignment.objects.with_token(token)
    if assignment is None:
        return render(request, "advisory/requests/desk_unknown.html", status=404)
    return answer(request, assignment, by=None)


def answer(request: HttpRequest, assignment: Assignment, *, by) -> HttpResponse:
    """Show a request to its desk, or do what was pressed."""
    if assignment.ended_at:
        return _over(request, assignment)
    texts = template_views.chosen(request, assignment)
    forms = {
        "ask": AskBackForm(prefix="ask", initial={"text": texts.get("ask", "")}),
        "pass": PassOnForm(prefix="pass", desk=assignment.desk),
        "close": CloseForm(prefix="close", initial={"text": texts.get("close", "")}),
        "note": NoteForm(prefix="note"),
    }
    if request.method == "POST":
        try:
            if _done(request, assignment, forms, by):
                return redirect(f"{request.path}#state")
        except actions.Over:
            return redirect(request.path)
    else:
        answering.look(assignment=assignment, by=by)
    return _page(request, assignment, forms)


def _done(request: HttpRequest, assignment: Assignment, forms: dict, by) -> bool:
    """Whether something was done; a form that is not right is shown again."""
    do, data = request.POST.get("do", ""), request.POST
    if do == "take":
        answering.take(assignment=assignment, by=by)
        return True
    if do not in forms:
        return True
    if do == "pass":
        form = PassOnForm(data, prefix="pass", desk=assignment.desk)
    else:
        form = type(forms[do])(data, prefix=do)
    forms[do] = form
    if not form.is_valid():
        return False
    given = form.cleaned_data
    if do == "ask":
        answering.ask_back(assignment=assignment, text=given["text"], by=by)
    elif do == "note":
        answering.remember(assignment=assignment, text=given["text"], by=by)
    elif do == "pass":
        answering.pass_on(assignment=assignment, desk=given["desk"], reason=given["text"], by=by)
    else:
        answering.close(assignment=assignment, outcome=given["outcome"], text=given["text"], by=by)
    return True


def _page(request: HttpRequest, assignment: Assignment, forms: dict) -> HttpResponse:
    concern = assignment.request
    typed, reason = concern.typed, ""
    if assignment.reason:
        found = words.from_data(assignment.reason)
        desks = AdviceDesk.objects.in_bulk(filter(None, [found.stands_in_for]))
        reason = words.sentence(found, desks)
    context = {
        "concern": concern,
        "assignment": assignment,
        "typed": typed,
        "answers": matching.answers(concern),
        "reason": reason,
        "lines": timeline.for_desk(concern),
        "forms": forms,
        "templates": list(assignment.desk.templates.all()),
        "comes_back": BouncedAddress.objects.filter(email=typed.get("email", "")).exists(),
        "wrong": next((form for form in forms.values() if form.errors), None),
    }
    return render(request, "advisory/requests/desk.html", context)


def _over(request: HttpRequest, assignment: Assignment) -> HttpResponse:
    """What became of it; nothing of what the company wrote."""
    ends = {
        Assignment.End.CLOSED: _("You have closed this request. Thank you!"),
        Assignment.End.PASSED_ON: _("You have passed this request on. Thank you!"),
        Assignment.End.BROKEN: _("The time to answer was over, so somebody else has it now."),
        Assignment.End.LEFT: _("Somebody else has this request now."),
        Assignment.End.WITHDRAWN: _("The company has withdrawn this request."),
    }
    context = {"assignment": assignment, "words": ends[assignment.end]}
    return render(request, "advisory/requests/desk_over.html", context)
