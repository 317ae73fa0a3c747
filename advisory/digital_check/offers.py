"""What helps in a dimension right now: advice, dates, courses and funding in reach of a postcode.

Asked by names of dimensions and a postcode; answers of the check never come here.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy

from advisory.eligibility import Company, Conditions, Verdict, evaluate
from advisory.forms import five_digits
from advisory.models import AdvisoryService, Dimension, FundingProgramme, QuestionSet
from advisory.offer_kinds import KINDS, OfferKind
from directory.models import Municipality
from search.result import Hit
from search.templatetags.search_tags import hits

EACH = 2
LOOKED_AT = 15  # of a kind, until enough are in reach
KILOMETRES = 50
KEPT = ("q", "topic", "audience")  # of the search of a dimension; kind, place and order are ours


@dataclass(frozen=True, slots=True)
class Offer:
    """What there is of one kind; `query` leads to all of it."""

    kind: str
    more: object
    query: str
    hits: list[Hit]


class OffersForm(forms.Form):
    """All that the hub learns when somebody asks for offers."""

    use_required_attribute = False

    dimension = forms.MultipleChoiceField(
        label=gettext_lazy("For which topics?"),
        choices=Dimension.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Tick at least one topic.")},
    )
    postcode = forms.CharField(
        label=gettext_lazy("Postcode of your company"),
        help_text=gettext_lazy("Leave it empty for offers of the whole region."),
        required=False,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "postal-code", "maxlength": 12}
        ),
    )

    def __init__(self, *args, shown: Collection[str], **kwargs):
        super().__init__(*args, auto_id="%s", **kwargs)
        names = self.fields["dimension"]
        names.choices = [choice for choice in Dimension.choices if choice[0] in shown]
        for field in self.fields.values():
            # They stand below the form of the check, in which the answers are.
            field.widget.attrs["form"] = "check"

    def clean_postcode(self):
        return five_digits(self.cleaned_data["postcode"])


@dataclass(frozen=True, slots=True)
class Helping:
    """The offers for one dimension."""

    dimension: Dimension
    offers: list[Offer]


class Found:
    """Offers for dimensions; nothing is shown twice."""

    def __init__(self, questions: QuestionSet, dimensions: Sequence[str], postcode: str):
        towns = Municipality.objects.with_postcode(postcode) if postcode else []
        self.places = tuple(town.ags for town in towns)
        self.postcode = postcode
        self.shown: set[str] = set()
        self.is_complete = True
        self.helping = [
            Helping(Dimension(name), self._offers(questions.search_of(name))) for name in dimensions
        ]

    @property
    def is_outside(self) -> bool:
        """Whether the postcode lies outside the region of the hub."""
        return bool(self.postcode) and not self.places

    def _offers(self, search: str) -> list[Offer]:
        params = QueryDict(search)
        asked = [(name, value) for name in KEPT for value in params.getlist(name)]
        found = [self._offer(kind, asked) for kind in KINDS] if asked else []
        return [offer for offer in found if offer.hits]

    def _offer(self, kind: OfferKind, asked: list[tuple[str, str]]) -> Offer:
        params = kind.params(asked)
        if kind.name in REACH:
            near = REACH[kind.name](self._ask(params, LOOKED_AT), self.places)
        elif self.places:
            around = [("near", self.postcode), ("radius", str(KILOMETRES))]
            near = self._ask(params + around) + self._ask([*params, ("format", "online")])
        else:
            near = self._ask(params)
        hits_ = list({hit.id: hit for hit in near if hit.id not in self.shown}.values())[:EACH]
        self.shown.update(hit.id for hit in hits_)
        return Offer(kind.name, kind.more, urlencode(params), hits_)

    def _ask(self, params: list[tuple[str, str]], count: int = 2 * EACH) -> list[Hit]:
        result = hits(urlencode(params), count)
        self.is_complete = self.is_complete and result.complete
        return result.hits


def _services(found: list[Hit], places: tuple[str, ...]) -> list[Hit]:
    """Those whose area is not another one."""
    rows = AdvisoryService.objects.filter(pk__in=_keys(found)).values_list("pk", "territory")
    return _in_reach(found, {pk: Conditions(territory=tuple(area)) for pk, area in rows}, places)


def _programmes(found: list[Hit], places: tuple[str, ...]) -> list[Hit]:
    """Those that are not closed and not for another area."""
    rows = FundingProgramme.objects.filter(pk__in=_keys(found)).conditions()
    return _in_reach(found, {pk: conditions for pk, _, conditions in rows}, places)


def _in_reach(
    found: list[Hit], conditions: dict[int, Conditions], places: tuple[str, ...]
) -> list[Hit]:
    company, today = Company(places=places), timezone.localdate()
    return [
        hit
        for hit, key in zip(found, _keys(found), strict=True)
        if key in conditions
        and evaluate(conditions[key], company, today=today).verdict is not Verdict.FITS_NOT
    ]


def _keys(found: list[Hit]) -> list[int]:
    return [int(hit.id.partition(":")[2]) for hit in found]


REACH = {"advice": _services, "funding": _programmes}
