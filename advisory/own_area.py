"""Advisory services and funding programmes in the own area of an organisation."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy

from advisory import territory
from advisory.fields import TerritoryFormField
from advisory.models import AdvisoryService, FundingProgramme
from directory.own_area.kinds import OwnKind, register
from directory.own_area.record_form import ENGLISH, TEXT, TIMES, Group, RecordForm, fields_of
from directory.own_area.rows import rows
from directory.own_area.text_fields import VisibleCharField

AREA = ("area", "area_further")
SERVICE = (
    Group("what", gettext_lazy("What you offer"), ("owner", "title", "kind", "summary")),
    Group("whom", gettext_lazy("For whom"), ("for_whom", "size_classes", *AREA)),
    Group(
        "reach",
        gettext_lazy("How to reach you"),
        ("channels", "email", "phone", "url", "answer_within_days", "languages"),
    ),
    Group("cost", gettext_lazy("What it costs"), ("cost", "cost_note")),
    TEXT,
    ENGLISH,
    TIMES,
)
PROGRAMME = (
    Group(
        "what",
        gettext_lazy("What it is"),
        ("owner", "title", "kind", "level", "authority", "state", "summary", "link"),
    ),
    Group("purposes", gettext_lazy("What the money is for"), ("purposes",)),
    Group(
        "who",
        gettext_lazy("Who can apply"),
        (
            *("who", *AREA, "employees_min", "employees_max", "age_from", "age_below"),
            "further_conditions",
        ),
        help=gettext_lazy(
            "The check compares this with the answers of a company. What is left empty is no "
            "condition; what you do not know for sure belongs into “further conditions”."
        ),
    ),
    Group(
        "kinds",
        gettext_lazy("Only some legal forms or industries"),
        ("legal_forms", "industries", "not_industries"),
        folded=True,
    ),
    Group(
        "much",
        gettext_lazy("How much"),
        (
            *("amount_min", "amount_max", "rate_min_percent", "rate_percent"),
            *("amount_note", "cumulation"),
        ),
    ),
    Group(
        "when",
        gettext_lazy("When"),
        ("start_rule", "deadline", "known_on"),
        rows="deadlines",
    ),
    TEXT,
    ENGLISH,
    TIMES,
)


class AreaForm(RecordForm):
    """Boxes for states, districts and counties, and a line for single municipalities."""

    area = forms.MultipleChoiceField(
        label=gettext_lazy("Area of responsibility"),
        choices=territory.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    area_further = VisibleCharField(
        label=gettext_lazy("Further municipalities"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("By name or by official key (AGS), separated by commas."),
    )

    class Meta(RecordForm.Meta):
        pass

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        typed = TerritoryFormField()
        ticked, line = typed.prepare_value(self.instance.territory)
        self.initial.setdefault("area", ticked)
        self.initial.setdefault("area_further", line)

    def clean(self):
        cleaned = super().clean()
        typed = TerritoryFormField()
        try:
            keys = typed.compress([cleaned.get("area", []), cleaned.get("area_further", "")])
            self.instance._meta.get_field("territory").run_validators(keys)
        except ValidationError as problem:
            self.add_error("area_further", problem)
        else:
            self.instance.territory = keys
        return cleaned


class OwnServiceForm(AreaForm):
    groups = SERVICE

    class Meta(AreaForm.Meta):
        model = AdvisoryService
        fields = [name for name in fields_of(SERVICE) if name not in AREA]


class OwnProgrammeForm(AreaForm):
    groups = PROGRAMME

    class Meta(AreaForm.Meta):
        model = FundingProgramme
        fields = [name for name in fields_of(PROGRAMME) if name not in AREA]
        formsets = {"deadlines": rows("day", "note")}


def _state_of(programme):
    return str(programme.State(programme.current_state).label)


def _is_closed():
    return Q(deadline__lt=timezone.localdate())


register(
    OwnKind(
        name="advice",
        label_plural=gettext_lazy("Advice"),
        new_label=gettext_lazy("New advisory service"),
        empty=gettext_lazy(
            "No advisory service yet. Say in a few lines with what you help, and companies find it."
        ),
        model=AdvisoryService,
        form=OwnServiceForm,
        records=AdvisoryService.objects.all,
        line=lambda service: service.get_kind_display(),
        not_copied=("go_live_at", "expire_at"),
    )
)
register(
    OwnKind(
        name="funding",
        label_plural=gettext_lazy("Funding programmes"),
        new_label=gettext_lazy("New funding programme"),
        empty=gettext_lazy(
            "No funding programme yet. The funding check compares what you enter here with the "
            "answers of companies."
        ),
        model=FundingProgramme,
        form=OwnProgrammeForm,
        records=FundingProgramme.objects.all,
        over=_is_closed,
        line=_state_of,
        not_copied=("deadline", "known_on", "go_live_at", "expire_at"),
    )
)
