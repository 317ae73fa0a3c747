"""German text as the index sees it: words, their spelling variants, stems and compound parts.

Order: tokenise, join spellings (spelling.py: ä = ae, ß = ss), drop stop words and feminine endings,
stem (inflection.py), split (compounds.py). All of it is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Set
from functools import lru_cache
from html import escape
from itertools import chain
from typing import NamedTuple

from search.compounds import LONGEST_WORD, Splitter
from search.inflection import feminine, noun_stem, noun_within, stem
from search.particles import verbs
from search.spelling import Source, compose, fold, plain
from search.word_list import word_list, word_set

QUERY_TOKENS, QUERY_LENGTH = 32, 4000
LONG_QUESTION = 5  # words, with articles and all
CACHED_WORDS = 100_000
COMMON_WORD = 3.1  # Zipf frequency; the word list holds common misspellings, too, but rarer

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
    bekomme bekommen bekommt benotige benotigen benotigt bitte brauche brauchen braucht danke darf
    durfen eben eigentlich einmal erst finde finden findet gebe geben geht gern gerne gestern
    gesucht gibt hallo halt helfe helfen helft heute hilft irgendwo jemand jemanden kann kannst
    konnen konnt konnte konnten kriege lasse lassen lasst mache machen mal mochte mochten muss
    mussen nun soll sollen sollte suche suchen sucht tun uberhaupt unterstutzt vielleicht wann warum
    weg weiss welch wem wen weshalb weswegen wieso wieviel wieviele will wodurch wofur woher wohin
    wohl wollen wollte womit woran worauf woraus worin worunter wovon wovor wozu wusste zeig zeige
    zeigen
    """
)
# Words without a topic in a long question, which could be one among two or three words.
FILLERS = word_set(
    """
    anfangen bald beachte beachten bedeuten bedeutet befand befanden befinden befindet bekam bereits
    beste besteht besten bestes bezeichnet bezeichnete bitten bleiben bleibt bringt dagegen danach
    daneben daran darauf davon dazu eigenen einfach erhalt erhalte erhalten erklare erklaren erklart
    etwas geh gehen genannt genau gerade gilt gut gute guter hatten heissen heisst hiess hiessen
    hingehen hole holen holt immer klappt klein kleiner kommen kommt kummert lauft liegt lohnt
    manchmal moglich moglichst momentan neben nehme nehmen nennen nennt nie nimmt nirgends nutze
    nutzt passen passiert passt plotzlich richtig schon sollst sollten statt stehen steht trotzdem
    uberall ungefahr unterstutzen verstehen versteht viel viele vielen vieler ware waren wirklich
    wissen wurde wurden zeigt zustandig
    """
)
# The same after "wie": how long, how high, not the length or height of something.
DEGREES = word_set(
    """
    alt breit gross haufig hoch lang lange oft schnell schwer stark teuer tief weit
    """
)
NOT_ASKED = STOP_WORDS | QUESTION_WORDS
CONJUNCTIONS = word_set(
    """
    und oder bzw sowie u
    """
)

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
SPACE = re.compile(r"\s")
THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+\Z")
FROM_NOUN = re.compile(r"(?!naturlich|natuerlich|herrlich)(\w{4,})lich(?:e[mnrs]?)?\Z")
LETTERS_DIGITS = re.compile(r"([^\W\d_]{2,})(\d{2,})\Z")


class Token(NamedTuple):
    """A word of a text; offsets are code points of the source, `parts` stems of compound parts.

    In a question `parts` are the smallest ones, and `spans` those that are made of them; `whole`
    is a verb with the particle that stands apart from it.
    """

    text: str
    start: int
    end: int
    position: int
    normal: str
    stem: str
    parts: tuple[str, ...]
    leaves: tuple[str, ...] = ()
    spans: tuple[str, ...] = ()
    whole: Word | None = None


class Word(NamedTuple):
    """What a surface form means, wherever it stands."""

    normal: str
    stem: str
    parts: tuple[str, ...]
    leaves: tuple[str, ...] = ()


class Pieces(dict[str, tuple[tuple[str, Word], ...]]):
    """What lies between two blanks → its (surface, word) pairs, read when it is first met."""

    def __init__(self, read: Callable[[str], tuple[tuple[str, Word], ...]]):
        super().__init__()
        self._read = read

    def __missing__(self, piece: str) -> tuple[tuple[str, Word], ...]:
        pairs = self._read(piece)
        if len(piece) <= LONGEST_WORD:
            if len(self) >= CACHED_WORDS:
                self.clear()
            self[piece] = pairs
        return pairs


class Analyser:
    """The one analysis of index and query; `never_split` are names, such as places, kept whole."""

    def __init__(self, never_split: Iterable[str] = ()):
        never_split = list(never_split)
        names = [word for name in never_split for word in re.findall(WORD, plain(name))]
        self._splitter = Splitter(name for name in names if len(name) > 3)
        self._names = frozenset(plain(name).replace("-", "") for name in never_split)
        self._cache: dict[str, Word] = {}
        self._pieces = Pieces(self._pairs)

    def tokens(self, text: str) -> list[Token]:
        """All words but stop words, in order; positions keep the gaps."""
        return self._all(text, STOP_WORDS)

    def words(self, text: str) -> list[tuple[str, Word]]:
        """As `tokens`, without places and much faster: (surface, word) pairs for an index.

        No token reaches over a blank, so what lies between two is read once.
        """
        source = compose(text).text
        if "-" in source and HANGING.search(source):
            return [(t.text, Word(t.normal, t.stem, t.parts)) for t in self.tokens(text)]
        return list(chain.from_iterable(map(self._pieces.__getitem__, source.split())))

    def query(self, text: str) -> list[Token]:
        """The words that are asked for, at most 32; all words where only stop words were typed."""
        text = text[:QUERY_LENGTH]
        found = [_taken_apart(token) for token in self._all(text)]
        particles = set()
        for place, particle, verb in verbs(text, found):
            found[place] = found[place]._replace(whole=self._word(verb))
            particles.add(particle)
        found = [token for place, token in enumerate(found) if place not in particles]
        before = ["", *(token.normal for token in found)]
        left_out = NOT_ASKED | FILLERS if len(found) >= LONG_QUESTION else NOT_ASKED
        asked = [
            token
            for token, previous in zip(found, before, strict=False)
            if token.whole or _is_asked(token.normal, previous, left_out)
        ]
        return (asked or found)[:QUERY_TOKENS]

    def is_known(self, word: str) -> bool:
        """Whether the word, or all it is made of, is a German word: then it is no typing error."""
        known, whole = word_list(), plain(word).removeprefix("un")
        if whole in known.nouns or known.zipf(whole) >= COMMON_WORD:
            return True
        return bool(self._splitter.split(whole))

    def is_compound(self, word: str) -> bool:
        """Whether a word in plain letters is made of known ones."""
        first = self._splitter.split(word)[:1]
        return bool(first) and first[0] in word_list().modifiers

    def highlight(self, text: str, stems: Collection[str], limit: int | None = None) -> str:
        """HTML-escaped text, words with one of these stems or parts in <mark>.

        With a limit, about that many characters around the densest hits, "…" where it was cut.
        """
        hits = self._found(text, frozenset(stems))
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

    def _found(self, text: str, wanted: frozenset[str]) -> list[tuple[int, int, Set[str]]]:
        """Begin, end and the wanted stems of the words that have any; stop words have none."""
        if compose(text).spans is None and not ("-" in text and HANGING.search(text)):
            cache, word = self._cache, self._word
            return [
                (*match.span(), wanted.intersection((stemmed, *parts)))
                for match in TOKEN.finditer(text)
                for normal, stemmed, parts, _ in (cache.get(match[0]) or word(match[0]),)
                if (stemmed in wanted or (parts and not wanted.isdisjoint(parts)))
                and normal not in STOP_WORDS
            ]
        return [
            (token.start, token.end, marks)
            for token in self.tokens(text)
            if (marks := wanted.intersection((token.stem, *token.parts)))
        ]

    def _all(self, text: str, without: Collection[str] = ()) -> list[Token]:
        source = compose(text)
        if "-" in source.text and HANGING.search(source.text):
            return [t for t in self._completed(text, source) if t.normal not in without]
        cache, word, found = self._cache, self._word, []
        for position, match in enumerate(TOKEN.finditer(source.text)):
            surface = match[0]
            normal, stemmed, parts, leaves = cache.get(surface) or word(surface)
            if normal in without:
                continue
            start, end = match.span()
            if source.spans is not None:
                start, end = source.span(start, end)
                surface = text[start:end]
            found.append(Token(surface, start, end, position, normal, stemmed, parts, leaves))
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

    def _pairs(self, piece: str) -> tuple[tuple[str, Word], ...]:
        pairs = ((surface, self._word(surface)) for surface in TOKEN.findall(piece))
        return tuple(pair for pair in pairs if pair[1].normal not in STOP_WORDS)

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
        if "In" in surface:
            surface = IS_BINNEN_I.sub("", surface)
        if not surface.isalnum():
            surface = IS_GENDERED.sub(_ungendered, surface)
        pieces = [plain(piece) for piece in surface.split("-")] if surface[0] != "-" else []
        whole = "".join(pieces)[:LONGEST_WORD]
        if not whole[0].isalpha() and THOUSANDS.match(whole):
            whole = whole.replace(".", "")
        normal = fold(whole)
        own = stem(fold(feminine(whole)))
        if whole in self._names:
            return Word(normal, own, ())
        pairs = list(self._hyphenated(pieces) if len(pieces) > 1 else self._parts(whole))
        pairs = [(part, is_leaf) for part, is_leaf in pairs if part != own]
        parts = tuple(dict.fromkeys(part for part, _ in pairs))
        leaves = tuple(dict.fromkeys(part for part, is_leaf in pairs if is_leaf))
        return Word(normal, own, parts, leaves)

    def _hyphenated(self, pieces: list[str]) -> Iterator[tuple[str, bool]]:
        """Stems of the words of "Start-up-Szene": start, up, startup, szene; are they leaves?"""
        for number, piece in enumerate(pieces):
            if len(piece) == 1 or fold(piece) not in STOP_WORDS:
                inner = list(self._parts(piece))
                yield stem(fold(feminine(piece))), not inner
                yield from inner
            if 0 < number < len(pieces) - 1:
                yield stem(fold("".join(pieces[: number + 1]))), False

    def _parts(self, word: str) -> Iterator[tuple[str, bool]]:
        """Stems of the parts, each with whether it has no parts itself."""
        if not word.isalpha():
            if mixed := LETTERS_DIGITS.match(word):  # ISO9001
                yield from ((group, True) for group in mixed.groups())
            yield from ((number, False) for number in word.split(".")[1:] if len(number) == 4)
            return
        if (match := FROM_NOUN.match(word)) and (noun := noun_within(fold(match[1]))):
            word = noun  # steuerlich has Steuer in it, arbeitsrechtlich Arbeitsrecht
            yield noun_stem(noun), not self._splitter.split(noun)
        for part, is_leaf in self._splitter.levels(feminine(word)):
            yield noun_stem(fold(feminine(part))), is_leaf


def _is_asked(normal: str, previous: str, left_out: Collection[str]) -> bool:
    return normal not in left_out and not (previous == "wie" and normal in DEGREES)


def _taken_apart(token: Token) -> Token:
    spans = tuple(part for part in token.parts if part not in token.leaves)
    return token._replace(parts=token.leaves, spans=spans)


@lru_cache(maxsize=4)
def analyser(never_split: frozenset[str]) -> Analyser:
    """One for all who keep the same names whole; what it has analysed is remembered."""
    return Analyser(never_split)


def _ungendered(match: re.Match[str]) -> str:
    """Berater:innen → Berater, Kund:innenservice → Kundenservice, Kund:in → Kundin."""
    base, rest = match.groups()
    return base + ("" if base.endswith("r") else "en" if rest else "in") + rest


def _window(text: str, hits: list[tuple[int, int, Set[str]]], limit: int) -> tuple[int, int]:
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
