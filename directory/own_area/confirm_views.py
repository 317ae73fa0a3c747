"""What the link of the mail leads to: the address is proved, the entry is handed in."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from directory.models import ListingDraft
from directory.own_area import drafts
from directory.own_area.pages import personal, shows_and_does
from hub.accounts import first_session, second_factor


@require_safe
@personal
def listing_sent(request: HttpRequest) -> HttpResponse:
    """What to do now: look for the mail."""
    context = {"mail_goes_to_log": not settings.EMAIL_HOST}
    return render(request, "directory/own_area/sent.html", context)


@shows_and_does
@personal
def listing_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Showing changes nothing, as programs that look through mails open every link."""
    draft = ListingDraft.objects.current().with_token(token, name="confirm_token")
    if draft is None:
        return render(request, "directory/own_area/unknown.html", status=404)
    is_behind = False
    if request.method == "POST":
        is_behind = request.POST.get("version") != str(draft.version)
        if not is_behind:
            return _confirmed(request, draft)
    record = drafts.preview(draft)
    context = {"draft": draft, "record": record, "is_behind": is_behind}
    return render(request, "directory/own_area/confirm.html", context)


def _confirmed(request: HttpRequest, draft: ListingDraft) -> HttpResponse:
    """Only an account that was made just now is signed in: others have their own ways in."""
    is_sure = request.user.is_authenticated and second_factor.obstacle(request) is None
    try:
        organisation, person = drafts.confirm(
            draft=draft, signed_in=request.user if is_sure else None
        )
    except (ListingDraft.DoesNotExist, PermissionDenied):
        return render(request, "directory/own_area/unknown.html", status=404)
    except drafts.Behind:
        return redirect("listing_confirm", draft.confirm_token)
    except drafts.Incomplete:
        return redirect("listing_draft", draft.token)
    if person.is_new:
        first_session.begin(request, person.user)
    if person.is_new or request.user == person.user:
        return redirect("own_organisation", organisation.slug)
    return render(request, "directory/own_area/handed_in.html", {"organisation": organisation})
