"""Feeds, read the way a feed reader reads them."""

from datetime import datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from search import outbox
from search.engines import current_engine
from tests.factories import make_event, make_municipality, make_organisation, make_topic
from tests.search.test_views import HOSTILE

ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
ADDRESS = "/verzeichnis/feed.atom"
pytestmark = pytest.mark.usefixtures("engine")


def read(client, address=ADDRESS):
    response = client.get(address)
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("application/atom+xml")
    return ElementTree.fromstring(response.content)  # noqa: S314


def texts(feed, path):
    return [element.text for element in feed.findall("/".join(ATOM + p for p in path.split("/")))]


def links(element):
    return {link.get("rel"): link.get("href") for link in element.findall(f"{ATOM}link")}


def test_a_feed_has_what_the_standard_requires(client, settings):
    settings.HUB_URL = "https://hub.example"
    make_organisation(title="Werkzeugbau Muster", slug="werkzeugbau", kind="company")
    outbox.work_off()
    feed = read(client, f"{ADDRESS}?kind=company&page=3&sort=name")
    assert feed.tag == f"{ATOM}feed"
    assert feed.get(LANG) == "de"
    assert links(feed) == {
        "self": "https://hub.example/verzeichnis/feed.atom?kind=company",
        "alternate": "https://hub.example/verzeichnis/?kind=company",
    }
    assert texts(feed, "title") == ["Organisationen · Unternehmen – Region vernetzt"]
    assert texts(feed, "id") == [links(feed)["self"]]
    assert texts(feed, "author/name") == ["Region vernetzt"]
    assert datetime.fromisoformat(texts(feed, "updated")[0]).tzinfo

    (entry,) = feed.findall(f"{ATOM}entry")
    assert links(entry) == {"alternate": "https://hub.example/verzeichnis/werkzeugbau/"}
    assert texts(entry, "title") == ["Werkzeugbau Muster"]
    assert texts(entry, "summary") == ["Ein Satz, der sagt, worum es geht."]
    assert texts(entry, "rights") == ["CC-BY-4.0"]
    assert texts(entry, "updated") == texts(feed, "updated")


def test_an_entry_keeps_its_id_when_its_address_and_text_change(client, settings):
    settings.HUB_URL = "https://hub.example"
    record = make_organisation(slug="alt", first_published_at=timezone.now() - timedelta(days=9))
    outbox.work_off()
    before = read(client)
    record.slug, record.title = "neu", "Neuer Name"
    record.save()
    outbox.work_off()
    after = read(client)
    assert texts(after, "entry/title") == ["Neuer Name"]
    assert texts(after, "entry/id") == texts(before, "entry/id")
    assert texts(after, "entry/id")[0].startswith("tag:hub.example,20")
    assert texts(after, "entry/updated") > texts(before, "entry/updated")
    assert texts(after, "entry/published") == texts(before, "entry/published")


def test_the_newest_fifty_come_newest_first(client):
    now = timezone.now()
    for number in range(52):
        day = now - timedelta(days=number)
        make_organisation(title=f"Werk {number:02}", first_published_at=day)
    outbox.work_off()
    assert texts(read(client), "entry/title") == [f"Werk {number:02}" for number in range(50)]


def test_the_question_and_every_filter_choose_the_entries(client):
    topic = make_topic(slug="ki", title="KI")
    make_event(title="Sprechstunde KI", topics=[topic])
    make_event(title="Sprechstunde Recht")
    make_organisation(title="KI-Werk", topics=[topic])
    outbox.work_off()
    feed = read(client, "/veranstaltungen/feed.atom?topic=ki&q=Sprechstunde")
    assert texts(feed, "entry/title") == ["Sprechstunde KI"]
    assert "Veranstaltungen zu „Sprechstunde“ · KI" in texts(feed, "title")[0]
    feed = read(client, "/suche/feed.atom?topic=ki")
    assert set(texts(feed, "entry/title")) == {"Sprechstunde KI", "KI-Werk"}


def test_the_english_feed_is_english_and_marks_german_entries(client):
    make_organisation(title="Werk")
    make_organisation(title="Anlage", title_en="Plant")
    outbox.work_off()
    feed = read(client, "/en/directory/feed.atom")
    assert feed.get(LANG) == "en"
    entries = {texts(e, "title")[0]: e.get(LANG) for e in feed.findall(f"{ATOM}entry")}
    assert entries == {"Werk": "de", "Plant": None}
    assert links(feed)["self"].endswith("/en/directory/feed.atom")


def test_markup_and_control_characters_in_texts_do_not_break_a_feed(client):
    make_organisation(title="A & B <b>\x0b\x01", summary="1 < 2 & \ufffe fertig")
    outbox.work_off()
    feed = read(client)
    assert texts(feed, "entry/title") == ["A & B <b>"]
    assert texts(feed, "entry/summary") == ["1 &lt; 2 &amp;  fertig"]  # HTML inside the XML


def test_who_asks_again_gets_304_until_something_changes(client):
    record = make_organisation()
    outbox.work_off()
    first = client.get(ADDRESS)
    assert first.headers["X-Robots-Tag"] == "noindex"
    assert "public" in first.headers["Cache-Control"]
    headers = {"if-none-match": first.headers["ETag"]}
    assert client.get(ADDRESS, headers=headers).status_code == 304
    seen = {"if-modified-since": first.headers["Last-Modified"]}
    assert client.get(ADDRESS, headers=seen).status_code == 304
    record.title = "Anders"
    record.save()
    outbox.work_off()
    assert client.get(ADDRESS, headers=headers).status_code == 200


def test_an_empty_feed_is_valid_and_stays_the_same(client):
    assert texts(read(client), "entry/id") == []
    first, second = client.get(ADDRESS), client.get(ADDRESS)
    assert first.headers["ETag"] == second.headers["ETag"]


def test_without_an_index_a_feed_never_holds_what_does_not_match(client, settings):
    make_municipality(short_name="Kassel")
    make_organisation(title="Werk", kind="company")
    settings.SEARCH_INDEX_DIR = settings.SEARCH_INDEX_DIR / "missing"
    current_engine.cache_clear()
    feed = read(client, ADDRESS)
    assert texts(feed, "entry/title") == ["Werk"]
    assert texts(feed, "subtitle") == ["Manche Einträge können gerade fehlen."]
    for filtered in ("kind=startup", "near=Kassel", "from=2026-12-01"):
        assert texts(read(client, f"{ADDRESS}?{filtered}"), "entry/title") == []
    assert "no-store" in client.get(ADDRESS).headers["Cache-Control"]


def test_a_feed_asks_the_database_the_same_with_one_and_with_forty_entries(
    client, django_assert_num_queries
):
    topic, owner = make_topic(), make_organisation()
    make_event(topics=[topic], owner=owner)
    outbox.work_off()
    client.get("/veranstaltungen/feed.atom")  # a new process reads its tables once
    for more in (0, 39):
        for _ in range(more):
            make_event(topics=[topic], owner=owner)
        outbox.work_off()
        with django_assert_num_queries(2):  # the hub's name, organisations
            client.get("/veranstaltungen/feed.atom")


@pytest.mark.parametrize("address", ["/suche/feed.atom", "/en/events/feed.atom"])
@pytest.mark.parametrize("query", HOSTILE, ids=lambda text: text[:24])
def test_hostile_addresses_get_a_valid_feed(client, address, query):
    read(client, f"{address}?{query}")


def test_only_reading_is_allowed(client):
    assert client.post(ADDRESS).status_code == 405
