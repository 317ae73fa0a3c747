"""Files of courses in the admin: hand one in, look at the dry run, take it over, undo it."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages

from courses.importing import actions, source_views
from courses.importing.entry_words import lines
from courses.importing.source_form import mapping_forms
from courses.importing.source_state import state, with_state
from courses.importing.source_views import source_page
from courses.models import Course, CourseImport, CourseImportEntry, CourseMapping, CourseSource
from directory import source_form
from directory.admin_rights import policy_of
from directory.models import Organisation
from directory.rights import Action

PER_PAGE = 50
BUSY = gettext_lazy("Another file of this organisation is being read. Please wait for its end.")


class UploadForm(source_form.UploadForm):
    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Organisation"), queryset=Organisation.objects.none()
    )
    field_order = ["organisation", "file"]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        own = policy_of(Organisation).among(user, Action.PUBLISH, Organisation.objects.all())
        self.fields["file"].help_text = _(
            "MOOChub (JSON), openQ-cat or another XML of your course program, or a table (CSV); "
            "at most 10 MB and 10,000 courses."
        )
        field = self.fields["organisation"]
        field.queryset = own  # what is imported is public at once
        if own.count() == 1:
            field.initial = own.first().pk


def _run(request, pk):
    runs = CourseImport.objects.editable_by(request.user)
    return get_object_or_404(runs.select_related("source__organisation", "person"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def course_imports(request):
    """The imports of one's organisations, and the form for another file."""
    if not policy_of(CourseSource).user_has_permission(request.user, "change"):
        raise PermissionDenied
    sent = request.method == "POST"
    form = UploadForm(
        request.POST if sent else None, request.FILES if sent else None, user=request.user
    )
    if sent and form.is_valid():
        file = form.cleaned_data["file"]
        run = actions.hand_in(
            organisation=form.cleaned_data["organisation"],
            data=file.read(),
            file_name=file.name,
            person=request.user,
        )
        if run:
            return redirect("course_import", run.pk)
        messages.warning(request, BUSY)
        return redirect("course_imports")
    sources = with_state(CourseSource.objects.editable_by(request.user).filter(address=""))
    runs = CourseImport.objects.filter(source__in=sources.values("pk"))
    runs = runs.select_related("source__organisation", "person")
    asking = sources.filter(questions__gt=0).select_related("organisation")
    context = {
        "form": form,
        "page": Paginator(runs, PER_PAGE).get_page(request.GET.get("p")),
        "asking": [(source, state(source)) for source in asking[:PER_PAGE]],
    }
    return _page(request, context)


@require_safe
def course_import(request, pk):
    run, action = _run(request, pk), request.GET.get("action", "")
    entries = run.entries.select_related("course")
    if action in CourseImportEntry.Action.values:
        entries = entries.filter(action=action)
    page = Paginator(entries, PER_PAGE).get_page(request.GET.get("p"))
    labels = dict(CourseImportEntry.Action.choices)
    open_words = run.source.mappings.filter(use=CourseMapping.Use.OPEN)
    context = {
        "run": run,
        "page": page,
        "lines": lines(page),
        "action": action,
        "actions": [(n, labels[n], run.counts[n]) for n in labels if run.counts.get(n)],
        "course_edit": Course.snippet_viewset.get_url_name("edit"),
        "formset": mapping_forms(run.source) if run.is_waiting and open_words.exists() else None,
    }
    title = f"{run.get_purpose_display()} #{run.pk}"
    return source_page(
        request,
        "courses/admin/import.html",
        run.source,
        context,
        title=title,
        is_busy=run.is_active,
    )


def _page(request, context):
    title = _("Files of courses")
    context |= {
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": "", "label": title},
        ],
        "header_title": title,
        "header_icon": "upload",
    }
    return render(request, "courses/admin/imports.html", context)


@require_POST
def take_over(request, pk):
    run = _run(request, pk)
    if not actions.take_over(run=run, person=request.user):
        messages.warning(request, _("This run waits no more, or another one is going on."))
    return redirect("course_import", run.pk)


@require_POST
def discard(request, pk):
    run = _run(request, pk)
    if actions.discard(run=run):
        messages.success(request, _("Nothing was imported."))
    return redirect("course_source", run.source_id)


@require_POST
def undo(request, pk):
    run = _run(request, pk)
    if not actions.undo(run=run, person=request.user):
        messages.warning(request, _("There is nothing to undo."))
    return redirect("course_import", run.pk)


urlpatterns = [
    *source_views.urlpatterns,
    path("course-imports/", course_imports, name="course_imports"),
    path("course-imports/<int:pk>/", course_import, name="course_import"),
    path("course-imports/<int:pk>/take-over/", take_over, name="course_import_take_over"),
    path("course-imports/<int:pk>/discard/", discard, name="course_import_discard"),
    path("course-imports/<int:pk>/undo/", undo, name="course_import_undo"),
]
