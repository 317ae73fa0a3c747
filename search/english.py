"""English text as the index sees it: words with offsets, then the Snowball English stemmer.

The stemmer is Porter's second ("Porter2", snowballstem.org), from the package PyStemmer.
No compound parts: English writes its compounds apart, and a hyphen is read as a space would be.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import Stemmer  # type: ignore[import-not-found]

from search.compounds import LONGEST_WORD
from search.german import QUERY_LENGTH, QUERY_TOKENS, Token
from search.spelling import compose
from search.word_list import word_set

STEMMER = Stemmer.Stemmer("english", 0)  # without a cache of its own threads may share it
# The words that are written in three ways are one word: start-up, start up, startup.
TOKEN = re.compile(
    r"(?<![\w.])\.net\b|(?<!\w)[cf](?:\+\+|\#)(?!\w)|(?<!\w)[^\W\d_]&[^\W\d_](?!\w)"
    r"|\b(?:start[- ]up|know[- ]how|co[- ]work|e-mail|on-line)[^\W_]*"
    r"|(?<!\w)\d+(?:[.,:]\d+)+|[^\W_]+(?:['’]s\b)?",
    re.IGNORECASE,
)
SEPARATORS = str.maketrans({"-": "", " ": "", "’": "'"})

# Words without a topic: articles, pronouns, prepositions, auxiliaries.
STOP_WORDS = word_set(
    """
    a about an and any are as at be been being but by for from had has have he her his i if in
    into is it its me my no nor not of on or our ours she so such than that the their them then
    there these they this those to too us was we were will with would you your yours
    """
)
# How people ask, not what they ask for: left out of queries only.
QUESTION_WORDS = word_set(
    """
    am best big called can could did do does done explain find get give go going good got happen
    happens help helps how just kind know let like long look looking make makes many may mean means
    might much must need needs offer old please possible provide really search should show still
    supports take takes tell there us want what when where which who whom whose why
    """
)


@lru_cache(maxsize=50_000)
def _word(surface: str) -> tuple[str, str]:
    """Surface form → (folded form, stem)."""
    marked = unicodedata.normalize("NFKD", surface.casefold())
    bare = "".join(letter for letter in marked if not unicodedata.combining(letter))
    normal = bare.translate(SEPARATORS).removesuffix("'s")
    if not normal.isalpha():
        return normal, normal
    return normal, str(STEMMER.stemWord(normal))


def _all(text: str) -> list[Token]:
    source = compose(text)
    found = []
    for position, match in enumerate(TOKEN.finditer(source.text)):
        start, end = source.span(*match.span())
        normal, stem = _word(match[0][:LONGEST_WORD])
        found.append(Token(text[start:end], start, end, position, normal, stem, ()))
    return found


def tokens(text: str) -> list[Token]:
    """All words but stop words, in order; positions keep the gaps."""
    return [token for token in _all(text) if token.normal not in STOP_WORDS]


def query(text: str) -> list[Token]:
    """The words that are asked for, at most 32; all words where only stop words were typed."""
    found = _all(text[:QUERY_LENGTH])
    left_out = STOP_WORDS | QUESTION_WORDS
    asked = [token for token in found if token.normal not in left_out]
    return (asked or found)[:QUERY_TOKENS]
