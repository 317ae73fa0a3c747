"""What a searchable document is: the one shape in which every app describes its records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext_lazy

# Every filter by a code, and what it is called; a new one needs no more than a line here and
# its words (registry.register_labels). Page, feeds, exports and kept searches follow.
FACETS = {
    "type": gettext_lazy("What"),
    "topic": gettext_lazy("Topic"),
    "kind": gettext_lazy("Kind"),
    "direction": gettext_lazy("Seek or offer"),
    "industry": gettext_lazy("Industry"),
    "audience": gettext_lazy("For whom"),
    "format": gettext_lazy("Where and how"),
    "language": gettext_lazy("Language"),
    "competence": gettext_lazy("Digital skills"),
    "funding": gettext_lazy("Cost and funding"),
    "organisation": gettext_lazy("Organisation"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One record as the engines see it.

    Texts without suffix are German (or the record's only language), `…_en` English. `facets`
    maps names of FACETS to short codes; `keywords` weighs like the summary. Positions are WGS 84
    degrees, times are aware. `further_days` are local days beside those from start to end on which
    it runs as well; the first 800 count. After `expires_at` the record counts as past; one that is
    not `is_available` (fully booked, closed) follows those that are, and less far so does one that
    `is_overdue`: for long nobody has said that it is still right. Who did last is `checked_by`, on
    the local day `checked_on`. In the order by state those with a lower `rank` (0 to 15) come
    first, of equal ones the next. `place` is the town, `licence` an SPDX identifier where there is
    one; both go out with exports. `card` is kept as it is and given back with the hit, so that a
    result page needs no query per hit.
    """

    id: str
    type: str
    title: str
    url: str
    url_en: str = ""
    summary: str = ""
    body: str = ""
    title_en: str = ""
    summary_en: str = ""
    body_en: str = ""
    keywords: str = ""
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    latitude: float | None = None
    longitude: float | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    further_days: Sequence[date] = ()
    expires_at: datetime | None = None
    date_added: datetime | None = None
    updated_at: datetime | None = None
    is_available: bool = True
    rank: int = 0
    is_overdue: bool = False
    checked_on: date | None = None
    checked_by: str = ""
    place: str = ""
    licence: str = ""
    card: Mapping[str, object] = field(default_factory=dict)
