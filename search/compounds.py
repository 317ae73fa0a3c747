"""German compounds taken apart: "Datenschutzschulung" is Datenschutz, Daten, Schutz, Schulung.

The frequency test is that of Koehn and Knight, "Empirical Methods for Compound Splitting" (EACL
2003): a known word is split only where its parts are, on average, more common than itself. The best
segmentation is found by dynamic programming over a word list (word_list.py), with the linking
elements of German grammar between the parts. Words are given in plain letters: ä = ae, ß = ss.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from search.word_list import PARTICLES, PREFIXES, SHORTEST_PART, word_list, word_set

LONGEST_WORD = 60  # code points; longer strings are not words
CACHED_PARTS = 100_000

# Linking elements with their cost. The others (e, er, en, ens) need no entry: "Kinder", "Tage" and
# "Menschen" stand in the list themselves, and as links they make "Meister" of "meist" + "er".
LINKS = (("s", 0.3), ("n", 0.6), ("es", 0.8))
COMMONEST = 9.0  # Zipf frequency of a word that is the whole text; a rarer part costs more
PART_COST = 0.5
NAME = 4.0  # frequency of a name that the splitter was given
NOUN_BONUS = 0.6  # a noun may be so much more common than its parts: Flughafen, Hauptstadt

# Compounds by their letters, but not by their meaning any more, or not at all.
LEXICALISED = word_set(
    """
    aktion aktionen alternative alternativen ansprechpartner antwort applaus augenblick auskunft
    beileid beinhaltet beispielsweise bereich beziehungsweise botschaft buchstabe buchstaben bundes
    deutschland dienstag donnerstag englaender fachhochschule fest festival freitag freundschaft
    gegend gegensatz gegenseitig gegenstaende gegenstaenden gegenstand gegenteil gegenueber
    gegenwart generation generationen gesamt gesellschaft gleichzeitig grossartig grundlage
    grundlagen grundlegend gutachten gutachter handwerk handwerker handwerks herkunft hintergruende
    hintergrund hochschule hochzeit hubschrauber infektion infektionen institution institutionen
    interesse interessen internet jahrhundert katastrophe katastrophen kindergarten kombination
    kontrast kontrolle kontrollen landkreis mahlzeit manchester manifest mannschaft massnahme
    massnahmen massstab merkmal merkmale mittlerweile moderation moeglicherweise nachteil nachteile
    nachteilen niedergang niederlage niederlagen niederlande niederschlag normalerweise
    photovoltaik portraet psychologe psychologen quadrat reisende reisenden saeugetier saeugetiere
    saeugetieren scheinwerfer schokolade senkrecht setting spaziergang standort standorte standorts
    szenarien taliban tausende teenager teilnehmer teilweise thermometer transport transporter
    ueberweise untergang untergrund unterhalt unterhaltung unterkunft unterlage unterlagen
    unternehmen unternehmer unterricht unterschied unterschrift unterwegs verantwortung verbrauch
    verbraucher verdacht vollendung vollmacht vollzug vorstand wahnsinn website weihnacht
    weihnachten werkstaetten werkstatt werkzeug wettbewerb wettbewerbs wieso willkuer wirtschaft
    workshop workshops zugriff zukunft zweifelsohne
    """
)
# Where the list cannot know better: parts of one or two letters, and "Ende" after a plural.
KNOWN = {
    "startup": ("start", "up"),
    "startups": ("start", "up"),
    "knowhow": ("know", "how"),
    "popup": ("pop", "up"),
    "checkup": ("check", "up"),
    "wochenende": ("woche", "ende"),
    "wochenenden": ("woche", "ende"),
}
# "E-…" written as one word
ELECTRONIC = tuple(
    sorted(
        word_set(
            """
    rechnung commerce mobilitaet learning mail government auto bike akte paper business vergabe
    book health shop recruiting signatur bilanz roller
    """
        )
    )
)
# Endings of nouns that take a linking s: they tell where a word ends that the list lacks.
SUFFIXED = re.compile(r"(.{3,}?(?:ung|heit|keit|schaft|taet|tion|ling|tum))s(.{4,})\Z")


def longest_by_beginning(words: Iterable[str]) -> dict[str, int]:
    """First four letters → length of the longest word that begins so: where to stop looking."""
    found: dict[str, int] = {}
    for word in words:
        found[word[:4]] = max(found.get(word[:4], 0), len(word))
    return found


@lru_cache(maxsize=1)
def modifier_lengths() -> Mapping[str, int]:
    return longest_by_beginning(word_list().modifiers)


class Splitter:
    """Takes compounds apart; `names` (plain letters) stay whole and may themselves be parts."""

    def __init__(self, names: Iterable[str] = ()):
        self._names = frozenset(names)
        self._name_lengths = longest_by_beginning(self._names)
        self._levels: dict[str, tuple[tuple[str, bool], ...]] = {}

    def split(self, word: str) -> tuple[str, ...]:
        """The largest parts of a word, in order; () where it is no compound. Linear in its length
        but for a constant of about 24 look-ups per letter."""
        if word in KNOWN:
            return KNOWN[word]
        if word[:1] == "e" and word[1:].startswith(ELECTRONIC):
            return ("e", *(self.split(word[1:]) or (word[1:],)))
        if not 6 <= len(word) <= LONGEST_WORD or word in LEXICALISED or self._is_name(word):
            return ()
        parts, mean = self._best(word)
        if len(parts) < 2:
            return self._suffixed(word)
        known = word_list().zipf(word)
        if known and word not in word_list().nouns:
            return parts if mean >= known and parts[0] not in PREFIXES else ()
        return parts if mean + NOUN_BONUS >= known else ()

    def _suffixed(self, word: str) -> tuple[str, ...]:
        """Where the list lacks the first word, but its ending tells where it stops: -ungs."""
        match = SUFFIXED.match(word)
        if not match or word_list().zipf(word):
            return ()
        first, rest = match.groups()
        return (first, rest) if word_list().head(rest) or self.split(rest) else ()

    def levels(self, word: str) -> tuple[tuple[str, bool], ...]:
        """All parts of a word, each followed by its own (datenschutz daten schutz schulung), and
        whether it is a leaf, which has none."""
        found: list[tuple[str, bool]] = []
        for part in self.split(word):
            if part not in self._levels:  # few parts, in very many words
                if len(self._levels) >= CACHED_PARTS:
                    self._levels.clear()
                is_short = not word_list().head(part) and part + "e" in word_list().nouns
                self._levels[part] = self.levels(part + "e" if is_short else part)  # "grundschul"
            inner = self._levels[part]
            found += ((part, not inner), *inner)
        leaves = [part for part, is_leaf in found if is_leaf]
        return (*found, *((span, False) for span in _spans(word, leaves)))

    def head(self, word: str) -> str:
        """What "Aus-" lacks in "Aus- und Weiterbildung": the last part, prefixes cut off; or ""."""
        parts = self.split(word)
        if parts:
            return parts[-1]
        for particle in sorted(PARTICLES, key=len, reverse=True):
            rest = word.removeprefix(particle)
            if rest != word and len(rest) > 3 and word_list().zipf(rest):
                return rest
        return ""

    def _is_name(self, word: str) -> bool:
        names, places = self._names, word_list().places
        ends = [word, *(word.removesuffix(end) for end in ("s", "er", "ern") if word.endswith(end))]
        return any(end in names or end in places for end in ends)

    def _best(self, word: str) -> tuple[tuple[str, ...], float]:
        """The cheapest way to cover a word with two or more parts, and their mean frequency."""
        size, names, modifier = len(word), self._names, word_list().modifiers.get
        reach, name_reach = modifier_lengths().get, self._name_lengths.get
        best: list[tuple[float, float, tuple[str, ...]] | None] = [None] * (size + 1)
        best[0] = (0.0, 0.0, ())
        for start in range(size - 2 * SHORTEST_PART + 1):
            reached = best[start]
            if reached is None:
                continue
            beginning = word[start : start + 4]
            longest = max(SHORTEST_PART, reach(beginning, 0), name_reach(beginning, 0))
            for end in range(start + SHORTEST_PART, min(size - SHORTEST_PART, start + longest) + 1):
                part = word[start:end]
                zipf = modifier(part)
                if zipf is None:
                    if part not in names:
                        continue
                    zipf = NAME
                cost = reached[0] + COMMONEST - zipf + PART_COST
                for stop, extra in _ends(word, end):
                    old = best[stop]
                    if old is None or cost + extra < old[0]:
                        best[stop] = (cost + extra, reached[1] + zipf, (*reached[2], part))
        return self._ended(word, best)

    def _ended(
        self, word: str, best: Sequence[tuple[float, float, tuple[str, ...]] | None]
    ) -> tuple[tuple[str, ...], float]:
        """The cheapest of the beginnings, each with the rest of the word as last part."""
        cheapest = float("inf")
        result: tuple[tuple[str, ...], float] = ((), 0.0)
        for start in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
            reached = best[start]
            if reached is None:
                continue
            zipf = self._head(word, start, reached[2][-1])
            if zipf is not None and reached[0] - zipf < cheapest:
                cheapest = reached[0] - zipf
                parts = (*reached[2], word[start:])
                result = parts, (reached[1] + zipf) / len(parts)
        return result

    def _head(self, word: str, start: int, before: str) -> float | None:
        """How common the rest of the word is as the head of a compound; None where it is none."""
        known = word_list()
        part = word[start:]
        zipf = known.head(part)
        if zipf is None:
            return NAME if part in self._names else None
        if before in PREFIXES and part not in known.nouns:
            return None
        # "passende" is no end of a "Pass", but "Kriegsende" that of a war.
        if part == "ende" and (word[start - 1] != "s" or known.zipf(word[:-2])):
            return None
        return zipf


def _spans(word: str, leaves: list[str]) -> Iterator[str]:
    """Nouns made of neighbouring leaves, wherever the word was cut first: Fahrrad in Fahrradweg."""
    if len(leaves) < 3:
        return
    places, at = [], 0
    for leaf in leaves:
        start = word.find(leaf, at)
        if start < 0:
            return
        at = start + len(leaf)
        places.append((start, at))
    nouns = word_list().nouns
    for first, (start, _) in enumerate(places):
        for _, end in places[first + 1 :]:
            if end - start < len(word) and word[start:end] in nouns:
                yield word[start:end]


def _ends(word: str, end: int) -> Iterable[tuple[int, float]]:
    """Where the next part may begin after a part that ends at `end`, with the cost of the link."""
    yield end, 0.0
    for link, cost in LINKS:
        stop = end + len(link)
        if stop <= len(word) - SHORTEST_PART and word.startswith(link, end):
            yield stop, cost
