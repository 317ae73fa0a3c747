"""The one door: an address, and a password or a code from a mail."""

import re
import time

import pytest
from allauth.account.models import EmailAddress
from django.core import signing

from hub.models import User
from tests.hub.accounts.people import make_person, send_mails

pytestmark = pytest.mark.django_db
SIGN_IN, SIGN_UP, CODE = "/konto/anmelden/", "/konto/anlegen/", "/konto/anmelden/code/"
CONFIRM = "/konto/e-mail/bestaetigen/"


@pytest.fixture
def commits(django_capture_on_commit_callbacks):
    """Posts a form and does what follows after the commit."""

    def post(client, address, fields=None):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(address, fields or {})

    return post


def code_in(message):
    return re.search(r"^ {4}(\S+)$", message.body, re.MULTILINE)[1]


def is_signed_in(client):
    return client.get("/konto/").status_code == 200


class Earlier(signing.TimestampSigner):
    """Signs as it was ten seconds ago: a form that somebody has read before sending it."""

    def timestamp(self):
        return signing.b62_encode(int(time.time()) - 10)


def read_form():
    return Earlier(salt="hub.accounts.sign_up").sign("")


def test_a_person_signs_in_with_address_and_password(client):
    make_person("eva@hub.example", password="lange Wanderung")
    fields = {"login": "Eva@hub.example", "password": "lange Wanderung"}
    assert client.post(SIGN_IN, fields).url == "/konto/"
    assert "eva@hub.example" in client.get("/konto/").content.decode()


def test_without_a_password_a_code_is_mailed(client, commits):
    make_person("eva@hub.example")
    assert commits(client, SIGN_IN, {"login": "eva@hub.example", "password": ""}).url == CODE
    (message,) = send_mails()
    assert message.to == ["eva@hub.example"]
    assert code_in(message) in message.subject
    assert client.post(CODE, {"code": "FALSCH"}).status_code == 200
    assert not is_signed_in(client)
    assert client.post(CODE, {"code": code_in(message)}).url == "/konto/"
    assert is_signed_in(client)


def test_whoever_signs_up_proves_the_address_by_a_code(client, commits):
    fields = {"email": "Neu@hub.example", "shown": read_form()}
    assert commits(client, SIGN_UP, fields).url == CONFIRM
    (message,) = send_mails()
    assert not is_signed_in(client)
    assert client.post(CONFIRM, {"code": code_in(message)}).url == "/konto/"
    assert is_signed_in(client)
    address = EmailAddress.objects.get(email="neu@hub.example")
    assert (address.verified, address.user.has_usable_password()) == (True, False)


def test_an_address_that_is_known_gets_the_same_answer_and_another_mail(client, commits):
    make_person("eva@hub.example")
    answers = []
    for email in ("neu@hub.example", "eva@hub.example"):
        client.cookies.clear()
        answer = commits(client, SIGN_UP, {"email": email, "shown": read_form()})
        page = client.get(answer.url).content.decode()
        page = re.sub(r'(csrfmiddlewaretoken" value=")\w+', "", page)
        answers.append((answer.status_code, answer.url, page.replace(email, "")))
    assert answers[0] == answers[1]
    new, known = send_mails()
    assert "schon ein Konto" in known.subject
    assert User.objects.filter(email="eva@hub.example").count() == 1
    assert known.to == ["eva@hub.example"]
    assert new.to == ["neu@hub.example"]


def test_a_code_for_an_unknown_address_looks_the_same(client, commits):
    make_person("eva@hub.example")
    answers = []
    for email in ("eva@hub.example", "niemand@hub.example"):
        client.cookies.clear()
        answer = commits(client, SIGN_IN, {"login": email})
        page = client.get(answer.url).content.decode()
        page = re.sub(r'(csrfmiddlewaretoken" value=")\w+', "", page)
        answers.append((answer.url, page.replace(email, "")))
    assert answers[0] == answers[1]
    _code, unknown = send_mails()
    assert "Kein Konto" in unknown.subject


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"shown": ""}, "sehr lange offen"),
        ({"shown": "erfunden"}, "sehr lange offen"),
        ({"shown": "now"}, "schneller"),
        ({"email": "keine Adresse"}, "E-Mail-Adresse"),
    ],
)
def test_programs_are_asked_once_more_with_words(client, commits, fields, words):
    fields = {"email": "neu@hub.example", "shown": read_form(), **fields}
    if fields["shown"] == "now":
        fields["shown"] = signing.TimestampSigner(salt="hub.accounts.sign_up").sign("")
    page = commits(client, SIGN_UP, fields)
    assert page.status_code == 200
    assert words in page.content.decode()
    assert not User.objects.exists()


def test_whoever_fills_the_hidden_field_gets_a_friendly_answer_and_no_account(client, commits):
    fields = {"email": "neu@hub.example", "shown": read_form(), "homepage": "https://x.example"}
    assert commits(client, SIGN_UP, fields).status_code == 302
    assert not User.objects.exists()
    assert send_mails() == []
