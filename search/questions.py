"""Counts what visitors ask, without keeping who asked, or what fewer than three have typed."""

from __future__ import annotations

import hashlib
import hmac
import logging
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from functools import lru_cache
from unicodedata import category
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.db import Error, connection
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language

from search import german
from search.models import AskedQuestion, VisitorKey
from search.models.question import MAX_LENGTH, VISITORS_NEEDED
from search.query import SearchQuery
from search.result import SearchResult
from search.spelling import beginning

logger = logging.getLogger(__name__)
Outcome = AskedQuestion.Outcome
KEPT = timedelta(days=365)
MARK = 6  # hexadecimal digits: enough to count, too few to prove that somebody was here
MARKS = 200  # visitors of a question on one day, beyond which nobody needs to count
NEW_A_MINUTE = 120  # questions that one process begins to count; a flood fills no table
WAIT = 200  # milliseconds for another writer; the page matters more than its statistics
ROBOTS = re.compile(r"bot\b|bots?/|crawl|spider|slurp|monitor|uptime|facebookexternal", re.I)
PERSONAL = re.compile(r"@|\d(?:[\s/().+-]{0,3}\d){6}")  # an e-mail address, a phone number
WELL_KNOWN = "°©®™"  # of the symbols; by all others one person with three browsers draws for many
AROUND_WORDS = "\"'„“”‚‘’«»()[]{}.,;:!?…"


def record(
    request: HttpRequest, query: SearchQuery, result: SearchResult, *, on: date | None = None
) -> None:
    """Count the question of a result page, if somebody asks it the first time today.

    One statement for who asked before, two otherwise; never an error and hardly a delay.
    """
    outcome = _outcome(query, result)
    if outcome is None or _is_no_visitor(request) or _is_repeated(request, query.q):
        return
    try:
        with _impatient():
            _count(request, query.q, outcome, on or timezone.localdate())
    except Error as error:
        logger.warning("a question was not counted: %s", type(error).__name__)


def suggested(prefix: str, language: str, count: int = 5) -> list[str]:
    """Questions with hits that at least three visitors typed and that begin like this."""
    folded = normal_form(prefix)
    if len(folded) < 2:
        return []
    found = AskedQuestion.objects.filter(
        folded__startswith=folded, language=language, outcome=Outcome.FOUND
    )
    return list(found.exclude(text="").values_list("text", flat=True)[:count])


def prune(*, at: date | None = None) -> None:
    """What the clock calls after midnight: forget visitors, and questions too rare or too old."""
    today = at or timezone.localdate()
    earlier = AskedQuestion.objects.filter(last_asked__lt=today)
    VisitorKey.objects.exclude(day=today).delete()
    earlier.filter(text="").delete()
    earlier.exclude(marks="").update(marks="")
    earlier.filter(last_asked__lt=today - KEPT).delete()


def normal_form(text: str) -> str:
    """The words of a question as they are compared: no capitals, umlauts or punctuation.

    The beginning of a question becomes the beginning of its normal form.
    """
    words = (word.strip(AROUND_WORDS) for word in text.split())
    plain = " ".join(german.plain(word) for word in words if word)
    return beginning(plain)


def _outcome(query: SearchQuery, result: SearchResult) -> Outcome | None:
    """What a question brought; None where that says nothing about the question.

    Filters may be to blame for missing hits, and so may the list of a single kind of record.
    """
    if not query.q or query.page > 1 or query.is_filtered or not result.complete:
        return None
    if len(query.q) > MAX_LENGTH or PERSONAL.search(query.q) or not normal_form(query.q):
        return None
    if any(category(c) in {"So", "Co", "Cn"} and c not in WELL_KNOWN for c in query.q):
        return None
    if result.total == 0:
        return None if query.fixed else Outcome.NOTHING
    return Outcome.PARTLY if result.relaxed else Outcome.FOUND


def _is_no_visitor(request: HttpRequest) -> bool:
    """Robots, browsers that fetch ahead, and everybody who is or was signed in."""
    return (
        request.method != "GET"
        or settings.SESSION_COOKIE_NAME in request.COOKIES
        or "prefetch" in request.headers.get("Sec-Purpose", "")
        or bool(ROBOTS.search(request.headers.get("User-Agent", "")))
    )


def _is_repeated(request: HttpRequest, words: str) -> bool:
    """Whether a script asks the same words again, such as for another order of the hits."""
    try:
        before = parse_qs(urlsplit(request.headers.get("HX-Current-URL", "")).query)
    except ValueError:
        return False
    return normal_form(before.get("q", [""])[0]) == normal_form(words)


def _count(request: HttpRequest, words: str, outcome: Outcome, today: date) -> None:
    language = get_language() or settings.LANGUAGE_CODE
    folded = normal_form(words)
    key = salted_hmac("search.question", f"{language} {folded}", algorithm="sha256").hexdigest()
    asked = AskedQuestion.objects.filter(key=key).first()
    marks = asked.marks.split() if asked and asked.last_asked == today else []
    mark = _mark(request, key, today)
    if mark in marks or len(marks) >= MARKS:
        return
    marks.append(mark)
    seen = {"outcome": outcome, "marks": " ".join(marks), "last_asked": today}
    if asked is None:
        if _is_trickle():
            question = AskedQuestion(key=key, language=language, **seen)
            AskedQuestion.objects.bulk_create([question], ignore_conflicts=True)
        return
    if len(marks) >= VISITORS_NEEDED and not asked.text:
        seen |= {"text": words, "folded": folded[: 2 * MAX_LENGTH]}
    AskedQuestion.objects.filter(pk=asked.pk).update(visitors=F("visitors") + 1, **seen)


def _mark(request: HttpRequest, key: str, today: date) -> str:
    """Tells visitors of one question on one day apart; says nothing once the day's key is gone."""
    names = ("REMOTE_ADDR", "HTTP_X_FORWARDED_FOR", "HTTP_USER_AGENT", "HTTP_ACCEPT_LANGUAGE")
    visitor = "\n".join((key, *(request.META.get(name, "") for name in names)))
    return hmac.new(_secret(today), visitor.encode(), hashlib.sha256).hexdigest()[:MARK]


@lru_cache(maxsize=1)
def _secret(today: date) -> bytes:
    """The same in every process; whoever needs it first throws those of other days away."""
    if not (row := VisitorKey.objects.filter(day=today).first()):
        VisitorKey.objects.exclude(day=today).delete()
        secret = secrets.token_hex(32)
        row, _created = VisitorKey.objects.get_or_create(day=today, defaults={"secret": secret})
    return row.secret.encode()


_begun = [0, 0]  # this minute, and how many questions this process began to count in it


def _is_trickle() -> bool:
    minute = int(time.monotonic() / 60)
    _begun[:] = [minute, _begun[1] + 1 if _begun[0] == minute else 1]
    return _begun[1] <= NEW_A_MINUTE


@contextmanager
def _impatient() -> Iterator[None]:
    """On SQLite, wait for another writer only a moment instead of the usual seconds."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    database = connection.connection
    (usual,) = database.execute("PRAGMA busy_timeout").fetchone()
    database.execute(f"PRAGMA busy_timeout = {WAIT}")
    try:
        yield
    finally:
        database.execute(f"PRAGMA busy_timeout = {usual}")
