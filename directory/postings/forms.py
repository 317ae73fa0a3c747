"""What is typed to whoever has posted, and about a posting itself."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models import Posting
from directory.models.place import postcode_validator
from directory.own_area.forms import EMAIL_ERRORS, MOST_TOPICS
from directory.own_area.record_form import PartialForm
from directory.own_area.text_fields import TitleField, VisibleCharField
from directory.own_area.topic_groups import TopicGroups

ADDRESS = ("postcode", "place")


class ContactForm(forms.Form):
    """Without `email` for people who are signed in with an address that is proved."""

    name = TitleField(
        label=_("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write your name, so that they know who asks.")},
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("The answer goes there. First we send you a link, to see that it is yours."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={**EMAIL_ERRORS, "required": _("Without an address nobody can answer.")},
    )
    text = VisibleCharField(
        label=_("Message"),
        min_length=20,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={
            "required": _("Write what it is about."),
            "min_length": _("Write a sentence or two about what it is about."),
        },
    )

    def __init__(self, *args, asks_address: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not asks_address:
            del self.fields["email"]


class PostingForm(TopicGroups, PartialForm):
    """A seek or an offer in the own area; the owner is one of the person's own organisations."""

    title = TitleField(
        label=_("In one line: what do you look for or offer?"),
        min_length=3,
        max_length=120,
        error_messages={"required": _("Write in one line what it is about.")},
    )
    summary = VisibleCharField(
        label=_("Who should answer, and what do they get?"),
        max_length=300,
        help_text=_("One or two sentences. They stand in lists, and people search by their words."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write a sentence for those who should answer.")},
    )
    description = VisibleCharField(
        label=_("More about it (optional)"),
        max_length=8000,
        required=False,
        help_text=_(
            "A blank line begins a paragraph, “- ” at its start a list. No phone numbers and "
            "addresses are needed: people write to you by a form."
        ),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    postcode = VisibleCharField(
        label=_("Postcode (optional)"),
        required=False,
        validators=[postcode_validator],
        help_text=_("Only if it is not where your organisation is."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    place = VisibleCharField(
        label=_("Place (optional)"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    open_until = forms.DateField(
        label=_("Open until (optional)"),
        required=False,
        help_text=_(
            "Left empty: 90 days, theses and laboratories 180. We ask you a week before the end; "
            "one click renews it."
        ),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("This is no day. Write it like 2027-03-31.")},
    )

    class Meta:
        model = Posting
        formsets: tuple[str, ...] = ()
        fields = (
            *("owner", "direction", "kind", "title", "summary", "description"),
            *("topics", "postcode", "place", "open_until"),
        )
        widgets = {"direction": forms.RadioSelect}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self._offer_owners(user)
        kind, direction = self.fields["kind"], self.fields["direction"]
        kind.label = _("What is it about?")
        kind.choices = [("", _("Please choose")), *Posting.Kind.choices]
        kind.error_messages["required"] = _("Choose what it is about.")
        direction.label = _("Do you look for it, or do you offer it?")
        direction.error_messages["required"] = _("Choose one of the two.")
        self.fields["open_until"].widget.attrs |= _days()
        topics = self.fields["topics"]
        topics.label, topics.required = _("Topics (optional)"), False
        topics.help_text = _("Those who follow a topic hear of it.")
        topics.widget = forms.CheckboxSelectMultiple()
        self.order_topics()

    def clean_topics(self):
        topics = self.cleaned_data["topics"]
        if len(topics) > MOST_TOPICS:
            raise ValidationError(
                _("Choose at most %(most)d topics: those that people should find you by.")
                % {"most": MOST_TOPICS}
            )
        return topics

    def _post_clean(self):
        if set(ADDRESS) & set(self.changed_data):
            # The position is that of the new place.
            self.instance.street = ""
            self.instance.municipality = self.instance.latitude = self.instance.longitude = None
        super()._post_clean()


def _days():
    """The first and the last day that any kind may be open until, for the browser's calendar."""
    today = timezone.localdate()
    most = max(Posting.most_days(kind) for kind in Posting.Kind)
    return {"min": today.isoformat(), "max": (today + timedelta(days=most)).isoformat()}
