from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.snippets.models import register_snippet

from courses.importing import admin_views
from courses.importing.viewsets import CourseSourceViewSet
from courses.models import Course, CourseSource
from directory.admin_rights import policy_of
from directory.viewsets import ListingViewSet, tabs

run_panels = [
    FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on"), FieldPanel("state")]),
    FieldRowPanel([FieldPanel("schedule"), FieldPanel("number")]),
    FieldPanel("sessions"),
    FieldRowPanel([FieldPanel("format"), FieldPanel("venue")]),
    FieldRowPanel([FieldPanel("street"), FieldPanel("postcode"), FieldPanel("place")]),
    FieldPanel("accessibility"),
    FieldRowPanel([FieldPanel("price"), FieldPanel("price_words")]),
    FieldPanel("price_includes"),
    FieldRowPanel([FieldPanel("places"), FieldPanel("places_left")]),
    FieldRowPanel([FieldPanel("enrolment_from"), FieldPanel("enrolment_until")]),
    FieldPanel("enrolment_url"),
]
funding_panel = MultiFieldPanel(
    [
        FieldRowPanel([FieldPanel("azav"), FieldPanel("measure_number")]),
        FieldRowPanel([FieldPanel("education_voucher"), FieldPanel("employee_training")]),
        FieldRowPanel([FieldPanel("qualification_allowance"), FieldPanel("upgrading_grant")]),
        FieldRowPanel([FieldPanel("educational_leave"), FieldPanel("educational_leave_until")]),
        FieldPanel("subsidy_note"),
    ],
    heading=_("Who helps to pay"),
)
skills_panel = MultiFieldPanel(
    [FieldPanel("digcomp"), FieldPanel("esco_skills")],
    heading=_("Skills in European words"),
    classname="collapsed",
)


class ImportsMenuItem(MenuItem):
    def is_shown(self, request):
        return policy_of(CourseSource).user_has_permission(request.user, "change")


class CourseViewSet(ListingViewSet):
    model = Course
    icon = "form"
    menu_order = 130
    list_filter = ["live", "kind", "topics"]
    edit_handler = tabs(
        FieldRowPanel([FieldPanel("kind"), FieldPanel("level"), FieldPanel("taught_in")]),
        FieldRowPanel([FieldPanel("teaching_units"), FieldPanel("hours")]),
        FieldPanel("target_group"),
        FieldPanel("prerequisites"),
        InlinePanel("runs", panels=run_panels, label=_("Run")),
        FieldRowPanel([FieldPanel("exam"), FieldPanel("certificate")]),
        funding_panel,
        skills_panel,
        owner=_("Provider"),
    )


@hooks.register("register_admin_urls")
def import_pages():
    return admin_views.urlpatterns


@hooks.register("register_admin_menu_item")
def imports_menu_item():
    return ImportsMenuItem(
        _("Files of courses"), reverse_lazy("course_imports"), icon_name="upload", order=132
    )


register_snippet(CourseViewSet)
register_snippet(CourseSourceViewSet)
