"""The forms of a source in the admin: its settings, and what its words mean here."""

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.importing.mappings import CHOICES
from courses.models import CourseMapping
from directory.models import Topic
from directory.sources import form as source_form


class SourceForm(source_form.SourceForm):
    told = frozenset({"format", "address", "organisation"})


class MappingForm(forms.ModelForm):
    """One word of the source: a topic, or one of the hub's own words for a field."""

    choice = forms.ChoiceField(required=False)

    class Meta:
        model = CourseMapping
        fields = []

    def __init__(self, *args, topics=(), **kwargs):
        super().__init__(*args, **kwargs)
        mapping, use = self.instance, CourseMapping.Use
        if mapping.kind == CourseMapping.Kind.TOPIC:
            offered = [(use.OPEN, _("decide later (until then a free tag)"))]
            offered += [(use.AS_IS, _("as a free tag")), (use.LEFT_OUT, _("leave it out"))]
            offered += [(f"is-{topic.pk}", topic.title) for topic in topics]
            chosen = mapping.topic_id
        else:
            offered = [(use.OPEN, _("decide later (until then left out)"))]
            offered += [(use.LEFT_OUT, _("leave it out"))]
            offered += [(f"is-{code}", label) for code, label in CHOICES[mapping.kind]]
            chosen = mapping.code
        field = self.fields["choice"]
        field.choices, field.label = offered, mapping.text
        is_mapped = mapping.use == use.MAPPED and chosen
        field.initial = f"is-{chosen}" if is_mapped else mapping.use

    def save(self, commit=True):
        mapping, choice = self.instance, self.cleaned_data["choice"]
        mapping.topic, mapping.code = None, ""
        if choice.startswith("is-"):
            chosen, choice = choice.removeprefix("is-"), CourseMapping.Use.MAPPED
            if mapping.kind == CourseMapping.Kind.TOPIC:
                mapping.topic_id = int(chosen)
            else:
                mapping.code = chosen
        mapping.use = choice
        return super().save(commit=commit)


BaseMappings = forms.modelformset_factory(CourseMapping, form=MappingForm, extra=0)


def mapping_forms(source, data=None):
    """A form for every word of the source, those nobody has decided about first."""
    rows = source.mappings.order_by("use", "kind", "text")
    kwargs = {"topics": Topic.objects.all()}
    return BaseMappings(data, queryset=rows, prefix="mapping", form_kwargs=kwargs)
