"""Events in the own area of an organisation."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from directory.own_area.kinds import OwnKind, register
from directory.own_area.record_form import MomentField, RecordForm
from directory.own_area.text_fields import WebsiteField
from events.models import Event


class OwnEventForm(RecordForm):
    """A single event; the dates of a series are changed where its rules are."""

    starts_at = MomentField(label=_("Begins"))
    ends_at = MomentField(label=_("Ends"))
    online_url = WebsiteField(label=_("Online address"), required=False)
    registration_url = WebsiteField(label=_("Registration elsewhere (link)"), required=False)

    class Meta:
        model = Event
        formsets: tuple[str, ...] = ()
        fields = (
            *("owner", "title", "kind", "summary", "starts_at", "ends_at", "attendance_mode"),
            *("venue", "street", "postcode", "place", "online_url", "registration_url"),
            *("price", "price_note", "description", "topics", "go_live_at", "expire_at"),
        )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.instance.is_series:
            for name in ("starts_at", "ends_at"):
                self.fields[name].disabled = True
                self.fields[name].help_text = _("This is a series; its dates are kept as they are.")

    def clean(self):
        cleaned = super().clean()
        starts, ends = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts and ends and ends < starts:
            self.add_error("ends_at", forms.ValidationError(_("The event ends before it starts.")))
        return cleaned

    def _post_clean(self):
        address = ("street", "postcode", "place")
        if not self.instance._state.adding and set(address) & set(self.changed_data):
            # The position is that of the new place.
            self.instance.municipality = self.instance.latitude = self.instance.longitude = None
        super()._post_clean()


def events():
    return Event.objects.filter(is_template=False).order_by("-starts_at", "-pk")


register(
    OwnKind(
        name="event",
        label_plural=_("Events"),
        new_label=_("New event"),
        model=Event,
        form=OwnEventForm,
        records=events,
        not_copied=("starts_at", "ends_at", "registration_url", "go_live_at", "expire_at"),
    )
)
