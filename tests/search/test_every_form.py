"""A filter is written once, in FACETS, and works in every form of a query."""

import re
from datetime import UTC, date, datetime
from xml.etree import ElementTree

import pytest
from django.http import QueryDict
from django.urls import reverse

from search import addresses
from search.describe import words
from search.documents import FACETS, Document
from search.query import PARAMETERS, SearchQuery
from search.saved import query as saved_query
from search.urls import FORMS
from tests.factories import make_municipality, make_organisation, make_topic

TODAY = date(2026, 11, 23)
CODES = {
    "type": "event",
    "topic": "ki",
    "kind": "talk",
    "direction": "seek",
    "industry": "C",
    "audience": "startup",
    "format": "online",
    "language": "en",
    "competence": "4.2",
    "funding": "free",
    "organisation": "kammer",
}
FACET_ADDRESSES = {name: f"{name}={code}" for name, code in CODES.items()}
CHOOSING = FACET_ADDRESSES | {
    "q": "q=Energie",
    "near": "near=Kassel",
    "radius": "near=Kassel&radius=50",
    "from": "from=2126-12-01",
    "to": "to=2126-12-24",
}
ALL = CHOOSING | {"sort": "sort=newest", "page": "page=2"}
# The calendar reads records: tests/events/test_feeds.py tells what it gives.
PAGES = ["search", *(f"search_{form}" for form in FORMS if form != "calendar"), "embed"]
EVERYTHING = "&".join(ALL.values())


@pytest.fixture(autouse=True)
def records(engine):
    """An event that fits every filter, and one organisation that fits none."""
    make_municipality(short_name="Kassel", latitude=51.3127, longitude=9.4797)
    make_topic(slug="ki")
    make_organisation(slug="kammer")
    moment = datetime(2126, 12, 3, 16, 0, tzinfo=UTC)
    fitting = Document(
        id="event:1",
        type="event",
        title="Energie sparen",
        url="/veranstaltungen/energie/",
        facets={name: [code] for name, code in CODES.items() if name != "type"},
        latitude=51.3,
        longitude=9.5,
        starts_at=moment,
        ends_at=moment,
        expires_at=moment,
        date_added=datetime(2026, 11, 1, tzinfo=UTC),
    )
    other = Document(
        id="organisation:2",
        type="organisation",
        title="Anderes Werk",
        url="/verzeichnis/anderes/",
        latitude=48.0,
        longitude=11.0,
        date_added=datetime(2026, 11, 1, tzinfo=UTC),
    )
    engine.rebuild([fitting, other])


def parse(address):
    return SearchQuery.parse(QueryDict(address), today=TODAY)


def test_these_tests_know_every_filter():
    assert set(CODES) == set(FACETS)
    assert set(ALL) == set(PARAMETERS)


@pytest.mark.parametrize("address", [*ALL.values(), EVERYTHING])
def test_every_parameter_survives_being_read_and_written(address):
    query = parse(address)
    assert not query.remarks
    assert query != parse("")
    assert parse(query.urlencode(page=query.page)) == query
    params = QueryDict(address)
    kept = SearchQuery.parse_kept(params, today=TODAY)
    again = QueryDict(kept.urlencode_kept(page=kept.page))
    assert SearchQuery.parse_kept(again, today=TODAY) == kept


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("address", CHOOSING.values())
def test_every_filter_chooses_in_every_form(client, page, address):
    response = client.get(f"{reverse(page)}?{address}")
    text = response.getvalue().decode()
    assert "Energie" in text
    assert "Anderes Werk" not in text
    everything = client.get(reverse(page)).getvalue().decode()
    assert "Anderes Werk" in everything


@pytest.mark.parametrize(("name", "address"), CHOOSING.items())
def test_every_filter_is_named_in_every_link_to_another_form(client, name, address):
    parameter = re.escape(address.rpartition("&")[2])
    page = client.get(f"/suche/?{address}").content.decode()
    for form, (end, _view) in FORMS.items():
        assert re.search(rf'href="/suche/{end}\?[^"]*\b{parameter}\b', page), form
    assert re.search(rf'href="/einbetten/\?[^"]*\b{parameter}\b', page)
    assert re.search(rf'href="{reverse("saved_search_new")}\?[^"]*\b{parameter}\b', page)

    exported = client.get(f"/suche/export.json?{address}").json()
    assert QueryDict(exported["url"].partition("?")[2])[name]
    feed = ElementTree.fromstring(client.get(f"/suche/feed.atom?{address}").content)  # noqa: S314
    for link in feed.findall("{http://www.w3.org/2005/Atom}link"):
        assert QueryDict(link.get("href").partition("?")[2])[name]


@pytest.mark.parametrize(("name", "address"), CHOOSING.items())
def test_every_filter_is_kept_by_listings_and_kept_searches_and_said_in_words(name, address):
    assert QueryDict(addresses.read(f"/suche/?{address}"))[name]
    assert QueryDict(saved_query.read(QueryDict(address)).urlencode_kept())[name]
    assert words(parse(address)) != words(parse(""))
