"""Compounds with one mistyped part are put right from the words that they are made of."""

from __future__ import annotations

import pytest

from search.engines import dictionary, mistyped
from search.german import Analyser
from tests.search.engines import ask, document, found, holding


@pytest.fixture(scope="module")
def analyser():
    return Analyser()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("fuhrerschienkurs", "fuhrerscheinkurs"),
        ("gleisanschlus", "gleisanschluss"),
        ("lehwmande", "lehmwande"),
        ("pflegeihlfeausbildung", "pflegehilfeausbildung"),
        ("werkstofprufungslabor", "werkstoffprufungslabor"),
        ("furhandwerk", "handwerk"),
    ],
)
def test_one_part_of_a_compound_is_mistyped(analyser, typed, meant):
    assert meant in [correction.normal for correction in mistyped.compounds(typed, analyser)]


@pytest.mark.parametrize("typed", ["", "xy", "12345678", "qqqqqqqqqqqq", "a" * 60, "schein!"])
def test_what_is_no_compound_is_left_alone(analyser, typed):
    assert mistyped.compounds(typed, analyser) == []


def test_a_mistyped_compound_finds_longer_compounds_with_its_parts(new_engine):
    engine = holding(
        new_engine,
        document(1, title="Gabelstaplerschein im Lager"),
        document(2, title="Scheinbar anderes im Lager"),
    )
    assert found(engine, "Staplerschien") == ["course:1"]


def test_a_mistyped_word_that_only_the_synonyms_know_finds_what_it_stands_for(new_engine):
    engine = holding(
        new_engine,
        document(1, title="Passwort im Betrieb"),
        document(2, title="Anderes im Betrieb"),
    )
    assert found(engine, "Keennwörter") == ["course:1"]
    assert dictionary.close_to("schwarmfinanzirung")[0].text == "schwarmfinanzierung"


def test_a_missing_umlaut_and_a_slip_are_one_error(new_engine):
    engine = holding(
        new_engine,
        document(1, title="Förderung für alle", body="Förderung"),
        document(2, title="Förderung im Land"),
        document(3, title="Forderung eintreiben"),
        *(document(n, title="Anderes Angebot") for n in range(4, 9)),
    )
    result = ask(engine, "Föderung")
    assert result.did_you_mean == "Förderung"
    assert {"course:1", "course:2"} <= {hit.id for hit in result.hits}


def test_a_compound_that_no_record_has_is_not_mistaken_for_another(new_engine):
    engine = holding(new_engine, document(1, title="Kassenlade und Bruchrechnung"))
    assert ask(engine, "Kassenbuch").did_you_mean is None
