"""German text as the index sees it: words, their spelling variants, stems and compound parts.

Order: tokenise, join spellings (ä = ae, ß = ss), drop stop words and feminine endings, stem, split.
Stemming follows the light stemmer of Savoy ("Light Stemming Approaches for the French, Portuguese,
German and Hungarian Languages", SAC 2006; in Lucene: GermanLightStemmer), without its superlatives
(they break "Dienst" and "Invest") and with what recall on queries of small firms asked for: -ung as
a verb ending (Beratung, Berater, beraten), -keit, feminine forms, plurals such as Firmen, Zentren.
Spellings follow the idea of Lucene's GermanNormalizationFilter. All of it is linear in the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from html import escape
from typing import NamedTuple

from search.compounds import LONGEST_WORD, Splitter, word_set

QUERY_TOKENS, QUERY_LENGTH = 32, 4000
CACHED_WORDS = 100_000

# Words without a topic: articles, pronouns, prepositions, auxiliaries. Folded (fuer = für = fur).
STOP_WORDS = word_set(
    """
    aber alle allem allen aller alles als also am an auch auf aus bei beim bin bis bist da
    dabei dadurch dafur damit dann das dass dein deine deinem deinen deiner dem den denen denn
    der deren des dessen dich die dies diese diesem diesen dieser dieses dir doch dort du durch
    ein eine einem einen einer eines er es etwa etwas euch euer eure fur gegen gewesen hab habe
    haben hat hatte hatten hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer ihres
    im in indem ins ist ja jede jedem jeden jeder jedes jene jenem jenen jener jetzt kein keine
    keinem keinen keiner man mein meine meinem meinen meiner meines mich mir mit nach nicht
    noch nun nur ob oder ohne sehr sein seine seinem seinen seiner seines seit sich sie sind so
    sobald sodass solche somit sondern sowie u uber um und uns unser unsere unserem unseren
    unserer unter usw vom von vor war waren warst was weil welche welchem welchen welcher
    welches wenn wer werde werden wie wieder wir wird wo wurde wurden zu zum zur zwar zwischen
    bzw
    """
)
# How people ask, not what they ask for: left out of queries only.
QUESTION_WORDS = word_set(
    """
    bekomme bekommen bekommt benotige benotigen benotigt bitte brauche brauchen braucht darf
    durfen finde finden findet gern gerne gebe geben gibt hallo helfe helfen helft hilft
    irgendwo jemand jemanden kann kannst konnen konnt konnte konnten kriege mochte mochten muss
    mussen soll sollen sollte suche suchen sucht tun mache machen wann warum wem wen weshalb
    weswegen wieso wieviel wieviele will wohin woher womit wozu wollen wollte worauf wofur zeig
    zeige zeigen geht unterstutzt wusste
    """
)
NOT_ASKED = STOP_WORDS | QUESTION_WORDS
CONJUNCTIONS = word_set(
    """
    und oder bzw sowie u
    """
)

# -ung is kept where the rest would be another noun: Rechnung/Rechner, Schulung/Schule.
KEEPS_UNG = word_set(
    """
    bildung dichtung handlung kleidung ladung landung leibung lesung messung ordnung packung
    rechnung richtung satzung schulung sendung sitzung steuerung stellung teilung verfassung
    wahrung wandung zahlung zeichnung zeitung sicherung stiftung losung
    """
)
NO_FEMININE = ("beginnen", "gewinnen", "besinnen", "gerinnen", "spinnen", "drinnen")
IRREGULAR = (  # endings, so that compounds with these heads follow
    ("zentren", "zentrum"),
    ("firmen", "firma"),
    ("themen", "thema"),
    ("risiken", "risiko"),
    ("konten", "konto"),
    ("praktika", "praktikum"),
    ("materialien", "material"),
    ("prinzipien", "prinzip"),
    ("kaufleute", "kaufmann"),
    ("kaufleuten", "kaufmann"),
    ("kauffrau", "kaufmann"),
    ("kauffrauen", "kaufmann"),
    ("fachleute", "fachmann"),
    ("fachleuten", "fachmann"),
)
IRREGULAR_ENDINGS = tuple(plural for plural, _ in IRREGULAR)
# The same under another name; "fu" is what the fold makes of "FuE".
SAME = {"fu": "f&e", "f+e": "f&e", "kmus": "kmu", "foren": "forum", "boni": "bonus"}
TAKES_S = frozenset("bdfghklmntpwyoac")  # letters after which a final s is an ending

WORD = r"[^\W_]+"
GENDER = r"(?:(?:[:*_·]|/-?)[Ii]n(?:nen)?|\(in(?:nen)?\))"  # Berater:in, *innen, /-innen, (innen)
PIECE = rf"{WORD}(?:{GENDER}[^\W_]*)?"
TAIL = rf"(?:{GENDER}[^\W_]*)?(?:-{PIECE}){{0,7}}"
TOKEN = re.compile(  # ordinary words first, it is twice as fast; then .NET, C++, F&E, 24.12.2026
    rf"[^\W\d_][^\W_]+(?:(?=[-:*_·/(]){TAIL})?"
    r"|(?<![\w.])\.(?i:net)\b|(?<!\w)[cfCF](?:\+\+|\#)(?!\w)|(?<!\w)[^\W\d_][&+][^\W\d_](?!\w)"
    rf"|(?<!\w)\d+(?:[.,:]\d+)+|{WORD}{TAIL}"
)
IS_GENDERED = re.compile(rf"({WORD}?){GENDER}([^\W_]*)")
IS_BINNEN_I = re.compile(r"(?<=[a-zäöüß])Innen|(?<=er)In(?![a-zäöüß])")
HANGING = re.compile(r"[^\W_]-(?![^\W_])")  # "Aus- und Weiterbildung"
PLAIN_TEXT = re.compile(r"[^\x00-\x7fäöüÄÖÜß–—„“”‚‘’€§«»•]")  # all else may change under NFKC
SPACE = re.compile(r"\s")
THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+\Z")
LETTERS_DIGITS = re.compile(r"([^\W\d_]{2,})(\d{2,})\Z")
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "æ": "ae", "ł": "l", "đ": "d"})
# Roots whose umlaut is kept, because the word without it is about something else: Forderung, Grund.
FOLDED = re.compile(r"(foerder|gruend(?=ung|er(?!f)|en\Z))|(ae|oe|(?<![aeiouyq])ue|(?<=u)ue)")
BARE_FOERDER = re.compile(r"^forder(?!ung|n|t|e|s|i|\Z)")
BARE_GRUEND = re.compile(r"(?<!r)grund(?=ung|erin|erzentr|er[ns]?\Z|en\Z)")
FEMININE = re.compile(
    r"(?:(?<=er)|(?<=eur)|(?<=[^d]or)|(?<=ist)|(?<=ent)|(?<=[^t]ant)|(?<=ert)|(?<=log)|(?<=agog)"
    r"|(?<=kolleg)|(?<=kund)|(?<=freund)|(?<=waelt)|(?<=walt)|(?<=aerzt)|(?<=wirt)|(?<=chef)"
    r"|(?<=nom)|(?<=beamt))in\Z"
)


class Token(NamedTuple):
    """A word of a text; offsets are code points of the source, `parts` stems of compound parts."""

    text: str
    start: int
    end: int
    position: int
    normal: str
    stem: str
    parts: tuple[str, ...]


class Word(NamedTuple):
    """What a surface form means, wherever it stands."""

    normal: str
    stem: str
    parts: tuple[str, ...]


class Source(NamedTuple):
    """A text under NFKC, and for each of its characters the span in the original (None: same)."""

    text: str
    spans: Sequence[tuple[int, int]] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original that became text[start:end]."""
        return (self.spans[start][0], self.spans[end - 1][1]) if self.spans else (start, end)


def compose(text: str) -> Source:
    """NFKC, character by character, so that offsets can be traced back and hostile runs of
    combining marks cost nothing: a mark that does not compose is dropped, as are invisible ones."""
    if text.isascii() or not PLAIN_TEXT.search(text):
        return Source(text, None)
    letters: list[str] = []
    spans: list[tuple[int, int]] = []
    for index, letter in enumerate(text):
        if letter < "\x80":
            new = letter
        elif unicodedata.combining(letter):
            if letters:
                joined = unicodedata.normalize("NFKC", letters[-1] + letter)
                letters[-1] = joined if len(joined) == 1 else letters[-1]
                spans[-1] = (spans[-1][0], index + 1)
            continue
        elif unicodedata.category(letter) in ("Cf", "Mn", "Me"):
            continue
        else:
            new = "-" if letter in "\u2010\u2011" else unicodedata.normalize("NFKC", letter)
        letters.extend(new)
        spans.extend([(index, index + 1)] * len(new))
    return Source("".join(letters), spans)


def plain(word: str) -> str:
    """Lower case in plain letters: Gründung and Gruendung become "gruendung", Café "cafe"."""
    word = word.casefold()
    if not word.isascii():
        decomposed = unicodedata.normalize("NFKD", word.translate(UMLAUTS))
        word = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    word = BARE_FOERDER.sub("foerder", BARE_GRUEND.sub("gruend", word))
    return word.replace("selbststaend", "selbstaend").replace("selbststand", "selbstand")


def fold(word: str) -> str:
    """Plain letters → one form for ä, ae and a, which is also what a missing umlaut leaves."""
    return FOLDED.sub(lambda match: match[1] or match[2][0], word)


def feminine(word: str) -> str:
    """Plain letters → the form both sexes share: beraterinnen → berater, kundin → kund."""
    if word.endswith("innen") and len(word) > 7 and not word.endswith(NO_FEMININE):
        return word[:-5]
    return FEMININE.sub("", word) if len(word) > 5 else word


def stem(word: str) -> str:
    """Folded word → stem; words of three letters and those with digits or signs stay the same."""
    word = SAME.get(word, word)
    if len(word) < 4 or not word.isalpha():
        return word
    if word.endswith(IRREGULAR_ENDINGS):
        plural, singular = next(pair for pair in IRREGULAR if word.endswith(pair[0]))
        word = word.removesuffix(plural) + singular
    for ending in ("ungen", "ungs", "keiten", "keits"):
        if word.endswith(ending):
            word = word[: -2 if ending.endswith("en") else -1]
    if word.endswith("ung") and len(word) > 6:
        return word if word in KEEPS_UNG else _second(word[:-3])
    if word.endswith("keit") and len(word) > 8:
        return word[:-4]
    return _second(_first(word))


def _first(word: str) -> str:
    size, last = len(word), word[-1]
    if size > 5 and word.endswith(("ern", "ium")):
        return word[:-3] if last == "n" else word[:-2]
    if size > 6 and word.endswith("ers"):
        return word[:-3]
    if size > 5 and word.endswith("eln"):
        return word[:-1]
    if size > 4 and word.endswith(("em", "en", "er", "es")):
        return word[:-2]
    if last == "e" or (last == "s" and word[-2] in TAKES_S and (size > 4 or word[-2] not in "oac")):
        return word[:-1]
    return word


def _second(word: str) -> str:
    if len(word) > 5 and word.endswith(("er", "en")):
        word = word[:-2]
    if len(word) > 5 and word.endswith("el") and word[-3] not in "aeiou":
        word = word[:-2] + "l"  # Handel and Händler, Artikel and Artikeln
    if word.endswith("niss"):
        return word[:-1]
    return "digital" if word == "digitalisi" else word


class Analyser:
    """The one analysis of index and query; `never_split` are names, such as places, kept whole."""

    def __init__(self, never_split: Iterable[str] = ()):
        never_split = list(never_split)
        names = [word for name in never_split for word in re.findall(WORD, plain(name))]
        self._splitter = Splitter(name for name in names if len(name) > 3)
        self._names = frozenset(plain(name).replace("-", "") for name in never_split)
        self._cache: dict[str, Word] = {}

    def tokens(self, text: str) -> list[Token]:
        """All words but stop words, in order; positions keep the gaps."""
        return self._all(text, STOP_WORDS)

    def words(self, text: str) -> list[tuple[str, Word]]:
        """As `tokens`, without places and in half the time: (surface, word) pairs for an index."""
        source = compose(text).text
        if "-" in source and HANGING.search(source):
            return [(t.text, Word(t.normal, t.stem, t.parts)) for t in self.tokens(text)]
        cache, word = self._cache, self._word
        pairs = [
            (surface, cache.get(surface) or word(surface)) for surface in TOKEN.findall(source)
        ]
        return [pair for pair in pairs if pair[1].normal not in STOP_WORDS]

    def query(self, text: str) -> list[Token]:
        """The words that are asked for, at most 32; all words where only stop words were typed."""
        found = self._all(text[:QUERY_LENGTH])
        asked = [token for token in found if token.normal not in NOT_ASKED]
        return (asked or found)[:QUERY_TOKENS]

    def highlight(self, text: str, stems: Collection[str], limit: int | None = None) -> str:
        """HTML-escaped text, words with one of these stems or parts in <mark>.

        With a limit, about that many characters around the densest hits, "…" where it was cut.
        """
        wanted = frozenset(stems)
        hits = [
            (token.start, token.end, {token.stem, *token.parts} & wanted)
            for token in self.tokens(text)
            if token.stem in wanted or not wanted.isdisjoint(token.parts)
        ]
        begin, end = 0, len(text)
        if limit is not None and len(text) > limit:
            begin, end = _window(text, hits, max(limit, 1))
        pieces = ["…"] if begin else []
        place = begin
        for start, stop, _ in hits:
            if place <= start and stop <= end:
                pieces.append(f"{escape(text[place:start])}<mark>{escape(text[start:stop])}</mark>")
                place = stop
        return "".join((*pieces, escape(text[place:end]), "…" if end < len(text) else ""))

    def _all(self, text: str, without: Collection[str] = ()) -> list[Token]:
        source = compose(text)
        if "-" in source.text and HANGING.search(source.text):
            return [t for t in self._completed(text, source) if t.normal not in without]
        cache, word, found = self._cache, self._word, []
        for position, match in enumerate(TOKEN.finditer(source.text)):
            surface = match[0]
            normal, stemmed, parts = cache.get(surface) or word(surface)
            if normal in without:
                continue
            start, end = match.span()
            if source.spans is not None:
                start, end = source.span(start, end)
                surface = text[start:end]
            found.append(Token(surface, start, end, position, normal, stemmed, parts))
        return found

    def _completed(self, text: str, source: Source) -> list[Token]:
        """As `_all`, where "Aus-" in "Aus- und Weiterbildung" is analysed as "Ausbildung".

        Such a token keeps its hyphen in `text`, so that nobody takes it for a word of its own.
        """
        found: list[Token] = []
        head, behind = "", ""
        for position, match in reversed(list(enumerate(TOKEN.finditer(source.text)))):
            start, end = match.span()
            surface, word = match[0], self._word(match[0])
            hangs = bool(HANGING.match(source.text, end - 1))
            if hangs and head and len(surface) <= LONGEST_WORD:
                word, end = self._word(surface + head), end + 1
            elif not hangs and word.normal not in CONJUNCTIONS:
                behind = surface
            if word.normal in CONJUNCTIONS or hangs:
                head = head or self._splitter.head(plain(behind.rpartition("-")[2]))
            else:
                head = ""
            start, end = source.span(start, end)
            found.append(Token(text[start:end], start, end, position, *word))
        return found[::-1]

    def _word(self, surface: str) -> Word:
        known = self._cache.get(surface)
        if known is None:
            if len(self._cache) >= CACHED_WORDS:
                self._cache.clear()
            known = self._analyse(surface[: 4 * LONGEST_WORD])
            if len(surface) <= 4 * LONGEST_WORD:
                self._cache[surface] = known
        return known

    def _analyse(self, surface: str) -> Word:
        surface = IS_GENDERED.sub(_ungendered, IS_BINNEN_I.sub("", surface))
        pieces = [plain(piece) for piece in surface.split("-")] if surface[0] != "-" else []
        whole = "".join(pieces)[:LONGEST_WORD]
        if not whole[0].isalpha() and THOUSANDS.match(whole):
            whole = whole.replace(".", "")
        normal = fold(whole)
        own = stem(fold(feminine(whole)))
        if whole in self._names:
            return Word(normal, own, ())
        parts = self._pieces(pieces) if len(pieces) > 1 else self._parts(whole)
        return Word(normal, own, tuple(dict.fromkeys(part for part in parts if part != own)))

    def _pieces(self, pieces: list[str]) -> Iterator[str]:
        """Stems for the words of "Start-up-Szene": start, up, startup, szene."""
        for number, piece in enumerate(pieces):
            if fold(piece) not in STOP_WORDS:
                yield stem(fold(feminine(piece)))
                yield from self._parts(piece)
            if 0 < number < len(pieces) - 1:
                yield stem(fold("".join(pieces[: number + 1])))

    def _parts(self, word: str) -> Iterator[str]:
        if not word.isalpha():
            mixed = LETTERS_DIGITS.match(word)  # ISO9001
            yield from mixed.groups() if mixed else [n for n in word.split(".") if len(n) == 4]
            return
        for part in self._splitter.levels(feminine(word)):
            yield stem(fold(feminine(part)))


def _ungendered(match: re.Match[str]) -> str:
    """Berater:innen → Berater, Kund:innenservice → Kundenservice, Kund:in → Kundin."""
    base, rest = match.groups()
    return base + ("" if base.endswith("r") else "en" if rest else "in") + rest


def _window(text: str, hits: list[tuple[int, int, set[str]]], limit: int) -> tuple[int, int]:
    """Begin and end of the stretch with most different hits, cut between words where possible."""
    first = last = 0
    best = (0, 0)
    right = 0
    for left, (start, _, _) in enumerate(hits):
        right = max(right, left + 1)
        while right < len(hits) and hits[right][1] - start <= limit:
            right += 1
        seen = set().union(*(hit[2] for hit in hits[left : min(right, left + 20)]))
        if (len(seen), right - left) > best:
            best, first, last = (len(seen), right - left), start, hits[right - 1][1]
    begin = max(0, min(first - max(0, limit - (last - first)) // 2, len(text) - limit))
    end = min(len(text), max(begin + limit, last))
    if begin:
        gap = SPACE.search(text, begin, max(begin, min(first, begin + 30)))
        begin = gap.end() if gap else begin
    if end < len(text):
        edge = max(last, end - 30, begin + 1)
        cut = max(text.rfind(space, edge, end) for space in " \n\t\u00a0")
        end = cut if cut > begin else end
    return begin, end
