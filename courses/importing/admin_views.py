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

from courses.importing import actions
from courses.importing.entry_words import lines
from courses.models import Course, CourseImport, CourseImportEntry
from directory.admin_rights import policy_of
from directory.import_text import MAX_BYTES
from directory.models import Organisation
from directory.rights import Action

PER_PAGE = 50
WAIT = "3"  # seconds until the page of a run looks again
BUSY = gettext_lazy("Another file of this organisation is being read. Please wait for its end.")


class UploadForm(forms.Form):
    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Organisation"), queryset=Organisation.objects.none()
    )
    file = forms.FileField(
        label=gettext_lazy("File from your computer"),
        help_text=gettext_lazy(
            "MOOChub (JSON), openQ-cat or another XML of your course program, or a table (CSV); "
            "at most 10 MB and 10,000 courses."
        ),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        own = policy_of(Organisation).among(user, Action.PUBLISH, Organisation.objects.all())
        field = self.fields["organisation"]
        field.queryset = own  # what is imported is public at once
        if own.count() == 1:
            field.initial = own.first().pk

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(
                _("The file is larger than 10 MB. Split it into smaller files.")
            )
        return file


def _run(request, pk):
    runs = CourseImport.objects.editable_by(request.user)
    return get_object_or_404(runs.select_related("organisation", "person"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def course_imports(request):
    """The imports of one's organisations, and the form for another file."""
    if not policy_of(CourseImport).user_has_permission(request.user, "change"):
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
    runs = CourseImport.objects.editable_by(request.user).select_related("organisation", "person")
    context = {"form": form, "page": Paginator(runs, PER_PAGE).get_page(request.GET.get("p"))}
    return _page(request, "courses/admin/imports.html", context)


@require_safe
def course_import(request, pk):
    run, action = _run(request, pk), request.GET.get("action", "")
    entries = run.entries.select_related("course")
    if action in CourseImportEntry.Action.values:
        entries = entries.filter(action=action)
    page = Paginator(entries, PER_PAGE).get_page(request.GET.get("p"))
    labels = dict(CourseImportEntry.Action.choices)
    context = {
        "run": run,
        "page": page,
        "lines": lines(page),
        "action": action,
        "actions": [(n, labels[n], run.counts[n]) for n in labels if run.counts.get(n)],
        "course_edit": Course.snippet_viewset.get_url_name("edit"),
    }
    title = f"{run.get_purpose_display()} #{run.pk}"
    response = _page(request, "courses/admin/import.html", context, title=title)
    if run.is_active:
        response.headers["Refresh"] = WAIT
    return response


def _page(request, template, context, *, title=""):
    crumbs = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("course_imports") if title else "", "label": _("Files of courses")},
    ]
    if title:
        crumbs.append({"url": "", "label": title})
    context |= {
        "breadcrumbs_items": crumbs,
        "header_title": title or _("Files of courses"),
        "header_icon": "upload",
    }
    return render(request, template, context)


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
    return redirect("course_imports")


@require_POST
def undo(request, pk):
    run = _run(request, pk)
    if not actions.undo(run=run, person=request.user):
        messages.warning(request, _("There is nothing to undo."))
    return redirect("course_import", run.pk)


urlpatterns = [
    path("course-imports/", course_imports, name="course_imports"),
    path("course-imports/<int:pk>/", course_import, name="course_import"),
    path("course-imports/<int:pk>/take-over/", take_over, name="course_import_take_over"),
    path("course-imports/<int:pk>/discard/", discard, name="course_import_discard"),
    path("course-imports/<int:pk>/undo/", undo, name="course_import_undo"),
]
