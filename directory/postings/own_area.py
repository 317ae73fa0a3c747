"""Seeks and offers in the own area: a list, one form for new and changed ones, renew, withdraw."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from directory.freshness.actions import confirm
from directory.models import Posting, Renewal, Source
from directory.moderation import standing
from directory.moderation.actions import submit, take_back
from directory.own_area.drafts import newest, save_with_a_free_slug
from directory.own_area.houses import houses
from directory.own_area.pages import own, shows_and_does
from directory.postings import matching
from directory.postings.forms import PostingForm
from directory.rights import Action, Rights

PER_PAGE = 50


@require_safe
@own
def own_postings(request: HttpRequest) -> HttpResponse:
    """All that I may change, and where each stands."""
    records = Rights(request.user).among(Action.EDIT, Posting.objects.select_related("owner"))
    page = Paginator(records.order_by("-created_at", "-pk"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    states, back = standing.of_all(page.object_list), _stepped_back(page.object_list)
    rows = [
        {"record": record, "state": states[record.pk], "is_over": record.pk in back}
        for record in page.object_list
    ]
    return render(request, "directory/postings/own_list.html", {"page": page, "rows": rows})


@shows_and_does
@own
def own_posting_new(request: HttpRequest) -> HttpResponse:
    if not houses(Rights(request.user)).exists():
        return redirect("own_area")  # where it says how to get an organisation
    form = PostingForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        record = _create(form, request.user)
        return redirect("own_posting", record.slug)
    return _form(request, form)


@shows_and_does
@own
def own_posting(request: HttpRequest, slug: str) -> HttpResponse:
    """Where it stands, whom it fits, and its form.

    Who began before somebody else's change is told so, and hands in once more.
    """
    record = get_object_or_404(_editable(request), slug=slug)
    if request.method != "POST":
        return _form(request, PostingForm(instance=newest(record), user=request.user), record)
    form = PostingForm(request.POST, instance=newest(record), user=request.user)
    if not form.is_valid() or record.locked:
        return _form(request, form, record)
    if not _change(form, request.POST.get("revision", ""), request.user):
        record.refresh_from_db()
        return _form(request, form, record, is_behind=True)
    return redirect("own_posting", slug)


@require_POST
@own
def own_posting_renew(request: HttpRequest, slug: str) -> HttpResponse:
    """Open from today on for as long as is usual; one that was over is public again as it was."""
    record = get_object_or_404(Rights(request.user).among(Action.CONFIRM, _all()), slug=slug)
    if not record.live and not _stepped_back([record]):
        raise Http404
    confirm(record=record, user=request.user)
    return redirect("own_posting", slug)


@require_POST
@own
def own_posting_withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    """Take back what is public; it stays and can be handed in again."""
    rows = Rights(request.user).among(Action.WITHDRAW, Posting.objects.live())
    record = get_object_or_404(rows, slug=slug)
    if not record.locked:  # the page says so
        take_back(record=record, user=request.user)
    return redirect("own_posting", slug)


def _all():
    return Posting.objects.select_related("owner")


def _editable(request: HttpRequest):
    return Rights(request.user).among(Action.EDIT, _all())


def _stepped_back(records) -> set[int]:
    """The ids of those that are over and can be renewed with one click."""
    rows = Renewal.objects.of_kind(Posting).stepped_back()
    hidden = [record.pk for record in records if not (record.live or record.locked)]
    return set(rows.filter(object_id__in=hidden).values_list("object_id", flat=True))


@transaction.atomic
def _create(form: PostingForm, user) -> Posting:
    record = form.save(commit=False)
    record.live, record.source, record.language = False, Source.SELF_SERVICE, get_language()
    save_with_a_free_slug(record)
    _submit(record, user)
    return record


@transaction.atomic
def _change(form: PostingForm, begun_with: str, user) -> bool:
    """Under a lock, so that of two at once the second one sees the first; False for the second."""
    row = Posting.objects.select_for_update().get(pk=form.instance.pk)
    if begun_with != str(row.latest_revision_id or "") or row.locked:
        return False
    _submit(form.save(commit=False), user)
    return True


def _submit(record: Posting, user) -> None:
    record.locate()
    revision = record.save_revision(user=user)
    submit(record=Posting.objects.get(pk=record.pk), revision=revision, user=user)


def _form(
    request: HttpRequest,
    form: PostingForm,
    record: Posting | None = None,
    *,
    is_behind: bool = False,
) -> HttpResponse:
    context = {
        "form": form,
        "record": record,
        "errors": [(field, field.errors[0]) for field in form if field.errors],
        "is_behind": is_behind,
    }
    if record:
        context |= {
            "state": standing.of(record),
            "is_over": bool(_stepped_back([record])),
            "is_open": record.is_open(timezone.localdate()),
            "fitting": matching.organisations_for(record),
        }
    return render(request, "directory/postings/own_posting.html", context)
