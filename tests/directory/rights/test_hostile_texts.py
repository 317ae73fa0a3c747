"""What people type breaks out of no page: whatever field it stands in, whoever looks at it."""

import re

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from directory.models import ContactPoint, Endorsement, Location, Organisation
from directory.moderation import feedback
from directory.moderation.inviting import new_link
from hub.mailbox.models import OutgoingMail
from tests.directory.moderation.people import (
    hand_in,
    link,
    make_moderator,
    make_startup,
    make_voucher,
    stored,
)
from tests.directory.moderation.test_views import post
from tests.factories import make_event, make_person, make_posting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]
EVIL = "x\"'></script><svg onload=alert(1)>{{ 7|add:7 }}\r\nBcc: a@b.example"
BROKEN_OUT = re.compile(r"<svg onload|</script><svg")
TEXTS = ("summary", "description", "offers", "seeks", "title_en", "summary_en", "description_en")


@pytest.fixture
def entry(client):
    """An entry with such texts in every field, vouched for by a house with such a name."""
    call_command("set_up_review")
    record, author = make_startup(title=EVIL, website="https://fuldawerk.example")
    Organisation.objects.filter(pk=record.pk).update(**dict.fromkeys(TEXTS, EVIL))
    record = stored(record)
    record.tags.add(EVIL)
    record.save()
    place = {"street": EVIL, "postcode": "34117", "place": EVIL, "is_primary": True}
    Location.objects.create(organisation=record, **place)
    ContactPoint.objects.create(organisation=record, label=EVIL, email="a@example.org")
    university, voucher = make_voucher(record)
    Organisation.objects.filter(pk=university.pk).update(title=EVIL)
    for person in (author, voucher):
        person.first_name = EVIL
        person.save()
    decision = link_of(record, author, voucher)
    assert not BROKEN_OUT.search(client.get(decision).content.decode())
    post(client, decision)
    return stored(record), author, voucher


def link_of(record, author, voucher):
    hand_in(record, author)
    return link(voucher)


def pages_of_visitors(record, event, posting):
    slug = record.slug
    moderator, told = make_moderator(), {"email": "g@example.org", "language": "de"}
    report = feedback.report(record=record, reason="wrong", text=EVIL, **told)
    values = {"before": {"summary": EVIL}, "values": {"summary": f"{EVIL} 2"}, "remark": EVIL}
    for thing in (
        {"report": report},
        {"correction": feedback.propose(record=record, **values, **told)},
    ):
        found, address = new_link(reviewer=moderator, about=str(record), at=timezone.now(), **thing)
        found.save()
        yield address[address.index("/pruefen/") :]
    yield from (each.get_absolute_url() for each in (record, event, posting))
    yield from (f"/en/directory/{slug}/", f"/verzeichnis/{slug}/karte/", "/suche/?q=svg")
    yield from ("/verzeichnis/", "/gesuche/", "/veranstaltungen/", "/verzeichnis/feed.atom")
    yield from (f"/{name}/organisation/{slug}/" for name in ("melden", "korrektur"))
    yield from (f"/verzeichnis/{slug}/uebernehmen/", f"/gesuche/{posting.slug}/schreiben/")


def pages_of_people(record, author, voucher, event, posting):
    slug, viewset = record.slug, Organisation.snippet_viewset
    yield (
        author,
        [
            *("/mein/", "/mein/aufgaben/", "/mein/gesuche/", f"/mein/gesuche/{posting.slug}/"),
            *(
                f"/mein/eintraege/{slug}/{name}"
                for name in ("", "aendern/", "team/", "zurueckziehen/")
            ),
            *(f"/mein/veroeffentlichen/event/{event.pk}/{name}" for name in ("", "aendern/")),
        ],
    )
    given = Endorsement.objects.get()
    yield voucher, ["/mein/", "/mein/aufgaben/", "/mein/buergen/", f"/mein/buergen/{given.pk}/"]
    yield (
        make_person(is_superuser=True),
        [
            *("/admin/", "/admin/reports/site-history/", "/admin/reports/workflow/"),
            reverse(viewset.get_url_name("list")),
            *(
                reverse(viewset.get_url_name(name), args=[record.pk])
                for name in ("edit", "history", "inspect")
            ),
        ],
    )


def test_script_stays_text_on_every_page_and_mails_have_one_subject(client, entry):
    record, author, voucher = entry
    assert record.live
    event = make_event(title=EVIL, summary=EVIL, venue=EVIL, status_note=EVIL, owner=record)
    posting = make_posting(title=EVIL, summary=EVIL, owner=record)
    tried = [(None, list(pages_of_visitors(record, event, posting)))]
    tried += pages_of_people(record, author, voucher, event, posting)
    for who, addresses in tried:
        if who:
            client.force_login(who)
        for address in addresses:
            answer = client.get(address)
            text = answer.content.decode()
            assert answer.status_code == 200, address
            assert not BROKEN_OUT.search(text), address
            assert "{{ 7|add:7 }}" in text or "onload" not in text, address
    for mail in OutgoingMail.objects.all():
        assert not set("\r\n") & set(mail.subject + mail.to)
