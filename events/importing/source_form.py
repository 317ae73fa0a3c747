"""The forms of a source in the admin: its settings, an upload, and what its words mean here."""

from django import forms
from django.utils.translation import gettext_lazy as _

from directory.models import Topic
from directory.sources import form as source_form
from events.models import EventSource, SourceMapping

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


class MappingForm(forms.ModelForm):
    """One word of the source: a topic for a category, an address for a place."""

    choice = forms.ChoiceField(required=False)

    class Meta:
        model = SourceMapping
        fields = ["venue", "street", "postcode", "place"]

    def __init__(self, *args, topics=(), sites=(), **kwargs):
        super().__init__(*args, **kwargs)
        mapping, use = self.instance, SourceMapping.Use
        self.is_place = mapping.kind == SourceMapping.Kind.PLACE
        if self.is_place:
            offered = [(use.OPEN, _("decide later")), (use.AS_IS, _("as it is, without map"))]
            offered += [(use.MAPPED, _("the address typed below"))]
            offered += [(f"site-{site.pk}", str(site)) for site in sites]
            self.sites = {f"site-{site.pk}": site for site in sites}
        else:
            offered = [(use.OPEN, _("decide later (until then a free tag)"))]
            offered += [(use.AS_IS, _("as a free tag")), (use.LEFT_OUT, _("leave it out"))]
            offered += [(f"topic-{topic.pk}", topic.title) for topic in topics]
            for name in self._meta.fields:
                del self.fields[name]
        field = self.fields["choice"]
        field.choices = offered
        field.label = mapping.text
        has_topic = mapping.use == use.MAPPED and mapping.topic_id
        field.initial = f"topic-{mapping.topic_id}" if has_topic else mapping.use

    def clean(self):
        cleaned = super().clean()
        needs_address = self.is_place and cleaned.get("choice") == SourceMapping.Use.MAPPED
        if needs_address and not (cleaned.get("postcode") or cleaned.get("place")):
            self.add_error("postcode", _("Give the postcode or the place."))
        return cleaned

    def save(self, commit=True):
        mapping, choice = self.instance, self.cleaned_data["choice"]
        mapping.topic = None
        if choice.startswith("topic-"):
            mapping.topic_id, choice = int(choice.removeprefix("topic-")), SourceMapping.Use.MAPPED
        elif choice.startswith("site-"):
            site, choice = self.sites[choice], SourceMapping.Use.MAPPED
            mapping.street, mapping.postcode, mapping.place = site.street, site.postcode, site.place
        mapping.use = choice
        return super().save(commit=commit)


BaseMappings = forms.modelformset_factory(SourceMapping, form=MappingForm, extra=0)


def mapping_forms(source, data=None):
    """A form for every word of the source, those nobody has decided about first."""
    rows = source.mappings.order_by("use", "kind", "text")
    kwargs = {
        "topics": Topic.objects.all(),
        "sites": source.organisation.locations.exclude(postcode=""),
    }
    return BaseMappings(data, queryset=rows, prefix="mapping", form_kwargs=kwargs)
