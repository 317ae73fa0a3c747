"""The form of a record: new, begun from another one, changed, and changed by two at once."""

from __future__ import annotations

import re
import secrets

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from directory.models import Listing
from directory.moderation import standing
from directory.own_area import records
from directory.own_area.conflict import says_the_same
from directory.own_area.drafts import newest
from directory.own_area.house_views import LOCKED, editable_record, kind_or_404
from directory.own_area.houses import houses
from directory.own_area.kinds import OwnKind
from directory.own_area.pages import own, shows_and_does
from directory.own_area.record_form import initial_of_copy
from directory.rights import Action, Rights

KEY = re.compile(r"[\w-]{20,40}", re.ASCII)


@shows_and_does
@own
@sensitive_post_parameters()
def own_record_new(request: HttpRequest, kind: str) -> HttpResponse:
    """A new record; `?copy=` names one that it begins with."""
    own_kind = kind_or_404(kind)
    if not houses(Rights(request.user)).exists():
        return redirect("own_area")  # which says what to do first
    if request.method == "POST":
        form = own_kind.form(request.POST, user=request.user)
        return _entered(request, own_kind, form)
    form = own_kind.form(initial=_begin(request, own_kind), user=request.user)
    return _shown(request, own_kind, form)


@shows_and_does
@own
@sensitive_post_parameters()
def own_record_edit(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Change a record. Who began before somebody else's change sees both before it is handed in."""
    own_kind = kind_or_404(kind)
    record = editable_record(request, own_kind, pk)
    form = own_kind.form(request.POST or None, instance=newest(record), user=request.user)
    if request.method == "POST":
        return _changed(request, own_kind, form, record)
    return _shown(request, own_kind, form, record=record, seen=records.mark(record))


def _begin(request: HttpRequest, kind: OwnKind) -> dict[str, object]:
    """What a new form holds: the language, the organisation of the address, or another record."""
    begin: dict[str, object] = {"language": get_language()}
    if house := houses(Rights(request.user)).filter(pk=_number(request, "organisation")).first():
        begin["owner"] = house.pk
    if number := _number(request, "copy"):
        source = newest(editable_record(request, kind, number))
        begin |= initial_of_copy(kind.form, source, kind.not_copied, user=request.user)
    return begin


def _number(request: HttpRequest, name: str) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def _entered(request: HttpRequest, kind: OwnKind, form) -> HttpResponse:
    key = request.POST.get("key", "")
    key = key if KEY.fullmatch(key) else ""
    if not form.is_valid():
        return _shown(request, kind, form, key=key)
    hand_in = _hands_in(request)
    try:
        record = records.create(form=form, key=key, user=request.user, hand_in=hand_in)
    except records.Known as known:
        return _entered_again(request, kind, form, known.record)
    return _done(request, kind, record)


def _entered_again(request: HttpRequest, kind: OwnKind, form, record: Listing) -> HttpResponse:
    """Pressed twice leads to the one record; another text in the old form is a second one."""
    if Rights(request.user).may(Action.EDIT, record):
        if says_the_same(newest(record), form.save(commit=False)):
            return redirect("own_record", kind.name, record.pk)
        notice = _(
            "This form was handed in before, with another text. If this is to be one more entry, "
            "hand it in once more; if not, change the first one."
        )
        return _shown(request, kind, form, notice=notice, first=record)
    return _shown(request, kind, form, notice=_("Please hand it in once more."))


def _changed(request: HttpRequest, kind: OwnKind, form, record: Listing) -> HttpResponse:
    seen = request.POST.get("seen", "")
    if not form.is_valid():
        return _shown(request, kind, form, record=record, seen=seen)
    notice = ""
    try:
        records.change(
            record=record,
            form=form,
            seen=seen,
            user=request.user,
            hand_in=_hands_in(request),
        )
    except records.Locked:
        notice = LOCKED
    except records.Conflict as conflict:
        return _shown(
            request,
            kind,
            kind.form(instance=conflict.comparison.joined, user=request.user),
            record=record,
            seen=conflict.mark,
            comparison=conflict.comparison,
            is_withdrawn=conflict.is_withdrawn,
        )
    except IntegrityError:
        notice = _("It cannot be kept as it is. Please look at it once more, or write to us.")
    if notice:
        return _shown(request, kind, form, record=record, seen=seen, notice=notice)
    return _done(request, kind, record)


def _hands_in(request: HttpRequest) -> bool:
    return request.POST.get("do") != "save"


def _done(request: HttpRequest, kind: OwnKind, record: Listing) -> HttpResponse:
    """To the page of the record, which says where it stands."""
    stored = type(record)._base_manager.get(pk=record.pk)
    said = {
        standing.State.LIVE: _("It is public."),
        standing.State.PLANNED: _("It becomes public by itself at the time that you have set."),
        standing.State.WAITING: _("It is handed in. We write to you when it was looked at."),
    }
    state = standing.of(stored).state
    if not _hands_in(request):
        messages.success(request, _("Saved as a draft. It is not handed in yet."))
    elif state in said:
        messages.success(request, said[state])
    return redirect("own_record", kind.name, record.pk)


def _shown(
    request: HttpRequest,
    kind: OwnKind,
    form,
    *,
    record: Listing | None = None,
    key: str = "",
    **further: object,
) -> HttpResponse:
    context = {
        "kind": kind,
        "form": form,
        "record": record,
        "key": key or secrets.token_urlsafe(24),
        "problems": form.problems(),
        "is_locked": bool(record and record.locked),
        **further,
    }
    return render(request, "directory/own_area/record_form.html", context)
