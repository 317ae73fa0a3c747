from datetime import date

import pytest
from django.http import QueryDict
from django.utils.translation import override

from search.describe import words
from search.documents import FACETS
from search.query import SearchQuery
from tests.factories import make_municipality, make_organisation, make_topic

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


def described(address, type="", language="en"):
    with override(language):
        query = SearchQuery.for_list(QueryDict(address), type, today=TODAY)
        return words(query)


def test_nothing_chosen_is_everything():
    assert described("") == "All entries"


def test_the_kind_of_the_list_comes_first_and_the_question_behind_it():
    assert described("q=KI", "event") == "Events on “KI”"


def test_a_kind_is_said_the_same_from_the_address_and_from_the_list():
    assert described("type=event&q=KI") == described("q=KI", "event")


def test_several_kinds_are_joined():
    assert described("type=event&type=course&type=advice") == "Events, Courses and Advice"


def test_values_of_one_facet_are_alternatives_and_facets_add_up():
    make_topic(slug="ki", title_en="AI")
    shown = described("topic=ki&funding=free&funding=subsidised", "event")
    assert shown == "Events · AI · free of charge or subsidised"


def test_place_and_days_are_said():
    make_municipality(short_name="Baunatal")
    shown = described("near=Baunatal&radius=10&from=2026-12-01&to=2026-12-24", "event")
    place, first, last = shown.split(" · ")[1:]
    assert place == "within a radius of 10 km around Baunatal"
    assert first.startswith("from ")
    assert last.startswith("until ")


def test_order_and_page_are_no_part_of_what_is_asked():
    assert described("sort=newest&page=3", "event") == "Events"


def test_german_is_written_as_people_say_it():
    make_municipality(short_name="Kassel")
    shown = described("q=KI&funding=free&near=Kassel&from=2026-12-01", "event", "de")
    assert shown == (
        "Veranstaltungen zu „KI“ · kostenfrei · im Umkreis von 25 km um Kassel · ab 01.12.2026"
    )


def test_every_facet_finds_its_way_into_the_words():
    make_topic(slug="ki", title_en="AI")
    make_organisation(slug="werk", title="Werk")
    codes = {"topic": "ki", "organisation": "werk", "kind": "company", "industry": "C"}
    codes |= {"type": "event", "audience": "startup", "format": "online"}
    codes |= {"language": "en", "funding": "free", "direction": "seek"}
    codes |= {"competence": "2.4"}
    for name in FACETS:
        assert described(f"{name}={codes[name]}") != "All entries", name
