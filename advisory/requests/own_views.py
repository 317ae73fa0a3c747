"""Requests in the own area: the inbox of one's desks, their absences, and what is held."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from advisory.models import AdviceDesk, AdviceRequest, Assignment
from advisory.requests import actions, desk_views
from advisory.requests.forms import DeskForm
from advisory.requests.signs import WORDS
from directory.own_area.pages import own, shows_and_does

SHOWN = 200  # of the requests that are over


@require_safe
@own
def own_requests(request: HttpRequest) -> HttpResponse:
    """Open requests of one's desks, the most urgent first; what is over on demand."""
    desks = list(AdviceDesk.objects.editable_by(request.user).select_related("organisation"))
    over = request.GET.get("show") == "over"
    rows = Assignment.objects.filter(desk__in=desks).select_related("desk", "request__subject")
    rows = rows.exclude(ended_at=None) if over else rows.current()
    rows = rows.order_by("-ended_at")[:SHOWN] if over else rows.order_by("due_on", "pk")
    held = []
    if request.user.is_superuser:
        held = AdviceRequest.objects.filter(state=AdviceRequest.State.HELD)
        held = list(held.select_related("subject", "entrance__organisation").order_by("sent_at"))
    context = {
        "desks": desks,
        "rows": rows,
        "over": over,
        "held": [(each, WORDS.get(each.held_because, "")) for each in held],
        "today": timezone.localdate(),
    }
    return render(request, "advisory/requests/own_list.html", context)


@shows_and_does
@own
@sensitive_post_parameters()
def own_request(request: HttpRequest, pk: int) -> HttpResponse:
    """The same page as behind the link of the mail, with a name in the history."""
    desks = AdviceDesk.objects.editable_by(request.user)
    rows = Assignment.objects.filter(desk__in=desks)
    rows = rows.select_related(
        "request__subject__parent", "request__entrance__organisation", "desk__organisation"
    )
    return desk_views.answer(request, get_object_or_404(rows, pk=pk), by=request.user)


@shows_and_does
@own
def own_desk(request: HttpRequest, pk: int) -> HttpResponse:
    """Absence, deputy and limit of a desk."""
    desk = get_object_or_404(AdviceDesk.objects.editable_by(request.user), pk=pk)
    form = DeskForm(request.POST or None, instance=desk, user=request.user)
    if form.is_bound and form.is_valid():
        form.save()
        return redirect("own_requests")
    return render(request, "advisory/requests/own_desk.html", {"desk": desk, "form": form})


@require_POST
@own
def held_request(request: HttpRequest, pk: int) -> HttpResponse:
    """An operator lets go what was held, or deletes it."""
    held = AdviceRequest.objects.filter(state=AdviceRequest.State.HELD)
    row = get_object_or_404(held if request.user.is_superuser else held.none(), pk=pk)
    if request.POST.get("do") == "release":
        actions.release(request=row, by=request.user)
    elif request.POST.get("do") == "discard":
        actions.erase(request=row)
    return redirect("own_requests")
