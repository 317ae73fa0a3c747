"""The list “Same events?” of the admin, and what editors decide there."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.permissions import policy_registry

from events.models import Event, SameEvent
from events.same.joining import join, keep_apart

PER_PAGE = 25


class SameEventsMenuItem(MenuItem):
    def is_shown(self, request):
        return policy_registry.get_by_type(Event).user_has_permission(request.user, "change")


@require_safe
def same_events(request):
    """What is to be decided, or with ?joined=1 what is joined; only pairs one may edit both of."""
    joined = bool(request.GET.get("joined"))
    pairs = editable_pairs(request.user)
    pairs = pairs.same().order_by("-decided_at", "pk") if joined else pairs.proposed()
    page = Paginator(
        pairs.select_related("main__owner", "other__owner", "decided_by"), PER_PAGE
    ).get_page(request.GET.get("p"))
    title = _("Joined events") if joined else _("Same events?")
    return render(
        request,
        "events/admin/same_events.html",
        {
            "page": page,
            "joined": joined,
            "edit": Event.snippet_viewset.get_url_name("edit"),
            "page_title": title,
            "header_title": title,
            "header_icon": "copy",
        },
    )


@require_POST
def decide(request, pk):
    """Join two events in either direction, or keep or part them."""
    pair = get_object_or_404(editable_pairs(request.user).select_related("main", "other"), pk=pk)
    action, was_joined = request.POST.get("action"), pair.verdict == SameEvent.Verdict.SAME
    if action in {"keep_main", "keep_other"}:
        events = (pair.main, pair.other) if action == "keep_main" else (pair.other, pair.main)
        join(main=events[0], other=events[1], user=request.user)
        messages.success(
            request, _("Joined: “%(title)s” tells of both now.") % {"title": events[0].title}
        )
    elif action == "apart":
        keep_apart(pair=pair, user=request.user)
        text = _("Parted again.") if was_joined else _("Noted: these are two events.")
        messages.success(request, text)
    return redirect("same_events")


def editable_pairs(user):
    policy = policy_registry.get_by_type(Event)
    events = policy.instances_user_has_any_permission_for(user, {"change"})
    return SameEvent.objects.filter(main__in=events, other__in=events)
