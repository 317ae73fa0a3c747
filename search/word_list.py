"""The words that compounds are made of, from a list with frequencies (data/README.md).

Words are in plain letters: ä = ae, ß = ss. Those with an umlaut are also known without it
("grundung"), as some people have to type them.
"""

from __future__ import annotations

import gzip
from collections.abc import Container, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).parent / "data" / "german_words.tsv.gz"
SHORTEST_PART = 3
SHORTENED = 0.8  # what "Schul-" (Schule) or "Wasch-" (waschen) is rarer than the whole word
SET_MODIFIER, SET_PREFIX = 4.5, 4.0  # frequencies of MODIFIERS and PREFIXES, whatever the list says

# Words are parts only from this frequency on, by length: rare short words are names and fragments.
RAREST_NOUN = {4: 2.4, 5: 1.8}
RAREST_OTHER = {4: 9.0, 5: 4.0, 6: 2.7}
COMMON_VERB, COMMON_NOUN = 3.0, 2.5  # from here on words may be shortened


def word_set(text: str) -> frozenset[str]:
    """A list of words as it is easiest to read and to change."""
    return frozenset(text.split())


# Words of three letters that end a compound, and those that only begin one.
SHORT_HEADS = word_set(
    """
    abo akt amt app arm art axt bad bau bot bus cup eid eis fan gas gel hai hof hut job kfz klo kuh
    kur lab lkw lok mix neu not oel ohr ort pkw rad rat reh ruf see ski sog tag tal tat tee tod ton
    tor tuer typ uhr uni wal weg zoo zug
    """
)
SHORT_MODIFIERS = SHORT_HEADS | word_set(
    """
    aal abc abt alt bio biz dna dom ehe end erb erd erz ess gen geo heu ion jet jod kot les lob lot
    mut nah nut oeko oma opa ost pop reb rom rot ruh rum set sex spa sued tau top wut zar zeh zwei
    """
)
# Short adjectives, numbers, stems from other languages: they begin compounds; a few also end them.
MODIFIERS = word_set(
    """
    agrar allein alt anti aussen blau braun breit bunt dick doppel drei dritt duenn dunkel edel
    eigen einzel elektro end eng erst euro extra fein fern fest feucht flach foto frei fremd frueh
    fuenf ganz gegen gemein gesamt gleich grau grob gross gruen gut halb hart haupt heim heiss hell
    hinter hoch hydro hyper immun innen jung kalt klar klein kuehl kurz lang laut leicht lein leise
    links live makro maxi mega mehr meta mikro mild mini mittel multi nahe nano nass national neben
    neu neuro neutral nieder nord null ober oeko online privat psycho reich rein roh rund sanft
    sauer scharf schmal schnell schoen schwach schwarz schwer sechs selbst sieben solar sonder
    sozial spaet stab stark steil still sued suess super tausend tele thermo tief trans trocken
    turbo ultra unter ur video vier voll vorder warm weich weiss weit west zehn zentral zwei zweit
    zwischen
    """
)
ADJECTIVES = word_set(
    """
    arm dicht fest frei lang reich stark weit
    """
)
# These begin compounds of nouns, but far more verbs and adjectives, which are none.
PREFIXES = word_set(
    """
    fest gegen gleich heim hinter neben nieder unter voll weg wohl zwischen
    """
)
# Verb stems and words of the trade that are parts of compounds but too rare alone for the list.
EXTRA_WORDS = word_set(
    """
    azubi barcamp brech coworking dreh drohne drohnen eier einkauf foerder fraes gefrier hackathon
    heiz kleb kuehl lade lager liefer loet makerspace mechatronik mentoring mess miet pacht press
    pruef robotik saege schmelz schweiss sensorik sprech spritz startup trafo treff turn vergabe
    thermostat webinar werb werbe
    """
)
VERB_PREFIXES = word_set(
    """
    ab an auf aus be bei durch ein ent er ge hin mit nach uber ueber um un unter ver vor zer zu
    """
)
NO_VERBS = word_set(
    """
    anderen besen einen haben konzern rechen samen waren wahren werden willen
    """
)
# Prefixes that make verbs, and endings that make nouns: never a part, although they are words.
PARTICLES = word_set(
    """
    ab an auf aus be bei durch ein empor ent entgegen er fort ge her heraus hin miss mit nach statt
    uber ueber um ver vor voran voraus weg weiter wider wieder zer zu zuruck zurueck zusammen
    """
)
PSEUDO_PARTS = PARTICLES | word_set(
    """
    aber agiert alen alle allen aller alles alls ande ander andere anderen anders ands ange angen
    anis anna ante aren arie arischen artig asse assen auch aufm aura ausm bar bare baren barer
    bares bart barten beige best chen dann dar dass denn diese dieser doch eben ebooks eher eine
    einem einen einer eines einst eisten elbe elben elle ellen eller enden enge ensch enten enter
    ents eren erer ergehen erig erin esen esse esten ester ette etten eure falls geben geni gesch
    gest gung habe haben haft hafte hafter halb halber hatte heit heits her heut hier hofer iden
    iere ieren iert ierte ierung ihre ihren immer inge ingen inger inne innen ionen iren isch ische
    ischen ismen ismus itaet item keit keits lands legende lich liche lichen licher liches ling
    lings logen logische logischen los lose losen loser loses lung lungen mals nahme native nehmen
    nehmer nehmern nicht nichts nischen nisse nissen noch nung oden oder ohne orks quad raucher
    raus rechte ringen rinnen rung sam sang sank schaft schaften schafts schi schie sehr sein seine
    seits sere sind sone sten ster sude tels tern ters tieren tion tions tuerk tung turen uebe und
    ungs unze verb verd versch viel vielen vieler wann ware waren wegen wegs wenig wenn wird wor
    wurde zuge
    """
)


class WordList(NamedTuple):
    """Zipf frequencies (4.0 is ten times in a million words) of forms of nouns, of all other words,
    and of those, shortened or not, that may stand before another part of a compound; places;
    infinitives, with or without umlaut → with it."""

    nouns: Mapping[str, float]
    others: Mapping[str, float]
    modifiers: Mapping[str, float]
    places: frozenset[str]
    verbs: Mapping[str, str]

    def zipf(self, word: str) -> float:
        """How common a word is; 0.0 of one that is not known."""
        return self.nouns.get(word) or self.others.get(word, 0.0)

    def head(self, word: str) -> float | None:
        """How common a word is that may be the last part of a compound; None of any other."""
        zipf = self.zipf(word)
        if zipf and _may_end(word, zipf, self.nouns):
            return zipf
        return SET_PREFIX if word in ADJECTIVES else None


@lru_cache(maxsize=1)
def word_list() -> WordList:
    """The list, read once, when first asked for."""
    frequency: dict[str, float] = {}
    kinds: dict[str, set[str]] = {"noun": set(), "form": set(), "place": set(), "other": set()}
    verbs: list[tuple[str, str]] = []
    for zipf, kind, words in _rows():
        plain, bare = _plain(words).split(), _bare(words).split()
        if zipf >= COMMON_VERB and kind != "place":
            verbs += [pair for pair in zip(bare, plain, strict=True) if pair[1][-1] == "n"]
        for word in (*bare, *plain):
            if frequency.get(word, 0.0) < zipf:
                frequency[word] = zipf
            kinds[kind].add(word)
    for word in EXTRA_WORDS:
        frequency[word] = max(frequency.get(word, 0.0), 3.6)
    lemmas, places = frozenset(kinds["noun"]), frozenset(kinds["place"])
    nouns = lemmas | kinds["form"]
    heads = {w: z for w, z in frequency.items() if _may_end(w, z, nouns)}
    heads |= {word: heads.get(word, SET_PREFIX) for word in ADJECTIVES}
    modifiers = _modifiers(frequency, heads, nouns, lemmas, places)
    verbs = [(bare, word) for bare, word in verbs if _is_infinitive(word, frequency, kinds["form"])]
    infinitives = dict(verbs) | {word: word for _, word in verbs}
    of_nouns = {word: zipf for word, zipf in frequency.items() if word in nouns}
    others = {word: zipf for word, zipf in frequency.items() if word not in nouns}
    return WordList(of_nouns, others, modifiers, places, infinitives)


def _modifiers(
    frequency: Mapping[str, float],
    heads: Mapping[str, float],
    nouns: Container[str],
    lemmas: Container[str],
    places: Container[str],
) -> dict[str, float]:
    """What may stand before another part: heads, shortened words, and the lists above."""
    found = {
        short: zipf - SHORTENED
        for word, zipf in sorted(frequency.items(), key=lambda pair: pair[1])
        if zipf >= COMMON_NOUN and word not in places and word not in PSEUDO_PARTS
        for short in _shortened(word, zipf, frequency, nouns)
    }
    # "landes" is no part: the link of "land" and "es" says as much at less cost.
    genitives = {w for w in heads if w[-1] == "s" and w not in lemmas and w[:-1] in nouns}
    found.update((word, zipf) for word, zipf in heads.items() if word not in genitives)
    found |= {word: heads.get(word, SET_PREFIX) for word in SHORT_MODIFIERS}
    found |= dict.fromkeys(MODIFIERS, SET_MODIFIER)
    found |= dict.fromkeys(PREFIXES, SET_PREFIX)
    return found


def _rows() -> Iterator[tuple[float, str, str]]:
    """Zipf frequency, kind and words of every line."""
    with gzip.open(FILE) as lines:  # one by one: all at once would leave holes in memory
        for line in lines:
            if not line.startswith(b"#"):
                zipf, kind, words = line.decode().rstrip("\n").split("\t")
                yield float(zipf), kind, words


def _may_end(word: str, zipf: float, nouns: Container[str]) -> bool:
    """Whether the word may be the last part of a compound."""
    size = len(word)
    if size == SHORTEST_PART:
        return word in SHORT_HEADS
    if word in PSEUDO_PARTS or (size > 6 and word not in nouns and word + "e" in nouns):
        return False
    if word in nouns:
        return zipf >= RAREST_NOUN.get(size, 0.0)
    return zipf >= RAREST_OTHER.get(size, 2.0) or word in EXTRA_WORDS


def _shortened(
    word: str, zipf: float, known: Container[str], nouns: Container[str]
) -> Iterator[str]:
    """How a word looks before another part: Schul(e), Wasch(en), Werbe(n), Wander(n)."""
    forms = []
    if word[-1] == "e" and word in nouns:
        forms.append(word[:-1])
    elif zipf >= COMMON_VERB and (verb := _verb_stem(word, known)):
        forms += [verb, verb + "e"]
    yield from (f for f in forms if len(f) > SHORTEST_PART and f not in PSEUDO_PARTS)


def _verb_stem(word: str, known: Container[str]) -> str:
    """The first part of "Fahrbahn" for "fahren", of "Wanderweg" for "wandern"; "" for prefixed
    verbs and for what is no verb."""
    if not _is_infinitive(word, known, ()):
        return ""
    stem = word[:-1] if word.endswith(("ern", "eln")) else word[:-2]
    is_prefixed = any(stem[:n] in VERB_PREFIXES and word[n:] in known for n in (2, 3, 4))
    return "" if is_prefixed else stem


def _is_infinitive(word: str, known: Container[str], plurals: Container[str]) -> bool:
    """Whether a word looks like one and other forms of the verb are known."""
    stem = word[:-1] if word.endswith(("ern", "eln")) else word.removesuffix("en")
    if stem == word or len(word) < 5 or word in NO_VERBS:
        return False
    present = f"{stem}t" in known or f"{stem}et" in known
    past = f"{stem}te" in known or f"{stem}ete" in known or f"ge{stem}t" in known
    if word in plurals or word.endswith(("ern", "eln")):
        return present and past
    return present or past


def _plain(text: str) -> str:
    return text.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss")


def _bare(text: str) -> str:
    return text.replace("ä", "a").replace("ö", "o").replace("ü", "u").replace("ß", "ss")
