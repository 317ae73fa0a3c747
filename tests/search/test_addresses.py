"""What editors paste into a listing block, and what they are told."""

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict

from search.addresses import address_of, kept_address, read
from search.query import SearchQuery
from tests.factories import make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic():
    return make_topic(slug="ki")


@pytest.mark.parametrize(
    "text",
    [
        "http://127.0.0.1:8000/veranstaltungen/?topic=ki",
        "/veranstaltungen/?topic=ki",
        " /veranstaltungen/?topic=ki#results \n",
        "/en/events/?topic=ki",
        "/veranstaltungen/?q=&topic=ki&near=&radius=25&from=&to=&sort=date&page=4",
        "/veranstaltungen/feed.atom?topic=ki",
        "/veranstaltungen/export.csv?topic=ki",
        "/einbetten/?type=event&topic=ki&count=5",
        "/suche/?type=event&topic=ki",
        "?type=event&topic=ki",
        "topic=ki&type=event",
    ],
)
@pytest.mark.usefixtures("topic")
def test_one_search_has_one_spelling_wherever_it_was_copied(text):
    assert read(text) == "type=event&topic=ki"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("/foerderung/", "type=funding"),
        ("/suche/?q=E-Rechnung&type=advice&type=course", "q=E-Rechnung&type=advice&type=course"),
        ("/verzeichnis/?sort=newest", "type=organisation&sort=newest"),
        ("/verzeichnis/?sort=name", "type=organisation"),
    ],
)
def test_what_says_nothing_is_left_out(text, kept):
    assert read(text) == kept


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Beratung KI", "ganze Adresse der Trefferliste"),
        ("", "ganze Adresse der Trefferliste"),
        ("https://www.example.org/suche/?topic=ki", "www.example.org"),
        ("https://[", "ganze Adresse"),
        ("/wissen/die-richtige-beratung-finden/", "keine Trefferliste"),
        ("/veranstaltungen/sprechtag/", "keine Trefferliste"),
        ("/suche/?thema=ki", "thema"),
        ("topic=ki&utm_source=brief", "utm_source"),
        ("/veranstaltungen/?topic=gibtesnicht", "gibtesnicht"),
        ("/veranstaltungen/?near=Atlantis", "Atlantis"),
        ("/veranstaltungen/?from=morgen", "morgen"),
        ("/suche/", "fragt nach allem"),
        ("/suche/?page=3", "fragt nach allem"),
        ("%00=%ff", "ganze Adresse"),
        ("=" * 5000, "ganze Adresse"),
        ("topic=ki&" * 10_001, "ganze Adresse"),
    ],
    ids=lambda text: text[:30],
)
@pytest.mark.usefixtures("topic")
def test_nonsense_is_refused_with_what_to_do(text, words):
    with pytest.raises(ValidationError) as refusal:
        read(text)
    assert words in " ".join(refusal.value.messages)


def test_a_search_leads_back_to_its_list_and_to_its_other_forms():
    make_topic(slug="ki")
    query = SearchQuery.for_list(QueryDict("topic=ki&page=3"), "event")
    assert address_of(query) == "/veranstaltungen/?topic=ki"
    assert address_of(query, "csv") == "/veranstaltungen/export.csv?topic=ki"
    assert kept_address("embed", query) == "/einbetten/?type=event&topic=ki"
    assert address_of(SearchQuery.for_list(QueryDict())) == "/suche/"
