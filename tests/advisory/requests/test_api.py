"""Requests that a program of a partner sends: who may, what is read, and that each comes once."""

import logging
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from advisory.models import AdviceRequest, Entrance, EntranceKey, IdempotencyKey
from advisory.requests import actions, api, following
from hub.mailbox.models import OutgoingMail
from tests.advisory.requests.factories import (
    TYPED,
    make_draft,
    make_entrance,
    make_key,
    make_rule,
)
from tests.advisory.requests.test_journey import START, text
from tests.constraints import breaks

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]
API = "/api/requests/"
BODY = {
    "subject": "foerdermittel",
    **{name: value for name, value in TYPED.items() if name != "answers"},
    "postcode": "34 117",
    "size": "10-49",
}


@pytest.fixture
def key(bank, grants, town):
    return make_key(make_entrance(grants))


@pytest.fixture
def send(key):
    """Send a body as the partner's program does; tokens of forms are asked for."""
    client = Client(enforce_csrf_checks=True)

    def send(body=BODY, *, name="eins", secret=key[1], address=API, **more):
        headers = {"authorization": f"Bearer {secret}", "idempotency-key": name}
        more.setdefault("content_type", "application/json")
        return client.post(address, body, headers=headers, **more)

    return send


def test_a_request_reaches_its_desk_as_from_the_pages(send, client, key, bank):
    answer = send()
    assert answer.status_code == 201
    (request,) = AdviceRequest.objects.all()
    assert answer.json()["number"] == request.pk
    assert (request.state, request.desk, request.entrance) == ("waiting", bank, key[0].entrance)
    assert (request.postcode, request.size, request.language) == ("34117", "10-49", "de")
    assert (request.advice_language, request.steps_done) == ("de", 3)
    assert request.typed == TYPED
    to_desk, to_company = OutgoingMail.objects.order_by("pk")
    assert (to_desk.to, to_company.to) == ("bank@example.org", TYPED["email"])
    address = answer.json()["status_url"]
    assert address in to_company.text
    assert "„Förderbank“ hat Ihr Anliegen" in text(client.get(START + address.partition(START)[2]))
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert not answer.cookies


def test_the_address_says_the_language(send):
    answer = send(BODY | {"email": "x"}, address="/en/api/requests/")
    assert answer.json()["errors"] == {"email": ["Enter a valid email address."]}
    assert "/en/advice/request/" in send(address="/en/api/requests/").json()["status_url"]
    assert AdviceRequest.objects.get().language == "en"


def test_no_word_is_kept_open_or_logged(send, caplog):
    caplog.set_level(logging.DEBUG)
    send(BODY | {"text": "Ein Geheimnis.", "idem": "x"})
    send(BODY | {"text": "Ein Geheimnis."})
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM advisory_advicerequest")
        assert "Geheimnis" not in str(cursor.fetchall())
        cursor.execute("SELECT * FROM advisory_idempotencykey")
        assert "Geheimnis" not in str(cursor.fetchall())
    for word in ("Geheimnis", "Anna", TYPED["email"]):
        assert word not in caplog.text


# --- Who may ----------------------------------------------------------------------------------

YESTERDAY = timezone.localdate() - timedelta(days=1)


@pytest.mark.parametrize(
    "change",
    [
        lambda key: EntranceKey.objects.update(revoked_at=timezone.now()),
        lambda key: EntranceKey.objects.update(ends_on=YESTERDAY),
        lambda key: Entrance.objects.update(is_active=False),
        lambda key: Entrance.objects.update(ends_on=YESTERDAY),
        lambda key: key[0].entrance.organisation.unpublish(),
        lambda key: key[0].entrance.organisation.delete(),
    ],
    ids=["revoked", "expired", "closed", "over", "not public", "gone"],
)
def test_a_key_opens_only_while_it_and_its_entrance_are_open(send, key, change):
    change(key)
    answer = send()
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert not AdviceRequest.objects.exists()


@pytest.mark.parametrize("secret", ["", "x", "hub_" + "ä" * 43, "\udcff"])
def test_what_is_no_key_opens_nothing(send, key, secret):
    assert send(secret=secret.encode("utf-8", "replace").decode("latin-1")).status_code == 401
    assert EntranceKey.objects.get().last_used_at is None


def test_a_session_opens_nothing_here(admin_client, key):
    assert admin_client.post(API, BODY, content_type="application/json").status_code == 401
    assert admin_client.get(API).status_code == 405


def test_the_use_of_a_key_is_noted(send, key):
    send({})
    key[0].refresh_from_db()
    assert key[0].last_used_at


# --- What is read -----------------------------------------------------------------------------


def test_errors_stand_at_their_fields_as_the_forms_say_them(send, grants):
    grants.questions = [
        {"name": "begun", "label": "?", "label_en": "?", "choices": [["no", "nein", "no"]]}
    ]
    grants.save()
    answer = send(
        {
            "subject": "foerdermittel",
            "text": "x" * 4001,
            "answers": {"begun": "vielleicht", "wann": "heute"},
            "postcode": 34117,
            "size": "viele",
            "name": ["Anna"],
            "e-mail": "a@example.org",
        }
    )
    assert answer.status_code == 400
    errors = answer.json()["errors"]
    wrong = {"text", "answers.begun", "answers.wann", "postcode", "size", "name", "email", "e-mail"}
    assert set(errors) == wrong
    assert errors["postcode"] == errors["name"] == ["Senden Sie einen Text."]
    assert errors["e-mail"] == ["Dieses Feld gibt es nicht."]
    draft = make_draft(grants, steps_done=1)
    assert not IdempotencyKey.objects.exists()
    assert AdviceRequest.objects.get() == draft


@pytest.mark.parametrize("subject", ["", "gibt-es-nicht", "\x00", 7, None, ["foerdermittel"]])
def test_an_unknown_subject_is_named_beside_the_other_errors(send, subject):
    errors = send(BODY | {"subject": subject, "postcode": "3411"}).json()["errors"]
    assert set(errors) == {"subject", "postcode"}


def test_answers_to_the_questions_of_a_subject_are_kept(send, grants):
    grants.questions = [{"name": "amount", "label": "Wie viel?", "label_en": "How much?"}]
    grants.save()
    assert send(BODY | {"answers": {"amount": "12 000"}}).status_code == 201
    assert AdviceRequest.objects.get().typed["answers"] == {"amount": "12 000"}
    assert send(BODY | {"answers": ["12"]}, name="zwei").json()["errors"].keys() == {"answers"}


def test_a_legal_form_is_kept_only_where_a_rule_asks_for_it(send, bank, grants):
    send(BODY | {"legal_form": "gmbh"})
    assert AdviceRequest.objects.get().legal_form == ""
    make_rule(bank, grants, legal_forms=["gmbh"])
    send(BODY | {"legal_form": "gmbh", "text": "Neu."}, name="zwei")
    assert AdviceRequest.objects.latest("pk").legal_form == "gmbh"


@pytest.mark.parametrize(
    "body",
    [
        b" ",
        b"{",
        b"[]",
        b'"text"',
        b"null",
        b"\xff\xfe{}",
        b'{"text": "\\ud800"}',
        b"[" * 60_000,
        b'{"text": ' + b"9" * 10_000 + b"}",
    ],
    ids=range(9),
)
def test_what_is_no_json_object_is_refused(send, body):
    answer = send(body)
    assert answer.status_code == 400
    assert "JSON" in answer.json()["title"]


def test_a_body_is_of_a_sensible_size_and_kind(send):
    assert send(BODY | {"text": "x" * 70_000}).status_code == 413
    assert send("subject=x", content_type="application/x-www-form-urlencoded").status_code == 415
    assert send({"subject": "x"}, content_type="multipart/form-data; boundary=b").status_code == 415
    assert not AdviceRequest.objects.exists()


def test_a_hub_that_takes_no_requests_says_so(send, settings):
    settings.CAN_SEND_MAIL = False
    assert send().status_code == 503


# --- Once -------------------------------------------------------------------------------------


def test_a_retried_send_makes_no_second_request(send):
    first, second = send(), send(dict(reversed(BODY.items())))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert AdviceRequest.objects.count() == 1
    assert OutgoingMail.objects.count() == 2
    assert send(BODY | {"text": "Anders."}).status_code == 422
    assert send(BODY | {"text": "Anders."}, name="zwei").status_code == 201


@pytest.mark.parametrize("name", ["", " ", "x" * 201])
def test_every_request_has_a_name(send, name):
    answer = send(name=name)
    assert answer.status_code == 400
    assert "Idempotency-Key" in answer.json()["title"]


def test_two_partners_may_use_the_same_name(send, grants):
    other = make_key(make_entrance())[1]
    assert send().json() != send(BODY | {"text": "Anders."}, secret=other).json()
    assert AdviceRequest.objects.count() == 2


@pytest.mark.parametrize("act", [actions.revoke_link, actions.erase])
def test_a_partner_does_not_learn_the_new_link(send, act):
    number = send().json()["number"]
    act(request=AdviceRequest.objects.get())
    assert send().json() == {"number": number, "status_url": None}
    assert AdviceRequest.objects.count() == 1


def test_names_are_forgotten_after_a_day(send):
    send()
    following.look_after(at=timezone.now() + timedelta(hours=23))
    assert IdempotencyKey.objects.exists()
    following.look_after(at=timezone.now() + timedelta(hours=25))
    assert not IdempotencyKey.objects.exists()
    assert AdviceRequest.objects.exists()


def test_a_name_stands_for_one_request(send):
    send()
    row = IdempotencyKey.objects.get()
    draft = make_draft()
    with breaks("advisory_idempotencykey_once"):
        IdempotencyKey.objects.create(entrance=row.entrance, digest=row.digest, request=draft)


# --- How much ---------------------------------------------------------------------------------


def test_spam_is_held_like_any_other(send, client):
    answer = send(BODY | {"text": "https://a.example www.b.example http://c.example"})
    assert answer.status_code == 201
    assert AdviceRequest.objects.get().held_because == "links"
    assert not OutgoingMail.objects.exists()
    answers = [send(BODY | {"text": f"Text {n}."}, name=f"{n}") for n in range(3)]
    assert {answer.status_code for answer in answers} == {201}
    assert AdviceRequest.objects.latest("pk").held_because == "mailbox"


def test_one_entrance_sends_so_many_in_an_hour(send, key, monkeypatch):
    monkeypatch.setattr(api, "SENT", 1)
    assert send().status_code == 201
    answer = send(BODY | {"text": "Mehr."}, name="zwei")
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "3600"
    assert send().status_code == 201  # the first one again
    second = make_key(key[0].entrance)[1]
    assert send(BODY | {"text": "Mehr."}, name="zwei", secret=second).status_code == 429
    assert AdviceRequest.objects.count() == 1


def test_calls_with_and_without_a_key_have_their_limits(send, monkeypatch):
    monkeypatch.setattr(api, "CALLS", 1)
    monkeypatch.setattr(api, "UNKNOWN", 1)
    assert [send({}).status_code for _ in range(2)] == [400, 429]
    assert [send(secret="x").status_code for _ in range(2)] == [401, 429]
