"""A request as the routing sees it, and the decision about it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from advisory import routing
from advisory.forms import AGES, SIZES
from advisory.models import AdviceDesk, AdviceRequest, RoutingRule
from directory.models import Municipality


def case_of(request: AdviceRequest) -> routing.Case:
    places: tuple[str, ...] = ()
    if request.postcode:
        towns = Municipality.objects.with_postcode(request.postcode)
        places = tuple(towns.values_list("ags", flat=True))
    return routing.Case(
        subjects=request.subject.path,
        places=places,
        is_outside=bool(request.postcode) and not places,
        employees=SIZES.get(request.size),
        age=AGES[request.age][1] if request.age in AGES else None,
        industry=request.industry,
        legal_form=request.legal_form,
        language=request.advice_language,
    )


def fallback() -> AdviceDesk | None:
    return AdviceDesk.objects.filter(is_fallback=True).first()


def is_open() -> bool:
    """Whether requests can be taken: somebody has to get what no rule fits."""
    return fallback() is not None


def decide(case: routing.Case, *, today: date, without: Iterable[int] = ()) -> routing.Decision:
    """Raises LookupError where there is no fallback desk."""
    rules, desks = RoutingRule.objects.for_routing(), AdviceDesk.objects.for_routing()
    return decide_among(case, rules, desks, today=today, without=without)


def decide_among(
    case: routing.Case,
    rules: Iterable[routing.Rule],
    desks: Iterable[routing.Desk],
    *,
    today: date,
    without: Iterable[int] = (),
) -> routing.Decision:
    """The same for rules and desks that were read already."""
    last = fallback()
    if last is None:
        raise LookupError("there is no fallback desk")
    return routing.decide(case, rules, desks, fallback=last.pk, today=today, without=without)
