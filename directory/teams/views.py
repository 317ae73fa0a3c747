"""The pages of a team in the own area, and the page to which an invitation leads."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory.models import Invitation, Membership, Organisation
from directory.own_area.pages import own, personal, shows_and_does
from directory.rights import Action, Rights
from directory.teams import actions
from directory.teams.forms import InvitationForm, RoleForm
from hub.accounts import first_session
from hub.rate_limit import allow, limited

A_DAY = 20  # invitations of one person: anybody may list something and write to strangers
LAST = gettext_lazy("Somebody has to answer for the entry. Make somebody else the owner first.")


def _team(request: HttpRequest, slug: str) -> tuple[Organisation, bool]:
    """The organisation and whether the person looks after its team; 404 for who is not in it."""
    rights = Rights(request.user)
    organisation = get_object_or_404(Organisation, slug=slug)
    may_change = rights.may(Action.TEAM, organisation)
    if not may_change and organisation.pk not in rights.organisations:
        raise Http404
    return organisation, may_change


def _own_team(request: HttpRequest, slug: str) -> Organisation:
    organisation, may_change = _team(request, slug)
    if not may_change:
        raise Http404
    return organisation


@require_safe
@own
def team(request: HttpRequest, slug: str) -> HttpResponse:
    return _page(request, *_team(request, slug), InvitationForm())


def _page(request, organisation, may_change, form, *, status=200) -> HttpResponse:
    members = list(organisation.memberships.select_related("user"))
    invited = organisation.invitations.current() if may_change else []
    context = {
        "organisation": organisation,
        "may_change": may_change,
        "members": members,
        "own": next((each for each in members if each.user_id == request.user.pk), None),
        "invitations": invited,
        "form": form,
        "roles": Membership.Role.choices,
    }
    return render(request, "directory/teams/team.html", context, status=status)


@limited(limit=30, seconds=3600)
@require_POST
@own
def invite(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = _own_team(request, slug)
    form = InvitationForm(request.POST)
    if form.is_valid():
        email = form.cleaned_data["email"].lower()
        if organisation.memberships.filter(user__email__iexact=email).exists():
            form.add_error("email", _("This person belongs to the team already."))
        elif organisation.invitations.current().count() >= actions.MAX_INVITATIONS:
            form.add_error("email", _("Too many invitations are open. Withdraw some first."))
        elif not allow(key=f"team_invite {request.user.pk}", limit=A_DAY, seconds=24 * 3600):
            form.add_error("email", _("You have invited many people today. Go on tomorrow."))
    if not form.is_valid():
        return _page(request, organisation, True, form, status=422)
    actions.invite(
        organisation=organisation, email=email, role=form.cleaned_data["role"], by=request.user
    )
    messages.success(request, _("The invitation to %(email)s is on its way.") % {"email": email})
    return redirect("team", slug)


@require_POST
@own
def withdraw(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    organisation = _own_team(request, slug)
    actions.withdraw(invitation=get_object_or_404(organisation.invitations, pk=pk), by=request.user)
    messages.success(request, _("The link in that mail is worth nothing any more."))
    return redirect("team", slug)


@require_POST
@own
def change_role(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    organisation = _own_team(request, slug)
    membership = get_object_or_404(organisation.memberships, pk=pk)
    form = RoleForm(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        actions.change_role(membership=membership, role=form.cleaned_data["role"], by=request.user)
    except actions.LastOwner:
        messages.error(request, LAST)
    except Membership.DoesNotExist:
        raise Http404 from None
    else:
        messages.success(request, _("The role is changed."))
    return redirect("team", slug)


@require_http_methods(["GET", "HEAD", "POST"])
@own
def remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Asks first; for others by an owner, for oneself by everybody."""
    organisation, may_change = _team(request, slug)
    membership = get_object_or_404(organisation.memberships.select_related("user"), pk=pk)
    is_self = membership.user_id == request.user.pk
    if not (may_change or is_self):
        raise Http404
    if request.method != "POST":
        context = {"organisation": organisation, "membership": membership, "is_self": is_self}
        return render(request, "directory/teams/remove.html", context)
    try:
        actions.remove(membership=membership, by=request.user)
    except actions.LastOwner:
        messages.error(request, LAST)
        return redirect("team", slug)
    except Membership.DoesNotExist:
        raise Http404 from None
    if is_self:
        said = _("You do not act for “%(title)s” any more.")
        messages.success(request, said % {"title": organisation.title})
        return redirect("own_area")
    messages.success(request, _("The person is removed and told by mail."))
    return redirect("team", slug)


@require_POST
@own
def hand_over(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    organisation, _may_change = _team(request, slug)
    giver = get_object_or_404(
        organisation.memberships, user=request.user, role=Membership.Role.OWNER
    )
    receiver = get_object_or_404(organisation.memberships.exclude(user=request.user), pk=pk)
    try:
        actions.hand_over(giver=giver, receiver=receiver)
    except (PermissionDenied, Membership.DoesNotExist):
        raise Http404 from None
    messages.success(request, _("Handed over. You go on as an editor."))
    return redirect("team", slug)


@limited(limit=30, seconds=3600)
@shows_and_does
@personal
@sensitive_variables("token")
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Showing changes nothing, as programs that look through mails open every link."""
    found = Invitation.objects.current().select_related("organisation").with_token(token)
    if found is None:
        return render(request, "directory/teams/unknown.html", status=404)
    if request.method != "POST":
        return render(request, "directory/teams/invitation.html", {"invitation": found})
    try:
        membership, person = actions.accept(token=token)
    except (Invitation.DoesNotExist, PermissionDenied):
        return render(request, "directory/teams/unknown.html", status=404)
    if person.is_new:  # others sign in in their own way, with their second factor
        first_session.begin(request, person.user)
    if person.is_new or request.user == person.user:
        return redirect("own_organisation", membership.organisation.slug)
    return render(request, "directory/teams/joined.html", {"organisation": membership.organisation})
