"""The deliberate step: a text that somebody has read becomes the draft of a request."""

import re
from html import unescape

import pytest

from advisory.models import AdviceRequest
from tests.advisory.digital_check.conftest import CHECK

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]
TO_REQUEST = f"{CHECK}anliegen/"


def test_the_text_of_the_result_is_proposed(client, ready):
    response = client.post(CHECK, {"go": "result", "answer-ziel": "0", "answer-geld": "1"})
    assert response.context["text"].splitlines() == [
        "Ergebnis unseres Digital-Checks:",
        "- Digitale Strategie: 17 von 100 Punkten (am Anfang)",
        "- Ausstattung und Bereitschaft: zu wenige Antworten",
        "",
        "Hier sind wir noch nicht weit:",
        "- Wir haben ein Ziel. (noch nicht)",
        "- Wir planen Geld ein. (in Ansätzen)",
        "",
        "Dazu wünschen wir uns Beratung.",
    ]
    assert not AdviceRequest.objects.exists()


def test_the_text_waits_in_the_first_step_and_can_be_changed(client, ready):
    response = client.post(TO_REQUEST, {"text": "Ergebnis:\n- 17 von 100"})
    draft = AdviceRequest.objects.get()
    assert (draft.subject.slug, draft.state, draft.steps_done) == ("digital", "draft", 0)
    assert "17 von" not in draft.sealed
    step = client.get(response.url)
    assert "- 17 von 100</textarea>" in step.content.decode()
    client.post(response.url, {"text": "Bitte helfen Sie uns."})
    draft.refresh_from_db()
    assert draft.typed["text"] == "Bitte helfen Sie uns."


def test_a_text_that_is_too_long_is_cut_and_fits_the_form(client, ready):
    response = client.post(TO_REQUEST, {"text": "ä" * 9000 + "\x00"})
    assert len(AdviceRequest.objects.get().typed["text"]) == 4000
    assert client.post(response.url, {"text": "ä" * 4000}).url.endswith("schritt-2/")


@pytest.mark.parametrize("data", [{}, {"text": "  \n"}, {"text": "Kauf!", "homepage": "x"}])
def test_nothing_and_programs_begin_no_request(client, ready, data):
    assert client.post(TO_REQUEST, data).url == "/beratung/anliegen/"
    assert not AdviceRequest.objects.exists()


def test_looking_begins_no_request(client, ready):
    assert client.get(TO_REQUEST).status_code == 405


def test_where_requests_are_closed_none_is_offered(client, questions, text):
    response = client.post(CHECK, {"go": "result", "answer-netz": "0"})
    assert TO_REQUEST not in response.content.decode()
    assert client.post(TO_REQUEST, {"text": "Hallo"}).url == "/beratung/anliegen/"
    assert not AdviceRequest.objects.exists()


def test_the_subject_may_go_while_somebody_answers(client, ready):
    ready.subject.delete()
    assert TO_REQUEST not in client.post(CHECK, {"go": "result"}).content.decode()
    assert client.post(TO_REQUEST, {"text": "Hallo"}).url == "/beratung/anliegen/"


def test_one_client_begins_thirty_requests_an_hour(client, ready):
    answers = [client.post(TO_REQUEST, {"text": ""}).status_code for _time in range(31)]
    assert answers == [302] * 30 + [429]


# --- What somebody has written is not lost on the way ------------------------------------------

ANSWERS = {"answer-ziel": "0", "answer-geld": "1"}


def fields(response):
    """What the page would send back of the text, without script."""
    html = response.content.decode()
    text = re.search(r'<textarea id="text"[^>]*form="check"[^>]*>(.*?)</textarea>', html, re.DOTALL)
    mark = re.search(r'name="text-mark" value="(\w+)" form="check"', html)
    return {"text": unescape(text[1]).replace("\n", "\r\n"), "text-mark": mark[1]}


def test_without_script_an_edited_text_is_there_after_asking_for_offers(client, ready):
    sent = fields(client.post(CHECK, {"go": "result", **ANSWERS}))
    sent["text"] += "Bitte rufen Sie an: <0561 1>."
    asked = {"go": "offers", "dimension": "strategy", "postcode": "34117"}
    for step in (asked, {"go": "strategy"}, {"go": "result"}, asked):
        response = client.post(CHECK, sent | ANSWERS | step)
        assert fields(response)["text"].strip() == sent["text"].strip(), step
        sent = fields(response)
    assert '<details class="panel no-print" open>' in response.content.decode()


def test_a_text_that_nobody_has_changed_follows_the_answers(client, ready):
    sent = fields(client.post(CHECK, {"go": "result", **ANSWERS}))
    response = client.post(CHECK, sent | ANSWERS | {"go": "result", "answer-ziel": "3"})
    assert "67 von 100" in fields(response)["text"]
    assert '<details class="panel no-print">' in response.content.decode()


def test_the_button_of_the_request_begins_one_with_the_text_alone(client, ready):
    html = client.post(CHECK, {"go": "result", **ANSWERS}).content.decode()
    assert f'form="check" formaction="{TO_REQUEST}"' in html
    client.post(TO_REQUEST, {"text": "Hilfe", "go": "result", "homepage": "", **ANSWERS})
    assert AdviceRequest.objects.get().typed == {"text": "Hilfe"}


@pytest.mark.parametrize("text", ["", "ä" * 9000, "\x00<b>"])
def test_any_text_comes_back_as_it_may_be(client, ready, text):
    response = client.post(CHECK, {"go": "result", "text": text, "text-mark": "x", **ANSWERS})
    assert unescape(fields(response)["text"]) == text.replace("\x00", "")[:4000]
