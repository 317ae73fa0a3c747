"""The check without script: every step is a page that keeps nothing."""

import logging
import re

import pytest
from django.db import connection
from django.test import Client

from advisory.models import QuestionSet
from hub.models import AttemptCount
from tests.advisory.digital_check.conftest import CHECK
from tests.advisory.digital_check.questions import make_questions
from tests.factories import make_service

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]
SCREEN = r'<section class="[^"]*" data-screen="(\w+)"( hidden)?'
ALL = {"answer-ziel": "0", "answer-geld": "2", "answer-netz": "3"}


def go(client, to, **answers):
    version = QuestionSet.objects.current().version
    return client.post(CHECK, {"version": version, "go": to, **answers})


def shown(response):
    """The names of the screens that one sees."""
    return [name for name, hidden in re.findall(SCREEN, response.content.decode()) if not hidden]


def test_without_questions_the_page_says_so_and_leads_to_a_request(client, text):
    response = client.get(CHECK)
    assert "hat im Moment keine Fragen" in text(response)
    assert "/beratung/anliegen/" in response.content.decode()


def test_one_topic_a_screen_there_and_back(client, questions):
    assert shown(client.get(CHECK)) == ["start"]
    step = go(client, "strategy")
    assert shown(step) == ["strategy"]
    assert (step.context["before"], step.context["after"]) == ("start", "readiness")
    assert shown(go(client, "readiness")) == ["readiness"]
    last = go(client, "result")
    assert shown(last) == ["result"]
    assert last.context["before"] == "readiness"


def test_topics_without_statements_are_no_screens(client, questions):
    assert client.get(CHECK).context["places"] == ["start", "strategy", "readiness", "result"]


def test_answers_travel_in_the_form_also_those_of_other_topics(client, questions):
    html = go(client, "readiness", **ALL).content.decode()
    assert len(re.findall(r'name="answer-\w+" value="\d" checked>', html)) == 3
    assert 'name="answer-ziel" value="0" checked' in html


def test_the_result_in_points_stages_and_words(client, questions, text):
    response = go(client, "result", **ALL)
    words = text(response)
    assert "67 von 100 Punkten , das Mittel aller Themen" in words
    assert "33 von 100 Punkten" in words
    assert re.search(r'<rect class="bar-points" width="33"', response.content.decode())
    assert words.count("unterwegs") == 1
    assert words.count("weit vorn") == 1
    assert '<p data-if="open" hidden>' in response.content.decode()
    beginnings = re.findall(r'data-beginning="(\w+)"( hidden)?', response.content.decode())
    assert [key for key, is_hidden in beginnings if not is_hidden] == ["ziel"]


def test_open_answers_are_told_and_decide_nothing(client, questions, text):
    words = text(go(client, "result", **{"answer-netz": "3"}))
    assert "zu wenige Antworten" in words
    assert "Aussagen ohne Antwort: 2 ." in words


@pytest.mark.parametrize("value", ["7", "-2", "", "\x00", "03", "²"])
def test_what_is_no_value_is_no_answer(client, questions, value):
    assert go(client, "result", **{"answer-netz": value}).context["result"].open == 3


@pytest.mark.parametrize("to", ["nowhere", "", "data", "\x00"])
def test_an_unknown_screen_is_the_first_one(client, questions, to):
    assert shown(go(client, to)) == ["start"]


def test_english_pages_have_english_words(client, questions, text):
    response = client.post("/en/advice/digital-check/", {"go": "result", **ALL})
    assert "33 of 100 points" in text(response)
    assert "We have an aim." in text(response)
    assert not re.search("Wir haben|Punkte", response.content.decode())


def test_nothing_is_kept_and_nothing_is_logged(client, questions, caplog):
    tables = {*connection.introspection.table_names()} - {AttemptCount._meta.db_table}

    def rows():
        with connection.cursor() as cursor:
            found = {}
            for table in tables:
                cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608
                found[table] = cursor.fetchone()[0]
            return found

    client.get(CHECK)  # the first page of all makes the settings
    before = rows()
    with caplog.at_level(logging.DEBUG):
        for to in ("strategy", "readiness", "result", "offers"):
            response = go(client, to, **ALL, dimension=["strategy"], postcode="34117")
            assert response.headers["Cache-Control"] == "private, no-store"
            assert "sessionid" not in response.cookies
    assert rows() == before
    assert "answer-" not in caplog.text
    assert "ziel" not in caplog.text


def test_an_error_report_holds_no_answers(questions, monkeypatch, caplog):
    client = Client(raise_request_exception=False)
    monkeypatch.setattr(QuestionSet, "asked", property(lambda _self: 1 / 0))
    with caplog.at_level(logging.ERROR):
        client.post(CHECK, {"go": "result", **ALL})
    request = next(r.request for r in caplog.records if hasattr(r, "request"))
    assert request.sensitive_post_parameters == "__ALL__"


@pytest.mark.usefixtures("desk")
def test_a_page_of_many_questions_costs_as_many_queries(client, django_assert_max_num_queries):
    many = {f"f{n}": (("strategy", "green")[n % 2], f"Satz {n}", f"Text {n}") for n in range(60)}
    make_questions(texts=many)
    client.get(CHECK)
    with django_assert_max_num_queries(12):
        assert client.get(CHECK).status_code == 200


def test_a_service_does_not_take_the_address_of_the_check(client, questions, text):
    service = make_service(title="Digital-Check")
    assert service.slug != "digital-check"
    assert "Wie digital ist Ihr Betrieb?" in text(client.get(CHECK))


def test_the_list_of_advice_and_the_front_page_lead_there(client, questions):
    assert f'href="{CHECK}"' in client.get("/beratung/").content.decode()
    assert 'href="/en/advice/digital-check/"' in client.get("/en/advice/").content.decode()
