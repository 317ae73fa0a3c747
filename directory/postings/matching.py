"""Which postings fit an organisation, and which organisations fit a posting.

Asked of the index whenever it is shown, so that nothing has to be stored or brought up to date.
By mail the same is a kept search for the topics of the organisation.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils import timezone

from directory.models import Organisation, Posting
from search import views as search
from search.query import SearchQuery
from search.result import Hit

SHOWN = 5
ASKED_ABOUT = 5  # organisations of one person; each costs two questions to the index
LOOKED_AT = 20


def postings_for(organisations: Iterable[Organisation], *, count: int = SHOWN) -> list[Hit]:
    """Open postings of others that fit one of these: by topic and words, by topic, by words."""
    asked = list(organisations)[:ASKED_ABOUT]
    own = {organisation.slug for organisation in asked}
    alike = [hit for organisation in asked for hit in _alike(organisation)]
    on_topic = [hit for organisation in asked for hit in _of_same_topics(organisation)]
    topical = {hit.id for hit in on_topic}
    both = [hit for hit in alike if hit.id in topical]
    found = {
        hit.id: hit
        for hit in (*both, *on_topic, *alike)
        if not own.intersection(hit.facets.get("organisation", ()))
    }
    return list(found.values())[:count]


def organisations_for(posting: Posting, *, count: int = SHOWN) -> list[Hit]:
    """Organisations that a posting which is public may interest; never the one that has it."""
    if not posting.live:
        return []
    hits = search.similar(f"posting:{posting.pk}", count=LOOKED_AT, kind="organisation")
    return [hit for hit in hits if hit.id != f"organisation:{posting.owner_id}"][:count]


def query_of(organisations: Iterable[Organisation]) -> str:
    """The postings of all topics of these organisations, as parameters; empty without topics."""
    asked = list(organisations)[:ASKED_ABOUT]
    slugs = dict.fromkeys(topic.slug for each in asked for topic in each.topic_list)
    pairs = [("type", "posting"), *(("topic", slug) for slug in slugs)]
    return urlencode(pairs) if slugs else ""


def _alike(organisation: Organisation) -> list[Hit]:
    return search.similar(f"organisation:{organisation.pk}", count=LOOKED_AT, kind="posting")


def _of_same_topics(organisation: Organisation) -> list[Hit]:
    asked = query_of([organisation])
    if not asked:
        return []
    query = SearchQuery.parse_kept(QueryDict(asked), today=timezone.localdate())
    result = search.answer(replace(query, size=LOOKED_AT))
    return result.hits if result.complete else []  # the database alone knows no filters
