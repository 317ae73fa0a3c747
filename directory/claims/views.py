"""Taking over an entry: the form, the page to which the mail leads, and the decision."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_safe

from directory.claims import actions
from directory.claims.forms import ClaimForm, CodeForm, DecisionForm
from directory.models import Claim, Organisation
from directory.own_area import human
from directory.own_area.pages import own, personal, shows_and_does
from directory.own_area.people import Person
from directory.rights import Action, Rights
from hub.accounts import first_session
from hub.rate_limit import allow, limited

State = Claim.State
PER_ADDRESS = 3  # mails to one address in an hour


@limited(limit=10, seconds=3600)
@shows_and_does
@personal
def organisation_claim(request: HttpRequest, slug: str) -> HttpResponse:
    """The answer is the same whoever it is that asks, and whoever looks after the entry."""
    organisation = get_object_or_404(Organisation.objects.live(), slug=slug)
    initial = {"email": request.user.email} if request.user.is_authenticated else {}
    form = ClaimForm(request.POST or None, initial=initial)
    status, problem = 200, ""
    if request.method == "POST":
        problem = human.obstacle(request.POST)
        if form.is_valid() and not problem:
            _begin(request, organisation, form.cleaned_data)
            return redirect("claim_sent", slug)
        status = 422
    context = {
        "organisation": organisation,
        "form": form,
        "obstacle": problem,
        "shown": human.stamp(),
    }
    return render(request, "directory/claims/claim.html", context, status=status)


def _begin(request: HttpRequest, organisation: Organisation, typed: dict) -> None:
    if human.is_trap_filled(request.POST):
        return
    key = f"claim {typed['email'].lower()}"
    if allow(key=key, limit=PER_ADDRESS, seconds=3600):
        actions.begin(organisation=organisation, language=get_language() or "de", **typed)


@require_safe
@personal
def claim_sent(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = get_object_or_404(Organisation.objects.live(), slug=slug)
    context = {"organisation": organisation, "mail_goes_to_log": not settings.EMAIL_HOST}
    return render(request, "directory/claims/sent.html", context)


@limited(limit=30, seconds=3600)
@sensitive_variables("token")
@sensitive_post_parameters("code")
@shows_and_does
@personal
def claim(request: HttpRequest, token: str) -> HttpResponse:
    """What proves it, one after the other; showing changes nothing."""
    found = Claim.objects.current().select_related("organisation").with_token(token)
    if found is None:
        return render(request, "directory/claims/unknown.html", status=404)
    form = CodeForm()
    if request.method == "POST":
        try:
            answer = _acted(request, found, token)
        except PermissionDenied:  # decided meanwhile, or by somebody quicker
            messages.warning(request, _("That is not possible any more. This is how it stands:"))
            answer = redirect("claim", token)
        if isinstance(answer, HttpResponse):
            return answer
        form = answer
    context = {
        "claim": found,
        "organisation": found.organisation,
        "by_domain": actions.is_proved_by_domain(found),
        "address": actions.published_address(found),
        "tries": Claim.CODE_TRIES - found.code_tries,
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "directory/claims/proof.html", context, status=status)


def _acted(request: HttpRequest, found: Claim, token: str) -> HttpResponse | CodeForm:
    """What the pressed button does; a form when the code was wrong."""
    match request.POST.get("action"):
        case "domain":
            return _taken(request, found, actions.take_by_domain(claim=found))
        case "send_code":
            if allow(key=f"claim code {found.organisation_id}", limit=5, seconds=3600):
                actions.send_code(claim=found)
            messages.success(request, _("The code is on its way to the published address."))
        case "code":
            form = CodeForm(request.POST)
            if form.is_valid():
                person = actions.take_by_code(claim=found, code=form.cleaned_data["code"])
                if person:
                    return _taken(request, found, person)
                form.add_error("code", _("This code is wrong."))
                found.refresh_from_db()
            return form
        case "ask":
            actions.ask(claim=found)
    return redirect("claim", token)


def _taken(request: HttpRequest, found: Claim, person: Person) -> HttpResponse:
    """Only an account that was made just now is signed in: others have their own ways in."""
    if person.is_new:
        first_session.begin(request, person.user)
    if person.is_new or request.user == person.user:
        return redirect("own_organisation", found.organisation.slug)
    return render(request, "directory/claims/taken.html", {"organisation": found.organisation})


@shows_and_does
@own
def claim_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """For those who moderate or vouch for the entry."""
    found = get_object_or_404(Claim.objects.select_related("organisation"), pk=pk)
    may_review = Rights(request.user).may(Action.REVIEW, found.organisation)
    if not may_review or actions.is_own(found, request.user):
        raise Http404
    if request.method == "POST":
        form = DecisionForm(request.POST)
        if not form.is_valid():
            raise Http404
        typed = form.cleaned_data
        try:
            actions.decide(
                claim=found,
                grant=typed["decision"] == "grant",
                replace=typed["replace"],
                by=request.user,
            )
        except PermissionDenied:
            messages.warning(request, _("This was decided meanwhile."))
        return redirect("claim_decide", pk)
    context = {
        "claim": found,
        "organisation": found.organisation,
        "owners": actions.owners(found.organisation),
        "is_open": found.state == State.ASKED,
    }
    return render(request, "directory/claims/decide.html", context)
