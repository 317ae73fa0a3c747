"""The pages on which editors change dates of a series."""

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.actions.edit import EditAction
from wagtail.admin import messages
from wagtail.permissions import policy_registry

from events.date_code import read_date_code
from events.editing.date_edits import DateEdit, Scope, apply, as_it_is, date_of, with_defaults
from events.editing.date_form import DateForm
from events.models import Event
from events.programme import Programme

SHOWN = 10
LISTED = 100
CHANGED = {"title", "venue", "online_url", "starts_at", "ends_at", "status_note"}


def editor_of(event):
    return reverse(Event.snippet_viewset.get_url_name("edit"), args=[event.pk])


@require_safe
def event_dates(request, pk):
    """The coming dates of a series as its draft has them, each with ways to change it."""
    event = _editable(request.user, pk)
    draft = event.get_latest_revision_as_object()
    title = _("Dates")
    return render(
        request,
        "events/admin/dates.html",
        {
            "event": draft,
            "dates": draft.next_dates(LISTED),
            "page_title": title,
            "page_subtitle": draft.title,
            "header_title": f"{title}: {draft.title}",
            "header_icon": "date",
            "editor": editor_of(event),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def change_date(request, pk, moment):
    """One date, it and all later ones, or all: shown before, saved as a draft of the event."""
    event, draft, date = _found(request, pk, moment)
    if (lock := event.get_lock()) and lock.for_user(request.user):
        messages.warning(request, lock.get_message(request.user))
        return redirect(editor_of(event))
    may_publish = _may_publish(request.user, event)
    current = as_it_is(draft, date)
    scope = request.GET.get("scope")
    initial = DateForm.initial_of(
        current,
        scope=scope if scope in Scope.values else Scope.ONE.value,
        revision=event.latest_revision_id or "",
    )
    form = DateForm(request.POST or None, initial=initial)
    preview = None
    if request.method == "POST" and form.is_valid() and _is_newest(form, event):
        wanted = Event.objects.get(pk=event.pk).get_latest_revision_as_object()
        if _applied(form, wanted, date, current):
            action = request.POST.get("action")
            if action == "preview":
                preview = _preview(draft, wanted)
            else:
                _save(request, wanted, publish=may_publish and action == "publish")
                return redirect(editor_of(event))
    return render(
        request,
        "events/admin/change_date.html",
        {
            "event": event,
            "date": date,
            "form": form,
            "preview": preview,
            "may_publish": may_publish,
            "has_draft": event.live and event.has_unpublished_changes,
            "page_title": _("Change a date"),
            "page_subtitle": draft.title,
            "header_title": f"{_('Change a date')}: {draft.title}",
            "header_icon": "date",
            "media": form.media,
            "editor": editor_of(event),
        },
        status=422 if form.errors else 200,
    )


def _found(request, pk, moment):
    """The event, its newest draft and the date; 404 for what nobody may edit or is no date."""
    event = _editable(request.user, pk)
    draft = event.get_latest_revision_as_object()
    recurrence_id = read_date_code(moment)
    date = date_of(draft, recurrence_id) if recurrence_id else None
    if date is None:
        raise Http404
    return event, draft, date


def _editable(user, pk):
    event = get_object_or_404(Event.objects.select_related("latest_revision"), pk=pk)
    policy = policy_registry.get_by_type(Event)
    if not policy.user_has_permission_for_instance(user, "change", event):
        raise Http404
    return event


def _may_publish(user, event):
    """Only where nothing else would become public along with the date."""
    policy = policy_registry.get_by_type(Event)
    return (
        event.live
        and not event.has_unpublished_changes
        and policy.user_has_permission_for_instance(user, "publish", event)
    )


def _is_newest(form, event):
    if form.cleaned_data["revision"] == str(event.latest_revision_id or ""):
        return True
    form.add_error(
        None,
        _("Somebody has saved this event meanwhile. Look at its dates again before you go on."),
    )
    form.data = form.data.copy()
    form.data["revision"] = event.latest_revision_id or ""
    return False


def _applied(form, wanted, date, current: DateEdit):
    try:
        edit = with_defaults(form.edit(current), wanted)
        apply(wanted, date, edit, Scope(form.cleaned_data["scope"]))
        _clean(wanted)
    except ValidationError as problem:
        for message in problem.messages:
            form.add_error(None, message)
    except ValueError as problem:
        form.add_error("starts_at", str(problem))
    return not form.errors


def _clean(wanted):
    """Only what this page changes: an imported event may lack what the editor asks for."""
    names = {field.name for field in wanted._meta.get_fields()}
    wanted.clean_fields(exclude=names - CHANGED)
    for row in wanted.date_changes.all():
        row.full_clean(exclude=["event"], validate_unique=False, validate_constraints=False)


def _save(request, wanted, *, publish):
    EditAction(wanted, request.user, publish=publish, clean=False).execute()
    if publish:
        messages.success(request, _("The dates are changed and public."))
    else:
        messages.success(
            request, _("The change of the dates is saved as a draft. Publish it to show it.")
        )


def _preview(draft, wanted):
    """The next dates as they will be, each with whether it is another than now."""
    known = {_key(date) for date in draft.expected_occurrences()[0]}
    coming = Programme(wanted, wanted.expected_occurrences()[0], timezone.now()).coming
    return {
        "dates": [(date, _key(date) not in known) for date in coming[:SHOWN]],
        "further": max(0, len(coming) - SHOWN),
        "event": wanted,
    }


def _key(date):
    title = (date.change.title if date.change else "") or date.event.title
    return (
        date.starts_at, date.ends_at, date.is_cancelled or date.event.is_cancelled,
        title, date.venue, date.online_url, date.note,
    )  # fmt: skip
