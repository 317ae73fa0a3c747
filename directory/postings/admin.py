"""Seeks and offers in Wagtail's admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.snippets.models import register_snippet

from directory.models import Posting
from directory.viewsets import ListingViewSet, tabs


class PostingViewSet(ListingViewSet):
    model = Posting
    icon = "comment"
    menu_order = 115
    list_display = ["title", "direction", "kind", *ListingViewSet.list_display[1:]]
    list_filter = ["live", "direction", "kind", "topics"]
    edit_handler = tabs(
        FieldRowPanel([FieldPanel("direction"), FieldPanel("kind")]),
        FieldPanel("open_until"),
        FieldRowPanel([FieldPanel("postcode"), FieldPanel("place")]),
        owner=_("Posted by"),
        renewed=False,
    )


register_snippet(PostingViewSet)
