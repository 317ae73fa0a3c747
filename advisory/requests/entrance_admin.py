"""Entrances of partners in the admin, for who runs the hub."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.snippets.views.snippets import SnippetViewSet

from advisory.models import Entrance


class EntranceViewSet(SnippetViewSet):
    model = Entrance
    icon = "login"
    list_display = ["name", "slug", "is_active", "ends_on"]
    search_fields = ["slug", "organisation__title"]
    panels = [
        FieldPanel("organisation"),
        FieldPanel("slug"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("title"), FieldPanel("title_en")]),
                FieldRowPanel([FieldPanel("intro"), FieldPanel("intro_en")]),
            ],
            heading=_("What visitors read"),
        ),
        FieldPanel("subjects"),
        FieldRowPanel([FieldPanel("is_active"), FieldPanel("ends_on")]),
        FieldPanel("origins"),
    ]
