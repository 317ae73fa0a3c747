"""What stands in the form of the check, and what its page shows of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from advisory import maturity
from advisory.maturity import Stage, Standing
from advisory.models import CheckQuestion, Dimension, QuestionSet

ANSWER = "answer-"
START, RESULT, OFFERS = "start", "result", "offers"
SCALE = [
    ("0", gettext_lazy("not yet")),
    ("1", gettext_lazy("a little")),
    ("2", gettext_lazy("mostly")),
    ("3", gettext_lazy("throughout")),
    (str(maturity.NOT_OURS), gettext_lazy("does not concern us")),
]
INTRODUCTIONS = {
    Dimension.STRATEGY: gettext_lazy("Where you want to go, who sees to it, and what it may cost."),
    Dimension.READINESS: gettext_lazy("Devices, programs and connections that daily work runs on."),
    Dimension.PEOPLE: gettext_lazy("Whether everybody in the company can and wants to join in."),
    Dimension.DATA: gettext_lazy("Finding, using and protecting what your company knows."),
    Dimension.AUTOMATION: gettext_lazy("Work that machines and programs can do for you."),
    Dimension.GREEN: gettext_lazy("Less energy, paper, travel and waste by digital means."),
}
STAGES = {
    Stage.BEGINNING: pgettext_lazy("digital", "at the beginning"),
    Stage.UNDER_WAY: pgettext_lazy("digital", "under way"),
    Stage.ADVANCED: pgettext_lazy("digital", "well advanced"),
    Stage.LEADING: pgettext_lazy("digital", "ahead"),
}
MEANINGS = {
    Stage.BEGINNING: gettext_lazy("Much is still to come. One small project is a good start."),
    Stage.UNDER_WAY: gettext_lazy(
        "The first steps are done. Decide what comes next and finish it."
    ),
    Stage.ADVANCED: gettext_lazy("A lot works well. Close the gaps that cost you most time."),
    Stage.LEADING: gettext_lazy("You are far. Keep it up, and show others how you do it."),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A statement with its scale; `value` is what was chosen, if anything."""

    question: CheckQuestion
    value: str
    is_beginning: bool

    @property
    def name(self) -> str:
        return ANSWER + self.question.key

    @property
    def scale(self) -> list[tuple[str, object]]:
        return SCALE

    @property
    def answer(self) -> object:
        return dict(SCALE).get(self.value, "")


@dataclass(frozen=True, slots=True)
class Screen:
    """A dimension: its statements, and where the company stands."""

    dimension: Dimension
    number: int
    asked: list[Asked]
    standing: Standing
    is_weak: bool

    @property
    def name(self) -> str:
        return self.dimension.value

    @property
    def introduction(self) -> object:
        return INTRODUCTIONS[self.dimension]

    @property
    def stages(self) -> list[tuple[Stage, object, object]]:
        """(code, word, meaning) of every stage, for the browser to choose from."""
        return [(stage, STAGES[stage], MEANINGS[stage]) for stage in Stage]


def read(data: QueryDict, questions: QuestionSet) -> dict[str, int]:
    """The valid answers of a form."""
    values = {value: int(value) for value, _words in SCALE}
    given = {question.key: data.get(ANSWER + question.key) for question in questions.asked}
    return {key: values[value] for key, value in given.items() if value in values}


def screens(
    questions: QuestionSet, answers: Mapping[str, int]
) -> tuple[list[Screen], maturity.Result]:
    """The dimensions that have statements, and the result."""
    result = maturity.assess([(q.key, q.dimension) for q in questions.asked], answers)
    found = []
    for number, standing in enumerate(result.standings, start=1):
        asked = [
            Asked(q, str(answers.get(q.key, "")), q.key in standing.beginnings)
            for q in questions.asked
            if q.dimension == standing.dimension
        ]
        is_weak = standing.dimension in result.weakest
        found.append(Screen(Dimension(standing.dimension), number, asked, standing, is_weak))
    return found, result


def summary(shown: list[Screen]) -> str:
    """The result as text, for a request; `digital_check.js` writes the same."""
    lines = [_("Result of our Digital-Check:")]
    lines += [f"- {screen.dimension.label}: {_standing(screen)}" for screen in shown]
    begin = [
        each for screen in shown if screen.is_weak for each in screen.asked if each.is_beginning
    ]
    if begin:
        lines += ["", _("Here we are not far yet:")]
        lines += [f"- {each.question.label} ({each.answer})" for each in begin]
    return "\n".join([*lines, "", _("We would like advice on this."), ""])


def text_of(data: QueryDict, proposed: str) -> tuple[str, str]:
    """The text for a request as somebody left it, and the mark of the proposed one.

    Who has not changed it gets what is proposed now; the mark, which travels in the form, tells.
    """
    mark = _mark(proposed)
    typed = data.get("text")
    if typed is None or _mark(typed) == data.get("text-mark"):
        return proposed, mark
    return typed.replace("\r\n", "\n").replace("\x00", ""), mark


def _mark(text: str) -> str:
    return hashlib.sha256("\n".join(text.splitlines()).strip().encode()).hexdigest()[:16]


def _standing(screen: Screen) -> str:
    standing = screen.standing
    if standing.stage is None:
        return _("not enough answers")
    points = _("%(points)d of 100 points") % {"points": standing.points}
    return f"{points} ({STAGES[standing.stage]})"
