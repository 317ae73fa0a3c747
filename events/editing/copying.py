"""New events from others and from the templates of an organisation."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permissions import policy_registry
from wagtail.snippets.views.snippets import IndexView

from directory.record_views import CopyAsNewView
from events.models import Event

MAX_TEMPLATES = 500


class CopyEventView(CopyAsNewView):
    """The copy has its dates before it, and nothing that was said about those of the other."""

    def get_initial_form_instance(self):
        event = super().get_initial_form_instance()
        if not event.is_template:
            event.registration_url = ""  # that of the other event leads to the other event
        event.starts_at = event.ends_at = None
        event.registration_opens_at = event.registration_until = None
        event.recurrence_rules = event.recurrence_zone = event.status_note = ""
        event.status = Event.Status.SCHEDULED
        event.date_changes = event.material = []
        event.is_template = event.live = False
        return event


class EventIndexView(IndexView):
    @property
    def header_buttons(self):
        buttons = super().header_buttons
        if self.add_url:
            label, url = gettext_lazy("New from template"), reverse("event_templates")
            buttons = [*buttons, HeaderButton(label, url=url, icon_name="copy")]
        return buttons


@require_safe
def event_templates(request) -> HttpResponse:
    """The templates of the organisations whose events one may edit."""
    policy = policy_registry.get_by_type(Event)
    found = policy.instances_user_has_any_permission_for(request.user, {"change"})
    found = found.filter(is_template=True).select_related("owner")
    return render(
        request,
        "events/admin/templates.html",
        {
            "templates": found.order_by("owner__title", "title", "pk")[:MAX_TEMPLATES],
            "may_add": policy.user_has_permission(request.user, "add"),
            "copy": Event.snippet_viewset.get_url_name("copy"),
            "page_title": _("New from template"),
            "header_title": _("New from template"),
            "header_icon": "copy",
        },
    )
