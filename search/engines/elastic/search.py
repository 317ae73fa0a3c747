"""One answer of the cluster: words, filters, order, facet counts and hits."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zlib import crc32

from search.documents import FACETS
from search.engines import similar, stored, text_plan
from search.engines.clauses import Clause
from search.engines.elastic import query as queries
from search.engines.elastic.client import part
from search.engines.elastic.query import Query, clause_query
from search.engines.elastic.schema import DEEPEST, STORED
from search.engines.elastic.vocabulary import ElasticVocabulary
from search.engines.fields import COMPLETION, facet_field
from search.engines.text_plan import TextQuery
from search.german import Analyser
from search.query import SearchQuery
from search.result import Hit, SearchResult
from search.spelling import beginning
from search.synonyms import Synonyms

MAX_VALUES = 1000  # of one facet
COMPLETED, ENDINGS = 4, 50  # words of a completion, and known words for each of them


@dataclass(frozen=True, slots=True)
class View:
    """How to ask the serving index, and the analysis that belongs to it."""

    ask: Callable[..., Any]
    index: str
    analyser: Analyser
    synonyms: Synonyms

    def vocabulary(self) -> ElasticVocabulary:
        return ElasticVocabulary(self.ask, self.index, self.analyser)

    def search(self, body: dict[str, Any], key: str) -> dict[str, Any]:
        """The answer to a search; equal keys ask the same copy, so that pages fit together."""
        answer = self.ask(
            lambda es: es.search(
                index=self.index,
                preference=f"hub{crc32(key.encode('utf-8', 'replace'))}",
                allow_partial_search_results=False,
                **body,
            )
        )
        part(answer, "hits")
        return answer


def answer(
    view: View, query: SearchQuery, *, now: datetime, facets: Sequence[str], language: str
) -> SearchResult:
    """Answer a query by two requests, or three where too little matches all words."""
    text = text_plan.read(
        query.q,
        vocabulary=view.vocabulary(),
        analyser=view.analyser,
        synonyms=view.synonyms,
        language=language,
    )
    return _Answer(view, text_plan.settled(query, text), now, language).result(text, facets)


def complete(view: View, text: str, *, now: datetime, count: int, language: str) -> list[Hit]:
    """Current records whose title has words that begin like the typed ones."""
    beginnings = [beginning(token.normal) for token in view.analyser.query(text)[:COMPLETED]]
    if not beginnings:
        return []
    rewrite = f"top_terms_{ENDINGS}"
    words = [{"prefix": {COMPLETION: {"value": b, "rewrite": rewrite}}} for b in beginnings]
    found = {"bool": {"must": words, "filter": [queries.not_over(now)]}}
    return _plain_hits(view, found, count, language)


def similar_to(
    view: View, document_id: str, *, now: datetime, count: int, language: str, kind: str
) -> list[Hit]:
    """Current records (of one kind, if any) about the same as this one; none if it is unknown."""
    this = {"ids": {"values": [document_id]}}
    found = view.search({"query": this, "size": 1}, document_id)["hits"]["hits"]
    if not found:
        return []
    texts = json.loads(found[0]["_source"][STORED])
    words = similar.clause(texts, view.analyser, view.vocabulary())
    of_kind = [queries.facet("type", [kind])] if kind else []
    others = {
        "bool": {
            "must": [clause_query(words)],
            "must_not": [this],
            "filter": [queries.not_over(now), *of_kind],
        }
    }
    return _plain_hits(view, others, count, language)


def _plain_hits(view: View, query: Query, count: int, language: str) -> list[Hit]:
    """The best hits, without marks and distances."""
    by_score = queries.order("relevance", language, None)
    body = {"query": queries.by_standing(query), "size": count, "sort": by_score}
    found = view.search({**body, "track_total_hits": False}, repr(query))
    return [_hit(view, hit, stored.Marks(), language, None) for hit in found["hits"]["hits"]]


def _hit(
    view: View,
    hit: dict[str, Any],
    marks: stored.Marks,
    language: str,
    position: tuple[float, float] | None,
) -> Hit:
    return stored.unpack(
        hit["_source"][STORED].encode(),
        analyser=view.analyser,
        marks=marks,
        language=language,
        position=position,
    )


class _Answer:
    """The steps of one answer, which share the filters."""

    def __init__(self, view: View, query: SearchQuery, now: datetime, language: str):
        self._view, self._query, self._language = view, query, language
        self._not_over = queries.not_over(now)
        self._conditions: list[Query] = [] if query.include_past else [self._not_over]
        if query.date_from or query.date_to:
            self._conditions += queries.days(query.date_from, query.date_to)
        if query.position:
            self._conditions.append(queries.circle(query.position, query.radius))
        if query.among is not None:
            self._conditions.append({"ids": {"values": sorted(query.among)}})
        self._chosen: dict[str, Query] = {}
        for name, values in query.all_facets.items():
            if not values or name not in FACETS:
                continue
            clause = queries.facet(name, values)
            if name in query.fixed:
                self._conditions.append(clause)
            else:
                self._chosen[name] = clause

    def result(self, text: TextQuery, facets: Sequence[str]) -> SearchResult:
        query = self._query
        names = [name for name in dict.fromkeys(facets) if name in FACETS]
        offset, size = (max(query.page, 1) - 1) * query.size, query.size
        if query.among is not None:
            found = self._found(text.strict, names, 0, len(query.among))
            ids = frozenset(hit["_id"] for hit in found["hits"]["hits"])
            counts = {name: _counts(found["aggregations"][name]) for name in names}
            return SearchResult(total=len(ids), hits=[], facets=counts, ids=ids)
        final = self._found(text.strict, names, offset, size)
        total, page = _total(final), final["hits"]["hits"]
        relaxed = False
        if total < text_plan.ENOUGH and text.relaxed is not None and not query.all_words:
            before = max(0, offset - total)
            wider = self._found(text.relaxed, names, before, size - len(page), text.strict)
            if more := _total(wider):
                relaxed, final = True, wider
                total, page = total + more, page + wider["hits"]["hits"]
        return SearchResult(
            total=total,
            hits=[
                _hit(self._view, hit, text.marks, self._language, query.position) for hit in page
            ],
            facets={name: _counts(final["aggregations"][name]) for name in names},
            did_you_mean=text.did_you_mean,
            relaxed=relaxed,
        )

    def _found(
        self,
        text: Clause,
        facets: Sequence[str],
        offset: int,
        size: int,
        without: Clause | None = None,
    ) -> dict[str, Any]:
        """What matches the text: hits and their number, leaving some out, and all facet counts."""
        scored = clause_query(text)
        if self._query.sort == "relevance":
            scored = queries.by_standing(scored)
            if self._query.include_past:
                scored = queries.first(scored, self._not_over)
        if offset + size > DEEPEST:
            offset = size = 0
        narrowed: Query = {"bool": {"filter": list(self._chosen.values())}}
        if without is not None:
            narrowed["bool"]["must_not"] = [clause_query(without)]
        body = {
            "query": {"bool": {"must": [scored], "filter": self._conditions}},
            "post_filter": narrowed,
            "aggs": {name: self._count(name) for name in facets},
            "sort": queries.order(self._query.sort, self._language, self._query.position),
            "from_": offset,
            "size": size,
            "track_total_hits": True,
        }
        if self._query.among is not None:
            body["source"] = False
        return self._view.search(body, repr((self._query.q, self._query.all_facets)))

    def _count(self, name: str) -> dict[str, Any]:
        """Counts per value; a chosen facet is counted as if it were not chosen."""
        others = [clause for chosen, clause in self._chosen.items() if chosen != name]
        counted = {"terms": {"field": facet_field(name), "size": MAX_VALUES}}
        if not others:  # a third faster than a filter for nothing
            return counted
        return {"filter": {"bool": {"filter": others}}, "aggs": {"values": counted}}


def _total(found: dict[str, Any]) -> int:
    return found["hits"]["total"]["value"]


def _counts(aggregation: dict[str, Any]) -> list[tuple[str, int]]:
    buckets = aggregation.get("values", aggregation)["buckets"]
    pairs = ((bucket["key"], bucket["doc_count"]) for bucket in buckets)
    return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))
