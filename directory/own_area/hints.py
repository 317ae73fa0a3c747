"""What raises the chance that an entry is found, from what is in its form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

# Name of the field, points, characters it needs, words for what is missing.
RULES = (
    ("summary", 2, 60, _("Two sentences about what you do: people search by these words.")),
    ("topics", 2, 1, _("Choose topics: many look around by topic and not by name.")),
    ("wz_code", 1, 1, _("Choose your industry: then you stand among your peers.")),
    ("postcode", 1, 5, _("Your postcode puts you on the map and into searches nearby.")),
    ("contact_email", 1, 5, _("With an address for enquiries people can write to you.")),
    ("website", 1, 4, _("Your website shows more than an entry can.")),
    ("logo", 1, 1, _("With a logo people recognise you.")),
)
FURTHER = (
    ("description", 2, 300, _("A description of some paragraphs is found by many more words.")),
    ("offers", 1, 20, _("Say what you offer: offers are matched with what others look for.")),
    ("seeks", 1, 10, _("Say what you look for: partners and pilot customers read that.")),
    ("size_class", 1, 1, _("Your size helps those who look for partners of their kind.")),
    ("summary_en", 1, 30, _("A sentence in English opens the English pages to you.")),
)


@dataclass(frozen=True, slots=True)
class Score:
    """`done` of `possible` points; `missing` are sentences, the most useful first."""

    done: int
    possible: int
    missing: list[str]

    @property
    def percent(self) -> int:
        return round(100 * self.done / self.possible)


def score(values: Mapping[str, object], *, has_logo: bool, whole: bool) -> Score:
    """How well the entry can be found; `whole` also looks at what is asked later."""
    rules = RULES + FURTHER if whole else RULES
    filled = {**values, "logo": ["logo"] if has_logo else []}
    missing = [rule for rule in rules if _size(filled.get(rule[0])) < rule[2]]
    possible = sum(rule[1] for rule in rules)
    missing.sort(key=lambda rule: -rule[1])
    return Score(possible - sum(r[1] for r in missing), possible, [str(r[3]) for r in missing])


def _size(value: object) -> int:
    if isinstance(value, list | tuple):
        return len(value)
    return len(str(value or "").strip())
