"""German inflection: the stem that the forms of a word share.

Stemming follows the light stemmer of Savoy ("Light Stemming Approaches for the French, Portuguese,
German and Hungarian Languages", SAC 2006; in Lucene: GermanLightStemmer), without its superlatives
(they break "Dienst" and "Invest") and with what recall on queries of small firms asked for: -ung as
a verb ending (Beratung, Berater, beraten), -keit, feminine forms, plurals such as Firmen, Zentren.
Forms of verbs (gegründet, schrieb) lead to their infinitive where the word list knows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from search.spelling import fold
from search.word_list import word_list, word_set

# -ung is kept where the rest would be another noun: Rechnung/Rechner, Schulung/Schule.
KEEPS_UNG = word_set(
    """
    bildung dichtung handlung kleidung ladung landung leibung lesung messung ordnung packung
    rechnung richtung satzung schulung sendung sitzung steuerung stellung teilung verfassung
    wahrung wandung zahlung zeichnung zeitung sicherung stiftung losung
    """
)
NO_FEMININE = ("beginnen", "gewinnen", "besinnen", "spinnen", "drinnen")
IRREGULAR = (  # endings, so that compounds with these heads follow
    ("zentren", "zentrum"),
    ("firmen", "firma"),
    ("themen", "thema"),
    ("risiken", "risiko"),
    ("konten", "konto"),
    ("praktika", "praktikum"),
    ("museen", "museum"),
    ("stadien", "stadion"),
    ("viren", "virus"),
    ("bundesligen", "bundesliga"),
    ("villen", "villa"),
    ("dramen", "drama"),
    ("indizes", "index"),
    ("nachbarn", "nachbar"),
    ("szenarien", "szenario"),
    ("privilegien", "privileg"),
    ("pizzen", "pizza"),
    ("rhythmen", "rhythmus"),
    ("ismen", "ismus"),
    ("algorithmen", "algorithmus"),
    ("zyklen", "zyklus"),
    ("mineralien", "mineral"),
    ("jubilaen", "jubilaum"),
    ("spektren", "spektrum"),
    ("universen", "universum"),
    ("skalen", "skala"),
    ("matrizen", "matrix"),
    ("maxima", "maximum"),
    ("minima", "minimum"),
    ("lexika", "lexikon"),
    ("praxen", "praxis"),
    ("neubauten", "neubau"),
    ("umbauten", "umbau"),
    ("anbauten", "anbau"),
    ("geschaftsleute", "geschaftsmann"),
    ("feuerwehrleute", "feuerwehrmann"),
    ("materialien", "material"),
    ("prinzipien", "prinzip"),
    ("kaufleute", "kaufmann"),
    ("kaufleuten", "kaufmann"),
    ("kauffrau", "kaufmann"),
    ("kauffrauen", "kaufmann"),
    ("fachleute", "fachmann"),
    ("fachleuten", "fachmann"),
    ("busse", "bus"),
    ("bussen", "bus"),
)
IRREGULAR_ENDINGS = tuple(plural for plural, _ in IRREGULAR)
# The same under another name; "fu" is what the fold makes of "FuE".
SAME = {
    "fu": "f&e", "f+e": "f&e", "kmus": "kmu", "foren": "forum", "boni": "bonus", "eier": "ei",
    "eiern": "ei", "alben": "album", "ligen": "liga", "agenden": "agenda", "visa": "visum",
}  # fmt: skip
NO_EM = ("system", "problem", "extrem", "totem", "modem", "poem", "diadem")
NOUNS_IN_EE = word_set("see tee zoo idee kaffee allee armee klischee komitee")
TAKES_S = frozenset("bdfghklmntpwyoac")  # letters after which a final s is an ending
NOT_FEMININE = word_set(
    """
    bassin bulletin codein florin gestein kokain latein morphin muffin oberin quentin tannin termin
    """
)
FEMININE = re.compile(
    r"(?:(?<=er)|(?<=eur)|(?<=[^d]or)|(?<=ist)|(?<=ent)|(?<=[^t]ant)|(?<=ert)|(?<=log)|(?<=agog)"
    r"|(?<=kolleg)|(?<=kund)|(?<=freund)|(?<=waelt)|(?<=walt)|(?<=aerzt)|(?<=wirt)|(?<=chef)"
    r"|(?<=koech)|(?<=nom)|(?<=beamt)|(?<=itekt)|(?<=graf)|(?<=graph)|(?<=krat)|(?<=soph))in\Z"
)

# Prefixes that verbs take, and in "vorgestellt" stand before "ge".
PREFIX = (
    r"(ab|an|auf|aus|be|bei|durch|ein|emp|ent|er|fest|fort|her|hin|los|miss|mit|nach|statt|teil"
    r"|uber|um|unter|ver|vor|weg|weiter|wieder|zer|zu|zuruck|zusammen)?"
)
SEPARABLE = (
    r"(ab|an|auf|aus|bei|durch|ein|fest|fort|frei|her|hin|los|mit|nach|nieder|statt|teil|um|unter"
    r"|uber|vor|weg|weiter|wieder|zu|zuruck|zusammen)"
)
WITH_ZU = re.compile(rf"{SEPARABLE}zu(\w{{3,}}n)\Z")  # auszuwerten
PREFIXED = re.compile(rf"{SEPARABLE}(\w{{4,}})\Z")
ADJECTIVE = r"(?:e[mnrs]?)?"
GE_PARTICIPLE = re.compile(rf"{PREFIX}ge(\w{{3,}}?)e?t{ADJECTIVE}\Z")
PRESENT_PARTICIPLE = re.compile(rf"(\w{{3,}})end{ADJECTIVE}\Z")
CITIZEN = re.compile(r"((?:mit|staats|bundes|welt|unions|klein)?burger)(?:n|s)?\Z")
ACTION = re.compile(r"(\w{3,})[ai]tion(?:en|s)?\Z")
FOREIGN_FORM = re.compile(rf"(\w{{3,}}ier)t{ADJECTIVE}\Z")  # zertifiziert
WEAK_ENDINGS = ("t", "st", "et", "te", "est", "ten", "tem", "ter", "tes", "tet", "test")
# Look like forms of a verb, but are none, or have a meaning of their own.
NO_FORMS = word_set(
    """
    wahrend bewusst gerecht gesamt best einst bekannt leicht zweit dringend genugend bedeutend kann
    """
)
# Nouns by the dictionary, but forms of verbs in nearly every text.
RATHER_FORMS = word_set(
    """
    gewann gewannen gossen luden riefen sangen sassen schied schlief schliefen schossen schrieb
    schrieben stiegen trank tranken trug warf warfen zwangen
    """
)
NO_FORM = re.compile(rf"(?:{'|'.join(sorted(NO_FORMS))}){ADJECTIVE}\Z")
# Roots of strong verbs in past tense and participle, and the infinitive's. Left out: roots that are
# nouns of their own (sprach: Sprache).
STRONG = {
    past: root
    for line in """
    nehm nahm nomm nimm
    geb gab gib
    komm kam
    geh ging gang
    steh stand
    find fand fund
    schreib schrieb
    bleib blieb
    treib trieb
    halt hielt
    lass liess
    lauf lief
    ruf rief
    fall fiel
    schlaf schlief
    sprech sproch sprich
    brech brach broch brich
    treff traf troff triff
    helf half holf hilf
    sterb starb storb stirb
    werb warb worb wirb
    werf warf worf wirf
    gewinn gewann gewonn
    beginn begann begonn
    sing sang sung
    spring sprang sprung
    trink trank trunk
    zwing zwang zwung
    schwind schwand schwund
    bind band bund
    sink sank sunk
    steig stieg
    schweig schwieg
    weis wies
    scheid schied
    leih lieh
    zieh zog
    flieg flog
    biet bot
    verlier verlor
    schliess schloss
    giess goss
    fliess floss
    schiess schoss
    gelt galt golt gilt
    seh sah sieh
    gescheh geschah geschieh
    tret trat tritt
    lieg lag leg
    sitz sass sess
    heb hob
    schaff schuf
    trag trug
    schlag schlug
    wachs wuchs wachst
    les lies
    wiss wusst
    denk dacht
    bring bracht
    kenn kannt
    nenn nannt
    send sandt
    lad lud
    heiss hiess
    fang fing
    hang hing
    """.strip().splitlines()
    for root, *pasts in [line.split()]
    for past in pasts
}
STRONG_FORM = re.compile(
    rf"{PREFIX}(ge)?({'|'.join(sorted(STRONG, key=len, reverse=True))})"
    rf"(?:(?:en|t){ADJECTIVE}|e|te|ten|st|est|et)?\Z"
)


def feminine(word: str) -> str:
    """Plain letters → the form both sexes share: beraterinnen → berater, kundin → kund."""
    if word.endswith("innen") and len(word) > 7 and not word.endswith(NO_FEMININE):
        word = word[:-3]
    if not word.endswith("in") or len(word) < 6:
        return word
    if word[:-2] in word_list().nouns and word not in NOT_FEMININE:
        return word[:-2]
    return FEMININE.sub("", word)


def stem(word: str) -> str:
    """Folded word → stem; words of three letters and those with digits or signs stay the same."""
    return noun_stem(_infinitive(word)) if len(word) > 3 and word.isalpha() else noun_stem(word)


def noun_stem(word: str) -> str:
    """As `stem`, for words that are no forms of verbs, such as the parts of a compound."""
    word = SAME.get(word, word)
    if len(word) < 4 or not word.isalpha():
        return word
    if word.endswith(IRREGULAR_ENDINGS):
        plural, singular = next(pair for pair in IRREGULAR if word.endswith(pair[0]))
        word = word.removesuffix(plural) + singular
    if match := CITIZEN.match(word):  # is no Burg
        return match[1]
    for ending in ("ungen", "ungs", "keiten", "keits"):
        if word.endswith(ending):
            word = word[: -2 if ending.endswith("en") else -1]
    if len(word) > 7 and word.endswith(("erei", "ereien")):
        word = word.removesuffix("en")[:-2]  # Tischlerei
    if word.endswith("ung") and len(word) > 6:
        return word if word in KEEPS_UNG or word.endswith("sprung") else _second(word[:-3])
    if word.endswith("keit") and len(word) > 8:
        return word[:-4]
    return _second(_first(_without_ation(word)))


def noun_within(root: str) -> str:
    """The noun that an adjective in -lich is made of: "sprach" is of Sprache; "" for none."""
    nouns = word_list().nouns
    return next((noun for noun in (root, root + "e") if noun in nouns), "")


def _without_ation(word: str) -> str:
    """Integration and Investition are what integrieren and investieren do; Station is not."""
    match = ACTION.match(word)
    if match and match[1] + "ieren" in word_list().verbs:
        return match[1] + "ier"
    return word


def _first(word: str) -> str:
    if word[-1] == "s" and _ends_in_s(word):
        word = word[:-1]
    size = len(word)
    if word.endswith("ern") and size > 4 and _ends_in_n(word):
        return word[:-3] if size > 5 else word[:-1]
    if size > 5 and word.endswith("ium"):
        return word[:-2]
    if size > 6 and word.endswith("ers"):
        return word[:-3]
    if size > 5 and word.endswith("eln"):
        return word[:-1]
    if size > 4 and word.endswith(("en", "er", "es")):
        return word[:-2]
    if size > 4 and word.endswith("em") and not word.endswith(NO_EM):
        return word[:-2]
    return word[:-1] if word[-1] == "e" and size > 3 else word


def _ends_in_n(word: str) -> bool:
    """Whether the n of -ern is an ending: that of Beratern and Opern, not of Konzern."""
    known = word_list()
    if word in known.verbs:
        return True
    if word in known.nouns:
        return known.nouns.get(word[:-1], 0.0) + 0.5 > known.nouns[word]
    return len(word) > 5


def _ends_in_s(word: str) -> bool:
    """Whether the last s is an ending: that of Betriebs, Apps and Azubis, not of Zins."""
    known, without = word_list().zipf(word), word_list().zipf(word[:-1])
    if (known and without + 0.4 < known) or word.endswith(("los", "mais")):
        return False
    if len(word) == 4 and word[-2] in "aciour":
        return bool(known) and without > known + 0.7
    if word[-2] in "iur":
        return bool(without) or word.endswith(("ors", "eurs", "ars"))
    if word[-2] == "e":
        return bool(known) and word[:-1] in NOUNS_IN_EE
    return word[-2] in TAKES_S


def _second(word: str) -> str:
    if len(word) > 5 and word.endswith(("er", "en")):
        word = word[:-2]
    if len(word) > 5 and word.endswith("el") and word[-3] not in "aeiou":
        word = word[:-2] + "l"  # Handel and Händler, Artikel and Artikeln
    if word.endswith("niss"):
        return word[:-1]
    return "digital" if word == "digitalisi" else word


def _infinitive(word: str) -> str:
    """Folded form of a verb → its folded infinitive; other words as they are."""
    known = word_list()
    if word not in RATHER_FORMS and (
        word in known.nouns or word in known.verbs or NO_FORM.match(word)
    ):
        return word
    return next(_infinitives(word), word)


def infinitive_of(form: str) -> str:
    """The folded infinitive of what is a form of a verb, whatever else it may be; "" for none."""
    return next(_infinitives(form), "")


def _infinitives(word: str) -> Iterator[str]:
    verbs = word_list().verbs
    if match := STRONG_FORM.match(word):
        infinitive = f"{match[1] or ''}{STRONG[match[3]]}en"
        yield fold(verbs.get(infinitive, infinitive))
    if match := WITH_ZU.match(word):
        yield from _with_prefix(match[1], match[2])
    if match := GE_PARTICIPLE.match(word):
        yield from _known(match[2], match[1] or "")
        if not match[1] and word_list().zipf(match[2] + "en"):
            yield match[2] + "en"  # of a verb too rare for the list of verbs: gedämmt
    if match := PRESENT_PARTICIPLE.match(word):
        yield from _known(match[1])
        if match[1] + "er" in word_list().nouns:  # stellvertretend
            yield match[1] + "er"
    if match := FOREIGN_FORM.match(word):
        yield match[1] + "en"
    for ending in WEAK_ENDINGS:
        if word.endswith(ending):
            root = word.removesuffix(ending)
            if "s" not in (ending[0], ending[-2:][:1]) or root[-1:] not in "sz":
                yield from _known(root)
                if match := PREFIXED.match(root):
                    yield from _known(match[2], match[1])


def _with_prefix(prefix: str, infinitive: str) -> Iterator[str]:
    known = word_list()
    if infinitive in known.verbs:
        yield fold(prefix + known.verbs[infinitive])
    elif known.zipf(prefix + infinitive):
        yield prefix + infinitive


def _known(root: str, prefix: str = "") -> Iterator[str]:
    """The infinitive with this root, if the list has it."""
    verbs = word_list().verbs
    for infinitive in (root + "n", root + "en"):
        if infinitive in verbs and not (infinitive == root + "n" and root[-1] not in "erl"):
            yield fold(prefix + verbs[infinitive])
