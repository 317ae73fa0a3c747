"""German compounds taken apart: "Datenschutzschulung" is Datenschutz, Daten, Schutz, Schulung.

The frequency test is that of Koehn and Knight, "Empirical Methods for Compound Splitting" (EACL
2003): a known word is split only where its parts are, on average, more common than itself. The best
segmentation is found by dynamic programming over a word list (data/README.md), with the linking
elements of German grammar between the parts. Words are given in plain letters: ä = ae, ß = ss.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from pathlib import Path

WORD_LIST = Path(__file__).parent / "data" / "german_words.tsv.gz"


def word_set(text: str) -> frozenset[str]:
    """A list of words as it is easiest to read and to change."""
    return frozenset(text.split())


LONGEST_WORD = 60  # code points; longer strings are not words
CACHED_PARTS = 100_000
SHORTEST_PART, LONGEST_PART = 3, 24

# Linking elements with their cost. The others (e, er, en, ens) need no entry: "Kinder", "Tage" and
# "Menschen" stand in the list themselves, and as links they make "Meister" of "meist" + "er".
LINKS = (("s", 0.3), ("n", 0.6), ("es", 0.8))
COMMONEST = 9.0  # Zipf frequency of a word that is the whole text; a rarer part costs more
PART_COST = 0.5

# The rarest word of a length that may be a part: rare short words are names and abbreviations.
RAREST = {3: 0.0, 4: 3.4, 5: 3.1, 6: 2.7}

# Words of three letters that are heads or modifiers of real compounds.
SHORT_PARTS = word_set(
    """
    abo amt app art bad bau bio bus eis gas hof job kfz lkw mut neu not oel ort pkw rad rat see
    tag tal tee tor typ tuer uhr uni web weg zoo zug
    """
)
# Verb stems and words of the trade that are parts of compounds but too rare alone for the list.
EXTRA_WORDS = word_set(
    """
    foerder schweiss fraes kleb loet spritz dreh pruef heiz mess lager liefer kuehl saege press
    coworking mentoring webinar hackathon barcamp makerspace drohne drohnen sensorik robotik
    mechatronik startup lade miet pacht azubi vergabe
    """
)
# Prefixes that make verbs, and endings that make nouns: never a part, although they are words.
PARTICLES = word_set(
    """
    auf aus bei durch ein fort gegen her hin hinter mit nach nieder ueber um unter ver vor weg
    weiter wieder zer zu zurueck zusammen wider empor entgegen an ab be er ent ge miss uber
    zuruck heraus voran voraus voll fest statt
    """
)
PSEUDO_PARTS = PARTICLES | word_set(
    """
    heit heits keit keits schaft schafts isch ische lich liche haft bar sam tion tions ungs
    ende erin innen nehmer nehmern nehmen nahme gabe geben tung gung rung lung nung weise wegen
    halb halber falls artig eure einer eine einen einem eines ihre ihren sein seine dass diese
    dieser aller alle allen alles oder und sind wird hatte habe haben wenn dann denn doch noch
    nicht nichts wurde waren ware iert ieren ierte iere ierung ismus itaet ters ster ander
    andere anders anderen inge ingen inger lein chen sten ling lings ante enten enter ande ands
    eren erer lands tern eller ange angen ensch rechte esse esen auch immer sehr asse assen
    enge enden stab sang sank lose loser losen los dar her hier wor wohl viel vieler vielen
    seits wann wenig lichen licher liches ellen elle lungen tieren bart inne einst rinnen
    ergehen raus eben uebe tieren legende eher elbe zuge beige hofer burg heim
    """
)
# Compounds by their letters, but not by their meaning any more.
LEXICALISED = word_set(
    """
    workshop workshops handwerk handwerker handwerks standort standorte standorts wirtschaft
    unternehmen unternehmer teilnehmer augenblick vorstand grundlage grundlagen grundlegend
    antwort gegenstand zukunft herkunft auskunft mannschaft gesellschaft freundschaft botschaft
    verantwortung ansprechpartner landkreis wettbewerb wettbewerbs bereich gesamt jahrhundert
    deutschland hochschule hochzeit photovoltaik nachteil nachteile nachteilen beinhaltet
    hubschrauber website kindergarten werkstatt werkstaetten fachhochschule hauptstadt
    """
)
# Where the list cannot know better: parts of one or two letters.
KNOWN = {
    "startup": ("start", "up"),
    "startups": ("start", "up"),
    "knowhow": ("know", "how"),
    "popup": ("pop", "up"),
    "checkup": ("check", "up"),
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


def _plain(text: str) -> str:
    return text.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss")


def _bare(text: str) -> str:
    return text.replace("ä", "a").replace("ö", "o").replace("ü", "u").replace("ß", "ss")


@lru_cache(maxsize=1)
def frequencies() -> Mapping[str, float]:
    """Word in plain letters → Zipf frequency; read once, when first asked (about 0.1 s).

    Words with an umlaut are also found without it ("grundung"), as some people have to type them.
    """
    text = gzip.decompress(WORD_LIST.read_bytes()).decode("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    numbers = [float(zipf) for _, zipf in rows]
    words = "\n".join(word for word, _ in rows)
    found = dict(zip(_bare(words).split("\n"), numbers, strict=True))
    for word, zipf in zip(_plain(words).split("\n"), numbers, strict=True):
        if found.get(word, 0.0) < zipf:
            found[word] = zipf
    for word in EXTRA_WORDS:
        found[word] = max(found.get(word, 0.0), 3.6)
    return found


@lru_cache(maxsize=1)
def part_frequencies() -> Mapping[str, float]:
    """Those of `frequencies` that may be a part of a compound."""
    return {
        part: zipf
        for part, zipf in frequencies().items()
        if part not in PSEUDO_PARTS
        and zipf >= RAREST.get(len(part), 2.0)
        and (len(part) > SHORTEST_PART or part in SHORT_PARTS)
    }


class Splitter:
    """Takes compounds apart; `names` (plain letters) stay whole and may themselves be parts."""

    def __init__(self, names: Iterable[str] = ()):
        self._names = frozenset(names)
        self._levels: dict[str, tuple[str, ...]] = {}

    @cached_property
    def _parts(self) -> Mapping[str, float]:
        """How common each possible part is."""
        return {**part_frequencies(), **dict.fromkeys(self._names, 4.0)}

    def split(self, word: str) -> tuple[str, ...]:
        """The largest parts of a word, in order; () where it is no compound. Linear in its length
        but for a constant of about 24 · 8 look-ups per letter."""
        if word in KNOWN:
            return KNOWN[word]
        if word[:1] == "e" and word[1:].startswith(ELECTRONIC):
            return ("e", *(self.split(word[1:]) or (word[1:],)))
        if not 6 <= len(word) <= LONGEST_WORD or word in LEXICALISED or self._is_name(word):
            return ()
        parts, mean = self._best(word)
        if len(parts) < 2 or mean < frequencies().get(word, 0.0):
            return ()
        return parts

    def levels(self, word: str) -> tuple[str, ...]:
        """All parts of a word, each followed by its own: datenschutz daten schutz schulung."""
        found: list[str] = []
        for part in self.split(word):
            if part not in self._levels:
                if len(self._levels) >= CACHED_PARTS:
                    self._levels.clear()
                self._levels[part] = self.levels(part)  # few parts, in very many words
            found += (part, *self._levels[part])
        return tuple(found)

    def head(self, word: str) -> str:
        """What "Aus-" lacks in "Aus- und Weiterbildung": the last part, prefixes cut off; or ""."""
        parts = self.split(word)
        if parts:
            return parts[-1]
        for particle in sorted(PARTICLES, key=len, reverse=True):
            rest = word.removeprefix(particle)
            if rest != word and len(rest) > 4 and rest in frequencies():
                return rest
        return ""

    def _is_name(self, word: str) -> bool:
        return any(word.removesuffix(ending) in self._names for ending in ("", "s", "er", "ern"))

    def _best(self, word: str) -> tuple[tuple[str, ...], float]:
        """The cheapest way to cover a word with two or more parts, and their mean frequency."""
        size, frequency = len(word), self._parts.get
        best: list[tuple[float, float, tuple[str, ...]] | None] = [None] * (size + 1)
        best[0] = (0.0, 0.0, ())
        for start in range(size - SHORTEST_PART + 1):
            reached = best[start]
            if reached is None:
                continue
            for end in range(start + SHORTEST_PART, min(size, start + LONGEST_PART) + 1):
                part = word[start:end]
                zipf = frequency(part)
                if zipf is None or end - start == size:
                    continue
                cost = reached[0] + COMMONEST - zipf + PART_COST
                total, parts = reached[1] + zipf, (*reached[2], part)
                for stop, extra in _ends(word, end):
                    old = best[stop]
                    if old is None or cost + extra < old[0]:
                        best[stop] = (cost + extra, total, parts)
        last = best[size]
        return (last[2], last[1] / len(last[2])) if last and last[2] else ((), 0.0)


def _ends(word: str, end: int) -> Iterable[tuple[int, float]]:
    """Where the next part may begin after a part that ends at `end`, with the cost of the link."""
    yield end, 0.0
    for link, cost in LINKS:
        stop = end + len(link)
        if stop <= len(word) - SHORTEST_PART and word.startswith(link, end):
            yield stop, cost
