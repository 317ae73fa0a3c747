"""Sources of imports in the menu of the admin."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import CreateView, EditView, IndexView

from directory.sources.state import state, with_state
from directory.viewsets import RestrictedViewSet


def page_of(source):
    return reverse(f"{source.record_name}_source", args=[source.pk])


class SourceIndexView(IndexView):
    """The name leads to the page of the source; its settings are one step further."""

    def get_edit_url(self, instance):
        return page_of(instance)


class AddSourceView(CreateView):
    def get_initial_form_instance(self):
        return self.model(email=self.request.user.email)

    def get_success_url(self):
        return page_of(self.object)


class EditSourceView(EditView):
    def get_success_url(self):
        return page_of(self.object)


class SourceViewSet(RestrictedViewSet):
    icon = "calendar-alt"
    add_to_admin_menu = True
    copy_view_enabled = False
    index_view_class = SourceIndexView
    add_view_class = AddSourceView
    edit_view_class = EditSourceView
    list_per_page = 50
    search_fields = ["name", "address"]

    def get_queryset(self, request):
        return with_state(super().get_queryset(request).select_related("organisation"))


def panels(*where, form):
    """The settings of a source; `where` are the fields that say what is read."""
    return ObjectList(
        [
            HelpPanel(
                content=_(
                    "The first import is a dry run: you see what would happen, and nothing is "
                    "public before you have taken it over."
                )
            ),
            FieldPanel("name"),
            FieldPanel("organisation"),
            MultiFieldPanel([FieldPanel(name) for name in where], heading=_("Where it lies")),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("rhythm"), FieldPanel("is_paused")]),
                    FieldPanel("email"),
                ],
                heading=_("When it is read, and who is told"),
            ),
        ],
        base_form_class=form,
    )


def columns(*between):
    return [
        "name",
        "organisation",
        Column("state", label=_("State"), accessor=lambda source: state(source).short),
        *between,
        Column("rhythm", label=_("Rhythm"), accessor="get_rhythm_display"),
    ]
