"""The status page behind the secret link: where a request stands, and what one can still do."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from advisory.models import AdviceRequest, Assignment
from advisory.requests import actions, matching, timeline, words
from advisory.requests.forms import STEPS, AddForm, HelpForm
from advisory.requests.views import HOUR, unknown
from directory.own_area.pages import personal, shows_and_does
from hub.rate_limit import limited

State = AdviceRequest.State


@shows_and_does
@limited(limit=30, seconds=HOUR)
@personal
@sensitive_post_parameters()
def request_status(request: HttpRequest, token: str) -> HttpResponse:
    concern = AdviceRequest.objects.with_token(token)
    if concern is None:
        return unknown(request)
    if concern.is_draft:
        return _go_on(request, concern)
    forms = {"add": AddForm(), "help": HelpForm(initial={"help": concern.help})}
    if request.method == "POST":
        try:
            if done := _do(request, concern, forms):
                return done
        except actions.Over:
            return redirect("request", concern.token)
    return _page(request, concern, forms)


def _go_on(request: HttpRequest, draft: AdviceRequest) -> HttpResponse:
    """A draft goes on where it stopped; or it is thrown away."""
    if request.method == "POST" and request.POST.get("do") == "erase":
        actions.erase(request=draft)
        return render(request, "advisory/requests/erased.html")
    if draft.steps_done < len(STEPS):
        return redirect("request_step", draft.token, draft.steps_done + 1)
    return redirect("request_summary", draft.token)


def _do(request: HttpRequest, concern: AdviceRequest, forms: dict) -> HttpResponse | None:
    """Act on what was pressed; nothing for a form that is not right."""
    do = request.POST.get("do", "")
    if do == "add":
        form = forms["add"] = AddForm(request.POST)
        if not form.is_valid():
            return None
        actions.add(request=concern, text=form.cleaned_data["text"])
    elif do == "help":
        form = forms["help"] = HelpForm(request.POST)
        if not form.is_valid():
            return None
        actions.say_whether_it_helped(request=concern, **form.cleaned_data)
    elif do == "withdraw":
        actions.withdraw(request=concern)
    elif do == "revoke":
        actions.revoke_link(request=concern)
        return render(request, "advisory/requests/revoked.html")
    elif do == "erase":
        actions.erase(request=concern)
        return render(request, "advisory/requests/erased.html")
    return redirect("request", concern.token)


def _page(request: HttpRequest, concern: AdviceRequest, forms: dict) -> HttpResponse:
    assignment = _current(concern)
    desks = {concern.desk.pk: concern.desk} if concern.desk else {}
    reason = ""
    if assignment and assignment.reason:
        found = words.from_data(assignment.reason)
        if found.stands_in_for:
            desks |= type(assignment.desk).objects.in_bulk([found.stands_in_for])
        reason = words.sentence(found, desks)
    context = {
        "concern": concern,
        "typed": concern.typed,
        "answers": matching.answers(concern),
        "assignment": assignment,
        "reason": reason,
        "is_outside": bool(assignment and assignment.reason.get("why") == "outside"),
        "lines": timeline.for_company(concern),
        "outcome": timeline.outcome_words(concern) if concern.is_over else "",
        "forms": forms,
        "offers": matching.offers(concern) if concern.state == State.CLOSED else [],
    }
    return render(request, "advisory/requests/status.html", context)


def _current(concern: AdviceRequest) -> Assignment | None:
    return concern.assignments.current().select_related("desk__organisation").first()
