"""The part of an event's form that is about registration."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
)

from events.models.registration_settings import MAX_QUESTIONS

registration_panels = (
    MultiFieldPanel(
        [
            FieldPanel("registration_mode"),
            FieldRowPanel(
                [FieldPanel("registration_places"), FieldPanel("registration_waiting_list")]
            ),
            FieldRowPanel(
                [FieldPanel("registration_opens_at"), FieldPanel("registration_closes_hours")]
            ),
            FieldPanel("registration_consent"),
            FieldPanel("registration_keep_days"),
            HelpPanel(template="events/admin_registration.html"),
        ],
        heading=_("Registration here"),
        classname="collapsed",
    ),
    InlinePanel(
        "registration_questions",
        heading=_("Questions at registration"),
        label=_("Question"),
        help_text=_("Name, e-mail and organisation are asked for anyway. The fewer, the better."),
        max_num=MAX_QUESTIONS,
        panels=[
            FieldPanel("label"),
            FieldRowPanel([FieldPanel("kind"), FieldPanel("is_required")]),
            FieldPanel("choices"),
        ],
        classname="collapsed",
    ),
)
