"""The page of a source of courses in the admin: what it does, and what it asks."""

from functools import partial

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages

from courses.importing import actions
from courses.importing.entry_words import changes, topic_titles
from courses.importing.source_form import mapping_forms
from courses.importing.source_state import state, with_state
from courses.importing.stored_values import stored_course
from courses.models import Course, CourseImport, CourseMapping, CourseSource, ImportedCourse
from directory.source_form import UploadForm

RUNS, QUESTIONS = 20, 50
WAIT = "3"  # seconds until the page of a run looks again
BUSY = gettext_lazy("This source is being imported already. Please wait until that is done.")


def _source(request, pk):
    editable = with_state(CourseSource.objects.editable_by(request.user))
    return get_object_or_404(editable.select_related("organisation"), pk=pk)


@require_safe
def source_detail(request, pk):
    return _source_page(request, _source(request, pk), UploadForm())


def _source_page(request, source, upload_form):
    runs = source.runs.select_related("person")
    context = {
        "state": state(source),
        "runs": runs[:RUNS],
        "active": runs.filter(state__in=CourseImport.ACTIVE).first(),
        "waiting": runs.filter(state=CourseImport.State.WAITING).first(),
        "open_words": source.mappings.filter(use=CourseMapping.Use.OPEN).count(),
        "words": source.mappings.count(),
        "upload_form": upload_form if source.is_upload else None,
        "settings_url": _settings(source),
        "course_edit": Course.snippet_viewset.get_url_name("edit"),
        "run_url": "course_import",
        "source_url": "course_source",
        "decisions": ImportedCourse.Decision.choices,
        **_questions(source),
    }
    return source_page(
        request, "courses/admin/source.html", source, context, is_busy=bool(context["active"])
    )


def _settings(source):
    name = CourseSource.snippet_viewset.get_url_name("edit")
    return "" if source.is_upload else reverse(name, args=[source.pk])


def _questions(source):
    """Vanished courses and fields that were changed here and there, at most 50 of each."""
    rows, topics = source.imported_courses.select_related("course"), topic_titles()
    asked = rows.in_conflict().prefetch_related("course__runs", "course__tags", "course__topics")
    conflicts = []
    for row in asked.order_by("course__title", "pk")[:QUESTIONS]:
        ours = stored_course(row.course)
        for name, theirs in row.conflicts.items():
            pair = {name: [ours.get(name), theirs]}
            key = f"{row.pk}-{name}"
            conflicts.append({"row": row, "key": key, "changes": changes(pair, topics)})
    return {
        "missing": rows.missing().order_by("course__title", "pk")[:QUESTIONS],
        "conflicts": conflicts,
    }


def source_page(request, template, source, context, *, title="", is_busy=False):
    """A page of the admin with the way to it; that of a running import looks again by itself."""
    index = (_("Files of courses"), reverse("course_imports"))
    if not source.is_upload:
        url = reverse(CourseSource.snippet_viewset.get_url_name("list"))
        index = (CourseSource._meta.verbose_name_plural, url)
    own = reverse("course_source", args=[source.pk])
    name = f"{source} · {source.organisation}" if source.is_upload else source.name
    crumbs = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": index[1], "label": index[0]},
        {"url": own if title else "", "label": name},
    ]
    if title:
        crumbs.append({"url": "", "label": title})
    context |= {
        "source": source,
        "breadcrumbs_items": crumbs,
        "header_title": f"{title} · {name}" if title else name,
        "header_icon": "upload" if source.is_upload else "calendar-alt",
    }
    response = render(request, template, context)
    if is_busy:
        response.headers["Refresh"] = WAIT
    return response


@require_POST
def start(request, pk):
    """A run now; a dry run where that is asked for or the source is new."""
    source = _source(request, pk)
    purpose = CourseImport.Purpose.TRIAL if "trial" in request.POST else ""
    if source.is_upload:  # there is nothing to be fetched
        return redirect("course_source", source.pk)
    return _ask(request, source, purpose=purpose)


@require_POST
def upload(request, pk):
    source = _source(request, pk)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid() or not source.is_upload:
        return _source_page(request, source, form)
    file = form.cleaned_data["file"]
    return _ask(request, source, upload=file.read(), file_name=file.name)


def _ask(request, source, **arguments):
    trigger = CourseImport.Trigger.PERSON
    run = actions.ask(source=source, trigger=trigger, person=request.user, **arguments)
    if run is None:
        messages.warning(request, BUSY)
        return redirect("course_source", source.pk)
    return redirect("course_import", run.pk)


@require_POST
def pause(request, pk):
    """Pause what runs by itself, or let it go on."""
    source = _source(request, pk)
    is_paused = request.POST.get("paused") == "1"
    CourseSource.objects.filter(pk=source.pk).update(is_paused=is_paused)
    told = _("The source is paused.") if is_paused else _("The source goes on by its rhythm.")
    messages.success(request, told)
    return redirect("course_source", source.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def words(request, pk):
    """What the words of a source mean here."""
    source = _source(request, pk)
    if request.method == "POST" and source.is_active:  # its end would call the old words known
        messages.warning(request, BUSY)
        return redirect("course_source_words", source.pk)
    formset = mapping_forms(source, request.POST if request.method == "POST" else None)
    if request.method == "POST" and formset.is_valid():
        if formset.save():
            source.forget_content()
        waiting = source.runs.filter(state=CourseImport.State.WAITING).first()
        messages.success(request, _("Saved. It counts for the next import and all later ones."))
        if waiting:
            return redirect("course_import", waiting.pk)
        return redirect("course_source", source.pk)
    title = _("Words of the source")
    return source_page(
        request, "courses/admin/source_words.html", source, {"formset": formset}, title=title
    )


@require_POST
def decide(request, pk):
    """Vanished courses and conflicts of one page at once; what is left open stays a question."""
    source, done, failed = _source(request, pk), 0, 0
    for course, work in _decisions(request, source):
        try:
            done += work()
        except ValidationError as problem:
            failed += 1
            messages.error(request, f"{course}: {' '.join(problem.messages)}")
    if done:
        messages.success(request, _("Your decisions are carried out: %(count)s.") % {"count": done})
    elif not failed:
        messages.warning(request, _("Nothing was chosen."))
    return redirect("course_source", source.pk)


def _decisions(request, source):
    """Courses and what is to be done with them, of what was on the page alone."""
    rows = source.imported_courses.select_related("course")
    shown = [pk for pk in request.POST.getlist("missing") if pk.isdecimal()][:QUESTIONS]
    for row in rows.missing().filter(pk__in=shown):
        decision = request.POST.get(f"missing-{row.pk}") or request.POST.get("missing-all", "")
        if decision in ImportedCourse.Decision.values and decision:
            choice = {"imported": row, "decision": decision, "person": request.user}
            yield row.course, partial(actions.decide_vanished, **choice)
    for row in rows.in_conflict():
        for name in list(row.conflicts):
            choice = request.POST.get(f"conflict-{row.pk}-{name}")
            if choice in {"ours", "theirs"}:
                choice = {"imported": row, "names": [name], "take_theirs": choice == "theirs"}
                yield row.course, partial(actions.decide_conflict, **choice)


urlpatterns = [
    path("course-sources/<int:pk>/", source_detail, name="course_source"),
    path("course-sources/<int:pk>/run/", start, name="course_source_run"),
    path("course-sources/<int:pk>/upload/", upload, name="course_source_upload"),
    path("course-sources/<int:pk>/pause/", pause, name="course_source_pause"),
    path("course-sources/<int:pk>/words/", words, name="course_source_words"),
    path("course-sources/<int:pk>/decide/", decide, name="course_source_decide"),
]
