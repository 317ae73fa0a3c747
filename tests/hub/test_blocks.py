import pytest
from django.core.cache import caches
from django.core.exceptions import ValidationError
from wagtail.blocks import StructBlockValidationError

from hub.blocks import CallToActionBlock, ListingBlock
from hub.models import ArticlePage
from hub.site import ensure_home_pages
from search import outbox
from tests.factories import make_event, make_organisation, make_topic


@pytest.mark.parametrize(
    "link", ["/beratung/", "https://example.org/", "mailto:a@b.example", "tel:+4956112345"]
)
def test_a_call_to_action_leads_to_an_address(link):
    assert CallToActionBlock().child_blocks["link"].clean(link) == link


@pytest.mark.parametrize("link", ["javascript:alert(1)", "//evil.example", "data:text/html,x"])
def test_a_call_to_action_never_runs_a_script_or_leaves_unseen(link):
    with pytest.raises(ValidationError):
        CallToActionBlock().child_blocks["link"].clean(link)


# --- Listings ---------------------------------------------------------------------------------


def listing(query, count=3):
    block = ListingBlock()
    return block.clean(block.to_python({"heading": "Auswahl", "query": query, "count": count}))


def article(*listings):
    """A public page with these listings, cleaned the way the editor does it."""
    page = ArticlePage(title="KI in der Region", slug="ki")
    page.body = [("listing", value) for value in listings]
    ensure_home_pages()["de"].add_child(instance=page)
    return page


def shown(client, page):
    return client.get(page.url).content.decode()


@pytest.mark.django_db
def test_a_listing_takes_the_whole_address_of_a_result_page():
    make_topic(slug="ki")
    address = "http://127.0.0.1:8000/veranstaltungen/?q=&topic=ki&near=&radius=25&sort=date"
    assert listing(address)["query"] == "type=event&topic=ki"
    assert listing("type=event&topic=ki")["query"] == "type=event&topic=ki"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", ["KI", "/suche/?thema=ki", "topic=nix", "https://example.org/?q=a"]
)
def test_a_listing_refuses_what_is_no_search_at_its_field(query):
    with pytest.raises(StructBlockValidationError) as refusal:
        listing(query)
    assert refusal.value.block_errors["query"].messages[0]


@pytest.mark.django_db
def test_a_draft_may_leave_the_search_open():
    block = ListingBlock()
    block.defer_required_validation()
    value = block.to_python({"heading": "", "query": "", "count": 3})
    assert block.clean(value)["query"] == ""


def test_a_listing_shows_the_list_in_its_own_order_and_the_way_to_all_of_it(engine, client):
    topic = make_topic(slug="ki")
    for number in range(5):
        make_event(title=f"Sprechtag {number}", topics=[topic])
    make_organisation(title="Werk", topics=[topic])
    outbox.work_off()
    html = shown(client, article(listing("/veranstaltungen/?topic=ki")))
    assert html.count('<article class="hit is-event">') == 3
    assert '<a href="/veranstaltungen/?topic=ki">Alle 5 Treffer ansehen' in html


def test_visitors_do_not_see_an_empty_listing_and_editors_learn_why(engine, client):
    page = article(listing("q=Quastenflosser"))
    assert "Auswahl" not in shown(client, page)
    preview = page.make_preview_request().render().content.decode()
    assert "Auswahl" in preview
    assert "sehen Besucher diese Liste nicht" in preview


def test_a_listing_whose_filter_is_gone_does_not_show_everything(engine, client):
    topic = make_topic(slug="ki")
    page = article(listing("topic=ki"))
    topic.delete()
    caches["process"].clear()  # or a minute later
    make_organisation(title="Irgendein Werk")
    outbox.work_off()
    assert "Irgendein Werk" not in shown(client, page)
    preview = page.make_preview_request().render().content.decode()
    assert "lässt sich nicht zeigen" in preview
