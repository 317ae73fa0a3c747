"""What the clock does: reminders, broken promises, silence, and forgetting; a year by the clock."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from advisory.models import AdviceRequest, Assignment, RequestEvent
from advisory.requests import actions, answering, following
from hub.mailbox.models import BouncedAddress, OutgoingMail
from tests.advisory.requests.factories import make_desk, make_rule, make_sent

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 30, 9, tzinfo=UTC)


def days(number, hour=6):
    return (MONDAY + timedelta(days=number)).replace(hour=hour)


@pytest.fixture
def sent(bank, grants):
    """Promised within two working days: by Wednesday."""
    return make_sent(grants, at=MONDAY)


def mails(kind):
    return OutgoingMail.objects.filter(subject__contains=kind)


def test_a_desk_is_reminded_once_a_working_day_before(sent):
    following.look_after(at=days(0, 10))
    assert not mails("wartet bis").exists()
    for _ in range(2):
        following.look_after(at=days(1))
    assert [mail.to for mail in mails("wartet bis")] == ["bank@example.org"]


def test_after_the_promise_is_broken_the_next_desk_gets_it_and_the_company_is_told(sent, lotse):
    following.look_after(at=days(2))
    assert AdviceRequest.objects.get().desk != lotse
    for _ in range(2):
        following.look_after(at=days(3))
    old, new = Assignment.objects.order_by("pk")
    assert (old.end, old.is_late, new.desk) == ("broken", True, lotse)
    (told,) = mails("nicht rechtzeitig")
    assert told.to == "anna@muster.example"
    assert "Förderbank" in told.text
    assert "Lotsenstelle" in told.text


def test_nobody_is_hurried_on_a_weekend(bank, grants):
    make_sent(grants, at=days(3, 9))  # Thursday, promised by Monday
    for day in (5, 6, 7):
        following.look_after(at=days(day))
    assert Assignment.objects.count() == 1
    following.look_after(at=days(8))
    assert Assignment.objects.count() == 2


def test_an_answer_ends_the_hurry(sent):
    answering.take(assignment=sent.assignments.get(), at=days(1))
    following.look_after(at=days(3))
    assert Assignment.objects.get().end == ""


@pytest.mark.parametrize("way", ["institution", "switched off", "bounce"])
def test_a_desk_that_cannot_answer_any_more_loses_its_requests(sent, bank, lotse, way):
    if way == "institution":
        bank.organisation.delete()
    elif way == "switched off":
        type(bank).objects.filter(pk=bank.pk).update(is_active=False)
    else:
        BouncedAddress.objects.create(email=bank.email, bounced_at=MONDAY, code=550)
    following.look_after(at=days(1))
    request = AdviceRequest.objects.get()
    assert request.desk == lotse
    assert mails("neuen Stelle").get().to == "anna@muster.example"


def test_the_fallback_desk_keeps_what_it_does_not_answer_and_the_company_hears(lotse, grants):
    make_sent(grants, at=MONDAY)
    for day in range(1, 12):
        following.look_after(at=days(day))
    assert AdviceRequest.objects.get().desk == lotse
    assert mails("nicht rechtzeitig").count() == Assignment.objects.filter(end="broken").count() > 1
    assert not following.stuck(at=days(12)).exists()


def test_a_company_that_does_not_answer_is_reminded_and_then_closed(sent):
    answering.ask_back(assignment=sent.assignments.get(), text="Wann?", at=days(1))
    for day in (16, 17, 18):
        following.look_after(at=days(day))
    assert mails("Eine Frage").count() == 2
    following.look_after(at=days(30))
    assert AdviceRequest.objects.get().outcome == "unreached"


def test_what_a_desk_forgets_is_closed_in_the_end(sent):
    answering.take(assignment=sent.assignments.get(), at=days(1))
    for day in (49, 50):
        following.look_after(at=days(day))
    assert mails("erledigt").count() == 1
    following.look_after(at=days(92))
    assert AdviceRequest.objects.get().outcome == "unknown"


def test_two_months_after_closing_the_company_is_asked_once_more(sent):
    answering.close(assignment=sent.assignments.get(), outcome="advised", at=days(1))
    for day in (60, 62, 63):
        following.look_after(at=days(day))
    assert mails("Zwei Monate").count() == 1


def test_after_a_year_nothing_personal_is_left(sent):
    actions.add(request=sent, text="Noch etwas.", at=days(1))
    for day in (92, 364):
        following.look_after(at=days(day))
    assert AdviceRequest.objects.get().sealed
    following.look_after(at=days(366))
    request = AdviceRequest.objects.get()
    assert (request.sealed, request.postcode, request.typed) == ("", "", {})
    assert not RequestEvent.objects.exclude(sealed="").exists()


def test_one_that_fails_stops_no_other_and_tells_no_word(sent, grants, caplog, monkeypatch):
    make_sent(grants, at=MONDAY, typed={"text": "Ein anderer Text."})

    def refuse(request, **kwargs):
        if request.pk == sent.pk:
            raise ValueError("Drehmaschine")
        return real(request=request, **kwargs)

    real = following.assign
    monkeypatch.setattr(following, "assign", refuse)
    done = following.look_after(at=days(3))
    assert (done.broken, done.failed) == (1, 1)
    assert "Drehmaschine" not in caplog.text


def test_the_daily_check_gives_a_lost_request_to_a_desk(sent):
    Assignment.objects.update(ended_at=MONDAY, end="left")
    assert following.check_stuck(at=days(1)) == 1
    assert sent.assignments.current().count() == 1
    assert following.check_stuck(at=days(1)) == 0


def a_day(draw, at, people):
    """Desks answer, pass on, or say nothing."""
    rows = Assignment.objects.current().select_related("request", "desk")
    for row in rows.filter(request__state__in=["waiting", "taken"]):
        luck = draw.random()
        if row.desk_id in people["silent"]:
            continue
        if row.request.state == "waiting" and luck < 0.3:
            answering.take(assignment=row, at=at)
        elif row.request.state == "waiting" and luck < 0.35:
            answering.pass_on(assignment=row, desk=None, reason="Kein Fall für uns.", at=at)
        elif row.request.state == "waiting" and luck < 0.4:
            answering.ask_back(assignment=row, text="Wann?", at=at)
        elif row.request.state == "taken" and luck < 0.2:
            answering.close(assignment=row, outcome="advised", at=at)


def test_over_months_none_is_stuck_and_every_broken_promise_was_told(lotse, bank, grants, branch):
    draw = random.Random(7)
    silent = make_desk(name="Stumm", most_open=3, deputy=bank)
    leaving = make_desk(name="Geht")
    for desk in (silent, leaving):
        make_rule(desk, grants)
    people = {"silent": {silent.pk}}
    for day in range(0, 150, 1):
        at = days(day, 8)
        if day < 30:
            make_sent(grants, at=at, typed={"text": f"Anliegen {day}"})
        if day == 10:
            leaving.organisation.delete()
        if day == 20:
            BouncedAddress.objects.create(email=bank.email, bounced_at=at, code=550)
        following.look_after(at=days(day, 6))
        if at.weekday() < 5 and day < 60:
            a_day(draw, at, people)
    ends = Counter(Assignment.objects.values_list("end", flat=True))
    assert Counter(AdviceRequest.objects.values_list("state", flat=True)) == {"closed": 30}
    assert not following.stuck(at=days(150)).exists()
    assert ends["broken"] == mails("nicht rechtzeitig").filter(to="anna@muster.example").count() > 5
    assert ends["left"] == mails("neuen Stelle").count() > 0
    assert ends[""] == 0
