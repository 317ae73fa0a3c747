"""The page of one's errands."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from directory.errands.day import day_of
from directory.freshness.actions import confirm
from directory.models import Listing, Renewal, ReviewState
from directory.moderation import decisions
from directory.moderation.inviting import new_link
from directory.rights import Action, Rights
from hub.accounts.second_factor import second_factor_required
from search import registry


@require_safe
@never_cache
@login_required
@second_factor_required
def errand_list(request: HttpRequest) -> HttpResponse:
    more = "more" in request.GET
    day = day_of(request.user, today=timezone.localdate(), more=more)
    return render(request, "directory/errands/errand_list.html", {"day": day, "more": more})


@require_POST
@login_required
@second_factor_required
def errand_review(request: HttpRequest, pk: int) -> HttpResponse:
    """The button “review”: a key to the page of the decision, as the mail has one."""
    waiting = ReviewState.objects.filter(status=ReviewState.STATUS_IN_PROGRESS)
    state = get_object_or_404(decisions.to_decide(request.user, waiting), pk=pk)
    about = state.revision.object_str
    link, address = new_link(reviewer=request.user, about=about, at=timezone.now(), state=state)
    link.save()
    return redirect(urlsplit(address).path)


@require_POST
@login_required
@second_factor_required
def errand_confirm(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """The button “still right” of an errand."""
    document_type = registry.types().get(kind)
    if document_type is None or not issubclass(document_type.model, Listing):
        raise Http404
    records = document_type.model._base_manager.all()
    record = get_object_or_404(Rights(request.user).among(Action.CONFIRM, records), pk=pk)
    if record.live or Renewal.objects.of(record).stepped_back().exists():
        confirm(record=record, user=request.user)
    target = "wagtailadmin_home" if request.POST.get("from") == "admin" else "errand_list"
    return redirect(target)
