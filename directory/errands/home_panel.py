"""The same errands on the first page of the admin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from wagtail import hooks
from wagtail.admin.ui.components import Component

from directory.errands.day import day_of


class ErrandsPanel(Component):
    name = "errands"
    template_name = "directory/errands/home_panel.html"
    order = 80

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        request = parent_context["request"]
        return {"day": day_of(request.user, today=timezone.localdate()), "request": request}

    def render_html(self, parent_context: Mapping[str, Any]) -> str:
        context = self.get_context_data(parent_context)
        return render_to_string(self.template_name, context, request=context["request"])


@hooks.register("construct_homepage_panels")
def add_errands(request, panels):
    panels.append(ErrandsPanel())
