"""The rows “Single dates” of the editor, which say what is wrong at the field where it is wrong."""

from django.utils.translation import gettext as _
from modelcluster.forms import BaseChildFormSet
from wagtail.admin.panels import InlinePanel

from events.models import DateChange

# What a date does is one of these; an additional date may be cancelled or moved as well.
DEEDS = (DateChange.Kind.CANCELLED, DateChange.Kind.CHANGED, DateChange.Kind.EXCLUDED)


class DateChangeFormSet(BaseChildFormSet):
    def save_existing(self, form, obj, commit=True):
        """What a person has changed no import takes back."""
        obj.is_imported = False
        return super().save_existing(form, obj, commit)

    def validate_unique(self):
        """No date twice, and not two things that cannot both be true."""
        said = {}
        for form in self.forms:
            if form in self.deleted_forms or not form.is_valid() or not form.cleaned_data:
                continue
            moment, kind = form.cleaned_data.get("recurrence_id"), form.cleaned_data.get("kind")
            if not (moment and kind):
                continue
            deed = "deed" if kind in DEEDS else kind
            key = (moment, bool(form.cleaned_data.get("this_and_future")), deed)
            if key in said:
                form.add_error("recurrence_id", _message(said[key], kind))
            said.setdefault(key, kind)


def _message(first, second):
    if first == second:
        return _("The same is said about this date twice. Delete one of the two rows.")
    words = {"first": DateChange.Kind(first).label, "second": DateChange.Kind(second).label}
    return _("This date “%(first)s” and “%(second)s” at once. Delete one of the two rows.") % words


class DateChangesPanel(InlinePanel):
    def get_form_options(self):
        options = super().get_form_options()
        options["formsets"][self.relation_name]["formset"] = DateChangeFormSet
        return options
