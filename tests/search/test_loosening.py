"""What a page without hits proposes to leave out."""

import pytest

from search import outbox
from search.loosening import options
from search.query import SearchQuery
from tests.factories import make_event, make_municipality, make_organisation, make_topic

pytestmark = pytest.mark.django_db


def proposals(client, address):
    response = client.get(address)
    assert response.context["result"].total == 0
    return {option.label: (option.url, option.count) for option in response.context["loosen"]}


def test_each_filter_that_may_go_is_named_with_what_it_brings(engine, client):
    topic = make_topic(slug="ki", title="KI")
    make_organisation(title="Werkzeugbau", kind="company")
    make_organisation(title="Anderes", kind="startup", topics=[topic])
    outbox.work_off()
    found = proposals(client, "/verzeichnis/?q=werkzeugbau&kind=startup")
    assert found == {"ohne „Start-up“": ("?q=werkzeugbau", 1)}


def test_a_place_may_become_wider_or_go(engine, client):
    make_municipality(name="Nahdorf", latitude=51.0, longitude=9.0)
    make_municipality(name="Ferndorf", latitude=51.5, longitude=9.0, postcodes="34998")
    make_event(title="Messe", place="Ferndorf", postcode="34998")
    outbox.work_off()
    found = proposals(client, "/veranstaltungen/?near=Nahdorf&radius=5&sort=distance")
    assert found["100 km um Nahdorf"] == ("?near=Nahdorf&radius=100&sort=distance", 1)
    assert found["ohne Ort"] == ("?", 1)


def test_a_word_may_go_when_too_few_of_them_meet(engine, client):
    words = ["Werkzeug", "Tanz", "Kuchen", "Sensor", "Anwalt", "Garten"]
    for word in words:
        make_organisation(title=word, kind="startup" if word == "Garten" else "company")
    outbox.work_off()
    question = "Wer+macht+" + "+".join(words)
    found = proposals(client, f"/verzeichnis/?q={question}&kind=startup")
    shorter = question.replace("Tanz+", "")
    assert found["ohne das Wort „Tanz“"] == (f"?q={shorter}&kind=startup", 1)
    assert "ohne das Wort „Wer“" not in found


def test_the_way_to_a_person_is_always_there(engine, client):
    page = client.get("/verzeichnis/?q=Quastenflosser").content.decode()
    assert 'href="/beratung/"' in page[page.index("<main") :]
    assert "Lieber einen Menschen fragen?" in page


def test_a_page_never_tries_more_ways_than_it_can_wait_for():
    query = SearchQuery(q=" ".join(f"wort{n}" for n in range(40)), near="Kassel", radius=5)
    tried = []
    assert options(query, lambda looser: tried.append(looser) or 0) == []
    assert len(tried) <= 9
