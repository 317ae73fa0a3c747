"""What is kept about a person, as a file, and how it goes."""

import json

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import Page

from hub.accounts import leaving, personal_data
from hub.models import User
from tests.hub.accounts.people import make_person, send_mails, sign_in

pytestmark = pytest.mark.django_db
DATA, DELETE = "/konto/daten/", "/konto/loeschen/"


@pytest.fixture
def eva():
    return make_person("eva@hub.example", password="lange Wanderung", first_name="Eva")


@pytest.fixture
def rules():
    """What tests register is forgotten after them."""
    kept = list(leaving._rules), dict(personal_data._sources)
    yield
    leaving._rules[:] = kept[0]
    personal_data._sources.clear()
    personal_data._sources.update(kept[1])


def test_a_person_downloads_all_that_is_kept(client, eva, rules):
    personal_data.register("seeks", lambda user: [f"von {user.first_name}"])
    sign_in(client, eva)
    answer = client.get(DATA)
    assert "attachment" in answer.headers["Content-Disposition"]
    data = json.loads(answer.content)
    assert data["account"]["email"] == "eva@hub.example"
    assert data["addresses"] == [{"email": "eva@hub.example", "verified": True, "primary": True}]
    assert data["sessions"][0]["ip"] == "127.0.0.1"
    assert data["seeks"] == ["von Eva"]


def test_the_file_holds_no_secret(client, eva):
    sign_in(client, eva)
    text = client.get(DATA).content.decode()
    assert eva.password not in text
    assert client.session.session_key not in text


def test_whoever_is_not_signed_in_gets_neither(client):
    for address in (DATA, DELETE):
        assert client.get(address).url.startswith("/konto/anmelden/")


def test_somebody_who_signed_in_long_ago_proves_it_again(client, eva):
    client.force_login(eva)
    assert client.get(DATA).url.startswith("/konto/bestaetigen/")
    assert client.post(DELETE).url.startswith("/konto/bestaetigen/")
    assert User.objects.exists()


def test_an_account_is_deleted_after_a_question_and_a_mail_tells(
    client, eva, django_capture_on_commit_callbacks
):
    page = Page.objects.last()
    Page.objects.filter(pk=page.pk).update(owner=eva)
    other = Client()
    sign_in(other, eva)
    sign_in(client, eva)
    assert client.get(DELETE).status_code == 200
    assert User.objects.filter(pk=eva.pk).exists()
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(DELETE).url == "/konto/geloescht/"
    assert not User.objects.filter(pk=eva.pk).exists()
    assert Page.objects.filter(pk=page.pk, owner=None).exists()
    assert other.get("/konto/").status_code == 302
    (message,) = send_mails()
    assert (message.to, "gelöscht" in message.subject) == (["eva@hub.example"], True)


def test_what_stands_in_the_way_is_said_in_words(client, eva, rules):
    leaving.refuse(lambda user: ["Übergeben Sie erst das Steuerwerk."])
    sign_in(client, eva)
    assert "Steuerwerk" in client.get(DELETE).content.decode()
    assert "Steuerwerk" in client.post(DELETE).content.decode()
    assert User.objects.filter(pk=eva.pk).exists()


def test_the_last_administrator_stays():
    first = make_person("amt@hub.example", is_superuser=True)
    assert leaving.obstacles(first)
    second = make_person("amt2@hub.example", is_superuser=True)
    assert leaving.obstacles(first) == []
    assert leaving.leave(user=second)
    assert not leaving.leave(user=first)


def test_members_of_groups_may_go():
    editor = make_person("red@hub.example")
    editor.groups.add(Group.objects.get(name="Editors"))
    assert leaving.leave(user=editor)
