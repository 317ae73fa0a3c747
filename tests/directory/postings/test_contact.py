"""Writing to whoever has posted: proved, passed on, forgotten; no address is told."""

import logging
import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.utils import timezone

from directory.models import Membership, PostingMessage
from directory.postings import contact
from hub.accounts import personal_data
from hub.mailbox import sending
from hub.mailbox.models import OutgoingMail
from tests.directory.moderation.test_feedback import shown
from tests.factories import make_member, make_organisation, make_person, make_posting

pytestmark = pytest.mark.django_db
WRITE = "/gesuche/pilotbetrieb/schreiben/"
TEXT = "Wir haben zwei Drehmaschinen.\n\nWann passt es Ihnen?"


@pytest.fixture(autouse=True)
def mail_server(settings):
    settings.CAN_SEND_MAIL = True


@pytest.fixture
def posting():
    return make_posting(
        title="Pilotbetrieb gesucht", slug="pilotbetrieb", owner=make_organisation()
    )


@pytest.fixture
def owner(posting):
    return make_member(posting.owner)


def typed(**fields):
    minimum = {"name": "Anna Muster", "email": "anna@muster.example", "text": TEXT}
    return minimum | {"shown": shown()} | fields


def mails():
    return list(OutgoingMail.objects.order_by("pk"))


def link():
    return re.search(r"https?://[^/\s]+(/nachricht/\S+/)\s", mails()[-1].text)[1]


def test_nothing_reaches_anybody_before_the_sender_is_proved(client, posting, owner):
    answer = client.post(WRITE, typed(), follow=True)
    assert "Postfach" in answer.content.decode() or "E-Mail" in answer.content.decode()
    (asked,) = mails()
    assert asked.to == "anna@muster.example"
    assert "Drehmaschinen" not in asked.text
    assert "Anna" not in asked.text
    text = client.get(link()).content.decode()  # as a program that looks through mails does
    assert "Drehmaschinen" in text
    assert len(mails()) == 1


def test_the_button_passes_it_on_and_forgets_it(client, posting, owner):
    client.post(WRITE, typed())
    answer = client.post(address := link())
    assert "unterwegs" in answer.content.decode()
    passed = mails()[-1]
    assert (passed.to, passed.reply_to) == (owner.email, "anna@muster.example")
    assert "> Wir haben zwei Drehmaschinen." in passed.text
    assert not PostingMessage.objects.exists()
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404
    assert len(mails()) == 2


def test_nothing_of_it_is_left_after_it_is_sent(client, posting, owner, caplog):
    caplog.set_level(logging.DEBUG)
    client.post(WRITE, typed())
    client.post(link())
    assert sending.send_due() >= 2
    message = mail.outbox[-1]
    assert message.to == [owner.email]
    assert message.reply_to == ["anna@muster.example"]
    for row in OutgoingMail.objects.filter(to=owner.email).values():
        assert not {"anna@muster.example", TEXT} & {str(value) for value in row.values()}
        assert row["text"] == ""
    assert "anna" not in caplog.text.lower()
    assert "Drehmaschinen" not in caplog.text


def test_everybody_who_looks_after_it_gets_it_and_no_address_is_told(client, posting, owner):
    colleague = make_member(posting.owner, role=Membership.Role.EDITOR)
    client.post(WRITE, typed())
    page = client.post(link()).content.decode()
    assert {m.to for m in mails()[1:]} == {owner.email, colleague.email}
    for address in (owner.email, colleague.email):
        assert address not in page
        assert address not in client.get("/gesuche/pilotbetrieb/").content.decode()
    assert all(m.text.count("@") == 1 for m in mails()[1:])  # the sender's alone


def test_without_members_it_goes_to_whoever_runs_the_hub(client, posting):
    operator = make_person(is_superuser=True)
    client.post(WRITE, typed())
    client.post(link())
    assert mails()[-1].to == operator.email


def test_a_proved_account_needs_no_link(client, posting, owner):
    person = make_person(first_name="Bea", last_name="Beispiel")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    client.force_login(person)
    page = client.get(WRITE)
    assert "email" not in page.context["form"].fields
    assert person.email in page.content.decode()
    client.post(WRITE, typed(email="fremd@example.org"))
    (passed,) = mails()
    assert (passed.to, passed.reply_to) == (owner.email, person.email)
    assert not PostingMessage.objects.exists()


def test_an_account_that_has_proved_nothing_does_need_it(client, posting, owner):
    client.force_login(make_person())
    client.post(WRITE, typed())
    assert mails()[0].to == "anna@muster.example"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 121),
        ("email", "anna@muster"),
        ("email", "a@b.example\nBcc: c@d.example"),
        ("email", ""),
        ("text", "kurz"),
        ("text", "x" * 3001),
        ("text", "\u200b" * 50),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(client, posting, field, value):
    answer = client.post(WRITE, typed(**{field: value}))
    assert field in answer.context["form"].errors
    assert not PostingMessage.objects.exists()
    assert mails() == []


def test_a_name_cannot_write_a_second_line_of_the_head(client, posting, owner):
    client.post(WRITE, typed(name="Anna\r\nBcc: alle"))
    client.post(link())
    sending.send_due()
    assert "Bcc" not in str(mail.outbox[-1].message().keys())
    assert mail.outbox[-1].subject == "Antwort auf: Pilotbetrieb gesucht"


def test_programs_are_thanked_and_ignored(client, posting):
    answer = client.post(WRITE, typed(homepage="https://spam.example"))
    assert answer.status_code == 302
    assert mails() == []
    answer = client.post(WRITE, typed(shown="falsch"))
    assert answer.context["obstacle"]
    assert mails() == []


def test_forms_of_other_sites_send_nothing(posting):
    assert Client(enforce_csrf_checks=True).post(WRITE, typed()).status_code == 403


def test_an_address_gets_four_links_an_hour(client, posting):
    for number in range(6):
        client.post(WRITE, typed(), REMOTE_ADDR=f"203.0.113.{number}")
    assert len(mails()) == 4
    answer = client.post(WRITE, typed(email="ANNA@muster.example"), REMOTE_ADDR="203.0.113.99")
    assert "mehrmals" in answer.context["obstacle"]
    assert TEXT.splitlines()[0] in answer.content.decode()


def test_one_client_has_ten_attempts_an_hour(client, posting):
    answers = [client.post(WRITE, typed(text="")).status_code for _number in range(11)]
    assert answers == [200] * 10 + [429]


def test_a_wave_of_proved_messages_ends_at_thirty_a_day(client, posting, owner):
    for number in range(31):
        contact.ask(
            posting=posting, name="A", email=f"a{number}@b.example", text=TEXT, language="de"
        )
    tokens = [re.search(r"/nachricht/(\S+)/", m.text)[1] for m in mails()]
    answers = [
        client.post(f"/nachricht/{token}/", REMOTE_ADDR=f"203.0.113.{number}").status_code
        for number, token in enumerate(tokens)
    ]
    assert answers == [200] * 30 + [429]
    assert PostingMessage.objects.count() == 1  # and can be sent tomorrow
    assert OutgoingMail.objects.filter(to=owner.email).count() == 30


def test_a_wave_of_unproved_messages_fills_no_disk(posting, monkeypatch, client):
    monkeypatch.setattr(contact, "MOST_WAITING", 1)
    client.post(WRITE, typed())
    answer = client.post(WRITE, typed(email="berta@muster.example"))
    assert "morgen" in answer.context["obstacle"]
    assert len(mails()) == 1


def test_a_link_ends_after_three_days_and_the_night_forgets_the_message(client, posting):
    client.post(WRITE, typed())
    address = link()
    later = timezone.now() + timedelta(days=3, minutes=1)
    assert contact.of_token(address.split("/")[-2], at=later) is None
    assert contact.prune() == 0
    assert contact.prune(at=later) == 1
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("token", ["x", "%00", "x" * 500, "‮"])
def test_a_link_that_was_changed_leads_nowhere(client, posting, token):
    client.post(WRITE, typed())
    assert client.post(f"/nachricht/{token}/").status_code == 404
    assert PostingMessage.objects.count() == 1


def test_what_is_over_meanwhile_gets_no_message(client, posting, owner):
    client.post(WRITE, typed())
    posting.unpublish()
    assert client.post(link()).status_code == 410
    assert len(mails()) == 1
    assert client.get(WRITE).status_code == 404


def test_a_hub_that_cannot_send_mail_says_so(client, posting, settings):
    settings.CAN_SEND_MAIL = False
    answer = client.post(WRITE, typed())
    assert "keine Mails" in answer.context["obstacle"]
    assert not PostingMessage.objects.exists()


def test_whoever_has_proved_the_address_finds_what_waits_in_the_own_data(client, posting):
    client.post(WRITE, typed())
    person = make_person(email="anna@muster.example")
    assert not personal_data.of(person)["letters"]
    EmailAddress.objects.create(user=person, email=person.email, verified=True)
    (letter,) = personal_data.of(person)["letters"]
    assert letter["text"] == TEXT
