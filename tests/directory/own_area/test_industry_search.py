import pytest

from directory import industries
from directory.own_area import industry_search
from directory.own_area.industry_search import find_industries


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Wir entwickeln Apps für Handwerker", "62.10"),
        ("Wir reparieren Fahrräder", "95.29"),
        ("Friseursalon", "96.21"),
        ("Bäckerei", "10.71"),
        ("Rechtsanwaltskanzlei", "69.10"),
        ("Wir rüsten alte Werkzeugmaschinen mit neuer Steuerung nach", "28.41"),
        ("Übersetzungsbüro", "74.30"),
        ("Uebersetzungsbuero", "74.30"),
        ("Wir rösten Kaffee", "10.83"),
    ],
)
def test_own_words_find_the_industry(words, code):
    assert find_industries(words)[0].code == code


def test_words_of_no_business_find_none():
    assert find_industries("") == []
    assert find_industries("xyzzy und der die das") == []


def test_a_whole_book_is_no_problem():
    assert len(find_industries("Fahrräder " * 100_000)) <= 5


def test_every_code_of_the_everyday_words_exists():
    assert [c for c in industry_search._everyday() if not industries.title(c)] == []
