"""What Wagtail's views of a record say or do differently here."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import gettext as _
from wagtail.admin.views.generic import InspectView
from wagtail.snippets.views.snippets import CopyView

INTERNAL = [
    "latest_revision",
    "live_revision",
    "has_unpublished_changes",
    "expired",
    "locked",
    "locked_at",
    "locked_by",
    "id",
]


class CopyAsNewView(CopyView):
    """The copy gets an address of its own and is nobody's import."""

    def get_initial_form_instance(self):
        record = super().get_initial_form_instance()
        record.slug = ""
        record.source = type(record)._meta.get_field("source").default
        record.source_name = record.external_id = record.confirmed_by = ""
        record.confirmed_on = record.go_live_at = record.expire_at = None
        return record


class InspectInWordsView(InspectView):
    """Values as people write them: local time, yes and no, words for codes."""

    def get_fields(self):
        return [name for name in super().get_fields() if name not in INTERNAL]

    def get_field_display_value(self, field_name, field):
        value = super().get_field_display_value(field_name, field)
        if value is None or value in ("", []):
            return "–"
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(value, datetime):
            return localize(timezone.localtime(value))
        if isinstance(value, date):
            return localize(value)
        if isinstance(value, list):
            words = field.labels(value) if hasattr(field, "labels") else value
            return ", ".join(map(str, words))
        return value
