"""The forms of a source in the admin: its settings, an upload, and what its words mean here."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from directory.admin_form import RestrictedForm
from directory.importing.text import MAX_BYTES
from directory.models import Topic
from directory.models.source_mapping import SourceMapping
from directory.models.source_run import SourceRun
from directory.rights import Action
from directory.sources.runs import discard
from hub.fetching import FetchError
from hub.fetching.addresses import read_address


class SourceForm(RestrictedForm):
    """`told` are the fields that say what is read; after a change it is looked at anew."""

    belongs_to = "organisation"
    belongs_for = Action.PUBLISH  # what is imported is public at once
    told = frozenset({"address", "organisation"})
    spellings: dict[str, str] = {}  # of addresses, as programs write them

    def clean_address(self):
        address = self.cleaned_data["address"].strip()
        for scheme, usual in self.spellings.items():
            if address.lower().startswith(scheme):
                address = usual + address[len(scheme) :]
        if address:
            try:
                read_address(address)
            except FetchError as problem:
                raise ValidationError(str(problem)) from problem
        return address

    def clean(self):
        """The end of a run would trust what it has not read."""
        cleaned = super().clean()
        source = self.instance
        if source.pk and self.told & set(self.changed_data) and source.runs.active().exists():
            raise ValidationError(_("This source is being imported. Please wait for its end."))
        return cleaned

    def save(self, commit=True):
        """Another file is looked at in a dry run before it is trusted."""
        source = self.instance
        if source.pk and self.told & set(self.changed_data):
            source.confirmed_at = None
            source.etag = source.last_modified = source.content_mark = ""
            discard(source.runs.filter(state=SourceRun.State.WAITING))  # read elsewhere
        return super().save(commit=commit)


class UploadForm(forms.Form):
    file = forms.FileField(label=_("File from your computer"))

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError(_("The file is larger than 10 MB. Split it into smaller files."))
        return file


class MappingForm(forms.ModelForm):
    """One word of a source: a topic, an address for a place, or one of the hub's own words."""

    choice = forms.ChoiceField(required=False)

    class Meta:
        fields = SourceMapping.ADDRESS

    def __init__(self, *args, topics=(), sites=(), **kwargs):
        super().__init__(*args, **kwargs)
        mapping, use = self.instance, SourceMapping.Use
        self.is_place = mapping.is_place
        self.sites = {f"site-{site.pk}": site for site in sites}
        chosen = ""
        if mapping.is_place:
            offered = [(use.OPEN, _("decide later")), (use.AS_IS, _("as it is, without map"))]
            offered += [(use.MAPPED, _("the address typed below"))]
            offered += [(name, str(site)) for name, site in self.sites.items()]
        elif mapping.is_topic:
            offered = [(use.OPEN, _("decide later (until then a free tag)"))]
            offered += [(use.AS_IS, _("as a free tag")), (use.LEFT_OUT, _("leave it out"))]
            offered += [(f"is-{topic.pk}", topic.title) for topic in topics]
            chosen = mapping.topic_id
        else:
            offered = [(use.OPEN, _("decide later (until then left out)"))]
            offered += [(use.LEFT_OUT, _("leave it out"))]
            offered += [(f"is-{code}", label) for code, label in mapping.codes]
            chosen = mapping.code if mapping.codes else ""
        if not mapping.is_place:
            for name in SourceMapping.ADDRESS:
                del self.fields[name]
        field = self.fields["choice"]
        field.choices, field.label = offered, mapping.text
        is_mapped = mapping.use == use.MAPPED and chosen
        field.initial = f"is-{chosen}" if is_mapped else mapping.use

    def clean(self):
        cleaned = super().clean()
        needs_address = self.is_place and cleaned.get("choice") == SourceMapping.Use.MAPPED
        if needs_address and not (cleaned.get("postcode") or cleaned.get("place")):
            self.add_error("postcode", _("Give the postcode or the place."))
        return cleaned

    def save(self, commit=True):
        mapping, choice = self.instance, self.cleaned_data["choice"]
        chosen = choice.removeprefix("is-") if choice.startswith("is-") else ""
        if mapping.is_topic:
            mapping.topic_id = int(chosen) if chosen else None
        elif mapping.codes:
            mapping.code = chosen
        elif site := self.sites.get(choice):
            mapping.street, mapping.postcode, mapping.place = site.street, site.postcode, site.place
            chosen = choice
        mapping.use = SourceMapping.Use.MAPPED if chosen else choice
        return super().save(commit=commit)


def mapping_forms(source, data=None):
    """A form for every word of the source, those nobody has decided about first."""
    formset = forms.modelformset_factory(
        source.mappings.model, form=MappingForm, edit_only=True, extra=0
    )
    rows = source.mappings.order_by("use", "kind", "text")
    kwargs = {
        "topics": Topic.objects.all(),
        "sites": source.organisation.locations.exclude(postcode=""),
    }
    return formset(data, queryset=rows, prefix="mapping", form_kwargs=kwargs)
