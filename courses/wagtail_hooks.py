from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.snippets.models import register_snippet

from courses.models import Course
from directory.viewsets import ListingViewSet, tabs

run_panels = [
    FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on"), FieldPanel("state")]),
    FieldPanel("schedule"),
    FieldRowPanel([FieldPanel("format"), FieldPanel("venue")]),
    FieldRowPanel([FieldPanel("street"), FieldPanel("postcode"), FieldPanel("place")]),
    FieldRowPanel([FieldPanel("price"), FieldPanel("places"), FieldPanel("places_left")]),
    FieldRowPanel([FieldPanel("enrolment_until"), FieldPanel("enrolment_url")]),
]


class CourseViewSet(ListingViewSet):
    model = Course
    icon = "form"
    menu_order = 130
    list_filter = ["live", "kind", "topics"]
    edit_handler = tabs(
        FieldRowPanel([FieldPanel("kind"), FieldPanel("level"), FieldPanel("teaching_units")]),
        InlinePanel("runs", panels=run_panels, label=_("Run")),
        FieldPanel("certificate"),
        FieldPanel("prerequisites"),
        FieldRowPanel([FieldPanel("educational_leave"), FieldPanel("azav")]),
        FieldPanel("subsidy_note"),
        owner=_("Provider"),
    )


register_snippet(CourseViewSet)
