"""The start of the own area, and the page of one organisation in it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from directory.models import Endorsement, ListingDraft, Organisation
from directory.moderation import standing
from directory.moderation.actions import take_back
from directory.own_area import drafts, kinds
from directory.own_area.form_views import form_url
from directory.own_area.house_views import LOCKED
from directory.own_area.houses import houses
from directory.own_area.pages import editable, own, shows_and_does
from directory.rights import Action, Rights
from directory.take_along import card_code


@require_safe
@own
def own_area(request: HttpRequest) -> HttpResponse:
    """My organisations and where they stand, and what I have begun."""
    rights = Rights(request.user)
    organisations = list(Organisation.objects.filter(pk__in=rights.organisations))
    states = standing.of_all(organisations)
    begun = list(ListingDraft.objects.current().filter(user=request.user).defer("logo"))
    changed = {draft.organisation_id for draft in begun}
    context = {
        "rows": [
            {"organisation": each, "state": states[each.pk], "is_begun": each.pk in changed}
            for each in organisations
        ],
        "kinds": kinds.all_kinds() if houses(rights).exists() else [],
        "vouches": Endorsement.objects.filter(organisation__in=rights.organisations).exists(),
        "begun": [
            {"draft": draft, "url": form_url(draft)}
            for draft in begun
            if draft.organisation_id is None
        ],
    }
    return render(request, "directory/own_area/start.html", context)


@require_safe
@own
def own_organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """One organisation: its state, what makes it easier to find, and what to do with it."""
    organisation = editable(request, slug)
    record = drafts.newest(organisation)
    begun = ListingDraft.objects.filter(user=request.user, organisation=organisation).first()
    context = {
        "organisation": organisation,
        "record": record,
        "state": standing.of(organisation),
        "begun": begun,
        "card_code": card_code(organisation),
        "kinds": kinds.all_kinds(),
        "may_withdraw": organisation.live
        and Rights(request.user).may(Action.WITHDRAW, organisation),
    }
    return render(request, "directory/own_area/organisation.html", context)


@shows_and_does
@own
def own_organisation_withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    """Says in words what happens, and then takes the entry from the public; its team keeps it."""
    live = Rights(request.user).among(Action.WITHDRAW, Organisation.objects.live())
    organisation = get_object_or_404(live, pk=editable(request, slug).pk)
    if request.method != "POST":
        context = {"organisation": organisation}
        return render(request, "directory/own_area/organisation_withdraw.html", context)
    if organisation.locked:
        messages.error(request, LOCKED)
    else:
        take_back(record=organisation, user=request.user)
        messages.success(request, _("It is withdrawn. Only your team sees it now."))
    return redirect("own_organisation", slug)


@require_POST
@own
def draft_discard(request: HttpRequest, token: str) -> HttpResponse:
    """Throw away what I have typed; what was handed in stays."""
    draft = get_object_or_404(ListingDraft, token=token, user=request.user)
    drafts.discard(draft=draft)
    if draft.organisation:
        return redirect("own_organisation", draft.organisation.slug)
    return redirect("own_area")
