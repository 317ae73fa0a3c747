"""Taking over an entry: what the pages say, and what they do not tell."""

import re

import pytest
from django.core import signing
from django.urls import reverse

from directory.models import Claim, ContactPoint, Moderator
from hub.mailbox.models import OutgoingMail
from tests.factories import make_member, make_organisation, make_person, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def werk():
    organisation = make_organisation(title="Werk", website="https://www.werk.de/")
    ContactPoint.objects.create(organisation=organisation, label="Büro", email="buero@werk.de")
    return organisation


@pytest.fixture(autouse=True)
def nobody_is_too_quick(monkeypatch):
    monkeypatch.setattr("directory.own_area.human.TOO_QUICK", -1)


def stamp():
    return signing.TimestampSigner(salt="directory.own_area").sign("")


def begin(client, organisation, email="ina@werk.de", **typed):
    url = reverse("organisation_claim", args=[organisation.slug])
    return client.post(url, {"email": email, "shown": stamp(), **typed})


def link():
    mail = OutgoingMail.objects.filter(text__contains="/uebernehmen/").latest("pk")
    return "/" + re.search(r"http\S+/uebernehmen/\S+/", mail.text)[0].split("/", 3)[3]


def test_the_page_of_an_entry_leads_to_it(client, werk, engine):
    page = client.get(werk.get_absolute_url()).content.decode()
    assert reverse("organisation_claim", args=[werk.slug]) in page


def test_by_the_domain_it_takes_one_mail_and_one_button(client, werk):
    assert begin(client, werk).url == reverse("claim_sent", args=[werk.slug])
    assert client.get(reverse("claim_sent", args=[werk.slug])).status_code == 200
    page = client.get(link())
    assert "Eintrag übernehmen" in page.content.decode()
    assert not werk.memberships.exists()
    answer = client.post(link(), {"action": "domain"})
    assert answer.url == reverse("own_organisation", args=[werk.slug])
    assert werk.memberships.get().user.email == "ina@werk.de"
    assert client.post(link(), {"action": "domain"}, follow=True).status_code == 200
    assert werk.memberships.count() == 1


def test_by_a_code_from_the_published_address(client, werk):
    begin(client, werk, "ina@gmx.de")
    url = link()
    assert client.post(url, {"action": "domain"}, follow=True).status_code == 200
    assert not werk.memberships.exists()
    client.post(url, {"action": "send_code"})
    code = re.search(r"\d{4} \d{4}", OutgoingMail.objects.get(to="buero@werk.de").text)[0]
    wrong = client.post(url, {"action": "code", "code": "1"})
    assert wrong.status_code == 422
    assert "falsch" in wrong.content.decode()
    client.post(url, {"action": "code", "code": code})
    assert werk.memberships.get().user.email == "ina@gmx.de"


def test_a_link_signs_nobody_in_who_has_an_account(client, werk):
    make_person(email="ina@werk.de")
    begin(client, werk)
    answer = client.post(link(), {"action": "domain"})
    assert "Melden Sie sich" in answer.content.decode()
    assert "_auth_user_id" not in client.session
    assert werk.memberships.exists()


def test_the_answers_are_the_same_whoever_looks_after_it_and_whoever_asks(client, werk):
    def answers(email):
        form = client.get(reverse("organisation_claim", args=[werk.slug])).content.decode()
        posted = begin(client, werk, email)
        sent = client.get(posted.url).content.decode()
        hidden = re.compile(r'(csrfmiddlewaretoken|shown)" value="[^"]*"')
        return [hidden.sub("", form), posted.status_code, hidden.sub("", sent)]

    before = answers("ina@gmx.de")
    owner = make_member(werk)
    assert answers(owner.email) == before == answers("niemand@werk.de")
    assert owner.email not in "".join(map(str, before))
    begin(client, werk, "ina@werk.de")
    page = client.get(link()).content.decode()
    assert owner.email not in page
    assert "kümmert sich schon jemand" in page


def test_a_moderator_decides_a_dispute(client, werk):
    former, moderator = make_member(werk), make_person()
    Moderator.objects.create(user=moderator)
    begin(client, werk, reason="Ich bin die neue Geschäftsführerin.")
    assert client.post(link(), {"action": "ask"}).status_code == 302
    claim = Claim.objects.get()
    url = reverse("claim_decide", args=[claim.pk])
    assert client.get(url).status_code == 302
    client.force_login(moderator)
    page = client.get(url).content.decode()
    assert "neue Geschäftsführerin" in page
    assert former.email in page
    client.post(url, {"decision": "grant", "replace": "on"})
    assert werk.memberships.get().user.email == "ina@werk.de"
    answer = client.post(url, {"decision": "refuse"}, follow=True)
    assert "inzwischen" in answer.content.decode()
    assert werk.memberships.count() == 1


def test_nobody_else_sees_or_decides_a_claim(client, werk):
    begin(client, werk)
    client.post(link(), {"action": "ask"})
    url = reverse("claim_decide", args=[Claim.objects.get().pk])
    other = make_person()
    Moderator.objects.create(user=other).topics.add(make_topic())
    for person in (make_member(werk), make_member(), other):
        client.force_login(person)
        assert client.get(url).status_code == 404
        assert client.post(url, {"decision": "grant"}).status_code == 404
    assert werk.memberships.count() == 1


def test_a_draft_can_be_claimed_by_nobody(client):
    draft = make_organisation(live=False)
    for view in ("organisation_claim", "claim_sent"):
        assert client.get(reverse(view, args=[draft.slug])).status_code == 404
    assert begin(client, draft).status_code == 404


def test_programs_and_floods_get_the_same_answer_and_no_mail(client, werk):
    assert begin(client, werk, homepage="https://spam.example").status_code == 302
    assert not Claim.objects.exists()
    for _number in range(5):
        assert begin(client, werk).status_code == 302
    assert OutgoingMail.objects.count() == 3


def test_wrong_input_is_named_at_its_field(client, werk):
    answer = begin(client, werk, "kein")
    assert answer.status_code == 422
    assert "id_email_error" in answer.content.decode()
    assert begin(client, werk, reason="x" * 601).status_code == 422


@pytest.mark.parametrize("token", ["x", "%00", "ü" * 50])
def test_made_up_links_lead_nowhere(client, token):
    assert client.get(f"/verzeichnis/uebernehmen/{token}/").status_code == 404
    assert client.post(f"/verzeichnis/uebernehmen/{token}/", {"action": "ask"}).status_code == 404
