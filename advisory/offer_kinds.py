"""The kinds of offers that stand beside a request and below a result, in this order."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy


@dataclass(frozen=True, slots=True)
class OfferKind:
    """`name` is that of the search; `order` sorts it, empty means by what fits best."""

    name: str
    heading: object
    more: object
    order: str = ""

    def params(self, asked: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """The search for this kind among what is asked."""
        return [*asked, ("type", self.name), *([("sort", self.order)] if self.order else [])]


KINDS = (
    OfferKind("advice", gettext_lazy("Advice"), gettext_lazy("All advice on this topic")),
    OfferKind("event", gettext_lazy("Dates"), gettext_lazy("All dates on this topic"), "date"),
    OfferKind("course", gettext_lazy("Courses"), gettext_lazy("All courses on this topic")),
    OfferKind("funding", gettext_lazy("Funding"), gettext_lazy("All funding on this topic")),
)
