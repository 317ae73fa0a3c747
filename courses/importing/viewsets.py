"""Sources of courses in the menu of the admin."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import CreateView, EditView, IndexView

from courses.importing.source_form import SourceForm
from courses.importing.source_state import state, with_state
from courses.models import CourseSource
from directory.viewsets import RestrictedViewSet

PANELS = [
    HelpPanel(
        content=_(
            "The first import is a dry run: you see what would happen, and nothing is public "
            "before you have taken it over."
        )
    ),
    FieldPanel("name"),
    FieldPanel("organisation"),
    MultiFieldPanel(
        [FieldPanel("format"), FieldPanel("address")], heading=_("Where the file lies")
    ),
    MultiFieldPanel(
        [FieldRowPanel([FieldPanel("rhythm"), FieldPanel("is_paused")]), FieldPanel("email")],
        heading=_("When it is read, and who is told"),
    ),
]


class SourceIndexView(IndexView):
    """The name leads to the page of the source; its settings are one step further."""

    def get_edit_url(self, instance):
        return reverse("course_source", args=[instance.pk])


class AddSourceView(CreateView):
    def get_initial_form_instance(self):
        return CourseSource(email=self.request.user.email)

    def get_success_url(self):
        return reverse("course_source", args=[self.object.pk])


class EditSourceView(EditView):
    def get_success_url(self):
        return reverse("course_source", args=[self.object.pk])


class CourseSourceViewSet(RestrictedViewSet):
    """Those at addresses; files that are handed in have a page of their own."""

    model = CourseSource
    icon = "calendar-alt"
    menu_order = 131
    add_to_admin_menu = True
    copy_view_enabled = False
    index_view_class = SourceIndexView
    add_view_class = AddSourceView
    edit_view_class = EditSourceView
    list_display = [
        "name",
        "organisation",
        Column("state", label=_("State"), accessor=lambda source: state(source).short),
        Column("format", label=_("File format"), accessor="get_format_display"),
        Column("rhythm", label=_("Rhythm"), accessor="get_rhythm_display"),
    ]
    list_filter = ["format", "rhythm", "is_paused"]
    list_per_page = 50
    search_fields = ["name", "address"]
    edit_handler = ObjectList(PANELS, base_form_class=SourceForm)

    def get_queryset(self, request):
        found = super().get_queryset(request).exclude(address="")
        return with_state(found.select_related("organisation"))
