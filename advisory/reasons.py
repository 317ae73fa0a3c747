"""Findings of the check as sentences for the company that asks."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from advisory import territory
from advisory.eligibility import Answer, Company, Conditions, Finding, Rule, Span, evaluate
from advisory.models import FundingProgramme
from advisory.models.funding import Industry
from directory.models import Organisation
from directory.templatetags.record_tags import day

# An open condition stands below “Fits if …”, so it is a sentence that the company can check.
SENTENCES = {
    (Rule.PURPOSE, Answer.YES): gettext_lazy("It pays for what you plan: %(own)s."),
    (Rule.PURPOSE, Answer.OPEN): gettext_lazy("You want money for this: %(what)s."),
    (Rule.PURPOSE, Answer.NO): gettext_lazy("It is for something else: %(what)s."),
    (Rule.PLACE, Answer.YES): gettext_lazy("Your place lies in the area: %(what)s."),
    (Rule.PLACE, Answer.OPEN): gettext_lazy("Your company or project lies in this area: %(what)s."),
    (Rule.PLACE, Answer.NO): gettext_lazy("Only for this area: %(what)s."),
    (Rule.SIZE, Answer.YES): gettext_lazy("Your size fits: %(what)s."),
    (Rule.SIZE, Answer.OPEN): gettext_lazy("Your company has %(what)s."),
    (Rule.SIZE, Answer.NO): gettext_lazy("Only for companies of this size: %(what)s."),
    (Rule.AGE, Answer.YES): gettext_lazy("The age of your company fits: %(what)s."),
    (Rule.AGE, Answer.OPEN): gettext_lazy("Your company is %(what)s."),
    (Rule.AGE, Answer.NO): gettext_lazy("Only for companies of this age: %(what)s."),
    (Rule.INDUSTRY, Answer.YES): gettext_lazy("Your industry fits: %(own)s."),
    (Rule.INDUSTRY, Answer.OPEN): gettext_lazy("Your industry is one of these: %(what)s."),
    (Rule.INDUSTRY, Answer.NO): gettext_lazy("Only for these industries: %(what)s."),
    (Rule.LEGAL_FORM, Answer.YES): gettext_lazy("Your legal form fits: %(own)s."),
    (Rule.LEGAL_FORM, Answer.OPEN): gettext_lazy("Your legal form is one of these: %(what)s."),
    (Rule.LEGAL_FORM, Answer.NO): gettext_lazy("Only for these legal forms: %(what)s."),
}
WITHOUT_INDUSTRIES = {
    Answer.OPEN: gettext_lazy("Your industry is none of these: %(what)s."),
    Answer.NO: gettext_lazy("Not for these industries: %(what)s."),
}


def sentence(finding: Finding, conditions: Conditions, company: Company) -> str:
    """What a finding means, in the active language; conditions in words stay as they are."""
    if finding.rule is Rule.FURTHER:
        return finding.text
    if finding.rule is Rule.STATE:
        return _state(finding.answer, conditions)
    if finding.rule is Rule.PURPOSE and not conditions.purposes:
        return _("It pays for what you plan: our record does not say what it is for.")
    words = {"what": _what(finding.rule, conditions), "own": _own(finding.rule, company)}
    text = SENTENCES[finding.rule, finding.answer]
    if finding.rule is Rule.INDUSTRY and not conditions.industries:
        text = WITHOUT_INDUSTRIES.get(finding.answer, text)
    return str(text) % words


def _state(answer: Answer, conditions: Conditions) -> str:
    """Why one cannot apply today."""
    if conditions.state == FundingProgramme.State.CLOSED:
        return _("It has ended: applications are no longer accepted.")
    if answer is Answer.NO:
        return _("The last day to apply was %(day)s.") % {"day": day(conditions.last_day)}
    if conditions.state == FundingProgramme.State.PAUSED:
        return _("It takes applications again: at the moment it is paused.")
    if conditions.state == FundingProgramme.State.ANNOUNCED:
        return _("It opens: so far it is only announced.")
    return _("A new round is called: all known deadlines have passed.")


def size(span: Span) -> str:
    """“10 bis 249 Beschäftigte”, “höchstens 249 Beschäftigte”."""
    if span.first is None:
        text = ngettext("at most %(last)d employee", "at most %(last)d employees", span.last or 0)
    elif span.last is None:
        text = ngettext("at least %(first)d employee", "at least %(first)d employees", span.first)
    else:
        text = _("%(first)d to %(last)d employees")
    return text % {"first": span.first, "last": span.last}


def age(span: Span) -> str:
    """“noch nicht gegründet oder weniger als 5 Jahre alt”."""
    below = None if span.last is None else span.last + 1
    if below == 0:
        return _("not founded yet")
    if below is None:
        if not span.first:
            return _("founded already")
        text = ngettext("at least %(from)d year old", "at least %(from)d years old", span.first)
    elif span.first is None:
        text = ngettext(
            "not founded yet or less than %(below)d year old",
            "not founded yet or less than %(below)d years old",
            below,
        )
    elif span.first == 0:
        text = ngettext(
            "founded already and less than %(below)d year old",
            "founded already and less than %(below)d years old",
            below,
        )
    else:
        text = _("at least %(from)d and less than %(below)d years old")
    return text % {"from": span.first, "below": below}


def _what(rule: Rule, conditions: Conditions) -> str:
    if rule is Rule.PLACE:
        return ", ".join(territory.names(conditions.territory))
    if rule is Rule.SIZE:
        return size(conditions.employees)
    if rule is Rule.AGE:
        return age(conditions.age)
    if rule is Rule.PURPOSE:
        return _labels(FundingProgramme.Purpose, conditions.purposes)
    if rule is Rule.LEGAL_FORM:
        return _labels(Organisation.LegalForm, conditions.legal_forms)
    allowed = conditions.industries - conditions.not_industries
    return _labels(Industry, allowed or conditions.not_industries)


def _own(rule: Rule, company: Company) -> str:
    if rule is Rule.PURPOSE:
        return _labels(FundingProgramme.Purpose, {company.purpose})
    if rule is Rule.INDUSTRY:
        return _labels(Industry, {company.industry})
    return _labels(Organisation.LegalForm, {company.legal_form})


def _labels(choices, codes) -> str:
    """Words in the order of the set, however the codes are kept."""
    return "; ".join(str(words) for code, words in choices.choices if code in codes)


def asked_of_everybody(conditions: Conditions) -> list[str]:
    """What the page of a programme says of size, age, industry and legal form."""
    nobody, rules = Company(), (Rule.SIZE, Rule.AGE, Rule.INDUSTRY, Rule.LEGAL_FORM)
    findings = evaluate(conditions, nobody, today=date.max).of(Answer.OPEN)
    return [sentence(each, conditions, nobody) for each in findings if each.rule in rules]
