"""A posting ends by itself, says so before and after, and is renewed with one click."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from directory.errands import errands
from directory.freshness.actions import confirm
from directory.freshness.clock import look_after
from directory.freshness.rhythm import Step
from directory.models import Membership, Posting, Reminder, Renewal
from directory.rights import Rights
from tests.directory.freshness.asking import links, mails
from tests.factories import make_member, make_organisation, make_posting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]
TODAY = timezone.localdate()


def after(days):
    return TODAY + timedelta(days=days)


@pytest.fixture
def record():
    """Open for ten more days, of an organisation that has nothing else to be asked about."""
    house = make_organisation(title="Fuldawerk GmbH", renewal_months=0)
    make_member(house)
    return make_posting(title="Pilotbetrieb gesucht", owner=house, open_until=after(10))


def now(record):
    return Posting.objects.get(pk=record.pk)


def look_on(*days):
    for day in days:
        look_after(today=after(day))


def test_one_mail_before_the_end_then_it_is_over_then_one_more(record):
    look_on(*range(2, 14), 45)
    sent = Reminder.objects.order_by("sent_on").values_list("step", "sent_on")
    assert list(sent) == [(Step.WEEK, after(3)), (Step.STEPPED_BACK, after(11))]
    before, afterwards = mails()
    assert before.subject == "Noch offen? Pilotbetrieb gesucht"
    assert "nicht mehr öffentlich" in afterwards.text
    assert not now(record).live


def test_it_is_public_on_its_last_day(record):
    look_on(9, 10)
    assert now(record).live
    look_on(11)
    assert not now(record).live


def test_a_clock_that_stood_still_ends_it_and_says_so(record):
    look_on(0, 25)
    assert not now(record).live
    (mail,) = mails()
    assert "Ein Klick" in mail.text


def test_the_link_asks_and_its_button_renews(client, record):
    look_on(3)
    (link,) = links(mails()[0])
    assert "noch offen?" in client.get(link).content.decode()
    assert now(record).open_until == after(10)
    assert "ist bis" in client.post(link, follow=True).content.decode()
    assert now(record).closes_on == after(90)
    assert Renewal.objects.of(record).get().due_on == after(90)


def test_one_click_brings_it_back_as_it_was(client, record):
    look_on(3, 11)
    link = links(mails()[-1])[0]
    assert client.get(record.get_absolute_url()).status_code == 404
    client.post(link)
    assert now(record).live
    assert now(record).title == "Pilotbetrieb gesucht"
    assert now(record).closes_on == after(90)
    assert client.get(record.get_absolute_url()).status_code == 200


def test_the_own_area_brings_it_back_too(client, record):
    look_on(3, 11)
    client.force_login(Membership.objects.get().user)
    assert "Wieder öffnen" in client.get("/mein/gesuche/").content.decode()
    client.post(f"/mein/gesuche/{record.slug}/verlaengern/")
    assert now(record).live


def test_pressing_twice_is_pressing_once(client, record):
    look_on(3)
    (link,) = links(mails()[0])
    for _number in range(2):
        assert client.post(link).status_code == 302
    assert now(record).closes_on == after(90)
    assert "ist bis" in client.get(link).content.decode()


def test_two_who_renew_at_once_have_renewed_it(record):
    """Both have read the row before either has written."""
    first, second = now(record), now(record)
    user = make_member(record.owner)
    with transaction.atomic():
        confirm(record=first, user=user)
        confirm(record=second, user=user)
    assert now(record).closes_on == after(90)
    assert Renewal.objects.of(record).count() == 1


def test_a_link_that_is_changed_old_or_lost_its_person_renews_nothing(client, record):
    look_on(3)
    (link,) = links(mails()[0])
    assert client.post(link[:-5] + "falsch/").status_code == 404
    assert Client(enforce_csrf_checks=True).post(link).status_code == 403
    Reminder.objects.update(sent_on=after(-61))
    assert client.post(link).status_code == 410
    Membership.objects.all().delete()
    assert client.post(link).status_code == 403
    assert now(record).open_until == after(10)


def test_what_its_own_people_took_back_is_not_asked_about(record):
    look_on(0)
    now(record).unpublish()
    look_on(3, 11)
    assert mails() == []


def test_a_lock_holds_it(record):
    Posting.objects.filter(pk=record.pk).update(locked=True)
    look_on(3, 11)
    assert now(record).live


def test_approving_late_is_no_dead_end(record, client):
    """Its last day passed while it was in review: it is over the next morning, with one click."""
    Posting.objects.filter(pk=record.pk).update(open_until=after(-2))
    look_on(0)
    assert not now(record).live
    client.post(links(mails()[0])[0])
    assert now(record).live


def test_it_is_an_errand_of_its_people_and_of_nobody_else(record):
    look_on(5)
    member = Membership.objects.get().user
    (errand,) = errands(Rights(member), today=after(5), most=5)
    assert "Offen bis" in errand.why
    assert errand.button == "Verlängern"
    assert errands(Rights(make_member()), today=after(5), most=5) == []
    look_on(11)
    (errand,) = errands(Rights(member), today=after(11), most=5)
    assert errand.button == "Wieder öffnen"
