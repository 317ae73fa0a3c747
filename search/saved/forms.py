"""What somebody types to keep a search."""

from django import forms
from django.utils.translation import gettext_lazy as _

from search.models import SavedSearch


class RhythmForm(forms.Form):
    rhythm = forms.ChoiceField(
        choices=SavedSearch.Rhythm.choices,
        initial=SavedSearch.Rhythm.DAILY,
        error_messages={
            "required": _("Choose how often we may write."),
            "invalid_choice": _("Choose how often we may write."),
        },
    )


class KeepForm(RhythmForm):
    email = forms.EmailField(
        max_length=254,
        error_messages={
            "required": _("Write the address that the mails should go to."),
            "invalid": _("This is no e-mail address. Write it like name@example.org."),
            "max_length": _("This is no e-mail address. Write it like name@example.org."),
        },
    )
    # People do not see this field; programs that fill in every field do.
    homepage = forms.CharField(required=False)

    @property
    def is_filled_by_a_program(self):
        return bool(self.data.get("homepage"))
