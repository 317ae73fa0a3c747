"""The form that lists an organisation or changes it: saved while it is typed, then handed in."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from directory.models import ListingDraft
from directory.own_area import drafts, human
from directory.own_area.forms import ListingForm, form_class, typed_values
from directory.own_area.pages import editable, own, personal, shows_and_does
from directory.own_area.proposals import proposals
from directory.rights import Action, Rights
from hub import views as hub_views
from hub.accounts import second_factor
from hub.rate_limit import allow, client_address
from hub.uploads import MOST_BYTES, Refused, clean_picture

LOGO_SIDE = 800  # pixels
NEW_DRAFTS, PICTURES, MAILS = 20, 30, 4  # in an hour
HOUR = 3600


@shows_and_does
@personal
@sensitive_post_parameters()
def listing_new(request: HttpRequest, token: str = "") -> HttpResponse:
    """An entry of somebody with or without an account; showing the form keeps nothing."""
    token = token or request.POST.get("token", "")
    if not token:
        return _page(request, drafts.begin(user=request.user, language=get_language()))
    draft = of_token(request, token)
    if draft is None:
        return render(request, "directory/own_area/unknown.html", status=404)
    return _page(request, draft)


@shows_and_does
@own
@sensitive_post_parameters()
def listing_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """The same form for an entry that exists; what is live stays until the change is approved."""
    organisation = editable(request, slug)
    draft = ListingDraft.objects.filter(user=request.user, organisation=organisation).first()
    if draft is None:
        draft = drafts.begin(user=request.user, language=get_language(), organisation=organisation)
    return _page(request, draft)


@require_safe
@personal
def listing_preview(request: HttpRequest, token: str) -> HttpResponse:
    """The page as it will look."""
    draft = of_token(request, token)
    if draft is None:
        raise Http404
    record = drafts.preview(draft)
    live = draft.organisation if draft.organisation and draft.organisation.live else None
    context = {"record": record, "draft": draft, "form_url": form_url(draft), "live": live}
    return render(request, "directory/own_area/preview.html", context)


@require_safe
@personal
def listing_logo(request: HttpRequest, token: str) -> HttpResponse:
    """The logo of a draft, which is no public picture yet."""
    draft = of_token(request, token)
    if draft is None or not draft.logo:
        raise Http404
    response = HttpResponse(bytes(draft.logo), content_type=draft.logo_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def of_token(request: HttpRequest, token: str) -> ListingDraft | None:
    """The draft with this secret; one that belongs to an account is shown to that only."""
    draft = ListingDraft.objects.current().select_related("organisation").with_token(token)
    if draft is None or draft.user_id not in {None, request.user.pk}:
        return None
    if draft.organisation and not Rights(request.user).may(Action.EDIT, draft.organisation):
        return None
    return draft


def form_url(draft: ListingDraft) -> str:
    if draft.organisation:
        return reverse("listing_edit", args=[draft.organisation.slug])
    return reverse("listing_draft", args=[draft.token]) if draft.pk else reverse("listing_new")


# --- The form ---------------------------------------------------------------------------------


def _page(request: HttpRequest, draft: ListingDraft) -> HttpResponse:
    if request.method == "POST":
        return _posted(request, draft)
    kind = form_class(draft)
    form = kind(initial=draft.fields, signed_in=request.user.is_authenticated)
    return _shown(request, draft, form)


def _posted(request: HttpRequest, draft: ListingDraft) -> HttpResponse:
    """Keep what was typed first, whatever else is wrong with it."""
    is_new = draft.pk is None
    if human.is_trap_filled(request.POST):
        return redirect("listing_sent")  # and nothing is kept
    client = client_address(request)
    if is_new and not allow(key=f"listing_new {client}", limit=NEW_DRAFTS, seconds=HOUR):
        return hub_views.too_many_requests(request)
    logo, logo_error = _logo(request)
    try:
        drafts.keep(
            draft=draft,
            fields=typed_values(request.POST, form_class(draft)),
            version=_version(request, draft),
            logo=logo,
        )
    except drafts.TooLong:
        notice = _(
            "This is more text than an entry can hold. Please shorten it; it is not saved yet."
        )
        return _shown(request, draft, _sent(request, draft), obstacle=notice)
    except drafts.Behind:
        return _behind(request, draft)
    if request.headers.get("HX-Request"):  # at every key, so no form is made for it
        return _saved_while_typing(request, draft, is_new)
    form = _sent(request, draft)
    if logo_error:
        return _shown(request, draft, form, logo_error=logo_error)
    match request.POST.get("do"):
        case "submit":
            return _handed_in(request, draft, form)
        case "preview":
            return redirect("listing_preview", draft.token)
    return redirect(form_url(draft))


def _sent(request: HttpRequest, draft: ListingDraft) -> ListingForm:
    return form_class(draft)(request.POST, signed_in=request.user.is_authenticated)


def _handed_in(request: HttpRequest, draft: ListingDraft, form: ListingForm) -> HttpResponse:
    if not form.is_valid():
        return _shown(request, draft, form)
    if not request.user.is_authenticated:
        return _asked(request, draft, form)
    if problem := second_factor.obstacle(request):  # an operator's entry is public at once
        return problem
    try:
        organisation, _is_live = drafts.hand_in(
            draft=draft,
            cleaned=form.cleaned_data,
            user=request.user,
            choice=request.POST.get("choice", ""),
        )
    except ListingDraft.DoesNotExist:
        return redirect("own_area")  # sent twice
    except drafts.Locked:
        notice = _("A moderator has locked this entry. Your text is saved; write to us.")
        return _shown(request, draft, form, obstacle=notice)
    except drafts.Conflict as conflict:
        return _shown(request, draft, form, differences=conflict.differences)
    return redirect("own_organisation", organisation.slug)


def _asked(request: HttpRequest, draft: ListingDraft, form: ListingForm) -> HttpResponse:
    """Without an account: the mail with the link."""
    obstacle = "" if settings.CAN_SEND_MAIL else _("This hub cannot send mail at the moment.")
    obstacle = obstacle or human.obstacle(request.POST)
    email = form.cleaned_data["email"]
    keys = (f"listing_mail {client_address(request)}", f"listing_mail {email.lower()}")
    if not obstacle and not all(allow(key=key, limit=MAILS, seconds=HOUR) for key in keys):
        obstacle = _("We have written to you several times already. Please try again in an hour.")
    if obstacle:
        return _shown(request, draft, form, obstacle=obstacle)
    drafts.ask_for_confirmation(draft=draft, email=email)
    return redirect("listing_sent")


def _logo(request: HttpRequest) -> tuple[bytes | None, str]:
    """A clean picture, and why there is none."""
    file = request.FILES.get("logo")
    if file is None:
        return None, ""
    if not allow(key=f"picture {client_address(request)}", limit=PICTURES, seconds=HOUR):
        return None, _("You have sent very many pictures. Please try again in an hour.")
    try:
        return clean_picture(file.read(MOST_BYTES + 1), longest=LOGO_SIDE).data, ""
    except Refused as reason:
        return None, str(reason)


def _version(request: HttpRequest, draft: ListingDraft) -> int | None:
    version = request.POST.get("version", "")
    if version.isascii() and version.isdigit() and len(version) < 10:
        return int(version) or (None if draft.pk is None else 0)
    return None


def _behind(request: HttpRequest, draft: ListingDraft) -> HttpResponse:
    """Another window has saved; what stands in this one is shown, and the next save wins."""
    draft.refresh_from_db()
    if request.headers.get("HX-Request"):
        return render(request, "directory/own_area/_live.html", {"is_behind": True})
    notice = _(
        "This entry was changed in another window meanwhile. You see what you have typed here; "
        "if you save it now, it replaces the other text."
    )
    return _shown(request, draft, _sent(request, draft), obstacle=notice)


def _saved_while_typing(request: HttpRequest, draft: ListingDraft, is_new: bool) -> HttpResponse:
    context = {"draft": draft, **proposals(draft)}
    response = render(request, "directory/own_area/_live.html", context)
    if is_new and not draft.organisation_id:
        response.headers["HX-Replace-Url"] = form_url(draft)
    return response


def _shown(
    request: HttpRequest, draft: ListingDraft, form: ListingForm, **further: object
) -> HttpResponse:
    has_logo = bool(draft.organisation and draft.organisation.logo_id)
    context = {
        "draft": draft,
        "form": form,
        "errors": [(field, field.errors[0]) for field in form if field.errors],
        "organisation": draft.organisation,
        "action": form_url(draft),
        "shown": human.stamp(),
        "has_logo": bool(draft.logo) or has_logo and not draft.fields.get("remove_logo"),
        "mail_goes_to_log": not settings.EMAIL_HOST,
        **proposals(draft),
        **further,
    }
    if draft.pk and draft.organisation and "differences" not in further:
        context["is_changed_meanwhile"] = draft.organisation.latest_revision_id != draft.based_on
    return render(request, "directory/own_area/form.html", context)
