"""How a started question or place may go on: records, topics, places, questions that found much."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from search import registry
from search.query import MAX_CHARACTERS
from search.questions import suggested
from search.spelling import beginning, plain
from search.views import complete

RECORDS, TOPICS, PLACES, QUESTIONS, PLACES_ALONE = 5, 3, 3, 3, 8
KEEP_SECONDS = 60
WORD = re.compile(r"\w+")
# What may stand between a subject and a place: "Beratung in der Nähe von Kassel".
BEFORE_PLACE = frozenset(
    ("in", "im", "bei", "um", "nahe", "nähe", "der", "von", "rund", "near", "around")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One line to choose: it leads to `address`, or it puts `value` into the field.

    An address that starts with "?" belongs to the page that the form leads to.
    """

    label: SafeString
    detail: str = ""
    kind: str = ""
    lang: str = ""
    address: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    label: str
    options: list[Option]


@require_safe
@cache_control(public=True, max_age=KEEP_SECONDS)
def search_completion(request: HttpRequest) -> HttpResponse:
    """Options for a question box, as HTML."""
    return answer_options(request, question_groups, submit=True)


@require_safe
@cache_control(public=True, max_age=KEEP_SECONDS)
def place_completion(request: HttpRequest) -> HttpResponse:
    """Options for a field "place or postcode", as HTML."""
    return answer_options(request, place_groups, submit=False)


def answer_options(
    request: HttpRequest, groups_of: Callable[[str], list[Group]], *, submit: bool
) -> HttpResponse:
    """What js/combobox.js shows for the started text of a request."""
    text = "".join(c if c.isprintable() else " " for c in request.GET.get("q", ""))
    text = " ".join(text.split())
    groups = groups_of(text) if len(text) <= MAX_CHARACTERS else []
    groups = [group for group in groups if group.options]
    count = sum(len(group.options) for group in groups)
    context = {"groups": groups, "count": count, "submit": submit}
    return HttpResponse(render_to_string("search/_completion.html", context))


def question_groups(text: str) -> list[Group]:
    """What a question box offers for a text, group by group; nothing for less than two letters."""
    typed = fold_words(text)
    if len(text) < 2 or not typed:
        return []
    return [
        Group(_("Entries"), list(_records(text, typed))),
        Group(_("Topics"), list(_topics(typed))),
        Group(_("Places"), list(_places(text))),
        Group(_("Often searched"), list(_questions(text, typed))),
    ]


def place_groups(text: str) -> list[Group]:
    """What a field for a place offers for the first letters or digits."""
    typed = fold_words(text)
    options = [
        Option(
            label=marked(place.name, typed),
            detail=" · ".join(filter(None, (_postcodes(place.postcodes), place.area))),
            value=place.name,
        )
        for place in registry.complete_place(text, PLACES_ALONE)
    ]
    return [Group("", options)]


def fold_words(text: str) -> list[str]:
    """The words of a text as their beginnings are compared: ä, ae and a are one."""
    return [beginning(plain(word)) for word in WORD.findall(text)]


def marked(label: str, typed: Sequence[str]) -> SafeString:
    """A label as HTML in which the letters are bold that the typed words begin with."""
    pieces, end = [], 0
    for match in WORD.finditer(label):
        folded = fold_words(match[0])[0]
        if size := max((len(word) for word in typed if folded.startswith(word)), default=0):
            size = size if len(folded) == len(match[0]) else len(match[0])
            begin, stop = match.start(), match.start() + size
            pieces += [escape(label[end:begin]), "<b>", escape(label[begin:stop]), "</b>"]
            end = stop
    return mark_safe("".join([*pieces, escape(label[end:])]))  # noqa: S308


def _records(text: str, typed: Sequence[str]) -> Iterator[Option]:
    for hit in complete(text, count=RECORDS):
        yield Option(
            label=marked(hit.plain_title, typed),
            detail=str(registry.get(hit.type).label),
            kind=hit.type,
            lang=hit.text_language,
            address=hit.address,
        )


def _topics(typed: Sequence[str]) -> Iterator[Option]:
    key = f"completion-topics-{get_language()}"
    topics = caches["process"].get_or_set(key, _all_topics, KEEP_SECONDS)
    fitting = [
        (slug, label)
        for slug, label, words in topics
        if all(any(word.startswith(begin) for word in words) for begin in typed)
    ]
    for slug, label in fitting[:TOPICS]:
        yield Option(label=marked(label, typed), address="?" + urlencode({"topic": slug}))


def _all_topics() -> list[tuple[str, str, list[str]]]:
    return [(slug, label, fold_words(label)) for slug, label in registry.labels("topic").items()]


def _places(text: str) -> Iterator[Option]:
    """Places that the text means, or its last word: then the rest stays the question."""
    places, question = [], ""
    if not text.isdigit() or len(text) > 2:
        places = registry.complete_place(text, PLACES)
    words = text.split()
    if not places and len(words) > 1 and len(words[-1]) > 2:
        places = registry.complete_place(words.pop(), PLACES)
        while words and words[-1].lower() in BEFORE_PLACE:
            words.pop()
        question = " ".join(words)
    for place in places:
        names = {"question": question, "place": place.name}
        if question:
            label = _("%(question)s near %(place)s") % names
            address = "?" + urlencode({"q": question, "near": place.name})
        else:
            label = _("Everything near %(place)s") % names
            address = "?" + urlencode({"near": place.name})
        detail = _postcodes(place.postcodes) or place.area
        yield Option(label=escape(label), detail=detail, address=address)


def _questions(text: str, typed: Sequence[str]) -> Iterator[Option]:
    for question in suggested(text, get_language() or "de", QUESTIONS):
        if question.casefold() != text.casefold():
            yield Option(label=marked(question, typed), value=question)


def _postcodes(postcodes: Sequence[str]) -> str:
    shown = ", ".join(postcodes[:3])
    return f"{shown} …" if len(postcodes) > 3 else shown
