from datetime import timedelta

import pytest
from django.test import Client
from wagtail.models import ModelLogEntry

from directory.errands.day import day_of
from directory.freshness.actions import note_seen
from directory.freshness.clock import look_after
from directory.models import Membership, Organisation, Reminder, Renewal
from tests.directory.freshness.asking import TODAY, due_in, links, mails
from tests.factories import make_member, make_service

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation():
    organisation = due_in(0, title="Muster GmbH")
    make_member(organisation)
    return organisation


def link_of(organisation):
    look_after(today=TODAY)
    return links(mails()[-1])[0]


def stepped_back(organisation):
    """After it was not confirmed; gives the link of the last mail."""
    for day in (-14, 0):
        long_due(organisation)
        look_after(today=TODAY + timedelta(days=day))
    organisation.refresh_from_db()
    assert not organisation.live
    return links(mails()[-1])[0]


def long_due(organisation):
    confirmed_on = TODAY - timedelta(days=900)
    Organisation.objects.filter(pk=organisation.pk).update(confirmed_on=confirmed_on)


def test_the_link_asks_and_only_its_button_confirms(client, organisation):
    link = link_of(organisation)
    page = client.get(link)
    assert "Muster GmbH" in page.content.decode()
    assert "no-cache" in page["Cache-Control"]
    organisation.refresh_from_db()
    assert organisation.confirmed_on < TODAY
    answer = client.post(link, {"which": "one"}, follow=True)
    organisation.refresh_from_db()
    assert (organisation.confirmed_on, organisation.confirmed_by) == (TODAY, "Muster GmbH")
    assert "ist aktuell" in answer.content.decode()


def test_confirming_twice_is_noted_once(client, organisation):
    link = link_of(organisation)
    for _number in range(2):
        assert client.post(link).status_code == 302
    assert ModelLogEntry.objects.filter(action="directory.confirm").count() == 1


def test_a_form_of_another_site_confirms_nothing(organisation):
    link = link_of(organisation)
    assert Client(enforce_csrf_checks=True).post(link).status_code == 403
    organisation.refresh_from_db()
    assert organisation.confirmed_on < TODAY


def test_one_button_confirms_all_of_the_mail_and_nothing_else(client, organisation):
    due = due_in(-3, make_service, owner=organisation)
    later = due_in(100, make_service, owner=organisation)
    other = due_in(-3)
    make_member(other)
    look_after(today=TODAY)
    mail = next(m for m in mails() if len(links(m)) == 2)
    client.post(links(mail)[0], {"which": "all"})
    for record, is_confirmed in ((organisation, True), (due, True), (later, False), (other, False)):
        record.refresh_from_db()
        assert (record.confirmed_on == TODAY) is is_confirmed
    assert due.confirmed_by == "Muster GmbH"


def test_what_was_due_before_is_no_key_for_the_next_year(client, organisation):
    link = link_of(organisation)
    client.post(link)
    Organisation.objects.filter(pk=organisation.pk).update(confirmed_on=TODAY - timedelta(days=330))
    client.post(link)
    organisation.refresh_from_db()
    assert organisation.confirmed_on == TODAY - timedelta(days=330)


def test_a_link_works_for_sixty_days(client, organisation):
    link = link_of(organisation)
    Reminder.objects.update(sent_on=TODAY - timedelta(days=60))
    assert client.get(link).status_code == 200
    Reminder.objects.update(sent_on=TODAY - timedelta(days=61))
    assert client.get(link).status_code == 410
    assert client.post(link).status_code == 410
    organisation.refresh_from_db()
    assert organisation.confirmed_on < TODAY


@pytest.mark.parametrize("secret", ["x", "a" * 500, "ä%00", "../../admin"])
def test_a_link_that_nobody_sent_opens_nothing(client, db, secret):
    assert client.get(f"/stimmt-noch/{secret}/").status_code == 404


def test_who_has_lost_the_role_confirms_nothing_any_more(client, organisation):
    link = link_of(organisation)
    Membership.objects.all().delete()
    page = client.post(link)
    assert page.status_code == 403
    assert "Muster" not in page.content.decode().replace("Musterstadt", "")
    organisation.refresh_from_db()
    assert organisation.confirmed_on < TODAY


def test_a_person_that_is_locked_out_confirms_nothing(client, organisation):
    link = link_of(organisation)
    user = Membership.objects.get().user
    user.is_active = False
    user.save()
    assert client.post(link).status_code == 403


def test_a_deleted_record_is_said_to_be_gone(client, organisation):
    link = link_of(organisation)
    organisation.delete()
    assert client.get(link).status_code == 410


def test_what_somebody_has_withdrawn_does_not_come_back_by_an_old_mail(client, organisation):
    link = link_of(organisation)
    organisation.refresh_from_db()
    organisation.unpublish()
    assert client.post(link).status_code == 409
    organisation.refresh_from_db()
    assert not organisation.live


def test_a_record_that_has_stepped_back_returns_as_it_was(client, organisation):
    organisation.summary = "So war es öffentlich."
    organisation.save_revision().publish()
    Organisation.objects.update(
        last_published_at=organisation.created_at - timedelta(days=900),
    )
    live = Organisation.objects.get(pk=organisation.pk).live_revision
    draft = organisation.get_latest_revision_as_object()
    draft.summary = "Ein Entwurf, den niemand geprüft hat."
    draft.save_revision()
    link = stepped_back(organisation)
    assert client.get(organisation.get_absolute_url()).status_code == 404
    assert "wieder öffentlich" in client.get(link).content.decode()
    client.post(link)
    organisation.refresh_from_db()
    assert organisation.live
    assert organisation.live_revision == live
    assert organisation.summary == "So war es öffentlich."
    assert organisation.has_unpublished_changes
    assert organisation.confirmed_on == TODAY
    assert organisation.get_latest_revision_as_object().summary.startswith("Ein Entwurf")
    assert client.get(organisation.get_absolute_url()).status_code == 200


def test_a_record_without_revisions_returns_too(client, organisation):
    link = stepped_back(organisation)
    client.post(link)
    organisation.refresh_from_db()
    assert organisation.live
    assert not organisation.has_unpublished_changes
    actions = ModelLogEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions)[-3:] == [
        "directory.step_back",
        "directory.bring_back",
        "directory.confirm",
    ]


def test_pages_speak_english_too(client, organisation):
    link = link_of(organisation).replace("/stimmt-noch/", "/en/still-right/")
    assert "Yes, still right" in client.get(link).content.decode()


def test_what_a_moderator_has_locked_comes_back_by_nothing(client, organisation):
    """Neither by the mail, nor by the task, nor because an import has met it again."""
    link, owner = link_of(organisation), Membership.objects.get().user
    organisation.refresh_from_db()
    Renewal.objects.update(stepped_back_on=TODAY, state="stepped_back")
    organisation.unpublish()
    Organisation.objects.update(locked=True)
    organisation.refresh_from_db()
    assert client.post(link).status_code == 409
    client.force_login(owner)
    assert not day_of(owner, today=TODAY).errands
    client.post(f"/mein/aufgaben/organisation/{organisation.pk}/bestaetigen/")
    note_seen(record=organisation, today=TODAY)
    organisation.refresh_from_db()
    assert not organisation.live
    Organisation.objects.update(locked=False)
    client.post(link)
    organisation.refresh_from_db()
    assert organisation.live
