"""The settings of a source of events."""

from django.utils.translation import gettext_lazy as _

from directory.sources import form as source_form
from events.models import EventSource

WEB = {"webcal://": "https://", "webcals://": "https://"}  # what calendar programs write


class SourceForm(source_form.SourceForm):
    told = frozenset({"kind", "address", "organisation"})
    spellings = WEB

    def clean(self):
        cleaned = super().clean()
        is_upload = cleaned.get("kind") in EventSource.UPLOADS
        if is_upload:
            cleaned["address"] = ""
        elif "address" in cleaned and not cleaned["address"]:
            self.add_error("address", _("Give the address of the calendar, web page or table."))
        return cleaned
