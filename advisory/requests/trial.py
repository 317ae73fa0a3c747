"""A case that an operator types to see who would get it, with everything that the routing knows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from advisory import routing
from advisory.eligibility import Answer
from advisory.forms import OPEN, five_digits
from advisory.models import AdviceDesk, AdviceLanguage, AdviceRequest, RoutingRule, Subject
from advisory.models.funding import Industry
from advisory.requests import cases, words
from directory.models import Organisation

SHOWN = 20
FEATURES = {
    routing.Feature.SUBJECT: gettext_lazy("subject"),
    routing.Feature.PLACE: gettext_lazy("place"),
    routing.Feature.INDUSTRY: gettext_lazy("industry"),
    routing.Feature.LEGAL_FORM: gettext_lazy("legal form"),
    routing.Feature.SIZE: gettext_lazy("size"),
    routing.Feature.AGE: gettext_lazy("age"),
    routing.Feature.LANGUAGE: gettext_lazy("language"),
}

STATES = {
    routing.State.FREE: pgettext_lazy("a desk is", "free"),
    routing.State.AWAY: pgettext_lazy("a desk is", "away"),
    routing.State.FULL: pgettext_lazy("a desk is", "full"),
    routing.State.UNREACHABLE: pgettext_lazy("a desk is", "not reachable, its mail comes back"),
    routing.State.CLOSED: pgettext_lazy("a desk is", "closed to requests"),
    routing.State.HAD_IT: pgettext_lazy("a desk is", "done with this request"),
}


class TrialForm(forms.Form):
    """Everything that rules can ask for; what is left empty is an open question."""

    use_required_attribute = False

    subject = forms.ModelChoiceField(
        label=pgettext_lazy("of a request", "Subject"),
        queryset=Subject.objects.order_by("sort_order", "title"),
    )
    postcode = forms.CharField(
        label=gettext_lazy("Postcode"),
        max_length=12,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    size = forms.ChoiceField(
        label=gettext_lazy("Size"),
        choices=[*OPEN, *Organisation.SizeClass.choices],
        required=False,
    )
    age = forms.ChoiceField(
        label=gettext_lazy("Age of the company"),
        choices=[*OPEN, *AdviceRequest.Age.choices],
        required=False,
    )
    industry = forms.ChoiceField(
        label=gettext_lazy("Industry"), choices=[*OPEN, *Industry.choices], required=False
    )
    legal_form = forms.ChoiceField(
        label=gettext_lazy("Legal form"),
        choices=[*OPEN, *Organisation.LegalForm.choices],
        required=False,
    )
    advice_language = forms.ChoiceField(
        label=gettext_lazy("Language of the advice"),
        choices=[*OPEN, *AdviceLanguage.choices],
        required=False,
    )

    def clean_postcode(self):
        typed = self.cleaned_data["postcode"]
        return five_digits(typed) if typed else ""


@dataclass(frozen=True, slots=True)
class Turn:
    """A desk that was thought of."""

    desk: AdviceDesk
    words: str
    rule: RoutingRule | None


@dataclass(frozen=True, slots=True)
class Judged:
    """A rule with what it asks for and how the case answers."""

    rule: RoutingRule
    yes: str
    open: str
    no: str


@dataclass(frozen=True, slots=True)
class Trial:
    desk: AdviceDesk
    second: AdviceDesk | None
    sentence: str
    turns: list[Turn]
    fitting: list[Judged]
    more: int
    nearly: list[Judged]


def attempt(fields: dict[str, object], *, today: date) -> Trial:
    """Who gets it and why. Raises LookupError where there is no fallback desk."""
    case = cases.case_of(AdviceRequest(**fields))
    rules = RoutingRule.objects.for_routing()
    desks = AdviceDesk.objects.for_routing()
    decision = cases.decide_among(case, rules, desks, today=today)
    fits = routing.fitting(case, rules, desks)
    fit = {rule.key for rule in fits}
    judged = [(rule, routing.findings(rule, case)) for rule in rules if rule.key not in fit]
    nearly = [rule for rule, found in judged if _no(found) == 1 and _is_subject(found)][:SHOWN]
    wanted = [*fits[:SHOWN], *nearly]
    rows = RoutingRule.objects.select_related("desk").in_bulk(
        [rule.key for rule in wanted] + [step.rule for step in decision.steps if step.rule]
    )
    names = AdviceDesk.objects.select_related("organisation").in_bulk()
    return Trial(
        desk=names[decision.desk],
        second=names.get(decision.second or 0),
        sentence=words.sentence(decision.reason, names),
        turns=[_turn(step, names, rows) for step in decision.steps],
        fitting=[_judged(rule, case, rows) for rule in fits[:SHOWN]],
        more=max(0, len(fits) - SHOWN),
        nearly=[_judged(rule, case, rows) for rule in nearly],
    )


def _turn(step: routing.Step, names: dict, rows: dict) -> Turn:
    said = str(STATES[step.state])
    if step.stands_in_for:
        other = names[step.stands_in_for].label
        said = _("%(state)s, as deputy of “%(name)s”") % {"state": said, "name": other}
    return Turn(names[step.desk], said, rows.get(step.rule or 0))


def _judged(rule: routing.Rule, case: routing.Case, rows: dict) -> Judged:
    found = routing.findings(rule, case)

    def named(answer: Answer) -> str:
        return ", ".join(str(FEATURES[each.feature]) for each in found if each.answer is answer)

    return Judged(rows[rule.key], named(Answer.YES), named(Answer.OPEN), named(Answer.NO))


def _no(found: tuple[routing.Finding, ...]) -> int:
    return sum(each.answer is Answer.NO for each in found)


def _is_subject(found: tuple[routing.Finding, ...]) -> bool:
    """Whether the subject is not what is wrong: everything else would fit otherwise."""
    return all(
        each.answer is not Answer.NO for each in found if each.feature is routing.Feature.SUBJECT
    )
