"""Sources of events in the menu of the admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from directory.sources.viewsets import SourceViewSet, columns, panels
from events.importing.source_form import SourceForm
from events.models import EventSource


class EventSourceViewSet(SourceViewSet):
    model = EventSource
    menu_order = 125
    list_display = columns(Column("kind", label=_("Kind"), accessor="get_kind_display"))
    list_filter = ["kind", "rhythm", "is_paused"]
    edit_handler = panels("kind", "address", form=SourceForm)
