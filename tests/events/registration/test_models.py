import pytest
from django.core.exceptions import ValidationError

from events.models import Event, Registration, RegistrationList, RegistrationMail
from events.models.registration_settings import RegistrationQuestion
from tests.constraints import breaks
from tests.events.registration.people import NOW, START, join, make_bookable, make_series, people_of
from tests.factories import make_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    event = make_bookable()
    return RegistrationList.objects.create(event=event, starts_at=START, ends_at=START)


def make(people, **fields):
    minimum = {"people": people, "name": "Anna", "email": "anna@example.org"}
    return Registration.objects.create(**(minimum | {"status": "registered"} | fields))


def test_an_address_stands_on_a_list_once(people):
    make(people)
    with breaks("events_registration_email"):
        make(people)
    make(people, email="")
    make(people, email="")


def test_every_secret_is_its_own(people):
    row = make(people)
    with breaks("events_registration_token"):
        make(people, email="", token=row.token)


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "held"},
        {"status": "offered"},
        {"status": "registered", "expires_at": NOW},
        {"status": "waiting", "expires_at": NOW},
    ],
)
def test_what_waits_for_an_answer_has_a_deadline(people, fields):
    with breaks("events_registration_expires"):
        make(people, **fields)


def test_only_who_is_registered_has_come(people):
    with breaks("events_registration_arrived"):
        make(people, status="waiting", arrived_at=NOW)


def test_an_event_and_a_date_have_one_list_each(people):
    with breaks("events_registrationlist_event"):
        RegistrationList.objects.create(event=people.event, starts_at=START, ends_at=START)
    date = {"event": people.event, "recurrence_id": START, "starts_at": START, "ends_at": START}
    RegistrationList.objects.create(**date)
    with breaks("events_registrationlist_date"):
        RegistrationList.objects.create(**date)


def test_a_mail_of_a_kind_waits_once(people):
    row = make(people)
    mail = {"registration": row, "kind": "reminder", "created_at": NOW, "due_at": NOW}
    RegistrationMail.objects.create(**mail)
    with breaks("events_registrationmail_unique"):
        RegistrationMail.objects.create(**mail)


def test_the_settings_of_an_event_are_what_they_can_be():
    with breaks("events_event_registration_mode"):
        make_event(registration_mode="fax")
    with breaks("events_event_registration_places"):
        make_event(registration_places=0)


def test_registration_ends_after_it_begins():
    event = make_bookable(registration_opens_at=NOW, registration_until=NOW)
    with pytest.raises(ValidationError, match="endet, bevor sie beginnt"):
        event.full_clean()


def test_an_online_event_needs_no_link_when_one_registers_here():
    fields = {"attendance_mode": "online", "venue": "", "place": ""}
    make_bookable(**fields).full_clean()
    with pytest.raises(ValidationError):
        make_event(**fields).full_clean()


def test_a_choice_has_something_to_choose_from():
    event = make_bookable()
    for text in ("", "nur eine", "\n".join(map(str, range(30)))):
        with pytest.raises(ValidationError):
            RegistrationQuestion(event=event, label="Essen", kind="choice", choices=text).clean()
    question = RegistrationQuestion(
        event=event, label="Essen", kind="choice", choices="a\n\n b \na"
    )
    question.clean()
    assert question.choice_list == ["a", "b"]


def test_a_single_event_is_registered_for_once_whatever_is_chosen():
    assert not make_bookable(registration_mode="dates").registers_each_date
    assert make_series().registers_each_date


def test_a_copy_of_an_event_has_its_settings_and_none_of_its_people():
    event = make_bookable(registration_places=7)
    event.registration_questions.add(RegistrationQuestion(label="Essen"))
    event.save()
    join(event)
    copy = event.with_content_json(event.serializable_data())
    assert copy.registration_places == 7
    assert [question.label for question in copy.registration_questions.all()] == ["Essen"]
    assert "registration_lists" not in event.serializable_data()


def test_people_go_with_their_event():
    event = make_bookable()
    join(event)
    assert people_of(event)
    Event.objects.filter(pk=event.pk).delete()
    assert not Registration.objects.exists()
