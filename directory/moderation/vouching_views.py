"""The page on which an organisation vouches anew, or no longer."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Revision

from directory.models import Endorsement, Listing
from directory.moderation import changes, vouching
from directory.moderation.decisions import ChangedSince, NotAllowed
from directory.own_area.pages import own, shows_and_does

PER_PAGE = 50


@require_safe
@own
def vouching_list(request: HttpRequest) -> HttpResponse:
    """All that one's organisations vouch for, whoever of them has looked at it."""
    page = Paginator(_mine(request).order_by("-at", "-pk"), PER_PAGE)
    page = page.get_page(request.GET.get("page"))
    public = Endorsement.objects.by_public().filter(pk__in=[each.pk for each in page])
    shown = set(public.values_list("pk", flat=True))
    rows = [
        {
            "endorsement": endorsement,
            "record": record,
            "is_shown": endorsement.pk in shown and record.substance == endorsement.substance,
        }
        for endorsement, record in vouching.with_records(page)
        if record is not None
    ]
    return render(request, "directory/moderation/vouching_list.html", {"page": page, "rows": rows})


@shows_and_does
@own
def vouching_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What has changed since the organisation vouched; for its members."""
    endorsement = get_object_or_404(_mine(request), pk=pk)
    record = endorsement.record
    if record is None or not record.live:
        raise Http404
    warning = ""
    if request.method == "POST":
        try:
            _carry_out(request, endorsement)
        except ChangedSince:
            warning = _("It was changed once more meanwhile. Please look at it again.")
        except NotAllowed:
            warning = _("Your organisation cannot vouch for this any more, or the text is yours.")
        else:
            return redirect("vouching_list" if "list" in request.GET else "errand_list")
    before = _before(endorsement)
    context = {
        "endorsement": endorsement,
        "record": record,
        "warning": warning,
        "may_renew": vouching.may_renew(request.user, endorsement, record),
        "seen": record.live_revision_id or 0,
        "changes": changes.changes(before, record) if before else [],
        "is_the_same": record.substance == endorsement.substance,
    }
    return render(request, "directory/moderation/vouching.html", context)


def _mine(request: HttpRequest) -> QuerySet:
    mine = Endorsement.objects.filter(organisation__memberships__user=request.user)
    return mine.select_related("organisation")


def _carry_out(request: HttpRequest, endorsement: Endorsement) -> None:
    if request.POST.get("do") == "withdraw":
        vouching.withdraw(endorsement=endorsement, user=request.user)
        return
    seen = request.POST.get("seen", "")
    if not (seen.isdecimal() and len(seen) < 19):
        raise ChangedSince
    vouching.renew(endorsement=endorsement, seen=int(seen), user=request.user)


def _before(endorsement: Endorsement) -> Listing | None:
    revision = Revision.objects.filter(pk=endorsement.revision_id).first()
    return revision.as_object() if revision else None
