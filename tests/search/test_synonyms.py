"""The list of synonyms: its format, the matching of phrases, and the list that is shipped."""

import pytest

from search.german import Analyser
from search.synonyms import SHIPPED, Synonyms, parse

ANALYSER = Analyser()


def texts(synonyms: Synonyms, q: str) -> list[tuple[int, int, list[str]]]:
    return [
        (match.start, match.end, [phrase.text for phrase in match.phrases])
        for match in synonyms.match(ANALYSER.query(q))
    ]


def test_equal_phrases_find_each_other_and_arrows_go_one_way():
    assert parse(["a = b c = d", "", "# note", "x => a = y  # why", "a = e"]) == {
        "a": ["b c", "d", "e"],
        "b c": ["a", "d"],
        "d": ["a", "b c"],
        "x": ["a", "y"],
        "e": ["a"],
    }


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


def test_the_shipped_list_is_sound():
    lines = SHIPPED.read_text(encoding="utf-8").splitlines()
    table = parse(lines)
    groups = [line for line in lines if line.strip() and not line.startswith("#")]
    assert len(groups) >= 80
    for phrase in table:
        assert ANALYSER.query(phrase), phrase
        assert len(phrase) < 60


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
    ],
)
def test_the_shipped_list_knows(asked, other):
    found = texts(Synonyms(ANALYSER), asked)
    assert other in found[0][2]
