"""Result pages under friendly and hostile hands."""

import html

import pytest
from django_tasks_db.models import DBTaskResult

from search import outbox
from search.engines import current_engine
from search.tasks import rebuild_index, sweep
from tests.factories import make_course, make_event, make_organisation

LISTS = ["/suche/", "/verzeichnis/", "/veranstaltungen/", "/weiterbildung/", "/beratung/"]
LISTS += ["/foerderung/", "/en/search/", "/en/events/"]
NO_PLACE = "Einen Ort „Atlantis“ kennen wir hier nicht."
NO_DATE = "„31.02.2026“ ist kein Datum."
NO_FILTER = "gibt es nicht (mehr)"
NO_PAGE = "Diese Seite gibt es nicht."
TOO_LONG = "Die Frage ist sehr lang."
# What an address asks for, and what visitors are told about the part that cannot be used.
HOSTILE = {
    'q="': "",
    "q=((": "",
    "q=" + "a" * 10_000: TOO_LONG,
    "q=%00": "",
    "q=🙂": "",
    "q=AND+OR+NOT": "",
    "q=a:b": "",
    "q=%ff%fe": "",
    "q=*&sort=nothing": "",
    "page=-1": NO_PAGE,
    "page=9999999": NO_PAGE,
    "page=abc": NO_PAGE,
    "near=Atlantis": NO_PLACE,
    "near=%00&radius=-5": "",
    "topic=unknown": "Den Filter „unknown“ " + NO_FILTER,
    "kind=((": "Den Filter „((“ " + NO_FILTER,
    "organisation=%00&topic=%00": "",
    "type=" + "x" * 3000: NO_FILTER,
    "from=31.02.2026&to=never": NO_DATE,
    "from=2026-12-24&to=2026-12-01": "Das Ende lag vor dem Anfang.",
    "from=0001-01-01&to=9999-12-31": "",
    "organisation=" + "&organisation=".join(map(str, range(50))): NO_FILTER,
}


@pytest.mark.django_db
@pytest.mark.parametrize("address", LISTS)
def test_every_list_answers_when_there_is_nothing(engine, client, address):
    assert client.get(address).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(("query", "remark"), list(HOSTILE.items()), ids=lambda text: text[:24])
def test_hostile_addresses_get_a_page_and_a_remark_where_one_helps(engine, client, query, remark):
    make_organisation()
    response = client.get(f"/suche/?{query}")
    assert response.status_code == 200
    assert bool(response.context["remarks"]) is bool(remark)
    assert remark in html.unescape(response.content.decode())


@pytest.mark.django_db
@pytest.mark.parametrize("damage", ["missing", "rubbish"])
def test_without_an_index_lists_answer_from_the_database_and_the_index_heals(
    client, settings, damage
):
    current_engine().rebuild([])
    make_organisation(title="Werkzeugbau Muster")
    for path in sorted(settings.SEARCH_INDEX_DIR.rglob("*"), reverse=True):
        if path.is_file() and path.name != "lock":
            path.unlink() if damage == "missing" else path.write_bytes(b"rubbish")
    current_engine.cache_clear()

    response = client.get("/verzeichnis/?q=werkzeugbau")
    assert response.context["from_database"]
    assert "Werkzeugbau Muster" in response.content.decode()

    sweep()
    sweep()  # asked for once, however often the clock looks
    queued = DBTaskResult.objects.filter(task_path=rebuild_index.module_path)
    assert queued.count() == 1
    queued.get().task.call()
    response = client.get("/verzeichnis/?q=werkzeugbau")
    assert not response.context["from_database"]
    assert response.context["result"].total == 1


def count_queries(client, django_assert_max_num_queries, address):
    with django_assert_max_num_queries(6) as captured:
        response = client.get(address)
    assert response.status_code == 200
    return len(captured), response


@pytest.mark.django_db
def test_a_result_page_asks_the_database_the_same_with_one_and_with_fifty_hits(
    engine, client, django_assert_max_num_queries
):
    make_organisation(title="Werkzeugbau Nummer 0")
    outbox.work_off()
    address = "/suche/?q=werkzeugbau"
    client.get(address)
    one, _response = count_queries(client, django_assert_max_num_queries, address)
    for number in range(1, 50):
        make_organisation(title=f"Werkzeugbau Nummer {number}")
    outbox.work_off()
    fifty, response = count_queries(client, django_assert_max_num_queries, address)
    assert response.context["result"].total == 50
    assert one == fifty


@pytest.mark.django_db
def test_a_chosen_facet_keeps_showing_its_alternatives(engine, client):
    make_organisation(kind="company")
    make_organisation(kind="startup")
    outbox.work_off()
    response = client.get("/verzeichnis/?kind=company")
    assert response.context["result"].total == 1
    kinds = next(f for f in response.context["facets"] if f["name"] == "kind")
    assert {v["value"]: v["count"] for v in kinds["values"]} == {"company": 1, "startup": 1}


@pytest.mark.django_db
def test_every_hit_is_an_article_with_its_title_as_linked_heading(engine, client):
    records = [make_organisation(), make_event(), make_course()]
    outbox.work_off()
    page = client.get("/suche/").content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    assert main.count("<article") == len(records)
    for record in records:
        assert record.url_in("de") in main


@pytest.mark.django_db
def test_a_page_beyond_the_end_shows_the_last_one_and_says_so(engine, client):
    make_organisation()
    outbox.work_off()
    response = client.get("/verzeichnis/?page=7")
    assert response.context["query"].page == 1
    assert response.context["remarks"]


@pytest.mark.django_db
def test_nothing_found_names_what_to_loosen_with_its_count(engine, client):
    make_organisation(title="Werkzeugbau", kind="company")
    make_organisation(title="Anderes", kind="startup")
    outbox.work_off()
    response = client.get("/verzeichnis/?q=werkzeugbau&kind=startup")
    assert response.context["result"].total == 0
    assert [option.count for option in response.context["loosen"]] == [1]


@pytest.mark.django_db
def test_only_reading_is_allowed(client):
    assert client.post("/suche/").status_code == 405


@pytest.mark.django_db
def test_without_an_index_a_record_that_cannot_be_described_hides_itself_only(client):
    make_organisation(title="Werkzeugbau Muster")
    broken = make_event()
    type(broken).objects.filter(pk=broken.pk).update(kind="no such kind")
    response = client.get("/suche/")
    assert response.context["from_database"]
    assert [hit.title for hit in response.context["result"].hits] == ["Werkzeugbau Muster"]
