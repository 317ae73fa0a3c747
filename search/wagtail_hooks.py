"""The menu “Search” of the admin: what editors do so that questions find what they mean."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from search import admin_views as views
from search.admin_health import HealthPanel
from search.models import Pick, Synonym
from search.question_report import QuestionViewSet

changed = DateColumn("changed_at", label=_("Changed"), sort_key="changed_at", width="12%")


class SynonymViewSet(SnippetViewSet):
    model = Synonym
    icon = "comment"
    copy_view_enabled = False
    add_view_class = views.AddSynonymView
    edit_view_class = views.EditSynonymView
    list_display = ["__str__", "is_active", "note", changed]
    list_filter = ["is_active", "direction"]
    list_per_page = 50
    search_fields = ["words", "note"]
    panels = [
        HelpPanel(
            content=_("A change is in force on every page within half a minute."),
        ),
        FieldPanel("words"),
        FieldPanel("direction"),
        FieldPanel("is_active"),
        FieldPanel("note"),
    ]


class PickViewSet(SnippetViewSet):
    model = Pick
    icon = "pick"
    copy_view_enabled = False
    add_view_class = views.AddPickView
    index_view_class = views.PickIndexView
    list_display = [
        "__str__",
        Column("shown_title", label=_("Leads to")),
        Column("state", label=_("State")),
        "rank",
        "language",
        changed,
    ]
    list_filter = ["language"]
    list_per_page = 50
    search_fields = ["questions", "title", "address"]
    panels = [
        FieldPanel("questions"),
        FieldPanel("address"),
        MultiFieldPanel(
            [FieldPanel("title"), FieldPanel("text")],
            heading=_("For an address outside this hub"),
        ),
        FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_until")]),
        FieldRowPanel([FieldPanel("rank"), FieldPanel("language")]),
    ]


class SearchViewSetGroup(SnippetViewSetGroup):
    items = (SynonymViewSet, PickViewSet, QuestionViewSet, views.ShippedSynonymsViewSet)
    menu_label = _("Improve search")
    menu_name = "search-editing"
    menu_icon = "search"
    menu_order = 170


register_snippet(SearchViewSetGroup)


@hooks.register("construct_homepage_panels")
def show_health(request, panels):
    panels.append(HealthPanel())
