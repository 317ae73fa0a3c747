"""What a started question or place is offered."""

import re

import pytest
from django.urls import reverse
from django.utils.translation import override

from search import outbox
from search.completion import marked
from tests.factories import make_event, make_municipality, make_organisation, make_topic

pytestmark = pytest.mark.django_db
HOSTILE = ["", " ", "%00", "((", "🙂", "*", "AND", "a:b", '"', "%ff%fe", "<script>", "ﬀ" * 90]


def ask(client, text, name="search_completion", language="de"):
    with override(language):
        return client.get(reverse(name), {"q": text})


def options(response):
    """The options of an answer as (label, what follows it), and where each leads."""
    page = response.content.decode()
    found = re.findall(
        r'<div role="option"[^>]*?data-(?:href|value)="([^"]*)".*?>(.*?)</div>', page, re.S
    )
    return {" ".join(re.sub(r"<[^>]+>", " ", inner).split()): target for target, inner in found}


@pytest.fixture
def records(engine):
    topic = make_topic(
        slug="ki", title="Künstliche Intelligenz", title_en="Artificial intelligence"
    )
    make_municipality(name="Künzell", postcodes="36093", county="Fulda")
    make_organisation(title="Künstlerdruck Beispiel", slug="kuenstlerdruck", topics=[topic])
    make_event(title="Abend der Künste", slug="abend")
    outbox.work_off()


@pytest.mark.usefixtures("records")
def test_a_started_word_goes_on_to_records_topics_and_places(client):
    page = ask(client, "kün").content.decode()
    headings = re.findall(r'role="group" aria-label="([^"]+)"', page)
    assert headings == ["Einträge", "Themen", "Orte"]
    found = options(ask(client, "kün"))
    targets = list(found.values())
    assert "/verzeichnis/kuenstlerdruck/" in targets
    assert "/veranstaltungen/abend/" in targets
    assert "?topic=ki" in targets
    assert "?near=K%C3%BCnzell" in targets


@pytest.mark.usefixtures("records")
def test_umlauts_may_be_written_out_or_left_out(client):
    for typed in ("künst", "kuenst", "kunst", "KÜNST"):
        assert "?topic=ki" in options(ask(client, typed)).values(), typed


@pytest.mark.usefixtures("records")
def test_the_english_side_offers_english_words_and_addresses(client):
    response = ask(client, "artif", language="en")
    assert "?topic=ki" in options(response).values()
    assert 'aria-label="Topics"' in response.content.decode()
    assert options(ask(client, "artif")) == {}


@pytest.mark.usefixtures("records")
def test_the_last_word_may_be_a_place(client):
    found = options(ask(client, "Beratung in der Nähe von Künz"))
    assert list(found.values()) == ["?q=Beratung&amp;near=K%C3%BCnzell"]
    assert next(iter(found)).startswith("Beratung in der Nähe von Künzell")


def test_a_place_field_offers_places_by_name_and_by_postcode(client):
    make_municipality(name="Baunatal, Stadt", postcodes="34225", county="Kassel")
    make_municipality(name="Kassel, documenta-Stadt", postcodes="34117 34119 34121 34123")
    by_name = options(ask(client, "Baun", "place_completion"))
    assert list(by_name.values()) == ["Baunatal"]
    by_postcode = options(ask(client, "341", "place_completion"))
    assert by_postcode == {"Kassel 34117, 34119, 34121 … · Landkreis Kassel": "Kassel"}


@pytest.mark.usefixtures("records")
@pytest.mark.parametrize("name", ["search_completion", "place_completion"])
@pytest.mark.parametrize("text", [*HOSTILE, "k" * 301, "wort " * 60, "1" * 300])
def test_hostile_beginnings_get_an_answer(client, text, name):
    response = ask(client, text, name)
    assert response.status_code == 200
    assert "<script" not in response.content.decode()


@pytest.mark.usefixtures("records")
def test_more_than_a_question_may_have_is_not_completed(client):
    assert options(ask(client, "künst" + " " * 10)) != {}
    assert options(ask(client, "künst " * 60)) == {}


def test_a_title_is_never_read_as_markup(client, engine):
    make_organisation(title="Druck <script>alert(1)</script>")
    outbox.work_off()
    page = ask(client, "druck").content.decode()
    assert "<b>Druck</b> &lt;script&gt;" in page


@pytest.mark.parametrize(
    ("label", "typed", "html"),
    [
        ("Künstliche Intelligenz", ["kunst"], "<b>Künst</b>liche Intelligenz"),
        ("Straße", ["stras"], "<b>Straße</b>"),
        ("A & B", ["b"], "A &amp; <b>B</b>"),
        ("Digital", ["x"], "Digital"),
        ("Digital", ["d", "digi"], "<b>Digi</b>tal"),
    ],
)
def test_what_was_typed_is_marked(label, typed, html):
    assert marked(label, typed) == html


def test_without_an_index_there_are_still_topics(client):
    make_topic(slug="ki", title="Künstliche Intelligenz")
    assert list(options(ask(client, "intell")).values()) == ["?topic=ki"]


@pytest.mark.usefixtures("records")
def test_a_completion_may_be_kept_for_a_minute_and_is_only_read(client):
    response = ask(client, "kün")
    assert "max-age=60" in response["Cache-Control"]
    assert "Set-Cookie" not in response
    assert client.post(response.request["PATH_INFO"]).status_code == 405


def test_the_cost_does_not_grow_with_what_is_found(client, engine, django_assert_num_queries):
    for number in range(9):
        make_topic(title=f"Kunst {number}")
        make_municipality(name=f"Kunstdorf {number}")
        make_organisation(title=f"Kunsthaus {number}")
    outbox.work_off()
    ask(client, "kunst")
    with django_assert_num_queries(1):
        found = options(ask(client, "kunst"))
    assert len(found) == 5 + 3 + 3


@pytest.mark.parametrize("typed", ["Grü", "gründ", "Gruendu", "grund", "Gründung"])
def test_every_beginning_of_a_word_completes_it(client, typed):
    make_topic(slug="gruendung", title="Gründung")
    assert list(options(ask(client, typed)).values()) == ["?topic=gruendung"]
