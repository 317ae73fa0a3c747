"""The page on which an organisation vouches anew, or no longer."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from wagtail.models import Revision

from directory.models import Endorsement, Listing
from directory.moderation import changes, vouching
from directory.moderation.decisions import ChangedSince, NotAllowed
from directory.own_area.pages import own, shows_and_does


@shows_and_does
@own
def vouching_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What has changed since the organisation vouched; for its members."""
    mine = Endorsement.objects.filter(organisation__memberships__user=request.user)
    endorsement = get_object_or_404(mine.select_related("organisation"), pk=pk)
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
            return redirect("errand_list")
    before = _before(endorsement)
    context = {
        "endorsement": endorsement,
        "record": record,
        "warning": warning,
        "may_renew": vouching.may_renew(request.user, endorsement, record),
        "seen": record.live_revision_id or 0,
        "changes": changes.changes(before, record) if before else [],
    }
    return render(request, "directory/moderation/vouching.html", context)


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
