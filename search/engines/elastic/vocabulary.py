"""What a cluster knows about its terms, in as few requests as possible."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from search.documents import Document
from search.engines import fields
from search.engines.elastic.client import part
from search.engines.elastic.schema import KEYWORDS, STORED, entries
from search.engines.vocabulary import Correction, corrections, errors_allowed
from search.german import Analyser

FIELDS = (*fields.GERMAN, *fields.EXACT, *fields.PARTS, *fields.ENGLISH, fields.WORD)
CANDIDATES = 20  # words close to a mistyped one
EXAMPLES = 3  # records that show how a word is written
TEXTS = {"title", "summary", "body", "title_en", "summary_en", "body_en"}


class ElasticVocabulary:
    """The terms behind one alias; lives as long as one answer."""

    def __init__(self, ask: Callable[..., Any], index: str, analyser: Analyser):
        self._ask, self._index, self._analyser = ask, index, analyser
        self._counts: dict[str, dict[str, int]] = {}
        self._documents = 0

    @property
    def count(self) -> int:
        return self._documents

    def look_up(self, stems: Iterable[str]) -> None:
        """The frequencies of all these stems in all fields, by one request.

        The cluster takes them for a document and tells what it knows about each of its terms.
        """
        new = {stem for stem in stems if stem} - self._counts.keys()
        if not new:
            return
        text = " ".join(new)
        found = self._ask(
            lambda es: es.termvectors(
                index=self._index,
                doc=dict.fromkeys(FIELDS, text),
                term_statistics=True,
                positions=False,
                offsets=False,
                payloads=False,
                filter_path="term_vectors.*.terms.*.doc_freq,term_vectors.title.field_statistics",
            )
        ).get("term_vectors", {})
        self._documents = max(
            self._documents, found.get("title", {}).get("field_statistics", {}).get("doc_count", 0)
        )
        self._counts |= {stem: {} for stem in new}
        for name, vector in found.items():
            for stem, term in vector.get("terms", {}).items():
                self._counts.setdefault(stem, {})[name] = term["doc_freq"]

    def frequency(self, field: str, stem: str) -> int:
        self.look_up([stem])
        return self._counts.get(stem, {}).get(field, 0)

    def close_to(self, normal: str) -> list[Correction]:
        """Words with the same first letter; failing that, with the second one typed as first."""
        if not errors_allowed(normal):
            return []
        best = corrections(normal, self._suggested(normal))
        if not best:
            others = normal[1] + normal[0] + normal[2:], normal[1:]
            known = [(word, word, self.frequency(fields.WORD, word)) for word in others]
            known = [entry for entry in known if entry[2]]
            best = corrections(normal, {*known, *self._suggested(*others)})
        return self._shown(best)

    def _suggested(self, *words: str) -> list[tuple[str, str, int]]:
        """(word, word, documents) for what begins like one of these and differs a little."""
        asked = {
            str(number): {
                "text": word,
                "term": {
                    "field": fields.WORD,
                    "suggest_mode": "always",
                    "max_edits": errors_allowed(word) or 1,
                    "prefix_length": 1,
                    "min_word_length": 3,
                    "size": CANDIDATES,
                    "shard_size": CANDIDATES * 3,
                },
            }
            for number, word in enumerate(words)
        }
        answer = self._ask(lambda es: es.search(index=self._index, size=0, suggest=asked))
        return [
            (option["text"], option["text"], option["freq"])
            for name in asked
            for entry in part(answer, "suggest", name)
            for option in entry["options"]
        ]

    def _shown(self, found: Sequence[Correction]) -> list[Correction]:
        """The same words in the form that some records write them in."""
        if not found:
            return []
        searches: list[Mapping[str, Any]] = []
        for correction in found:
            searches += [
                {},
                {"size": EXAMPLES, "query": {"term": {fields.WORD: correction.normal}}},
            ]
        answer = self._ask(lambda es: es.msearch(index=self._index, searches=searches))
        shown = []
        for correction, response in zip(found, part(answer, "responses"), strict=True):
            forms = Counter(
                form
                for hit in part(response, "hits", "hits")
                for normal, form in self._words_of(hit["_source"])
                if normal == correction.normal
            )
            text = forms.most_common(1)[0][0] if forms else correction.normal
            shown.append(replace(correction, text=text))
        return shown

    def _words_of(self, source: Mapping[str, str]) -> list[tuple[str, str]]:
        """Every word of a record as it was indexed, folded and in the form to show."""
        texts = {name: text for name, text in json.loads(source[STORED]).items() if name in TEXTS}
        record = Document(**texts, keywords=source[KEYWORDS], id="", type="", url="")
        return entries(fields.texts(record, self._analyser).get(fields.WORD, ""))
