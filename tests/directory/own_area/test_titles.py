"""Titles and names go out in mails of the hub; nobody advertises an address by way of them."""

import pytest
from django.core.exceptions import ValidationError

from directory.models import ListingDraft
from directory.own_area.text_fields import no_address
from directory.postings.forms import ContactForm
from directory.teams import actions
from events.models import Event
from hub.mailbox.models import OutgoingMail
from tests.directory.own_area.house import new_event
from tests.directory.own_area.typing import NEW, typed
from tests.factories import make_member, make_organisation
from tests.pace import within

pytestmark = pytest.mark.django_db
ADVERTISES = (
    "Besuchen Sie www.boese.example",
    "Besuchen Sie WWW . boese . example",
    "www2.boese.example GmbH",
    "https://boese.example",
    "hxxp://boese",
    "http:\\\\boese.example",
    "Gewinn auf boese.example/los",
    "boese.example:8080/los",
    "boese.example?gewinn",
    "Schreiben Sie an los@boese.example",
    "ｗｗｗ．boese．example",
    "ｈｔｔｐｓ：／／boese",
)
NAMES = (
    "example.com GmbH",
    "Booking.com",
    "web.de Mail & Media",
    "Node.js und Vue.js: Einstieg",
    "ASP.NET 9",
    "Dr.-Ing. A. Müller",
    "Müller u. Partner e.V./Kassel",
    "Termine am 1.5./2.6.",
    "TCP/IP: Grundlagen",
    "HTTP: was ist das?",
    "Startup@Kassel",
    "IHK@Home",
    "St.Ottilien",
    "Was tun bei Cybercrime? Fragen/Antworten",
    "Industrie 4.0/5.0",
    "24/7 geöffnet",
)


@pytest.mark.parametrize("title", ADVERTISES)
def test_a_line_that_sends_people_somewhere_is_refused(title):
    with pytest.raises(ValidationError):
        no_address(title)


@pytest.mark.parametrize("title", NAMES)
def test_what_things_are_called_is_not(title):
    no_address(title)


def test_a_newcomer_is_told_beside_the_name(client):
    page = client.post(NEW, typed(title="Besuchen Sie www.boese.example"))
    assert page.status_code == 200
    assert "ohne Web- und E-Mail-Adressen" in page.content.decode()
    assert page.context["form"].errors.keys() == {"title"}
    assert not OutgoingMail.objects.exists()
    assert ListingDraft.objects.get().fields["title"]  # kept all the same


@pytest.mark.parametrize("name", ["title", "title_en"])
def test_so_are_those_who_enter_events(house, client, name):
    page = new_event(client, **{name: "Los: https://boese.example/"})
    assert page.context["form"].errors.keys() == {name}
    assert not Event.objects.exists()


def test_so_is_who_writes_to_the_author_of_a_posting():
    typed = {"name": "Ihr Gewinn: www.boese.example", "text": "Ich habe eine Frage dazu, danke."}
    form = ContactForm(typed, asks_address=False)
    assert form.errors.keys() == {"name"}
    assert ContactForm(typed | {"name": "Ina Muster"}, asks_address=False).is_valid()


@pytest.mark.parametrize("live", [True, False])
def test_an_invitation_says_only_of_public_entries_what_they_are_called(live):
    """Twenty a day could go to strangers, with any words, from whoever has listed something."""
    organisation = make_organisation(title="Rufen Sie 0900 an", live=live)
    owner = make_member(organisation)
    owner.first_name = "Gewinn"
    owner.save()
    actions.invite(organisation=organisation, email="neu@example.org", role="editor", by=owner)
    mail = OutgoingMail.objects.get()
    for words in ("Rufen Sie 0900 an", "Gewinn"):
        assert (words in mail.subject + mail.text) == live
    assert (owner.email in mail.text) != live
    assert "/einladung/" in mail.text


@pytest.mark.parametrize("text", ["a" * 1_000_000, "a." * 500_000, "www " * 250_000])
def test_a_title_of_a_megabyte_is_judged_at_once(text):
    with within(0.2):
        no_address(text)
