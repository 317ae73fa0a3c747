"""Places as people type them, finished or only started."""

import pytest

from directory.gazetteer import complete_place, find_place
from search import registry
from tests.factories import make_municipality

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def towns():
    make_municipality(
        ags="06611000",
        name="Kassel, documenta-Stadt",
        short_name="Kassel",
        postcodes="34117 34119",
        inhabitants=200_000,
    )
    make_municipality(ags="06435010", name="Gründau", postcodes="63584", inhabitants=14_000)
    make_municipality(ags="06634014", name="Melsungen", postcodes="34212", inhabitants=13_000)
    make_municipality(ags="06633014", name="Habichtswald", postcodes="34317", inhabitants=5_000)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Kassel", "Kassel"),
        ("kassel", "Kassel"),
        ("Kassel, documenta-Stadt", "Kassel"),
        ("34119", "Kassel"),
        ("34119 Kassel", "Kassel"),
        ("Gründau", "Gründau"),
        ("Gruendau", "Gründau"),
        ("GRÜNDAU", "Gründau"),
        ("Grundau", "Gründau"),
        ("Melsun", "Melsungen"),
    ],
)
def test_a_place_is_found_however_it_is_typed(typed, found):
    assert find_place(typed).name == found


@pytest.mark.parametrize(
    "typed", ["Atlantis", "99999", "", "?", "3411", "\x00", "1" * 500, "x" * 500]
)
def test_what_is_no_place_is_none(typed):
    assert find_place(typed) is None


def test_names_of_places_are_told_to_search():
    assert {"Kassel", "Gründau"} <= set(registry.place_names())


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("341", ["Kassel"]),
        ("34", ["Kassel", "Bad Wildungen", "Melsungen", "Habichtswald"]),
        ("34119 Ka", ["Kassel"]),
        ("ka", ["Kassel"]),
        ("gruen", ["Gründau"]),
        ("wald", []),
        ("wildungen", ["Bad Wildungen"]),
        ("bad w", ["Bad Wildungen"]),
        ("", []),
        ("k", []),
        ("\x00", []),
        ("(((", []),
        ("1" * 300, []),
        ("99", []),
    ],
)
def test_a_started_place_or_postcode_goes_on(typed, names):
    make_municipality(ags="06635003", name="Bad Wildungen", postcodes="34537", inhabitants=17_000)
    assert [option.name for option in complete_place(typed)] == names


def test_a_completed_place_names_its_county_and_the_postcodes_that_fit():
    option = complete_place("3411")[0]
    assert (option.area, option.postcodes) == ("Landkreis Kassel", ("34117", "34119"))
    assert complete_place("Kass")[0].postcodes == ()


@pytest.mark.parametrize(
    ("county", "area"),
    [
        ("Fulda", "Kreis Fulda"),
        ("Schwalm-Eder-Kreis", "Schwalm-Eder-Kreis"),
        ("Landkreis Kassel", "Landkreis Kassel"),
        ("Hünfeld", ""),
    ],
)
def test_the_county_is_named_as_people_name_it(county, area):
    make_municipality(name="Hünfeld", county=county)
    assert complete_place("Hünf")[0].area == area


def test_of_two_places_with_one_name_each_can_be_chosen():
    make_municipality(name="Neustadt", postcodes="35279", inhabitants=9_000, latitude=50.8)
    make_municipality(name="Neustadt", postcodes="36999", inhabitants=1_000, latitude=50.1)
    names = [option.name for option in complete_place("Neust")]
    assert names == ["Neustadt", "36999 Neustadt"]
    assert [find_place(name).latitude for name in names] == [50.8, 50.1]


def test_completing_costs_no_query_once_the_register_is_read(django_assert_num_queries):
    complete_place("Kass")
    with django_assert_num_queries(0):
        complete_place("Grün")
        find_place("34117")
