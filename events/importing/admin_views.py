"""The pages of a source in the admin: what it does, what it asks, and its runs."""

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages

from directory.source_form import UploadForm
from events.importing import actions
from events.importing.entry_words import EntryWords
from events.importing.source_form import mapping_forms
from events.importing.source_state import state, with_state
from events.importing.stored_values import stored_event
from events.models import Event, EventSource, ImportedEvent, ImportEntry, ImportRun, SourceMapping

PER_PAGE = 50
RUNS, QUESTIONS = 20, 50
WAIT = "3"  # seconds until the page of a run looks again
BUSY = gettext_lazy("This source is being imported already. Please wait until that is done.")


def _source(request, pk):
    editable = with_state(EventSource.objects.editable_by(request.user))
    return get_object_or_404(editable.select_related("organisation"), pk=pk)


def _run(request, pk):
    runs = ImportRun.objects.select_related("source__organisation", "person")
    return get_object_or_404(runs, pk=pk, source__in=EventSource.objects.editable_by(request.user))


@require_safe
def source_detail(request, pk):
    return _source_page(request, _source(request, pk), UploadForm())


def _source_page(request, source, upload_form):
    runs = source.runs.select_related("person")
    context = {
        "source": source,
        "state": state(source),
        "runs": runs[:RUNS],
        "active": runs.filter(state__in=ImportRun.ACTIVE).first(),
        "waiting": runs.filter(state=ImportRun.State.WAITING).first(),
        "open_words": source.mappings.filter(use=SourceMapping.Use.OPEN).count(),
        "words": source.mappings.count(),
        "upload_form": upload_form if source.is_upload else None,
        "settings_url": reverse(EventSource.snippet_viewset.get_url_name("edit"), args=[source.pk]),
        "run_url": "event_import_run",
        "source_url": "event_source",
        "decisions": ImportedEvent.Decision.choices,
        **_questions(source),
    }
    return _page(request, "events/admin/source.html", source, context, is_busy=context["active"])


def _questions(source):
    """Vanished events and fields that were changed here and there, at most 50 of each."""
    words, rows = EntryWords(), source.imported_events.select_related("event")
    conflicts = []
    asked = rows.in_conflict().prefetch_related("event__date_changes")
    for row in asked.order_by("event__starts_at")[:QUESTIONS]:
        ours = stored_event(row.event)
        for names in actions.groups_of_conflicts(row):
            pairs = {name: [ours.get(name), row.conflicts[name]] for name in names}
            changes = words.changes(pairs, row.event.time_zone)
            conflicts.append({"row": row, "key": f"{row.pk}-{names[0]}", "changes": changes})
    return {
        "missing": rows.missing().order_by("event__starts_at")[:QUESTIONS],
        "conflicts": conflicts,
    }


def _page(request, template, source, context, *, title="", is_busy=False):
    """A page of the admin with the way to it; that of a running import looks again by itself."""
    index = reverse(EventSource.snippet_viewset.get_url_name("list"))
    crumbs = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": index, "label": EventSource._meta.verbose_name_plural},
        {"url": reverse("event_source", args=[source.pk]) if title else "", "label": source.name},
    ]
    if title:
        crumbs.append({"url": "", "label": title})
    context |= {
        "breadcrumbs_items": crumbs,
        "header_title": f"{title} · {source.name}" if title else source.name,
        "header_icon": "calendar-alt",
    }
    response = render(request, template, context)
    if is_busy:
        response.headers["Refresh"] = WAIT
    return response


@require_POST
def start(request, pk):
    """A run now; a dry run where that is asked for or the source is new."""
    source = _source(request, pk)
    purpose = ImportRun.Purpose.TRIAL if "trial" in request.POST else ""
    return _ask(request, source, purpose=purpose)


@require_POST
def upload(request, pk):
    source = _source(request, pk)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _source_page(request, source, form)
    return _ask(request, source, upload=form.cleaned_data["file"].read())


def _ask(request, source, **arguments):
    trigger = ImportRun.Trigger.PERSON
    run = actions.ask(source=source, trigger=trigger, person=request.user, **arguments)
    if run is None:
        messages.warning(request, BUSY)
        return redirect("event_source", source.pk)
    return redirect("event_import_run", run.pk)


@require_POST
def pause(request, pk):
    """Pause what runs by itself, or let it go on."""
    source = _source(request, pk)
    is_paused = request.POST.get("paused") == "1"
    EventSource.objects.filter(pk=source.pk).update(is_paused=is_paused)
    told = _("The source is paused.") if is_paused else _("The source goes on by its rhythm.")
    messages.success(request, told)
    return redirect("event_source", source.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def words(request, pk):
    """What the categories and places of a source mean here."""
    source = _source(request, pk)
    if request.method == "POST" and source.is_active:  # its end would call the old words known
        messages.warning(request, BUSY)
        return redirect("event_source_words", source.pk)
    formset = mapping_forms(source, request.POST if request.method == "POST" else None)
    if request.method == "POST" and formset.is_valid():
        if formset.save():
            source.forget_content()
        waiting = source.runs.filter(state=ImportRun.State.WAITING).first()
        messages.success(request, _("Saved. It counts for the next import and all later ones."))
        if waiting:
            return redirect("event_import_run", waiting.pk)
        return redirect("event_source", source.pk)
    context = {"source": source, "formset": formset}
    return _page(
        request, "events/admin/source_words.html", source, context, title=_("Words of the source")
    )


@require_POST
def decide(request, pk):
    """Vanished events and conflicts of one page at once; what is left open stays a question."""
    source = _source(request, pk)
    done = failed = 0
    rows = source.imported_events.select_related("event")
    shown = [pk for pk in request.POST.getlist("missing") if pk.isdecimal()][:QUESTIONS]
    for row in rows.missing().filter(pk__in=shown):
        decision = request.POST.get(f"missing-{row.pk}") or request.POST.get("missing-all", "")
        if decision not in ImportedEvent.Decision.values or not decision:
            continue
        try:
            done += actions.decide_vanished(imported=row, decision=decision, person=request.user)
        except ValidationError as problem:
            failed += 1
            messages.error(request, f"{row.event}: {' '.join(problem.messages)}")
    for row in rows.in_conflict():
        for names in actions.groups_of_conflicts(row):
            choice = request.POST.get(f"conflict-{row.pk}-{names[0]}")
            if choice not in {"ours", "theirs"}:
                continue
            try:
                done += actions.decide_conflict(
                    imported=row, names=names, take_theirs=choice == "theirs"
                )
            except ValidationError as problem:
                failed += 1
                messages.error(request, f"{row.event}: {' '.join(problem.messages)}")
    if done:
        messages.success(request, _("Your decisions are carried out: %(count)s.") % {"count": done})
    elif not failed:
        messages.warning(request, _("Nothing was chosen."))
    return redirect("event_source", source.pk)


@require_safe
def run_detail(request, pk):
    run = _run(request, pk)
    source, action = run.source, request.GET.get("action", "")
    entries = run.entries.select_related("event")
    if action in ImportEntry.Action.values:
        entries = entries.filter(action=action)
    page = Paginator(entries, PER_PAGE).get_page(request.GET.get("p"))
    open_words = source.mappings.filter(use=SourceMapping.Use.OPEN)
    labels = dict(ImportEntry.Action.choices)
    context = {
        "run": run,
        "source": source,
        "page": page,
        "lines": EntryWords().lines(page),
        "action": action,
        "event_edit": Event.snippet_viewset.get_url_name("edit"),
        "actions": [(n, labels[n], run.counts[n]) for n in labels if run.counts.get(n)],
        "formset": mapping_forms(source) if run.is_waiting and open_words.exists() else None,
    }
    title = f"{run.get_purpose_display()} #{run.pk}"
    return _page(
        request, "events/admin/import_run.html", source, context, title=title, is_busy=run.is_active
    )


@require_POST
def take_over(request, pk):
    run = _run(request, pk)
    if not actions.take_over(run=run, person=request.user):
        messages.warning(request, _("This run waits no more, or another one is going on."))
    return redirect("event_import_run", run.pk)


@require_POST
def discard(request, pk):
    run = _run(request, pk)
    if actions.discard(run=run):
        messages.success(request, _("Nothing was imported."))
    return redirect("event_source", run.source_id)


@require_POST
def undo(request, pk):
    run = _run(request, pk)
    if not run.can_be_undone:
        messages.warning(request, _("There is nothing to undo."))
        return redirect("event_import_run", run.pk)
    return _ask(request, run.source, purpose=ImportRun.Purpose.UNDO, undoes=run)


urlpatterns = [
    path("event-sources/<int:pk>/", source_detail, name="event_source"),
    path("event-sources/<int:pk>/run/", start, name="event_source_run"),
    path("event-sources/<int:pk>/upload/", upload, name="event_source_upload"),
    path("event-sources/<int:pk>/pause/", pause, name="event_source_pause"),
    path("event-sources/<int:pk>/words/", words, name="event_source_words"),
    path("event-sources/<int:pk>/decide/", decide, name="event_source_decide"),
    path("event-imports/<int:pk>/", run_detail, name="event_import_run"),
    path("event-imports/<int:pk>/take-over/", take_over, name="event_import_take_over"),
    path("event-imports/<int:pk>/discard/", discard, name="event_import_discard"),
    path("event-imports/<int:pk>/undo/", undo, name="event_import_undo"),
]
