"""What an editor says about one date of a series, and how far it goes."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateTimeInput

from events.editing.date_edits import DateEdit, Scope
from events.models import DateChange
from events.models.validators import validate_year

TAKES_PLACE, CANCELLED = "takes_place", "cancelled"


def _max_length(name):
    return DateChange._meta.get_field(name).max_length


class DateForm(forms.Form):
    """`revision` tells whether somebody else has saved the event since the page was opened."""

    required_css_class = "required"

    happens = forms.ChoiceField(
        label=_("What happens?"),
        choices=[
            (TAKES_PLACE, _("It takes place as written below.")),
            (CANCELLED, _("It is cancelled.")),
        ],
        widget=forms.RadioSelect,
    )
    scope = forms.ChoiceField(
        label=_("Which dates?"), choices=Scope.choices, widget=forms.RadioSelect
    )
    starts_at = forms.DateTimeField(
        label=_("start"), widget=AdminDateTimeInput, validators=[validate_year]
    )
    ends_at = forms.DateTimeField(
        label=_("end"), widget=AdminDateTimeInput, validators=[validate_year]
    )
    title = forms.CharField(label=_("title"), max_length=_max_length("title"), required=False)
    venue = forms.CharField(label=_("venue"), max_length=_max_length("venue"), required=False)
    online_url = forms.URLField(
        label=_("online address"),
        max_length=_max_length("online_url"),
        required=False,
        assume_scheme="https",
    )
    note = forms.CharField(
        label=_("reason"),
        max_length=_max_length("note"),
        required=False,
        help_text=_("Visitors read it beside the date."),
    )
    revision = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self):
        cleaned = super().clean()
        starts_at, ends_at = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts_at and ends_at and ends_at < starts_at:
            self.add_error("ends_at", _("The date ends before it starts."))
        return cleaned

    def edit(self, current):
        """The valid form as a DateEdit; what was not touched stays to the second."""
        cleaned = self.cleaned_data
        return DateEdit(
            takes_place=cleaned["happens"] == TAKES_PLACE,
            starts_at=_kept(current.starts_at, cleaned["starts_at"]),
            ends_at=_kept(current.ends_at, cleaned["ends_at"]),
            title=cleaned["title"],
            venue=cleaned["venue"],
            online_url=cleaned["online_url"],
            note=cleaned["note"],
        )

    @staticmethod
    def initial_of(current, *, scope, revision):
        return {
            "happens": TAKES_PLACE if current.takes_place else CANCELLED,
            "scope": scope,
            "starts_at": current.starts_at,
            "ends_at": current.ends_at,
            "title": current.title,
            "venue": current.venue,
            "online_url": current.online_url,
            "note": current.note,
            "revision": revision,
        }


def _kept(current, typed):
    """The form shows minutes only; the hour that the clock shows twice stays the one it was."""
    shown = timezone.localtime(current).replace(second=0, microsecond=0, tzinfo=None)
    return current if timezone.localtime(typed).replace(tzinfo=None) == shown else typed
