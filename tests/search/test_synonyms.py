"""The list of synonyms: its format, the matching of phrases, and the list that is shipped."""

import pytest

from search.german import Analyser
from search.synonyms import Group, Synonyms, parse, shipped, stems, typed

ANALYSER = Analyser()
SHIPPED = Synonyms(ANALYSER)


def texts(synonyms: Synonyms, q: str) -> list[tuple[int, int, list[str]]]:
    return [
        (match.start, match.end, [phrase.text for phrase in match.phrases])
        for match in synonyms.match(ANALYSER.query(q))
    ]


def test_equal_phrases_find_each_other_and_arrows_go_one_way():
    assert parse(["a = b  c = d", "", "# note", "x = y => a  # why"]) == [
        Group(("a", "b c", "d"), ("a", "b c", "d")),
        Group(("x", "y"), ("a",)),
    ]
    assert list(Group(("a", "b"), ("a", "b")).pairs()) == [("a", "b"), ("b", "a")]


def test_what_a_word_can_be_called_is_collected_from_all_lines():
    synonyms = Synonyms(ANALYSER, ["auto = wagen", "auto => fahrzeug"])
    assert texts(synonyms, "Auto") == [(0, 1, ["wagen", "fahrzeug"])]
    assert texts(synonyms, "Wagen") == [(0, 1, ["auto"])]


@pytest.mark.parametrize("line", ["alone", "a =", "= b", "a => ", "=> b", "a = = b"])
def test_a_broken_line_is_named(line):
    with pytest.raises(ValueError, match="line 2"):
        parse(["a = b", line])


def test_the_longest_phrase_wins_and_inflection_does_not_matter():
    synonyms = Synonyms(ANALYSER, ["ki = künstliche intelligenz", "intelligenz = verstand"])
    assert texts(synonyms, "Beratung zu künstlicher Intelligenz") == [(1, 3, ["ki"])]
    assert texts(synonyms, "Intelligenz und KI") == [
        (0, 1, ["verstand"]),
        (1, 2, ["künstliche intelligenz"]),
    ]


def test_one_way_synonyms_do_not_lead_back():
    synonyms = Synonyms(ANALYSER, ["ransomware => cybersicherheit"])
    assert texts(synonyms, "ransomware") == [(0, 1, ["cybersicherheit"])]
    assert texts(synonyms, "cybersicherheit") == []


def test_phrases_keep_the_distance_of_their_words():
    synonyms = Synonyms(ANALYSER, ["kmu = kleine und mittlere unternehmen"])
    (match,) = synonyms.match(ANALYSER.query("KMU"))
    assert [offset for offset, _ in match.phrases[0].german] == [0, 2, 3]


def test_a_phrase_whose_english_form_shrinks_to_one_word_has_none():
    synonyms = Synonyms(ANALYSER, ["cybersicherheit = the security"])
    (match,) = synonyms.match(ANALYSER.query("cybersicherheit"))
    assert match.phrases[0].english == ()


def test_rows_come_on_top_of_the_lines_and_are_read_again_only_when_they_changed():
    rows = [(Group(("fön",), ("haartrockner",)),)]
    synonyms = Synonyms(ANALYSER, ["fön = trockner"], rows=lambda: rows[-1])
    assert texts(synonyms, "Fön") == [(0, 1, ["haartrockner", "trockner"])]
    before = synonyms.of("trockn")
    assert synonyms.of("trockn") is before
    rows.append((Group(("trockner",), ("tumbler",)),))
    assert texts(synonyms, "Trockner") == [(0, 1, ["tumbler", "fön"])]
    assert texts(synonyms, "Fön") == [(0, 1, ["trockner"])]


def test_a_phrase_as_long_as_no_line_is_matched_too():
    group = Group(("haus der jungen wirtschaft kassel",), ("gründerzentrum",))
    synonyms = Synonyms(ANALYSER, ["a = b"], rows=lambda: (group,))
    assert texts(synonyms, "Haus der jungen Wirtschaft Kassel") == [(0, 4, ["gründerzentrum"])]


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("Fön\nHaar  trockner\r\n\n", ["Fön", "Haar trockner"]),
        ("Fön, Haartrockner;Trockner,", ["Fön", "Haartrockner", "Trockner"]),
        ("1,5 Grad, KI,3D-Druck", ["1,5 Grad", "KI", "3D-Druck"]),
        ("C# = C++ # a => b", ["C# = C++ # a => b"]),
        (" ,;\n", []),
    ],
)
def test_a_text_field_holds_a_phrase_a_line_or_between_commas(text, phrases):
    assert typed(text) == phrases


def test_a_list_tells_which_pairs_it_lacks():
    synonyms = Synonyms(ANALYSER, ["fön = haartrockner", "fön => trockner"])
    assert synonyms.lacks(Group(("Haartrockner", "Föne"), ("Haartrockner", "Föne"))) == []
    assert synonyms.lacks(Group(("trockner", "fön"), ("trockner", "fön"))) == [("trockner", "fön")]


def test_what_nobody_can_ask_for_has_no_stems():
    assert stems("für und wer", ANALYSER) == stems("… !", ANALYSER) == ()
    assert stems("für Firmen", ANALYSER) == ("firma",)


def test_every_line_of_the_shipped_list_survives_its_analysis():
    for group in shipped():
        ways = {text: stems(text, ANALYSER) for text in (*group.asked, *group.found)}
        assert all(ways.values()), group
        assert len(set(ways.values())) == len(ways), group
        assert max(map(len, ways)) < 60, group


def test_the_shipped_list_is_long_and_says_nothing_twice():
    assert len(shipped()) >= 170
    pairs = [
        (stems(asked, ANALYSER), stems(found, ANALYSER))
        for group in shipped()
        for asked, found in group.pairs()
    ]
    assert len(set(pairs)) == len(pairs)


@pytest.mark.parametrize(
    ("asked", "other"),
    [
        ("KI", "künstliche intelligenz"),
        ("artificial intelligence", "ki"),
        ("Zuschüsse", "fördermittel"),
        ("IT-Sicherheit", "cybersicherheit"),
        ("kleine und mittlere Unternehmen", "kmu"),
        ("Startups", "gründung"),
        ("Start-up", "existenzgründung"),
        ("E-Rechnungen", "xrechnung"),
        ("Selbständig machen", "existenzgründung"),
        ("Azubis", "lehrling"),
        ("Lehrlinge", "auszubildende"),
        ("Steuerberaterin", "steuerkanzlei"),
        ("Geschäftsführung", "chef"),
        ("Darlehen", "kredit"),
        ("Internships", "praktikum"),
        ("§ 7g", "investitionsabzugsbetrag"),
        ("GmbH", "gesellschaft mit beschränkter haftung"),
        ("Meister", "meisterprüfung"),
        ("Metzgerin", "fleischer"),
        ("Mehrwertsteuer", "umsatzsteuer"),
    ],
)
def test_the_shipped_list_knows(asked, other):
    found = texts(SHIPPED, asked)
    assert other in [text for _, _, phrases in found for text in phrases]


@pytest.mark.parametrize(
    ("asked", "other"),
    [("cybersicherheit", "ransomware"), ("gmbh", "rechtsform"), ("Bau", "landwirt")],
)
def test_the_shipped_list_does_not_lead_astray(asked, other):
    found = texts(SHIPPED, asked)
    assert other not in [text for _, _, phrases in found for text in phrases]
