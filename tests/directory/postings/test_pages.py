"""The list in every form, and the page of one posting."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from directory.models import ContactPoint, Location
from search import outbox
from tests.factories import make_member, make_organisation, make_posting, make_topic
from tests.record_pages import page, status, structured_data

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]
TODAY = timezone.localdate()


def make_house(**fields):
    house = make_organisation(title="Fuldawerk GmbH", slug="fuldawerk", **fields)
    place = {"postcode": "34117", "place": "Kassel", "latitude": 51.3, "longitude": 9.5}
    Location.objects.create(organisation=house, **place)
    secret = {"email": "geheim@fuldawerk.example", "phone": "0561 1"}
    ContactPoint.objects.create(organisation=house, label="Anfragen", **secret)
    make_member(house)
    return house


@pytest.fixture
def seek():
    topic = make_topic(slug="ki")
    return make_posting(
        title="Pilotbetrieb gesucht",
        slug="pilotbetrieb",
        kind="pilot_customer",
        owner=make_house(),
        topics=[topic],
        title_en="Pilot company wanted",
        first_published_at=timezone.now() - timedelta(hours=1),
    )


@pytest.fixture
def offer():
    return make_posting(title="Messraum frei", slug="messraum", direction="offer", kind="equipment")


def found(client, path):
    outbox.work_off()
    answer = client.get(path)
    assert answer.status_code == 200
    return [hit.title for hit in answer.context["result"].hits]


def test_the_list_shows_the_newest_first_and_can_be_narrowed_down(client, seek, offer):
    assert found(client, "/gesuche/") == ["Messraum frei", "Pilotbetrieb gesucht"]
    assert found(client, "/gesuche/?direction=seek") == ["Pilotbetrieb gesucht"]
    assert found(client, "/gesuche/?kind=equipment") == ["Messraum frei"]
    assert found(client, "/gesuche/?topic=ki&organisation=fuldawerk") == ["Pilotbetrieb gesucht"]
    assert found(client, "/en/postings/?q=pilot") == ["Pilotbetrieb gesucht"]
    names = [facet["name"] for facet in client.get("/gesuche/").context["facets"]]
    assert names == ["direction", "kind", "topic", "organisation"]


def test_the_words_of_people_find_a_kind(client, seek, offer):
    make_posting(title="Wir vergeben ein Thema", kind="thesis", direction="offer")
    assert found(client, "/gesuche/?q=Masterarbeit") == ["Wir vergeben ein Thema"]


def test_where_nothing_fits_it_says_what_one_can_do(client):
    text = client.get("/gesuche/?q=Quastenflosser").content.decode()
    assert "Schreiben Sie selbst auf" in text
    assert "/mein/gesuche/neu/" in text


@pytest.mark.parametrize("form", ["feed.atom", "export.csv", "export.json", "export.geojson"])
def test_every_form_of_the_list_tells_of_it_and_of_no_address(client, seek, form):
    outbox.work_off()
    answer = client.get(f"/gesuche/{form}?direction=seek")
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert "Pilotbetrieb gesucht" in content.decode()
    assert "fuldawerk.example" not in content.decode()


def test_what_is_over_is_in_no_list_also_before_the_clock_has_seen_it(client, seek):
    seek.open_until = TODAY - timedelta(days=1)
    seek.save()
    assert found(client, "/gesuche/") == []
    text = page(client, seek)
    assert "Das ist vorbei" in text
    assert "/gesuche/pilotbetrieb/schreiben/" not in text


def test_without_an_index_the_open_ones_are_listed(client, seek, settings, tmp_path):
    make_posting(title="Vorbei", open_until=TODAY - timedelta(days=1))
    settings.SEARCH_INDEX_DIR = tmp_path / "none"
    hits = client.get("/gesuche/").context["result"].hits
    assert [hit.title for hit in hits] == ["Pilotbetrieb gesucht"]


def test_a_list_costs_the_same_for_one_and_for_ten(client, seek):
    found(client, "/gesuche/")
    with CaptureQueriesContext(connection) as one:
        client.get("/gesuche/")
    for _number in range(9):
        make_posting(owner=seek.owner)
    outbox.work_off()
    with CaptureQueriesContext(connection) as ten:
        client.get("/gesuche/")
    assert len(ten) == len(one)


def test_a_seek_is_a_demand_of_its_organisation(client, seek):
    data = structured_data(page(client, seek))["Demand"]
    assert data["@reverse"]["seeks"]["name"] == "Fuldawerk GmbH"
    assert data["validThrough"] == seek.closes_on.isoformat()
    assert data["availableAtOrFrom"]["address"]["addressLocality"] == "Kassel"


def test_an_offer_is_an_offer_of_its_organisation(client, offer):
    offer.owner = make_organisation(title="Messhaus")
    offer.save()
    data = structured_data(page(client, offer))["Offer"]
    assert data["offeredBy"]["name"] == "Messhaus"
    assert "price" not in data


def test_the_page_says_who_until_when_and_how_to_answer_but_no_address(client, seek):
    make_posting(title="Noch eines", owner=seek.owner)
    text = page(client, seek)
    for words in ("Fuldawerk GmbH", "offen bis", "Kassel", "Noch eines", "Gesuch · Pilotkunde"):
        assert words in text
    assert "/gesuche/pilotbetrieb/schreiben/" in text
    assert "fuldawerk.example" not in text
    assert "0561" not in text
    english = page(client, seek, language="en")
    assert "Pilot company wanted" in english
    assert "Looked for by" in english


def test_the_page_of_the_organisation_lists_it(client, seek):
    assert "Pilotbetrieb gesucht" in page(client, seek.owner)


def test_what_is_not_public_is_not_found(client, seek):
    seek.unpublish()
    assert status(client, seek) == 404
    assert client.get("/gesuche/pilotbetrieb/schreiben/").status_code == 404


def test_texts_break_out_of_nothing(client):
    record = make_posting(
        title="</script><script>alert(1)</script>",
        summary="<img src=x onerror=alert(1)>",
        description="javascript:alert(1) <b>fett</b>",
    )
    text = page(client, record)
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert 'href="javascript' not in text


def test_the_sitemap_has_it_in_both_languages(client, seek):
    text = client.get("/sitemap-posting.xml").content.decode()
    assert "/gesuche/pilotbetrieb/" in text
    assert "/en/postings/pilotbetrieb/" in text
