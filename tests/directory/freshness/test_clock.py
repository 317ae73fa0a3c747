from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry

from directory.freshness import reminders
from directory.freshness.actions import confirm
from directory.freshness.clock import look_after
from directory.freshness.rhythm import State, Step
from directory.models import Membership, Organisation, Relation, Reminder, Renewal, Trust
from search.models import IndexRequest
from tests.directory.freshness.asking import TODAY, due_in, links, mails
from tests.factories import (
    make_course,
    make_event,
    make_member,
    make_organisation,
    make_person,
    make_programme,
    make_service,
)

pytestmark = pytest.mark.django_db


def after(days):
    return TODAY + timedelta(days=days)


def steps():
    return [(r.step, r.sent_on) for r in Reminder.objects.order_by("sent_on", "pk")]


def test_kinds_of_records_have_their_own_rhythm_and_events_none():
    for make in (make_organisation, make_service, make_course, make_programme, make_event):
        make()
    look_after(today=TODAY)
    months = [make().renewal_months for make in (make_service, make_course, make_programme)]
    assert months == [12, 6, 3]
    assert Renewal.objects.count() == 4
    assert make_event().term is None


def test_a_keeper_is_asked_a_month_a_week_and_on_the_day_before_the_last_notice():
    record = due_in(40)
    make_member(record)
    for day in range(41 + 60):
        look_after(today=after(day))
    assert steps() == [
        (Step.MONTH, after(10)),
        (Step.WEEK, after(33)),
        (Step.DAY, after(40)),
        (Step.LAST, after(86)),
        (Step.STEPPED_BACK, after(100)),
    ]
    assert len(mails()) == 5


def test_one_mail_a_day_names_everything_that_is_due():
    organisation = due_in(5)
    user = make_member(organisation)
    due_in(-3, make_service, owner=organisation)
    due_in(29, make_course, owner=organisation)
    due_in(31, make_course, owner=organisation)
    look_after(today=TODAY)
    (mail,) = mails()
    assert mail.to == user.email
    assert len(links(mail)) == 3
    assert mail.text.index("AdvisoryService") < mail.text.index(organisation.title)


def test_owners_and_editors_get_secrets_of_their_own_that_are_not_stored():
    organisation = due_in(0)
    for role in Membership.Role:
        make_member(organisation, role=role)
    look_after(today=TODAY)
    first, second = (links(mail)[0] for mail in mails())
    assert first != second
    hashes = set(Reminder.objects.values_list("secret_hash", flat=True))
    assert len(hashes) == 2
    assert not hashes & {link.strip("/").split("/")[-1] for link in (first, second)}


def test_without_members_the_publisher_above_is_asked_and_then_whoever_runs_the_hub():
    chamber, part, alone = make_organisation(), due_in(0), due_in(0)
    publisher, operator = make_member(chamber), make_person(is_superuser=True)
    Trust.objects.create(organisation=chamber, level=Trust.Level.PUBLISHER)
    Relation.objects.create(source=part, kind=Relation.Kind.PART_OF, target=chamber)
    look_after(today=TODAY)
    text = {mail.to: mail.text for mail in mails()}
    assert part.title in text[publisher.email]
    assert alone.title in text[operator.email]
    assert part.title not in text[operator.email]


def test_people_without_an_address_or_an_account_in_use_are_not_asked():
    record = due_in(0)
    make_member(record, user=make_person(email=""))
    make_member(record, user=make_person(is_active=False))
    operator = make_person(is_superuser=True)
    look_after(today=TODAY)
    assert [mail.to for mail in mails()] == [operator.email]


def test_a_second_clock_and_a_second_look_ask_nobody_again():
    make_member(due_in(0))
    look_after(today=TODAY)
    again = look_after(today=TODAY)
    look_after(today=after(1))
    assert (again.mails, len(mails()), Reminder.objects.count()) == (0, 1, 1)


def test_a_clock_killed_between_two_people_asks_the_rest_and_nobody_twice(monkeypatch):
    first, second = make_member(due_in(0)), make_member(due_in(0))
    ask, calls = reminders._ask, []

    def killed(user, *rest):
        if calls:
            raise KeyboardInterrupt
        calls.append(user)
        return ask(user, *rest)

    monkeypatch.setattr(reminders, "_ask", killed)
    with pytest.raises(KeyboardInterrupt):
        look_after(today=TODAY)
    monkeypatch.undo()
    look_after(today=TODAY)
    assert sorted(mail.to for mail in mails()) == sorted([first.email, second.email])


def test_many_records_are_asked_about_over_several_days(monkeypatch):
    monkeypatch.setattr("directory.freshness.reminders.MOST", 2)
    organisation = due_in(-3)
    make_member(organisation)
    others = [due_in(-day, make_service, owner=organisation) for day in (2, 1)]
    look_after(today=TODAY)
    assert others[1].title not in mails()[0].text
    look_after(today=after(1))
    assert others[1].title in mails()[1].text


def test_what_somebody_publishes_anew_is_not_asked_about():
    record = due_in(0)
    make_member(record)
    record.save_revision().publish()
    look_after(today=TODAY)
    assert mails() == []


def test_overdue_records_are_put_into_the_index_anew_when_they_begin_and_end_to_sink():
    record, user = due_in(-13), make_person(is_superuser=True)
    look_after(today=TODAY)
    IndexRequest.objects.all().delete()
    look_after(today=after(1))
    assert list(IndexRequest.objects.values_list("document_id", flat=True)) == [
        f"organisation:{record.pk}"
    ]
    IndexRequest.objects.all().delete()
    look_after(today=after(2))
    assert not IndexRequest.objects.exists()
    confirm(record=record, user=user, today=after(2))
    assert IndexRequest.objects.exists()
    assert Renewal.objects.of(record).get().state == State.FRESH


def test_nothing_steps_back_that_nobody_was_told_about():
    record = due_in(-900)
    look_after(today=TODAY)
    record.refresh_from_db()
    assert record.live
    make_member(record)
    look_after(today=TODAY)
    look_after(today=after(13))
    record.refresh_from_db()
    assert record.live
    look_after(today=after(14))
    record.refresh_from_db()
    assert not record.live
    entry = ModelLogEntry.objects.get(action="directory.step_back")
    assert entry.object_id == str(record.pk)


def test_a_locked_record_stays_public():
    record = due_in(-900, locked=True)
    make_member(record)
    look_after(today=TODAY)
    assert look_after(today=after(20)).stepped_back == 0


def test_a_record_that_cannot_step_back_does_not_hold_the_others(monkeypatch):
    first, second = due_in(-900), due_in(-800)
    make_member(first)
    make_member(second)
    look_after(today=TODAY)
    unpublish = Organisation.unpublish

    def failing(record, **options):
        if record.pk == first.pk:
            raise RuntimeError("broken")
        unpublish(record, **options)

    monkeypatch.setattr(Organisation, "unpublish", failing)
    assert look_after(today=after(14)).stepped_back == 1


def test_renewals_of_deleted_records_go_with_their_reminders():
    record = due_in(0)
    make_member(record)
    look_after(today=TODAY)
    record.delete()
    look_after(today=after(1))
    assert (Renewal.objects.count(), Reminder.objects.count()) == (0, 0)


def test_a_look_costs_the_same_queries_for_one_record_and_for_ten():
    def look(day):
        with CaptureQueriesContext(connection) as queries:
            look_after(today=after(day))
        return len(queries)

    organisation = due_in(40)
    make_member(organisation)
    look(0)
    one = look(1)
    for _number in range(9):
        due_in(40, make_service, owner=organisation)
    look(2)
    assert look(3) <= one + 2
