"""The one query of the read side, parsed from an address and written back into one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from search import registry
from search.documents import FACETS

MAX_CHARACTERS = 300
MAX_PAGE = 500
MAX_VALUES = 20
RADII = (5, 10, 25, 50, 100)
SORTS = ("relevance", "state", "date", "name", "distance", "newest")
PARAMETERS = ("q", *FACETS, "near", "radius", "from", "to", "sort", "page")


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchQuery:
    """What is asked. `facets` holds chosen codes: OR within a facet, AND between facets.

    `position` is (latitude, longitude) in degrees and goes with `radius` in kilometres.
    `date_from`/`date_to` keep records that run on one of these days. Records that are over stay
    hidden unless `include_past`. `fixed` are facets that the address itself implies. With
    `all_words`, what holds only most of the words is no hit, however few there are. With `among`,
    only these documents are asked about, and the answer is their ids: no hits, no order, no page.
    """

    q: str = ""
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fixed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    near: str = ""
    radius: int = 25
    position: tuple[float, float] | None = None
    date_from: date | None = None
    date_to: date | None = None
    include_past: bool = False
    all_words: bool = False
    among: frozenset[str] | None = None
    sort: str = "relevance"
    default_sort: str = "relevance"
    page: int = 1
    size: int = 20
    remarks: tuple[str, ...] = ()

    @classmethod
    def parse(
        cls,
        params: QueryDict,
        *,
        fixed: Mapping[str, tuple[str, ...]] | None = None,
        default_sort: str = "name",
        today: date | None = None,
    ) -> SearchQuery:
        """Read address parameters; whatever cannot be used is left out and named in `remarks`."""
        remarks: list[str] = []
        q = _words(params.get("q", ""), remarks)
        place = _place(params.get("near", ""), remarks)
        date_from = _day(params.get("from", ""), remarks)
        date_to = _day(params.get("to", ""), remarks)
        if date_from and date_to and date_to < date_from:
            date_from, date_to = date_to, date_from
            remarks.append(_("The dates were the wrong way round; we swapped them."))
        default_sort = "relevance" if q else default_sort
        position = (place.latitude, place.longitude) if place else None
        return cls(
            q=q,
            facets=_facets(params, dict(fixed or {}), remarks),
            fixed=dict(fixed or {}),
            near=place.name if place else "",
            radius=_radius(params.get("radius", "")),
            position=position,
            date_from=date_from,
            date_to=date_to,
            include_past=bool(date_from and date_from < (today or date.today())),
            sort=_sort(params.get("sort", ""), default_sort, has_position=bool(position)),
            default_sort=default_sort,
            page=_page(params.get("page", ""), remarks),
            remarks=tuple(remarks),
        )

    @classmethod
    def for_list(
        cls, params: QueryDict, type: str = "", *, today: date | None = None
    ) -> SearchQuery:
        """The query of a list: of one kind of record in its own order, or of every kind."""
        if not type:
            return cls.parse(params, today=today)
        order = registry.get(type).default_sort
        return cls.parse(params, fixed={"type": (type,)}, default_sort=order, today=today)

    @classmethod
    def parse_kept(cls, params: QueryDict, *, today: date | None = None) -> SearchQuery:
        """The query of parameters without a path, as `urlencode_kept` writes them.

        A single kind of record makes it the list of that kind.
        """
        types = set(params.getlist("type"))
        only = types.pop() if len(types) == 1 else ""
        return cls.for_list(params, only if only in registry.types() else "", today=today)

    @property
    def all_facets(self) -> dict[str, tuple[str, ...]]:
        return {**self.facets, **self.fixed}

    @property
    def is_filtered(self) -> bool:
        return bool(self.facets or self.near or self.date_from or self.date_to)

    def urlencode(self, **changes: object) -> str:
        """This query as address parameters, without what is the default; `changes` as fields."""
        query = replace(self, **{"page": 1, **changes})  # type: ignore[arg-type]
        pairs: list[tuple[str, object]] = [("q", query.q)] if query.q else []
        pairs += [(name, value) for name, values in query.facets.items() for value in values]
        if query.near:
            pairs += [("near", query.near), ("radius", query.radius)]
        for name, value in (("from", query.date_from), ("to", query.date_to)):
            if value:
                pairs.append((name, value.isoformat()))
        if query.sort != query.default_sort:
            pairs.append(("sort", query.sort))
        if query.page > 1:
            pairs.append(("page", query.page))
        return urlencode(pairs)

    def urlencode_kept(self, **changes: object) -> str:
        """As `urlencode`, for where no path tells the kind of record: embeds, kept searches."""
        facets = {**self.fixed, **self.facets}
        return replace(self, facets=facets, fixed={}).urlencode(**changes)

    def without_value(self, facet: str, value: str) -> dict[str, tuple[str, ...]]:
        """The facets with one value less."""
        rest = tuple(v for v in self.facets.get(facet, ()) if v != value)
        facets = {name: values for name, values in self.facets.items() if name != facet}
        return {**facets, facet: rest} if rest else facets

    def nowhere(self) -> dict[str, object]:
        """The changes that take the place away, and with it the order by distance."""
        sort = self.default_sort if self.sort == "distance" else self.sort
        return {"near": "", "position": None, "sort": sort}


def _words(text: str, remarks: list[str]) -> str:
    text = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if len(text) > MAX_CHARACTERS:
        remarks.append(
            _("The question is very long. We looked for its first %(count)d characters.")
            % {"count": MAX_CHARACTERS}
        )
    return text[:MAX_CHARACTERS].strip()


def _place(text: str, remarks: list[str]) -> registry.Place | None:
    text = _words(text, [])[:80]
    place = registry.find_place(text) if text else None
    if text and place is None:
        remarks.append(
            _("We do not know a place called “%(place)s” here. Try a town or a postcode.")
            % {"place": text}
        )
    return place


def _day(text: str, remarks: list[str]) -> date | None:
    text = text.strip()[:20]
    if not text:
        return None
    for pattern in ("%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y"):
        try:
            return datetime.strptime(text, pattern).date()
        except ValueError:
            continue
    remarks.append(
        _("“%(text)s” is not a date. Write it like 24.12.2026.") % {"text": text},
    )
    return None


def _facets(
    params: QueryDict, fixed: Mapping[str, tuple[str, ...]], remarks: list[str]
) -> dict[str, tuple[str, ...]]:
    chosen = {}
    for name in FACETS:
        if name in fixed:
            continue
        typed = dict.fromkeys(params.getlist(name))
        values = [value for value in typed if value and value.isprintable()][:MAX_VALUES]
        known = registry.labels(name, values) if values else {}
        for value in values:
            if value not in known:
                remarks.append(
                    _("We left out the filter “%(value)s”, which does not exist (any more).")
                    % {"value": _words(value, [])[:40]}
                )
        if kept := tuple(v for v in values if v in known):
            chosen[name] = kept
    return chosen


def _radius(text: str) -> int:
    try:
        wanted = int(text[:6])
    except ValueError:
        return 25
    return min(RADII, key=lambda radius: abs(radius - wanted))


def _sort(text: str, default: str, *, has_position: bool) -> str:
    if text not in SORTS or (text == "distance" and not has_position):
        return default
    return text


def _page(text: str, remarks: list[str]) -> int:
    if not text:
        return 1
    try:
        page = int(text[:12])
    except ValueError:
        page = 0
    if not 1 <= page <= MAX_PAGE:
        remarks.append(_("That page does not exist. We show the nearest one."))
    return min(max(page, 1), MAX_PAGE)
