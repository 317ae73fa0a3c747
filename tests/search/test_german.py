"""What finds what in German: each table is a promise to the people who search."""

import pytest

from search.collation import sort_key
from search.german import Analyser, fold, plain, stem
from search.word_list import word_list
from tests.pace import within

ANALYSER = Analyser(["Kassel", "Ravensburg", "Baden-Württemberg", "Bad Wildungen"])


def terms(text: str) -> set[str]:
    """All an index holds of a text."""
    found = set()
    for token in ANALYSER.tokens(text):
        found |= {token.stem, *token.parts}
    return found


def finds(query: str, text: str) -> bool:
    """Every word of the query is in the text, by its stem or by all its parts."""
    index = terms(text)
    return all(
        token.stem in index or (token.parts and set(token.parts) <= index)
        for token in ANALYSER.query(query)
    )


SAME = """
Kurs|Kurse  Haus|Häuser  Förderung|Förderungen  Firma|Firmen  Zentrum|Zentren  Thema|Themen
Konto|Konten  Risiko|Risiken  Workshop|Workshops  App|Apps  Büro|Büros  Ergebnis|Ergebnisse
Medium|Medien  Ministerium|Ministerien  Energie|Energien  Idee|Ideen  Straße|Strassen  Messe|Messen
Unternehmen|Unternehmens  Betrieb|Betriebes  Handel|Händler  Artikel|Artikeln  Mittel|Mitteln
Beratung|Berater  Beratung|beraten  Beratung|Beratungen  Beraterin|Beraterinnen  Beraterin|Berater
Gründerin|Gründer  Gründung|Gründer  Gründung|gründen  Förderung|fördern  Finanzierung|finanzieren
Forschung|Forscherin  Prüfung|prüfen  Vermittlung|vermitteln  Entwicklung|entwickeln  Ärztin|Arzt
Kundin|Kunden  Expertin|Experten  Kauffrau|Kaufmann  Kaufleute|Kaufmann  Digitalisierung|digitale
nachhaltig|Nachhaltigkeit  selbstständig|selbständig  Prozess|Prozesse  Kraft|Kräfte
Gruendung|Gründung  Grundung|Gründung  Foerderung|Förderung  Fordermittel|Fördermittel
Maßnahme|Massnahme  Haeuser|Häuser  Café|Cafe  Bauuebergabe|Bauübergabe  GRÜNDUNG|gründung
Berater:innen|Berater  Berater*innen|Berater  Berater_innen|Berater  Berater/-innen|Berater
Berater/innen|Berater  BeraterInnen|Berater  Berater(innen)|Berater  Berater:in|Beraterin
Kund:innen|Kunden  Ärzt:innen|Arzt  Gründer:innenzentrum|Gründerzentrum
Kund:innenservice|Kundenservice
E-Rechnung|ERechnung  E-Rechnung|E-Rechnungen  E-Rechnung|erechnung  Start-up|Startup
Start-ups|Startup  3-D-Druck|3D-Druck  ISO9001|ISO-9001  F&E|FuE  F+E|F&E  KMUs|KMU  10.000|10000
KI-Beratung|Ki-beratungen  5G|5g  .NET|.net  C++|c++
gegründet|Gründung  gründete|gründen  geförderte|Förderung  umgestellt|Umstellung  schrieb|schreiben
gesprochen|spricht  aufgenommen|aufnehmen  zertifiziert|Zertifizierung  finanzierte|finanzieren
angemeldet|Anmeldung  stellvertretende|Stellvertreter  geprüft|Prüfer  digitalisiert|Digitalisierung
System|Systeme  Problem|Problems  Konzern|Konzerne  Zins|Zinsen  Impuls|Impulse  Hals|Hälse
Bus|Busse  Museum|Museen  Nachbar|Nachbarn  Seminar|Seminars  Azubi|Azubis  kostenlos|kostenlose
Stern|Sterne  gebracht|bringen  Vater|Vaters  Algorithmus|Algorithmen  Ursprung|Ursprünge
Ministerium|Ministeriums  Uni|Unis
Architektin|Architekt  Soldatin|Soldaten  Bürgerinnen|Bürger  Königinnen|König  Pilotin|Piloten
Tischlerei|Tischler  Organisation|organisieren  Investition|investieren
"""

FINDS = [
    ("Schulung Datenschutz", "Datenschutzschulung"),
    ("Daten", "Datenschutzschulung"),
    ("Datenschutzschulung", "Schulungen zum Datenschutz"),
    ("Beratung Fördermittel", "Fördermittelberatung"),
    ("Fördermittelberatung", "Beratung zu Fördermitteln"),
    ("Beratung Finanzierung", "Finanzierungsberaterin"),
    ("Existenzgründung", "Für Existenzgründerinnen"),
    ("Nachfolge Unternehmen", "Unternehmensnachfolge"),
    ("Kraft Pflege", "Pflegekräfte gesucht"),
    ("Energie", "Bioenergieregion"),
    ("E Rechnung", "Die E-Rechnung kommt"),
    ("E-Rechnung", "E Rechnung"),
    ("E Rechnung", "erechnungspflicht"),
    ("E-Rechnung", "E-Rechnungspflicht"),
    ("Start up", "Startup-Szene"),
    ("Start-up", "Start up Kassel"),
    ("Startup", "Start-up-Szene"),
    ("Startup", "Startupszene"),
    ("3D Druck", "3D-Druck"),
    ("ISO 9001", "ISO9001"),
    ("DIN EN ISO 9001", "nach DIN EN ISO 9001 geprüft"),
    ("§ 7g", "Abzug nach §7g EStG"),
    ("Ausbildung", "Aus- und Weiterbildung"),
    ("Gründungsberatung", "Gründungs- und Nachfolgeberatung"),
    ("Forschungsförderung", "Forschungs-, Entwicklungs- und Innovationsförderung"),
    ("digitale Beratung", "Digitalisierungsberatung"),
    ("Wer hilft mir bei der Digitalisierung?", "Digitalisierung im Handwerk"),
    ("Ich suche eine Beratung zur Gründung", "Gründungsberatung"),
    ("Fördermittel", "Fo\u0308rder\u00admittel"),
    ("Finanzierung", "ﬁnanzierung"),
]

MISSES = [
    ("Förderung", "offene Forderungen"),
    ("Gründung", "Grundlagen der Buchhaltung"),
    ("Gründung", "Grundstück"),
    ("Schule", "Schulung"),
    ("Rechner", "Rechnung"),
    ("Bild", "Bildung"),
    ("Zeit", "Zeitung"),
    ("Messe", "Messung"),
    ("Steuer", "Steuerung"),
    ("Land", "Landung"),
    ("Kurs", "Kur"),
    ("Dienst", "dienen"),
    ("Term", "Termin"),
    ("Medizin", "Medizinische"),
    ("Linked", "LinkedIn"),
    ("C", "C++"),
    ("Burg", "Ravensburg"),
    ("Beratung Export", "Exportmesse"),
    ("Datenschutzschulung", "Datenschutz"),
    ("führen", "fahren"),
    ("Mai", "Mais"),
    ("Bahn", "U Boot"),
    ("Term", "Termin"),
    ("Burg", "Hamburg"),
    ("Station", "stattfinden"),
]


@pytest.mark.parametrize("pair", SAME.split())
def test_forms_share_a_stem(pair):
    one, other = (ANALYSER.tokens(form)[0] for form in pair.split("|"))
    assert one.stem == other.stem


@pytest.mark.parametrize(("query", "text"), FINDS)
def test_query_finds_text(query, text):
    assert finds(query, text)


@pytest.mark.parametrize(("query", "text"), MISSES)
def test_query_does_not_find_text(query, text):
    assert not finds(query, text)


def test_questions_lose_their_question_words_and_stop_words():
    asked = ANALYSER.query("Wo kann ich bitte einen Kurs finden, gibt es Förderung?")
    assert [token.stem for token in asked] == ["kurs", "foerd"]


@pytest.mark.parametrize(
    ("question", "verb"),
    [
        ("Wie melde ich ein Gewerbe an?", "anmeld"),
        ("Wem gebe ich meinen Betrieb ab, wenn ich aufhöre?", "abgeb"),
        ("ich gehe bald in Rente, wer führt meine Firma weiter", "weiterfuhr"),
        ("Wann findet der Kurs statt und was kostet er?", "stattfind"),
        ("Wann nahm die Stadt an der Messe teil?", "teilnehm"),
        ("Das Dorf macht eine Kneipe auf", "aufmach"),
    ],
)
def test_verbs_in_two_pieces_are_put_together_again(question, verb):
    asked = ANALYSER.query(question)
    assert [token.whole.stem for token in asked if token.whole] == [verb]
    assert question.strip("?").split()[-1] not in [token.text for token in asked[:-1]]


@pytest.mark.parametrize(
    "question",
    ["Kurs ab Mai", "Die Kosten um", "Was kostet ein Kurs an der Hochschule?", "an", "ab"],
)
def test_prepositions_are_no_particles(question):
    assert not any(token.whole for token in ANALYSER.query(question))


def test_a_question_knows_the_compounds_within_a_compound():
    (token,) = ANALYSER.query("Arbeitsrechtsberatung")
    assert token.parts == ("arbeit", "recht", "berat")
    assert "arbeitsrecht" in token.spans


def test_query_of_stop_words_only_keeps_them():
    assert [token.normal for token in ANALYSER.query("wer wie was")] == ["wer", "wie", "was"]


def test_query_is_capped_at_32_words():
    assert len(ANALYSER.query("Kurs " * 5000)) == 32
    assert len(ANALYSER.query("wer " * 5000)) == 32


def test_positions_count_stop_words():
    assert [token.position for token in ANALYSER.tokens("Kurs für die Pflege")] == [0, 3]


def test_fold_keeps_ue_after_a_vowel_and_joins_the_rest():
    words = ["neue", "Steuer", "Frauen", "Bauer", "Quelle"]
    assert [fold(plain(word)) for word in words] == [word.lower() for word in words]
    assert fold(plain("Künstliche")) == fold(plain("Kuenstliche")) == fold(plain("Kunstliche"))


def test_short_words_are_not_stemmed():
    assert [stem(word) for word in ("kmu", "ihk", "ags", "5g", "c++")] == [
        "kmu",
        "ihk",
        "ags",
        "5g",
        "c++",
    ]


TEXTS = [
    "Gründer:innen-Stammtisch & »Förder­mittel« – für KMU, Fo\u0308rderung ab 10.000 €",
    "ﬁnanzierung Pruﬁſt ½ ㎏ e\u0301 \u0301\u0301 Maße 🙂👩‍🔬 Ⅷ ① ﷺ x",
    "Aus- und Weiterbildung, Ein-/Ausfuhr; Vor- oder Nachteile -handel Aus-",
    "\x00\x01Beratung\x00 \u202e\ufeff \ud800 \udfff C++ .NET F&E",
    "Каssеl 東京 العربية हिन्दी ǅ İstanbul ŉ",
]
HOSTILE = [
    "",
    " ",
    "-",
    "\x00",
    "x" * 100_000,
    "a-" * 50_000,
    "a\u0301" * 50_000,
    "\u0301\u0327" * 50_000,
    "Aus- " * 20_000 + "Weiterbildung",
    "a:in" * 25_000,
    "1." * 50_000,
    "(" * 100_000,
    "𝕬" * 50_000,
    "ﷺ" * 5_000,
    "daten" * 20_000,
    "ab/-" * 25_000,
    "<script>" * 10_000,
]


@pytest.mark.parametrize("text", [*TEXTS, *HOSTILE], ids=lambda text: ascii(text[:8]))
def test_offsets_point_into_the_text_as_given(text):
    last = -1
    for token in ANALYSER.tokens(text):
        assert text[token.start : token.end] == token.text
        assert token.position > last
        assert token.stem
        assert token.normal
        last = token.position


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:8]))
def test_hostile_text_is_harmless_and_quick(text):
    with within(5):
        ANALYSER.tokens(text)
        ANALYSER.query(text)
        sort_key(text)
        assert "<script" not in ANALYSER.highlight(text, {"a", "script"}, 200)


def test_highlight_marks_stems_and_compounds_and_escapes_the_rest():
    html = ANALYSER.highlight("<b>Energieberatung</b> & Berater:innen", {"berat"})
    assert html == (
        "&lt;b&gt;<mark>Energieberatung</mark>&lt;/b&gt; &amp; <mark>Berater:innen</mark>"
    )


def test_highlight_keeps_the_text_as_written():
    assert ANALYSER.highlight("Fo\u0308rderung!", {"foerd"}) == "<mark>Fo\u0308rderung</mark>!"


def test_highlight_window_lies_around_the_densest_hits():
    text = (
        "Kurs am Anfang. " + "Viel Text dazwischen. " * 40 + "Kurs zur Gründung. " + "Ende. " * 60
    )
    html = ANALYSER.highlight(text, {"kurs", "gruend"}, 80)
    assert html.startswith("…")
    assert html.endswith("…")
    assert "<mark>Kurs</mark> zur <mark>Gründung</mark>" in html
    assert len(html) < 80 + 2 + 2 * len("<mark></mark>")


def test_highlight_without_hits_shows_the_beginning():
    assert ANALYSER.highlight("Anfang " + "Wort " * 50, {"nix"}, 20) == "Anfang Wort Wort…"


def test_highlight_leaves_a_short_text_whole():
    assert ANALYSER.highlight("Kurs", {"kurs"}, 100) == "<mark>Kurs</mark>"


def test_sort_key_is_din_5007_1():
    names = ["Aal", "Ärger", "Arzt", "Muhle", "Mühle", "Müller", "Neu Ulm", "Neu-Wulm", "Neubau"]
    names += ["Oel", "Öl-Zentrum", "Straße", "strassen", "Zebra"]
    assert sorted(set(names), key=sort_key) == [
        "Aal",
        "Ärger",
        "Arzt",
        "Muhle",
        "Mühle",
        "Müller",
        "Neu Ulm",
        "Neu-Wulm",
        "Neubau",
        "Oel",
        "Öl-Zentrum",
        "Straße",
        "strassen",
        "Zebra",
    ]


@pytest.mark.parametrize("word", ["Datenschutz", "unbesetzt", "Gletscherspalte", "beraten"])
def test_german_words_are_known(word):
    assert ANALYSER.is_known(word)


@pytest.mark.parametrize("word", ["Datenschuzt", "Energieberatnug", "Photovoltiak"])
def test_misspelled_words_are_not_known(word):
    assert not ANALYSER.is_known(word)


def test_a_question_asks_for_the_smallest_parts_and_a_text_holds_them_all():
    word = "Straßenverkehrsordnung"
    assert ANALYSER.query(word)[0].parts == ("strass", "verkehr", "ordnung")
    assert set(ANALYSER.tokens(word)[0].parts) > {"strassenverkehr", "strass", "verkehr"}


def test_word_list_is_read_once_and_quickly():
    word_list.cache_clear()
    with within(1):  # 0.1 s when the machine is not busy
        assert len(word_list().nouns) > 58_000
    assert word_list() is word_list()
