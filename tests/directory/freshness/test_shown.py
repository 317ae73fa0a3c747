"""Where people and programs see when a record was checked, and by whom."""

import json
import re
from datetime import date

import pytest
from django.contrib.contenttypes.models import ContentType

from directory.freshness.rhythm import State, Step
from directory.models import Organisation, Reminder, Renewal
from search import outbox
from tests.constraints import breaks
from tests.directory.freshness.asking import TODAY
from tests.factories import make_course, make_organisation, make_person, make_service

pytestmark = pytest.mark.django_db
CHECKED = {"confirmed_on": date(2026, 11, 12), "confirmed_by": "IHK & Partner"}


@pytest.mark.parametrize("make", [make_organisation, make_service, make_course])
def test_page_and_structured_data_say_who_checked_when(client, make):
    html = client.get(make(**CHECKED).get_absolute_url()).content.decode()
    assert "Geprüft am 12. November 2026 von IHK &amp; Partner" in html
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)
    page = json.loads(blocks[0])["mainEntityOfPage"]
    assert page["@type"] == "WebPage"
    assert page["lastReviewed"] == "2026-11-12"
    assert page["reviewedBy"] == {"@type": "Organization", "name": "IHK & Partner"}


def test_what_nobody_checked_claims_nothing(client):
    html = client.get(make_organisation().get_absolute_url()).content.decode()
    assert "mainEntityOfPage" not in html


@pytest.mark.parametrize(
    ("address", "make"),
    [("/verzeichnis/", make_organisation), ("/beratung/", make_service)],
)
def test_cards_and_feeds_say_who_checked_when(client, engine, address, make):
    make(**CHECKED)
    outbox.rebuild()
    assert (
        "geprüft am 12. November 2026 von IHK &amp; Partner" in client.get(address).content.decode()
    )
    feed = client.get(f"{address}feed.atom").content.decode()
    assert "Geprüft am 12. November 2026 von IHK &amp;amp; Partner." in feed


def renewal(**fields):
    kind = ContentType.objects.get_for_model(Organisation)
    minimum = {"content_type": kind, "object_id": 1, "due_on": TODAY, "state": State.DUE}
    return Renewal.objects.create(**(minimum | fields))


def reminder(**fields):
    minimum = {"due_on": TODAY, "step": Step.DAY, "sent_on": TODAY, "secret_hash": "a"}
    return Reminder.objects.create(**(minimum | fields))


def test_the_database_keeps_one_renewal_for_a_record_and_one_reminder_for_a_step():
    row, user = renewal(), make_person()
    reminder(renewal=row, user=user)
    with breaks("directory_renewal_unique"):
        renewal()
    with breaks("directory_renewal_state"):
        renewal(object_id=2, state="odd")
    with breaks("directory_reminder_once"):
        reminder(renewal=row, user=user, secret_hash="b")
    with breaks("directory_reminder_step"):
        reminder(renewal=row, user=user, secret_hash="c", step="odd")
