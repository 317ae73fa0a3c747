"""What the admin's first page says about the search."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wagtail.admin.ui.components import Component

from search.health import health


class HealthPanel(Component):
    """For all who work here when something is wrong; for administrators always."""

    name = "search_health"
    template_name = "search/admin/health.html"
    order = 90

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        user = parent_context["request"].user
        return {"health": health(), "shows_reason": user.is_superuser}

    def render_html(self, parent_context: Mapping[str, Any]) -> str:
        if parent_context["request"].user.is_superuser or not health().is_well:
            return super().render_html(parent_context)
        return ""
