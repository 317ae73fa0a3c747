"""No page and no mail takes its host from what a request claims."""

import re

import pytest
from django.test import Client

from events.models import Event
from hub.models import OutgoingMail
from tests.directory.own_area.typing import NEW, typed
from tests.factories import make_event, make_organisation
from tests.hub.accounts.people import make_person, send_mails
from tests.hub.accounts.test_signing_in import SIGN_IN, SIGN_UP, read_form

pytestmark = pytest.mark.django_db
# Django lets every port of an allowed host pass; the others are what proxies write.
CLAIMED = {
    "Host": "localhost:1337",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Server": "evil.example",
    "X-Forwarded-Port": "1337",
    "X-Forwarded-Proto": "gopher",
    "X-Forwarded-Prefix": "/evil.example",
    "X-Original-Host": "evil.example",
    "X-Original-URL": "/evil.example/",
    "X-Rewrite-URL": "/evil.example/",
    "Forwarded": "host=evil.example;proto=gopher",
    "Referer": "https://evil.example/",
    "Origin": "null",
}
CLAIMS = re.compile(r"evil\.example|localhost:?1?3?3?7?|1337|gopher")


@pytest.fixture
def claiming():
    return Client(headers=CLAIMED)


def test_no_page_for_visitors_repeats_it(claiming, engine):
    event = make_event(title="Sprechtag", owner=make_organisation(title="Kammer"))
    engine.rebuild([])
    slug = Event.objects.get(pk=event.pk).slug
    pages = [
        *("/", "/en/", "/robots.txt", "/sitemap.xml", "/sitemap-event.xml", "/sitemap-pages.xml"),
        *("/veranstaltungen/", "/veranstaltungen/feed.atom", "/veranstaltungen/kalender.ics"),
        *("/veranstaltungen/export.json", "/verzeichnis/", "/suche/", "/mein/eintragen/"),
        *(f"/veranstaltungen/{slug}/", f"/veranstaltungen/{slug}/kalender.ics"),
        *("/verzeichnis/kammer/", "/verzeichnis/kammer/contact.vcf", "/gibt-es-nicht/"),
        *("/konto/anmelden/", "/konto/", "/verzeichnis/kammer/qr.svg", "/admin/"),
    ]
    answers = {page: claiming.get(page) for page in pages}
    assert {answer.status_code for answer in answers.values()} <= {200, 302, 404}
    repeated = {
        page: found[0]
        for page, answer in answers.items()
        if (found := CLAIMS.search(f"{answer.headers} {b''.join(answer).decode()}"))
    }
    assert repeated == {}


def test_no_mail_repeats_it(django_capture_on_commit_callbacks):
    make_person("eva@hub.example")
    forms = [
        (SIGN_IN, {"login": "eva@hub.example"}),
        (SIGN_IN, {"login": "niemand@hub.example"}),
        ("/konto/passwort/vergessen/", {"email": "eva@hub.example"}),
        (SIGN_UP, {"email": "eva@hub.example", "shown": read_form()}),
        (SIGN_UP, {"email": "neu@hub.example", "shown": read_form()}),
        (NEW, typed()),
    ]
    with django_capture_on_commit_callbacks(execute=True):
        for address, fields in forms:
            Client(headers=CLAIMED).post(address, fields)
    assert OutgoingMail.objects.count() == 6
    texts = [f"{m.subject} {m.body} {m.alternatives}" for m in send_mails()]
    assert len(texts) == 6
    assert [found[0] for found in map(CLAIMS.search, texts) if found] == []


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "localhost@evil"])
def test_another_host_is_refused(client, host):
    assert client.get("/sitemap.xml", headers={"Host": host}).status_code == 400
