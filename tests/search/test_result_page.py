"""What stands around the hits: picks of editors, notices, the other forms of the query."""

import pytest

from search import outbox, picks
from search.engines import current_engine
from tests.factories import make_event, make_municipality, make_organisation, make_topic
from tests.search.factories import make_pick

pytestmark = pytest.mark.django_db
NOT_REACHED = "Unsere Suche ist gerade nicht erreichbar."


def main(response):
    page = response.content.decode()
    return page[page.index("<main") : page.index("</main>")]


def test_picks_stand_above_the_hits_and_no_record_stands_twice(engine, client):
    picked = make_organisation(title="Steuerbüro Muster", slug="steuerbuero")
    other = make_organisation(title="Steuer und Recht")
    outbox.work_off()
    make_pick("Steuer", "/verzeichnis/steuerbuero/")
    make_pick("Steuer", "https://www.example.org/steuer")
    picks.forget()
    page = main(client.get("/suche/?q=Steuer"))
    assert page.count("<article") == 3
    assert "Von der Redaktion empfohlen" in page
    outside = page.index('href="https://www.example.org/steuer" rel="noopener external"')
    assert page.index(picked.url_in("de")) < outside < page.index(other.url_in("de"))
    assert "Von der Redaktion" not in main(client.get("/suche/?q=Recht"))


def test_a_pick_that_is_the_only_hit_is_not_nothing(engine, client):
    make_organisation(title="Steuerbüro Muster", slug="steuerbuero")
    outbox.work_off()
    make_pick("Steuer", "/verzeichnis/steuerbuero/")
    picks.forget()
    page = main(client.get("/suche/?q=Steuer"))
    assert page.count("<article") == 1
    assert "Dazu finden wir nichts" not in page


def test_a_notice_says_why_filters_do_not_count(client, settings):
    make_organisation(title="Werkzeugbau Muster")
    page = main(client.get("/verzeichnis/"))
    assert "Suchindex" in page
    assert NOT_REACHED not in page
    settings.SEARCH_URL = "http://127.0.0.1:9/hub"  # nobody listens there
    page = main(client.get("/verzeichnis/"))
    assert NOT_REACHED in page
    assert "Werkzeugbau Muster" in page
    current_engine().close()


def test_a_misspelled_question_without_a_hit_gets_a_proposal(engine, client):
    make_organisation(title="Digitalisierung im Handwerk", kind="company")
    make_organisation(title="Anderes", kind="startup")
    outbox.work_off()
    response = client.get("/verzeichnis/?q=Digitalisirung&kind=startup")
    assert response.context["result"].total == 0
    assert "Meinten Sie" in main(response)


def test_the_chip_of_the_place_takes_the_order_by_distance_with_it(engine, client):
    make_municipality(name="Nahdorf")
    chips = client.get("/verzeichnis/?near=Nahdorf&sort=distance").context["chips"]
    assert [chip["url"] for chip in chips] == ["/verzeichnis/"]


def test_words_of_filters_are_text_and_no_markup(engine, client):
    make_event(topics=[make_topic(slug="ki", title='<i>KI & "Co"</i>')])
    outbox.work_off()
    html = client.get("/veranstaltungen/").content.decode()
    assert 'id="topic-ki" name="topic" value="ki"><span class="word">&lt;i&gt;KI &amp;' in html
    assert "<i>KI" not in html
