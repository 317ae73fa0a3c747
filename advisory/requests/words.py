"""Why somebody gets a request, as one sentence for the company and in full for the operator."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from advisory.models import AdviceDesk
from advisory.routing import Feature, Reason, State, Why

FEATURES = {
    Feature.SUBJECT: gettext_lazy("your subject"),
    Feature.PLACE: gettext_lazy("your place"),
    Feature.INDUSTRY: gettext_lazy("your industry"),
    Feature.LEGAL_FORM: gettext_lazy("your legal form"),
    Feature.SIZE: gettext_lazy("your size"),
    Feature.AGE: gettext_lazy("the age of your company"),
    Feature.LANGUAGE: gettext_lazy("your language"),
}
STATES = {
    State.FREE: gettext_lazy("is free"),
    State.AWAY: gettext_lazy("is away"),
    State.FULL: gettext_lazy("has as many requests as it can take"),
    State.UNREACHABLE: gettext_lazy("cannot be reached: its mail comes back"),
    State.CLOSED: gettext_lazy("takes no requests"),
    State.HAD_IT: gettext_lazy("had this request already"),
}


def sentence(reason: Reason, desks: Mapping[int, AdviceDesk]) -> str:
    """One sentence for the company; `desks` holds at least the one that is stood in for."""
    main = _main(reason)
    other = desks.get(reason.stands_in_for or 0)
    if other is None or reason.because is None:
        return main
    words = {"name": other.label, "state": STATES[reason.because]}
    return f"{main} " + _("It stands in for “%(name)s”, which %(state)s.") % words


def _main(reason: Reason) -> str:
    if reason.why is Why.OUTSIDE:
        return _(
            "Your postcode lies outside this region; this desk tells you who is in charge there."
        )
    if reason.why is Why.NOBODY_FREE:
        return _("Those in charge can take nothing new at the moment; this desk looks after it.")
    if reason.why is Why.NOBODY_FITS:
        return _("Nobody is in charge of exactly this; this desk finds out who can help.")
    if not reason.features:
        return _("This desk is in charge of requests of all kinds.")
    words = [str(FEATURES[feature]) for feature in reason.features]
    *first, last = words
    joined = f"{', '.join(first)} {_('and')} {last}" if first else last
    return _("This desk is in charge of %(what)s.") % {"what": joined}


def as_data(reason: Reason) -> dict[str, object]:
    return {
        "why": reason.why.value,
        "rule": reason.rule,
        "features": [feature.value for feature in reason.features],
        "stands_in_for": reason.stands_in_for,
        "because": reason.because.value if reason.because else None,
    }


def from_data(data: Mapping[str, object]) -> Reason:
    """Of what `as_data` has written; passed on by a person where nothing was."""
    if not data:
        return Reason(Why.RULE)
    features = tuple(Feature(name) for name in data["features"])  # type: ignore[union-attr]
    because = State(data["because"]) if data["because"] else None
    return Reason(Why(data["why"]), data["rule"], features, data["stands_in_for"], because)
