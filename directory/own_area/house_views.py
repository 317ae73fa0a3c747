"""What an organisation publishes: lists by kind, and the page of one record."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from directory.models import Listing, Organisation
from directory.moderation import changes, standing
from directory.own_area import kinds, records
from directory.own_area.drafts import newest
from directory.own_area.houses import archived, current, houses, is_archived
from directory.own_area.kinds import OwnKind
from directory.own_area.pages import own, shows_and_does
from directory.rights import Action, Rights

PER_PAGE = 20
LOCKED = gettext_lazy("A moderator has locked this entry. Please write to us.")


@require_safe
@own
def own_records(request: HttpRequest, kind: str) -> HttpResponse:
    """What of a kind I look after, and where each stands."""
    return _list(request, kind_or_404(kind), in_archive=False)


@require_safe
@own
def own_archive(request: HttpRequest, kind: str) -> HttpResponse:
    """What is over or put away; it can be taken out again and copied as new."""
    return _list(request, kind_or_404(kind), in_archive=True)


@require_safe
@own
def own_record(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Where a record stands, what its draft says beside what is public, and what to do with it."""
    own_kind = kind_or_404(kind)
    record = editable_record(request, own_kind, pk)
    draft = newest(record)
    context = {
        "kind": own_kind,
        "record": record,
        "draft": draft,
        "state": standing.of(record),
        "changes": changes.changes(record if record.live else None, draft),
        "in_archive": is_archived(own_kind, record),
        "links": own_kind.links(record, request.user),
        "line": own_kind.line(draft),
    }
    return render(request, "directory/own_area/record.html", context)


@require_safe
@own
def own_record_preview(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """The newest draft as it will look."""
    draft = newest(editable_record(request, kind_or_404(kind), pk))
    request.is_preview = True
    return draft.serve_preview(request, draft.default_preview_mode).render()


@shows_and_does
@own
def own_record_put_away(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Says in words what happens, and then takes the record from the public into the archive."""
    own_kind = kind_or_404(kind)
    may = Rights(request.user).among(Action.WITHDRAW, own_kind.records())
    record = get_object_or_404(may, pk=editable_record(request, own_kind, pk).pk)
    if request.method != "POST":
        context = {"kind": own_kind, "record": record, "state": standing.of(record)}
        return render(request, "directory/own_area/record_put_away.html", context)
    try:
        records.put_away(record=record, user=request.user)
    except records.Locked:
        messages.error(request, LOCKED)
    else:
        messages.success(request, _("It is in the archive now. Only your house sees it."))
    return redirect("own_record", kind, pk)


@require_POST
@own
def own_record_bring_back(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Out of the archive, as a draft."""
    record = editable_record(request, kind_or_404(kind), pk)
    try:
        records.bring_back(record=record)
    except records.Locked:
        messages.error(request, LOCKED)
    else:
        words = _("It is out of the archive, as a draft. Hand it in to make it public again.")
        messages.success(request, words)
    return redirect("own_record", kind, pk)


def kind_or_404(name: str) -> OwnKind:
    kind = kinds.get(name)
    if kind is None:
        raise Http404
    return kind


def editable_record(request: HttpRequest, kind: OwnKind, pk: int) -> Listing:
    """The record, for those who may change it; 404 hides it from all others."""
    rows = Rights(request.user).among(Action.EDIT, kind.records())
    return get_object_or_404(rows.select_related("owner"), pk=pk)


def _list(request: HttpRequest, kind: OwnKind, *, in_archive: bool) -> HttpResponse:
    rights = Rights(request.user)
    mine = list(houses(rights))
    found = archived(kind, rights) if in_archive else current(kind, rights)
    house = _chosen(request, mine)
    words = " ".join(request.GET.get("q", "").replace("\0", "").split())[:100]
    if house:
        found = found.filter(owner=house)
    if words:
        found = _with_words(found, words)
    page = Paginator(found.select_related("owner"), PER_PAGE).get_page(request.GET.get("page"))
    states = standing.of_all(page.object_list)
    context = {
        "kind": kind,
        "in_archive": in_archive,
        "houses": mine,
        "house": house,
        "words": words,
        "page": page,
        "asks": bool(words or house or page.has_other_pages() or len(mine) > 1),
        "rows": [
            {"record": record, "state": states[record.pk], "line": kind.line(record)}
            for record in page.object_list
        ],
    }
    return render(request, "directory/own_area/records.html", context)


def _chosen(request: HttpRequest, mine: list[Organisation]) -> Organisation | None:
    wanted = request.GET.get("organisation", "")
    return next((house for house in mine if str(house.pk) == wanted), None)


def _with_words(rows: QuerySet, words: str) -> QuerySet:
    """SQLite takes capital umlauts for other letters."""
    title = Q()
    for spelling in {words, words.lower(), words.capitalize()}:
        title |= Q(title__icontains=spelling)
    return rows.filter(title)
