"""Subjects, desks and rules in the admin, for who runs the hub."""

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from advisory.models import AdviceDesk, RoutingRule, Subject
from advisory.requests import admin_views, entrance_admin
from advisory.requests.entrance_admin import EntranceViewSet

AREA_HELP = _("Tick states and counties; write single municipalities by their name.")


class SubjectViewSet(SnippetViewSet):
    model = Subject
    icon = "list-ul"
    list_display = ["title", "title_en", "parent", "topic"]
    search_fields = ["title", "title_en", "synonyms"]
    panels = [
        FieldRowPanel([FieldPanel("title"), FieldPanel("title_en")]),
        FieldPanel("slug"),
        FieldRowPanel([FieldPanel("parent"), FieldPanel("sort_order")]),
        FieldPanel("topic"),
        FieldRowPanel([FieldPanel("hint"), FieldPanel("hint_en")]),
        FieldPanel("synonyms"),
        FieldPanel("questions"),
    ]


class AdviceDeskViewSet(SnippetViewSet):
    model = AdviceDesk
    icon = "mail"
    list_display = ["name", "organisation", "answer_within_days", "away_until", "is_active"]
    search_fields = ["name", "email"]
    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("name_en")]),
        FieldPanel("organisation"),
        FieldPanel("email"),
        FieldRowPanel([FieldPanel("answer_within_days"), FieldPanel("most_open")]),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("away_from"), FieldPanel("away_until")]),
                FieldPanel("deputy"),
            ],
            heading=_("Absence"),
        ),
        FieldRowPanel([FieldPanel("is_active"), FieldPanel("is_fallback")]),
    ]


class RoutingRuleViewSet(SnippetViewSet):
    model = RoutingRule
    icon = "order"
    list_display = ["__str__", "desk"]
    list_filter = ["desk", "subjects"]
    panels = [
        FieldPanel("desk"),
        FieldPanel("subjects"),
        FieldPanel("territory", help_text=AREA_HELP),
        FieldRowPanel([FieldPanel("employees_min"), FieldPanel("employees_max")]),
        FieldRowPanel([FieldPanel("age_from"), FieldPanel("age_below")]),
        FieldPanel("industries"),
        FieldPanel("legal_forms"),
        FieldPanel("languages"),
        FieldPanel("note"),
    ]


class RequestsGroup(SnippetViewSetGroup):
    menu_label = _("Requests")
    menu_icon = "mail"
    menu_order = 155
    items = (AdviceDeskViewSet, RoutingRuleViewSet, SubjectViewSet, EntranceViewSet)


register_snippet(RequestsGroup)


class OperatorsMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.is_superuser


@hooks.register("register_admin_urls")
def request_pages():
    return [*admin_views.urlpatterns, *entrance_admin.urlpatterns]


@hooks.register("register_reports_menu_item")
def test_desk_menu_item():
    return OperatorsMenuItem(
        _("Requests: test desk"), reverse_lazy("request_test_desk"), icon_name="mail"
    )


@hooks.register("register_reports_menu_item")
def rules_report_menu_item():
    return OperatorsMenuItem(
        _("Requests: gaps and overlaps"), reverse_lazy("request_rules_report"), icon_name="mail"
    )
