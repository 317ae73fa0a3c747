"""Files of courses in the admin: hand one in, and see what became of those before."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from courses.importing import actions, source_pages
from courses.models import CourseImport, CourseSource
from directory.admin_rights import policy_of
from directory.models import Organisation
from directory.rights import Action
from directory.sources import form as source_form
from directory.sources.state import state, with_state

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


urlpatterns = [
    *source_pages.urlpatterns,
    path("course-imports/", course_imports, name="course_imports"),
]
