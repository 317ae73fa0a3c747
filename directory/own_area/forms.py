"""The form of an organisation: twelve fields make an entry, the others make it better."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory import industries
from directory.models import Audience, Municipality, Organisation, Topic
from directory.models.place import postcode_validator
from directory.own_area.text_fields import TitleField, VisibleCharField, WebsiteField
from directory.own_area.topic_groups import TopicGroups

MOST_TOPICS = 6
MOST_LINKS = 6
EMAIL_ERRORS = {"invalid": _("This is no e-mail address. Write it like name@example.org.")}


class ListingForm(TopicGroups, forms.Form):
    """What is enough to be found. `email` is asked of people without an account only."""

    title = TitleField(
        label=_("Name"),
        min_length=3,
        max_length=200,
        help_text=_("As it stands on your sign, with the legal form if you like."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"required": _("Write the name of your organisation.")},
    )
    kind = forms.ChoiceField(
        label=_("What are you?"),
        choices=[("", _("Please choose")), *Organisation.Kind.choices],
        error_messages={"required": _("Choose what you are.")},
    )
    summary = VisibleCharField(
        label=_("What do you do, and for whom?"),
        max_length=300,
        help_text=_(
            "One or two sentences. They stand in lists, and people find you by their words."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write a sentence about what you do.")},
    )
    website = WebsiteField(
        label=_("Website (optional)"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "url"}),
    )
    street = VisibleCharField(
        label=_("Street and number (optional)"),
        max_length=160,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "address-line1"}),
    )
    postcode = VisibleCharField(
        label=_("Postcode"),
        validators=[postcode_validator],
        help_text=_("It fills in the place and puts you on the map."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "postal-code"}),
        error_messages={"required": _("Write your postcode; it says where you are found.")},
    )
    place = VisibleCharField(label=_("Place"), max_length=120, required=False)
    activity = VisibleCharField(
        label=_("Your trade in your own words (optional)"),
        max_length=300,
        required=False,
        help_text=_("For example “we repair bicycles”. We look for the industry that fits."),
    )
    wz_code = forms.CharField(label=_("Industry"), required=False)
    topics = forms.ModelMultipleChoiceField(
        label=_("Topics (optional)"),
        help_text=_("At most six: those that people should find you by."),
        queryset=Topic.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    contact_email = forms.EmailField(
        label=_("E-mail for enquiries (is published, optional)"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages=EMAIL_ERRORS,
    )
    email = forms.EmailField(
        label=_("Your own e-mail (is not published)"),
        help_text=_(
            "You get one mail with a link. With it you confirm the entry and change it later."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages=EMAIL_ERRORS
        | {"required": _("Write the address that the link should go to.")},
    )

    LISTS = frozenset({"topics", "audiences"})

    def __init__(self, *args, signed_in: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if signed_in:
            del self.fields["email"]
        self.order_topics()

    def clean_wz_code(self):
        code = self.cleaned_data["wz_code"]
        if code and not industries.classification().exists(code):
            raise ValidationError(_("Choose one of the industries, or none."))
        return code

    def clean_topics(self):
        topics = self.cleaned_data["topics"]
        if len(topics) > MOST_TOPICS:
            raise ValidationError(
                _("Choose at most %(most)d topics: those that people should find you by.")
                % {"most": MOST_TOPICS}
            )
        return topics

    def clean(self):
        """A postcode of several municipalities needs the name of one of them."""
        cleaned = super().clean()
        postcode = cleaned.get("postcode")
        if postcode:
            names = [m.short_name for m in Municipality.objects.with_postcode(postcode)]
            if names and cleaned.get("place") not in names:
                cleaned["place"] = names[0]
        return cleaned


class WholeForm(ListingForm):
    """All that an owner can say."""

    description = VisibleCharField(
        label=_("Description"),
        max_length=8000,
        required=False,
        help_text=_("A blank line begins a paragraph, “- ” at its start a list."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    offers = VisibleCharField(
        label=_("What you offer"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    seeks = VisibleCharField(
        label=_("What you look for"),
        max_length=600,
        required=False,
        help_text=_("Pilot customers, partners, rooms, people."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    contact_phone = VisibleCharField(
        label=_("Phone for enquiries"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    legal_form = forms.ChoiceField(
        label=_("Legal form"),
        choices=[("", _("no answer")), *Organisation.LegalForm.choices],
        required=False,
    )
    founded = forms.IntegerField(
        label=_("Founded in (year)"),
        min_value=1200,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    size_class = forms.ChoiceField(
        label=_("Size"),
        choices=[("", _("no answer")), *Organisation.SizeClass.choices],
        required=False,
    )
    audiences = forms.MultipleChoiceField(
        label=_("For whom"),
        choices=Audience.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    social_links = VisibleCharField(
        label=_("Your pages elsewhere"),
        max_length=2000,
        required=False,
        help_text=_("One address a line."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    title_en = TitleField(label=_("Name in English"), max_length=200, required=False)
    summary_en = VisibleCharField(
        label=_("What you do, in English"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    description_en = VisibleCharField(
        label=_("Description in English"),
        max_length=8000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def clean_founded(self):
        year = self.cleaned_data["founded"]
        if year and year > timezone.localdate().year:
            raise ValidationError(_("This year has not come yet."))
        return year

    def clean_social_links(self):
        """Addresses as a list."""
        field = WebsiteField(max_length=200)
        lines = [line for line in self.cleaned_data["social_links"].splitlines() if line.strip()]
        if len(lines) > MOST_LINKS:
            raise ValidationError(_("At most %(most)d addresses.") % {"most": MOST_LINKS})
        return [field.clean(line) for line in lines]


def form_class(draft) -> type[ListingForm]:
    """Of a new entry what is enough, of one that exists everything."""
    return WholeForm if draft.organisation_id else ListingForm


def typed_values(data, kind=WholeForm) -> dict[str, object]:
    """What was sent, as JSON keeps it: text as it was typed, but for what no database takes."""
    values: dict[str, object] = {}
    for name in kind.base_fields:
        if name in kind.LISTS:
            values[name] = [value.replace("\0", "") for value in data.getlist(name)]
        elif name in data:
            values[name] = data[name].replace("\0", "")
    if "logo-shown" in data:  # a box that is not ticked is not sent
        values["remove_logo"] = bool(data.get("remove_logo"))
    return values


def as_data(values: dict[str, object]) -> QueryDict:
    """The other way: kept values as if they were sent."""
    data = QueryDict(mutable=True)
    for name, value in values.items():
        data.setlist(name, value if isinstance(value, list) else [str(value)])
    return data
