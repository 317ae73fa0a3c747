"""What only operators can mend is told to them, and what a house may change at its own desk."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from advisory.models import AdviceDesk, AdviceRequest, Assignment
from advisory.requests import following, operators
from hub.mailbox.models import BouncedAddress, OutgoingMail
from hub.mailbox.sending import send_due
from tests.advisory.requests.factories import make_desk, make_sent
from tests.advisory.requests.test_following import MONDAY, days, mails
from tests.advisory.requests.test_journey import text
from tests.factories import make_member, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator():
    return make_person(is_superuser=True, email="betrieb@example.org")


def morning(day):
    following.look_after(at=days(day))
    return following.check_stuck(at=days(day, 7))


def to_operator():
    return OutgoingMail.objects.filter(to="betrieb@example.org")


def test_a_fallback_desk_that_does_not_answer_is_told_to_the_operators(operator, lotse, grants):
    make_sent(grants, at=MONDAY)  # by Thursday
    for day in range(4):
        morning(day)
    assert not to_operator().exists()
    for _ in range(2):
        morning(4)
    (mail,) = to_operator()
    assert "1 Anliegen nicht rechtzeitig" in mail.text
    assert operators.unanswered(lotse) == (1, Assignment.objects.current().get().due_on)


def test_another_desk_that_does_not_answer_is_no_matter_for_operators(operator, bank, grants):
    make_sent(grants, at=MONDAY)
    for day in range(4):
        morning(day)
    assert Assignment.objects.filter(end="broken").exists()
    assert not to_operator().exists()


def test_what_is_held_is_told_every_working_day_with_the_day_that_was_promised(
    operator, bank, grants
):
    sent = make_sent(grants, at=MONDAY, created_at=MONDAY)
    assert AdviceRequest.objects.get(pk=sent.pk).held_because == "quick"
    for day in range(1, 8):
        morning(day)
    texts = list(to_operator().order_by("pk").values_list("text", flat=True))
    assert len(texts) == 5  # Tuesday to Friday, and Monday
    assert "bis 2. Dezember" in texts[0]
    assert ["vorbei" in each for each in texts] == [False, False, True, True, True]


def test_desks_that_lost_their_requests_are_named(operator, bank, grants):
    make_sent(grants, at=MONDAY)
    AdviceDesk.objects.filter(pk=bank.pk).update(is_active=False)
    morning(1)
    assert "- Förderbank" in to_operator().get().text


def test_a_desk_is_asked_weekly_whether_its_mail_arrives_and_is_back_when_it_does(
    settings, lotse, bank, grants
):
    BouncedAddress.objects.create(email=bank.email, bounced_at=MONDAY, code=550)
    for day in (1, 2, 3):
        following.look_after(at=days(day))
    assert mails("wieder Anliegen").get().to == bank.email
    assert make_sent(grants, at=days(3)).desk == lotse
    send_due(at=days(3))
    again = make_sent(grants, at=days(3, 8), typed={"text": "Noch ein Anliegen"})
    assert again.desk == bank


def test_what_nobody_ever_answers_ends_before_it_is_forgotten_and_the_company_hears(lotse, grants):
    make_sent(grants, at=MONDAY)
    following.look_after(at=days(340))
    request = AdviceRequest.objects.get()
    assert (request.state, request.outcome) == ("closed", "unknown")
    assert request.assignments.get(ended_at=days(340), end="broken", since=days(340))
    (told,) = mails("niemand beantwortet")
    assert (told.to, request.token in told.text) == ("anna@muster.example", True)


def test_the_daily_check_goes_on_when_there_is_no_fallback_desk(operator, bank, grants):
    make_sent(grants, at=MONDAY)
    Assignment.objects.update(ended_at=MONDAY, end="left")
    AdviceDesk.objects.update(is_fallback=False)
    assert following.check_stuck(at=days(1)) == 1
    assert "1 Anliegen steckt fest" in to_operator().get().text


def test_errands_name_what_only_operators_can_mend(client, operator, lotse, bank, grants):
    make_sent(grants, at=MONDAY, postcode="99999")
    following.look_after(at=days(5 + 2))
    BouncedAddress.objects.create(email=bank.email, bounced_at=MONDAY, code=550)
    client.force_login(operator)
    page = text(client.get("/mein/aufgaben/"))
    assert "„Lotsenstelle“ hat 1 Anliegen nicht beantwortet" in page
    assert "„Förderbank“ kommt zurück" in page
    client.force_login(make_member(bank.organisation))
    assert "kommt zurück" not in text(client.get("/mein/aufgaben/"))


def choices(desk, user):
    return set(AdviceDesk.objects.may_stand_in_for(desk, user=user))


def test_a_house_chooses_deputies_near_it_that_work_and_do_not_lead_back(lotse, bank):
    adviser = make_member(bank.organisation)
    other_house = make_desk()
    colleague = make_desk(organisation=bank.organisation)
    second_house = make_desk()
    make_member(second_house.organisation, user=adviser)
    make_desk(organisation=bank.organisation, is_active=False)
    assert choices(bank, adviser) == {lotse, colleague, second_house}
    colleague.deputy = second_house
    colleague.save()
    second_house.deputy = bank
    second_house.save()
    assert choices(bank, adviser) == {lotse}
    bank.deputy = other_house  # as operators have chosen
    bank.save()
    assert other_house in choices(bank, adviser)


def test_nobody_can_make_a_circle_of_deputies(client, lotse, bank):
    colleague = make_desk(organisation=bank.organisation, deputy=bank)
    bank.deputy = colleague
    with pytest.raises(ValidationError, match="eigenen Anliegen"):
        bank.clean()
    client.force_login(make_member(bank.organisation))
    address = f"/mein/anliegen/stellen/{bank.pk}/"
    assert client.post(address, {"deputy": colleague.pk}).status_code == 200
    assert AdviceDesk.objects.get(pk=bank.pk).deputy is None
    assert client.post(address, {"deputy": lotse.pk}).status_code == 302


def test_numbers_of_a_year_ago_are_no_news(operator, lotse, grants):
    make_sent(grants, at=MONDAY)
    following.look_after(at=days(4))
    assert operators.cares(at=days(4, 7)).broken == 1
    assert operators.cares(at=days(5, 7)).is_none
    assert operators.look_until(timezone.now()) > timezone.localdate() - timedelta(days=1)
