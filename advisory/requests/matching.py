"""What the summary shows beside the answers: who gets it, and what may help at once.

The index is asked by topic and subject only; nothing that a company typed leaves this page.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils import timezone

from advisory.models import AdviceDesk, AdviceRequest
from advisory.offer_kinds import KINDS
from advisory.requests import cases, words
from search.result import SearchResult
from search.templatetags.search_tags import hits

EACH = 2


@dataclass(frozen=True, slots=True)
class Who:
    desk: AdviceDesk
    sentence: str


@dataclass(frozen=True, slots=True)
class Offers:
    heading: object
    more: object
    query: str
    result: SearchResult


def who(draft: AdviceRequest) -> Who:
    """The desk that would get it now, and why."""
    decision = cases.decide(cases.case_of(draft), today=timezone.localdate())
    other = decision.reason.stands_in_for
    found = AdviceDesk.objects.select_related("organisation").in_bulk(
        [key for key in (decision.desk, other) if key]
    )
    return Who(found[decision.desk], words.sentence(decision.reason, found))


def offers(draft: AdviceRequest) -> list[Offers]:
    """Advice, dates, courses and funding of the topic."""
    topic = draft.subject.topic or (draft.subject.parent and draft.subject.parent.topic)
    if topic is None:
        return []
    found = []
    for kind in KINDS:
        query = urlencode(kind.params([("topic", topic.slug)]))
        result = hits(query, EACH)
        if result.hits:
            found.append(Offers(kind.heading, kind.more, query, result))
    return found


def answers(request: AdviceRequest) -> list[tuple[str, str]]:
    """Questions of the subject with the answers in words."""
    given = request.typed.get("answers") or {}
    found = []
    for name, label, choices in request.subject.questions_shown:
        if value := given.get(name):
            found.append((label, str(dict(choices).get(value, value))))
    return found
