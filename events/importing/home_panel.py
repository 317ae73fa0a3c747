"""What the admin's first page says about sources: which of them need somebody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from wagtail.admin.ui.components import Component

from events.importing.source_state import state, with_state
from events.models import EventSource
from events.models.event_source import TRIES

SHOWN = 10


class SourcesPanel(Component):
    """Sources that ask something or cannot be read, for those who may do something about it."""

    name = "event_sources"
    template_name = "events/admin/sources_panel.html"
    order = 80

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        sources = with_state(EventSource.objects.editable_by(parent_context["request"].user))
        needy = Q(is_waiting=True) | Q(questions__gt=0) | Q(failures__gte=TRIES)
        found = [(source, state(source)) for source in sources.filter(needy)[:SHOWN]]
        return {"sources": found}

    def render_html(self, parent_context: Mapping[str, Any]) -> str:
        context = self.get_context_data(parent_context)
        return super().render_html(parent_context) if context["sources"] else ""
