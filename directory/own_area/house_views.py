"""What an organisation publishes: lists by kind, and one form for new, changed, copied ones."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from directory.models import Listing, Organisation, Source
from directory.moderation import standing
from directory.moderation.actions import submit
from directory.own_area import kinds
from directory.own_area.drafts import newest, save_with_a_free_slug
from directory.own_area.kinds import OwnKind
from directory.own_area.pages import own, shows_and_does
from directory.rights import Action, Rights

PER_PAGE = 50


@require_safe
@own
def own_records(request: HttpRequest, kind: str) -> HttpResponse:
    """All records of one kind that I may change, and where they stand."""
    own_kind = _kind(kind)
    records = Rights(request.user).among(Action.EDIT, own_kind.records()).select_related("owner")
    page = Paginator(records, PER_PAGE).get_page(request.GET.get("page"))
    states = standing.of_all(page.object_list)
    context = {
        "kind": own_kind,
        "page": page,
        "rows": [{"record": record, "state": states[record.pk]} for record in page.object_list],
    }
    return render(request, "directory/own_area/records.html", context)


@shows_and_does
@own
def own_record_new(request: HttpRequest, kind: str) -> HttpResponse:
    """A new record; `?copy=` names one that it begins with."""
    own_kind = _kind(kind)
    rights = Rights(request.user)
    if not rights.among(Action.EDIT, Organisation.objects.all()).exists():
        raise Http404
    initial = {}
    if request.GET.get("copy", "").isdecimal():
        source = newest(_editable(request, own_kind, int(request.GET["copy"])))
        initial = own_kind.form(instance=source, user=request.user).initial
        initial = {name: v for name, v in initial.items() if name not in own_kind.not_copied}
    form = own_kind.form(request.POST or None, initial=initial, user=request.user)
    if request.method == "POST" and form.is_valid():
        _create(form, request.user)
        return redirect("own_records", own_kind.name)
    return _form(request, own_kind, form)


@shows_and_does
@own
def own_record_edit(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Change a record. Who began before somebody else's change sees both before it is handed in."""
    own_kind = _kind(kind)
    record = _editable(request, own_kind, pk)
    form = own_kind.form(request.POST or None, instance=newest(record), user=request.user)
    if request.method == "POST" and form.is_valid() and not record.locked:
        if request.POST.get("revision") == str(record.latest_revision_id or ""):
            _change(form, record, request.user)
            return redirect("own_records", own_kind.name)
        theirs = own_kind.form(instance=newest(record), user=request.user)
        both = _differences(form, theirs)
        return _form(request, own_kind, form, record=record, differences=both)
    return _form(request, own_kind, form, record=record)


@require_POST
@own
def own_record_withdraw(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Take back what is public; the record stays and can be handed in again."""
    own_kind = _kind(kind)
    rows = Rights(request.user).among(Action.WITHDRAW, own_kind.model.objects.filter(live=True))
    get_object_or_404(rows, pk=pk).unpublish(user=request.user)
    return redirect("own_records", own_kind.name)


def _kind(name: str) -> OwnKind:
    kind = kinds.get(name)
    if kind is None:
        raise Http404
    return kind


def _editable(request: HttpRequest, kind: OwnKind, pk: int) -> Listing:
    return get_object_or_404(Rights(request.user).among(Action.EDIT, kind.records()), pk=pk)


@transaction.atomic
def _create(form, user) -> None:
    record = form.save(commit=False)
    record.live, record.source = False, Source.SELF_SERVICE
    save_with_a_free_slug(record)
    _submit(record, user)


@transaction.atomic
def _change(form, record: Listing, user) -> None:
    """Under a lock, so that of two at once the second one sees the first."""
    locked = type(record)._base_manager.select_for_update().get(pk=record.pk)
    if locked.latest_revision_id != record.latest_revision_id:
        raise Http404
    _submit(form.save(commit=False), user)


def _submit(record: Listing, user) -> None:
    revision = record.save_revision(user=user)
    stored = type(record)._base_manager.get(pk=record.pk)
    submit(record=stored, revision=revision, user=user)


def _differences(form, theirs) -> list[dict[str, object]]:
    """Fields whose texts differ from what is stored now."""
    found = []
    for field in form:
        other = theirs[field.name]
        field_of = field.field
        if field_of.has_changed(other.initial, field.data):
            found.append({"name": field.name, "mine": field.value(), "theirs": other.value()})
    return found


def _form(
    request: HttpRequest, kind: OwnKind, form, *, record=None, differences=()
) -> HttpResponse:
    context = {
        "kind": kind,
        "form": form,
        "record": record,
        "differences": differences,
        "errors": [(field, field.errors[0]) for field in form if field.errors],
    }
    return render(request, "directory/own_area/record_form.html", context)
