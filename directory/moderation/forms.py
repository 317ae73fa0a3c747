"""What people write when they decide."""

from django import forms
from django.utils.translation import gettext_lazy as _

from directory.moderation.decisions import Decision

REASON = _("Write a sentence, so that whoever handed it in knows what to do.")


class ReasonForm(forms.Form):
    """In the admin, with “Ask for changes” and “Refuse”."""

    comment = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": REASON},
    )


class CommentForm(ReasonForm):
    """In the admin, with “Approve with comment”."""

    comment = forms.CharField(
        label=_("Comment"), max_length=2000, required=False, widget=forms.Textarea({"rows": 5})
    )


class DecisionForm(forms.Form):
    """On the page of a link: three buttons, and a reason that two of them need."""

    state = forms.IntegerField(widget=forms.HiddenInput)
    revision = forms.IntegerField(widget=forms.HiddenInput)
    decision = forms.ChoiceField(choices=Decision.choices)
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Needed when you ask for changes or refuse; it goes to whoever handed it in."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def clean(self):
        data = super().clean()
        if data.get("decision") in {Decision.CHANGES, Decision.REFUSE} and not data.get("reason"):
            self.add_error("reason", REASON)
        return data
