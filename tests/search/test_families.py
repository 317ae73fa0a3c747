"""Words of one family find each other, behind what has the very word."""

from __future__ import annotations

import pytest

from search.families import kin
from search.inflection import stem
from tests.search.engines import document, found, holding


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("ubernahme", "ubernehmen"),
        ("vergabe", "vergeben"),
        ("exportieren", "export"),
        ("export", "exportieren"),
        ("qualifizieren", "qualifikation"),
        ("technisch", "technik"),
        ("insolvent", "insolvenz"),
        ("tourist", "tourismus"),
        ("reparierbar", "reparieren"),
        ("barrierefrei", "barrierefreiheit"),
        ("klimaneutralitat", "klimaneutral"),
    ],
)
def test_words_of_one_family(word, other):
    assert stem(other) in kin(stem(word))


@pytest.mark.parametrize("word", ["kunde", "beratung", "kredit", "tee", "c++", ""])
def test_words_without_a_family(word):
    assert kin(stem(word) if word else word) == ()


def test_another_word_of_the_family_comes_behind_the_very_word(new_engine):
    engine = holding(
        new_engine,
        document(1, title="Betrieb übernehmen und führen"),
        document(2, title="Übernahme"),
        *(document(n, title="Anderes Angebot") for n in range(3, 9)),
    )
    assert found(engine, "Übernahme") == ["course:2", "course:1"]
