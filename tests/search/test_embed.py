"""The embed: a page without scripts that only admitted sites may frame."""

import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.http import QueryDict
from django.utils import timezone

from hub.models import HubSettings
from search import outbox
from search.outputs import embed
from search.query import SearchQuery
from tests.factories import make_event, make_municipality, make_organisation, make_topic
from tests.search.test_views import HOSTILE

pytestmark = pytest.mark.usefixtures("engine")


def page(client, address="/einbetten/"):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def titles(html):
    return re.findall(r"<h2><a [^>]*>([^<]+)</a></h2>", html)


def policy(response):
    directives = response.headers["Content-Security-Policy"].split("; ")
    return dict(directive.partition(" ")[::2] for directive in directives)


# --- What it shows ----------------------------------------------------------------------------


def test_an_embed_shows_the_first_hits_and_the_way_to_all(client, settings):
    settings.HUB_URL = "https://hub.example"
    topic = make_topic(slug="ki", title="KI")
    for number in range(7):
        day = timezone.now() + timedelta(days=1 + number)
        make_event(title=f"Sprechtag {number}", topics=[topic], starts_at=day)
    make_organisation(title="Werk", topics=[topic])
    outbox.work_off()
    html = page(client, "/einbetten/?type=event&topic=ki")
    assert titles(html) == [f"Sprechtag {number}" for number in range(5)]
    assert "<h1>Veranstaltungen · KI</h1>" in html
    link = 'href="https://hub.example/veranstaltungen/?topic=ki" target="_blank" rel="noopener"'
    assert f"{link}>Alle 7 Treffer im Hub „Region vernetzt“</a>" in html


@pytest.mark.parametrize(
    ("count", "shown"), [("2", 2), ("0", 1), ("-5", 1), ("99999999", 20), ("viele", 5), ("", 5)]
)
def test_the_number_of_hits_can_be_chosen_within_limits(client, count, shown):
    for _ in range(21):
        make_organisation()
    outbox.work_off()
    assert len(titles(page(client, f"/einbetten/?count={count}"))) == shown


def test_the_english_embed_is_english(client):
    assert "<h1>Events</h1>" in page(client, "/en/embed/?type=event")


def test_an_embed_runs_nothing_and_opens_links_beside_the_partners_page(client):
    make_organisation()
    outbox.work_off()
    html = page(client)
    assert "<script" not in html
    assert '<base target="_blank">' in html
    rules = policy(client.get("/einbetten/"))
    assert rules["script-src"] == rules["form-action"] == "'none'"
    assert not client.get("/einbetten/").cookies


def test_without_an_index_an_embed_never_shows_what_does_not_match(client, settings):
    make_municipality(short_name="Kassel")
    make_organisation(title="Werk", kind="company")
    settings.SEARCH_INDEX_DIR = settings.SEARCH_INDEX_DIR / "missing"
    assert titles(page(client, "/einbetten/?type=organisation")) == ["Werk"]
    assert titles(page(client, "/einbetten/?type=organisation&kind=startup")) == []
    html = page(client, "/einbetten/?type=organisation&near=Kassel")
    assert titles(html) == []
    assert "Suchindex" in html


def test_an_embed_is_kept_a_while_and_answers_304(client):
    make_organisation()
    outbox.work_off()
    first = client.get("/einbetten/")
    assert first.headers["Cache-Control"] == "public, max-age=300"
    assert first.headers["X-Robots-Tag"] == "noindex"
    seen = {"if-none-match": first.headers["ETag"]}
    assert client.get("/einbetten/", headers=seen).status_code == 304


@pytest.mark.parametrize("query", [*HOSTILE, "count=%00", "count=" + "9" * 5000], ids=str.__len__)
def test_hostile_addresses_get_a_page(client, query):
    page(client, f"/einbetten/?{query}")


def test_an_embed_asks_the_database_the_same_with_one_and_with_twenty_hits(
    client, django_assert_max_num_queries
):
    address, counts = "/einbetten/?type=event&count=20", []
    client.get(address)  # a new process reads its tables once
    for more in (1, 19):
        for _ in range(more):
            make_event(owner=make_organisation())
        outbox.work_off()
        with django_assert_max_num_queries(2) as asked:
            client.get(address)
        counts.append(len(asked))
    assert counts[0] == counts[1]


# --- Who may frame it -------------------------------------------------------------------------


def test_partners_may_frame_embeds_and_nothing_else(client):
    partners = "https://www.stadt.example\nhttps://kammer.example:8443/\n"
    HubSettings.objects.update_or_create(defaults={"embed_origins": partners})
    framed = client.get("/einbetten/")
    allowed = "'self' https://www.stadt.example https://kammer.example:8443"
    assert policy(framed)["frame-ancestors"] == allowed
    assert "X-Frame-Options" not in framed.headers
    for address in ("/suche/", "/veranstaltungen/", "/suche/feed.atom", "/suche/export.json"):
        other = client.get(address)
        assert policy(other)["frame-ancestors"] == "'self'"
        assert other.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_without_partners_nobody_else_may_frame_an_embed(client):
    assert policy(client.get("/einbetten/"))["frame-ancestors"] == "'self'"


# --- The code to copy -------------------------------------------------------------------------


class Frame(HTMLParser):
    def handle_starttag(self, tag, attrs):
        self.tag, self.attributes = tag, dict(attrs)


@pytest.mark.parametrize("address", ["", "q=%22%3E%3Cscript%3E&type=event&topic=ki"])
def test_the_code_is_one_frame_with_a_title_whatever_was_asked(client, settings, address):
    settings.HUB_URL = "https://hub.example"
    make_topic(slug="ki", title='K "I" & <b>')
    query = SearchQuery.parse_kept(QueryDict(address))
    code = embed.code(query)
    frame = Frame()
    frame.feed(code)
    assert frame.tag == "iframe"
    assert code.count("<") == 2
    source = frame.attributes["src"]
    assert source.startswith("https://hub.example/einbetten/?")
    params = QueryDict(source.partition("?")[2])
    assert params["count"] == "5"
    again = SearchQuery.parse_kept(params)
    assert (again.q, again.all_facets) == (query.q, query.all_facets)
    assert frame.attributes["title"]


def test_a_result_page_offers_the_code_and_every_other_form(client):
    make_event()
    outbox.work_off()
    html = page(client, "/veranstaltungen/?funding=&q=sprechtag+event")
    assert '<link rel="alternate" type="application/atom+xml"' in html
    for form in ("feed.atom", "export.csv", "export.json", "export.geojson"):
        assert f'href="/veranstaltungen/{form}?q=sprechtag+event"' in html
    assert 'href="/einbetten/?q=sprechtag+event&amp;type=event"' in html
    assert "&lt;iframe src=&quot;http" in html
