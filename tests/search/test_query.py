from datetime import date

import pytest
from django.http import QueryDict

from search.query import MAX_PAGE, SearchQuery
from tests.factories import make_municipality

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


def parse(address, **kwargs):
    return SearchQuery.parse(QueryDict(address), today=TODAY, **kwargs)


def test_an_empty_address_asks_for_everything():
    query = parse("")
    assert (query.q, query.facets, query.page, query.remarks) == ("", {}, 1, ())


def test_the_address_survives_being_read_and_written():
    make_municipality(short_name="Baunatal")
    address = "q=KI&type=event&type=course&near=Baunatal&radius=10&from=2026-12-01&page=3"
    query = parse(address)
    assert parse(query.urlencode(page=3)) == query


def test_a_fixed_facet_is_not_written_into_the_address():
    query = parse("type=course&q=x", fixed={"type": ("event",)})
    assert query.all_facets == {"type": ("event",)}
    assert "type" not in query.urlencode()


def test_dates_are_read_as_people_write_them():
    assert parse("from=24.12.2026").date_from == date(2026, 12, 24)


def test_dates_the_wrong_way_round_are_swapped_and_said():
    query = parse("from=2027-01-01&to=2026-12-01")
    assert (query.date_from, query.date_to) == (date(2026, 12, 1), date(2027, 1, 1))
    assert query.remarks


def test_only_a_day_in_the_past_brings_back_the_past():
    assert parse("from=2026-01-01").include_past
    assert not parse("from=2026-12-01").include_past


@pytest.mark.parametrize(
    ("address", "what"),
    [
        ("from=gestern", "gestern"),
        ("near=Atlantis", "Atlantis"),
        ("topic=gibtesnicht", "gibtesnicht"),
    ],
)
def test_what_cannot_be_used_is_named(address, what):
    query = parse(address)
    assert what in " ".join(query.remarks)
    assert not query.is_filtered


@pytest.mark.parametrize("page", ["-1", "0", "zwei", "9" * 5000, "9999999"])
def test_an_impossible_page_becomes_the_nearest_one(page):
    query = parse(f"page={page}")
    assert 1 <= query.page <= MAX_PAGE
    assert query.remarks


def test_a_very_long_question_is_cut_and_said():
    query = parse("q=" + "a" * 10_000)
    assert len(query.q) == 300
    assert query.remarks


def test_control_characters_disappear():
    assert parse("q=KI%00%0AKurs").q == "KI Kurs"


def test_sorting_by_distance_needs_a_place():
    assert parse("q=x&sort=distance").sort == "relevance"


def test_a_postcode_is_a_place():
    make_municipality(short_name="Melsungen", postcodes="34212", latitude=51.13, longitude=9.55)
    assert parse("near=34212").position == (51.13, 9.55)
