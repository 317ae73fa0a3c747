"""Who is asked, in which order, and what happens when nobody acts."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from wagtail.models import TaskState

from directory.models import DecisionLink, Moderator, ReviewState, Trust
from directory.moderation import inviting, standing
from directory.moderation.actions import submit
from hub.mailbox.models import OutgoingMail
from tests.directory.moderation.people import (
    hand_in,
    link,
    mails,
    make_moderator,
    make_startup,
    make_voucher,
    stored,
)
from tests.factories import make_organisation, make_person, make_topic

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Europe/Berlin")


def asked():
    """Who got a link, by address."""
    return {one.to for one in mails() if "/pruefen/" in one.text}


def friday():
    return datetime(2026, 11, 27, 15, tzinfo=ZONE)


def overdue(day, hour=9):
    """Let the clock run at this moment."""
    return inviting.escalate(at=datetime(2026, 12, day, hour, tzinfo=ZONE))


def handed_in_on_friday(record, author):
    state = hand_in(record, author)
    for model in (OutgoingMail, DecisionLink):  # of today
        model.objects.all().delete()
    inviting.open_review(state=state, at=friday())
    return state


def test_who_vouches_is_asked_first_and_moderators_are_not():
    record, author = make_startup()
    _university, member = make_voucher(record)
    make_moderator()
    hand_in(record, author)
    assert asked() == {member.email}


def test_moderators_are_asked_by_topic():
    record, author = make_startup()
    topic = make_topic()
    record.topics = [topic]
    record.save()
    of_topic, of_another = make_moderator(), make_moderator()
    of_topic.moderator.topics.add(topic)
    of_another.moderator.topics.add(make_topic())
    hand_in(record, author)
    assert asked() == {of_topic.email}


def test_without_anybody_else_the_operators_are_asked():
    record, author = make_startup()
    operator = make_person(is_superuser=True)
    make_person(is_superuser=True, email="")
    hand_in(record, author)
    assert asked() == {operator.email}


def test_nobody_is_asked_about_what_they_hand_in():
    record, author = make_startup()
    Moderator.objects.create(user=author)
    other = make_moderator()
    hand_in(record, author)
    assert asked() == {other.email}


def test_after_three_working_days_the_next_circle_is_asked_and_the_author_told():
    record, author = make_startup()
    _university, member = make_voucher(record)
    moderator, operator = make_moderator(), make_person(is_superuser=True)
    state = handed_in_on_friday(record, author)
    assert str(stored_state(state).due_on) == "2026-12-02"
    assert overdue(2, hour=23) == 0
    assert overdue(3) == 1
    assert overdue(3, hour=12) == 0
    assert asked() == {member.email, moderator.email}
    assert "die Moderation" in mails(author)[-1].text
    assert str(stored_state(state).due_on) == "2026-12-08"
    assert overdue(9) == 1
    assert operator.email in asked()
    assert overdue(15) == 1
    assert len(mails(operator)) == 2
    assert len(mails(author)) == 3
    assert len(mails(member)) == 1


def stored_state(state):
    return ReviewState.objects.get(pk=state.pk)


def test_whoever_was_asked_first_may_still_decide_later(client):
    record, author = make_startup()
    _university, member = make_voucher(record)
    make_moderator()
    handed_in_on_friday(record, author)
    overdue(3)
    assert client.get(link(member)).context["form"]


def test_what_is_decided_is_not_overdue():
    record, author = make_startup()
    make_moderator()
    handed_in_on_friday(record, author)
    stored(record).current_workflow_state.cancel(user=author)
    assert overdue(9) == 0


def test_one_hundred_calls_of_the_clock_write_one_mail():
    record, author = make_startup()
    moderator = make_moderator()
    make_person(is_superuser=True)
    handed_in_on_friday(record, author)
    for minute in range(10):
        inviting.escalate(at=datetime(2026, 12, 3, 9, minute, tzinfo=ZONE))
    assert len(mails(author)) == 1
    assert len(mails(moderator)) == 1


def test_wagtail_sends_no_mail_of_its_own():
    record, author = make_startup()
    make_moderator()
    Trust.objects.all().delete()
    hand_in(record, author)
    assert mail.outbox == []


def test_handing_in_twice_ends_the_first_review():
    record, author = make_startup()
    make_moderator()
    first = hand_in(record, author)
    second = hand_in(record, author)
    assert TaskState.objects.get(pk=first.pk).status == "cancelled"
    assert second.is_open


def test_the_revision_that_is_handed_in_is_reviewed_even_if_another_was_saved():
    record, author = make_startup()
    make_moderator()
    first = record.save_revision(user=author)
    stored(record).save_revision(user=author)
    submit(record=stored(record), revision=first, user=author)
    assert stored(record).current_workflow_task_state.revision == first


def test_publishing_at_once_ends_an_open_review():
    record, author = make_startup()
    make_moderator()
    state = hand_in(record, author)
    Trust.objects.create(organisation=record, level=Trust.Level.PROVEN)
    submit(record=stored(record), revision=stored(record).save_revision(user=author), user=author)
    assert stored(record).live
    assert stored_state(state).status == "cancelled"


def test_old_keys_are_forgotten():
    record, author = make_startup()
    make_moderator()
    handed_in_on_friday(record, author)
    assert inviting.prune(at=friday()) == 0
    assert inviting.prune(at=datetime(2027, 12, 1, tzinfo=ZONE)) == 1


def test_the_author_sees_where_it_stands():
    record, author = make_startup()
    make_moderator()
    assert standing.of(record).state == "draft"
    state = handed_in_on_friday(record, author)
    now = standing.of(stored(record))
    assert (now.state, now.due, now.circle) == ("waiting", state.due_on, "die Moderation")
    assert standing.of(make_organisation()).state == "live"


def test_where_many_stand_costs_two_queries(django_assert_num_queries):
    make_moderator()
    records = [make_startup() for _number in range(10)]
    for record, author in records:
        hand_in(record, author)
    stored_ones = [stored(record) for record, _author in records]
    standing.of_all(stored_ones[:1])
    with django_assert_num_queries(2):
        found = standing.of_all(stored_ones)
    assert {one.state for one in found.values()} == {"waiting"}
