"""One answer of the embedded index: words, filters, order, facet counts and hits."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from tantivy import DocAddress, Occur, Order, Query, Schema, Searcher

from search.documents import FACETS
from search.engines import similar, stored, text_plan
from search.engines.circle import distances_km
from search.engines.embedded import filters
from search.engines.embedded.filters import Clause
from search.engines.embedded.records import Records
from search.engines.embedded.text import EmbeddedVocabulary
from search.engines.embedded.text import query as to_query
from search.engines.fields import COMPLETION, facet_field, uid
from search.engines.text_plan import TextQuery
from search.german import Analyser
from search.query import SearchQuery
from search.result import Hit, SearchResult
from search.spelling import beginning
from search.synonyms import Synonyms

MAX_VALUES = 1000  # of one facet
TOTAL = "all"  # no name of a facet
RINGS = (8, 4, 2, 1)  # parts of the radius in which the nearest records are looked for
STANDING = "standing"  # the field that puts what is full or overdue behind the rest
NO_MARKS = stored.Marks()
COMPLETED, ENDINGS = 4, 50  # words of a completion, and known words for each of them


@dataclass(frozen=True, slots=True)
class View:
    """An index as it is at one moment, and the analysis that belongs to it."""

    searcher: Searcher
    schema: Schema
    records: Records
    analyser: Analyser
    synonyms: Synonyms


def answer(
    view: View, query: SearchQuery, *, now: datetime, facets: Sequence[str], language: str
) -> SearchResult:
    """Answer a query from one view; whatever fails is an error of tantivy's."""
    text = text_plan.read(
        query.q,
        vocabulary=EmbeddedVocabulary(view.searcher),
        analyser=view.analyser,
        synonyms=view.synonyms,
        language=language,
    )
    return _Answer(view, text_plan.settled(query, text), now, language).result(text, facets)


def complete(view: View, text: str, *, now: datetime, count: int, language: str) -> list[Hit]:
    """Current records whose title has words that begin like the typed ones."""
    searcher, schema = view.searcher, view.schema
    clauses = [filters.not_over(schema, now)]
    for token in view.analyser.query(text)[:COMPLETED]:
        found = searcher.terms_with_prefix(COMPLETION, beginning(token.normal), limit=ENDINGS)
        if not found:
            return []
        words = [(Occur.Should, Query.term_query(schema, COMPLETION, term)) for term, _ in found]
        clauses.append((Occur.Must, Query.boolean_query(words)))
    if len(clauses) == 1:
        return []
    found = searcher.search(
        Query.boolean_query(clauses), count, count=False, weight_by_field=STANDING
    )
    return _hits(view, [address for _, address in found.hits], language)


def similar_to(
    view: View, document_id: str, *, now: datetime, count: int, language: str, kind: str
) -> list[Hit]:
    """Current records (of one kind, if any) about the same as this one; none if it is unknown."""
    searcher, schema = view.searcher, view.schema
    this = Query.term_query(schema, "id", document_id, index_option="basic")
    found = searcher.search(this, 1, count=False).hits
    if not found:
        return []
    texts = json.loads(next(_stored(view, [found[0][1]])))
    words = similar.clause(texts, view.analyser, EmbeddedVocabulary(searcher))
    alike = (Occur.Must, to_query(schema, words))
    conditions = [alike, (Occur.MustNot, this), filters.not_over(schema, now)]
    if kind:
        conditions.append(filters.facet(schema, "type", [kind]))
    others = Query.boolean_query(conditions)
    found = searcher.search(others, count, count=False, weight_by_field=STANDING)
    return _hits(view, [address for _, address in found.hits], language)


def check(view: View) -> None:
    """Raises OSError where the record that was written last is not there."""
    last = view.searcher.search(Query.all_query(), 1, count=False, order_by_field="record").hits
    for _record in _stored(view, [address for _, address in last]):
        pass


def _stored(view: View, addresses: Sequence[DocAddress]) -> Iterator[bytes]:
    positions = view.searcher.fast_field_values("record", addresses)
    return map(view.records.read, positions)


def _hits(
    view: View,
    addresses: Sequence[DocAddress],
    language: str,
    marks: stored.Marks = NO_MARKS,
    position: tuple[float, float] | None = None,
) -> list[Hit]:
    return [
        stored.unpack(
            record, analyser=view.analyser, marks=marks, language=language, position=position
        )
        for record in _stored(view, addresses)
    ]


class _Answer:
    """The steps of one answer, which share the filters."""

    def __init__(self, view: View, query: SearchQuery, now: datetime, language: str):
        self._view, self._query, self._language = view, query, language
        self._searcher = view.searcher
        self._not_over = filters.not_over(view.schema, now)
        self._conditions: list[Clause] = [] if query.include_past else [self._not_over]
        if query.date_from or query.date_to:
            self._conditions += filters.days(view.schema, query.date_from, query.date_to)
        if query.among is not None:
            self._conditions.append(filters.these(view.schema, query.among))
        self._chosen: dict[str, Clause] = {}
        for name, values in query.all_facets.items():
            if not values or name not in FACETS:
                continue
            clause = filters.facet(view.schema, name, values)
            if name in query.fixed:
                self._conditions.append(clause)
            else:
                self._chosen[name] = clause

    def result(self, text: TextQuery, facets: Sequence[str]) -> SearchResult:
        query = self._query
        offset, size = (max(query.page, 1) - 1) * query.size, query.size
        strict = to_query(self._view.schema, text.strict)
        circle = self._circle(strict)
        if query.among is not None:
            ids = self._those_of(query.among, strict, circle)
            counts = self._counted(strict, circle, facets, ids)[1] if facets else {}
            return SearchResult(total=len(ids), hits=[], facets=counts, ids=ids)
        total, counts = self._counted(strict, circle, facets)
        page = self._page(strict, circle, offset, size, total)
        relaxed = False
        if total < text_plan.ENOUGH and text.relaxed is not None and not query.all_words:
            most = to_query(self._view.schema, text.relaxed)
            wider = self._circle(most)
            in_all, of_all = self._counted(most, wider, facets)
            if more := in_all - total:
                rest = Query.boolean_query([(Occur.Must, most), (Occur.MustNot, strict)])
                page += self._page(rest, wider, max(0, offset - total), size - len(page), more)
                relaxed, total, counts = True, in_all, of_all
        return SearchResult(
            total=total,
            hits=_hits(self._view, page, self._language, text.marks, query.position),
            facets=counts,
            did_you_mean=text.did_you_mean,
            relaxed=relaxed,
        )

    def _those_of(
        self, ids: frozenset[str], text: Query, circle: Sequence[Clause]
    ) -> frozenset[str]:
        """The ids of what matches, without reading a single record."""
        known = {uid(document_id): document_id for document_id in ids}
        found = self._searcher.search(self._all(text, circle), max(1, len(ids)), count=False)
        uids = self._searcher.fast_field_values("uid", [hit[1] for hit in found.hits])
        return frozenset(known[number] for number in uids)

    def _all(self, text: Query, circle: Sequence[Clause], released: str = "") -> Query:
        """The text with every filter, or with all but one facet's."""
        chosen = [clause for name, clause in self._chosen.items() if name != released]
        return Query.boolean_query([(Occur.Must, text), *self._conditions, *circle, *chosen])

    def _circle(self, text: Query) -> list[Clause]:
        """An exact circle: the cover without those points of its rim that lie outside.

        Exact for the text given and for parts of it, whatever facets are chosen.
        """
        if not self._query.position:
            return []
        where = self._view.schema, self._query.position, self._query.radius
        clauses = [filters.must(filters.cover(*where))]
        rim = Query.boolean_query(
            [(Occur.Must, text), *self._conditions, filters.must(filters.rim(*where))]
        )
        points = self._distances(rim, "spot")
        if outside := [number for km, number, _ in points if km > self._query.radius]:
            beyond = Query.term_set_query(self._view.schema, "spot", outside)
            clauses.append((Occur.MustNot, beyond))
        return clauses

    def _distances(self, query: Query, number: str) -> list[tuple[float, int, DocAddress]]:
        """(kilometres, a number, address) of everything that matches and has a position."""
        limit = max(1, self._searcher.num_docs)
        addresses = [hit[1] for hit in self._searcher.search(query, limit, count=False).hits]
        latitudes, longitudes, numbers = (
            self._searcher.fast_field_values(name, addresses)
            for name in ("latitude", "longitude", number)
        )
        distances = distances_km(self._query.position, latitudes, longitudes)
        return list(zip(distances, numbers, addresses, strict=True))

    def _page(
        self, text: Query, circle: Sequence[Clause], offset: int, size: int, total: int
    ) -> list[DocAddress]:
        """The addresses from `offset` on in the order asked for; `total` match."""
        query = self._all(text, circle)
        keys = {
            "date": ("by_date", Order.Asc),
            "newest": ("by_added", Order.Desc),
            "state": ("by_state", Order.Asc),
            "name": ("by_name_en" if self._language == "en" else "by_name", Order.Asc),
        }
        if self._query.sort == "distance":
            return self._nearest(text, offset, min(offset + size, total))
        if self._query.sort in keys:
            order = dict(zip(("order_by_field", "order"), keys[self._query.sort], strict=True))
            return self._found(query, offset, size, **order)
        if not self._query.include_past:
            return self._found(query, offset, size, weight_by_field=STANDING)
        current = Query.boolean_query([(Occur.Must, query), self._not_over])
        past = Query.boolean_query([(Occur.Must, query), (Occur.MustNot, current)])
        page = self._found(current, offset, size, weight_by_field=STANDING)
        if len(page) == size:
            return page
        gone = max(0, offset - self._total(current))
        return page + self._found(past, gone, size - len(page), weight_by_field=STANDING)

    def _found(self, query: Query, offset: int, size: int, **order) -> list[DocAddress]:
        found = self._searcher.search(query, max(1, size), count=False, offset=offset, **order)
        return [hit[1] for hit in found.hits][:size]

    def _total(self, query: Query) -> int:
        return self._searcher.search(query, 1, count=True).count

    def _nearest(self, text: Query, start: int, end: int) -> list[DocAddress]:
        """By distance; looks at no more records than the smallest ring with enough of them."""
        near: list[tuple[float, int, DocAddress]] = []
        for divisor in RINGS:
            if len(near) >= end:
                break
            km = self._query.radius / divisor
            ring = filters.must(filters.cover(self._view.schema, self._query.position, km))
            points = self._distances(self._all(text, [ring]), "uid")
            near = sorted((p for p in points if p[0] <= km), key=lambda p: p[:2])
        return [address for _, _, address in near[start:end]]

    def _counted(
        self,
        text: Query,
        circle: Sequence[Clause],
        names: Sequence[str],
        found: frozenset[str] = frozenset(),
    ) -> tuple[int, dict[str, list[tuple[str, int]]]]:
        """How many match in all and per value; a chosen facet is counted as if it were not.

        `found` are the ids of all that match, where they are known by now: a few instead of many.
        """
        known = [name for name in dict.fromkeys(names) if name in FACETS]
        query = self._all(text, circle)
        if found:
            query = Query.boolean_query([filters.these(self._view.schema, found)])
        if free := [name for name in known if name not in self._chosen]:
            total, counts = self._count(query, free)
        else:
            total, counts = self._total(query), {}
        for name in known:
            if name in self._chosen:
                counts |= self._count(self._all(text, circle, released=name), [name])[1]
        return total, {name: counts[name] for name in known}

    def _count(
        self, query: Query, names: Sequence[str]
    ) -> tuple[int, dict[str, list[tuple[str, int]]]]:
        """One pass over what matches; every record has one `record`."""
        wanted: dict[str, dict] = {
            name: {"terms": {"field": facet_field(name), "size": MAX_VALUES}} for name in names
        }
        found = self._searcher.aggregate(
            query, {TOTAL: {"value_count": {"field": "record"}}} | wanted
        )
        return int(found[TOTAL]["value"]), {
            name: sorted(
                ((bucket["key"], bucket["doc_count"]) for bucket in found[name]["buckets"]),
                key=lambda pair: (-pair[1], pair[0]),
            )
            for name in names
        }
