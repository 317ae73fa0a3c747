"""Events in the own area: single ones in full, the dates of a series where its rules are."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from directory.models import Trust
from events.models import Event
from events.models.registration_settings import RegistrationQuestion
from tests.directory.own_area.sending import opened
from tests.factories import make_event, make_member, make_municipality, make_organisation

pytestmark = pytest.mark.django_db
NEW = "/mein/veroeffentlichen/event/neu/"


@pytest.fixture
def house(client):
    call_command("set_up_review")
    organisation = make_organisation(title="Kammer")
    Trust.objects.create(organisation=organisation, level=Trust.Level.PROVEN)
    client.force_login(make_member(organisation))
    return organisation


def form(event):
    return f"/mein/veroeffentlichen/event/{event.pk}/aendern/"


def change(client, event, **changes):
    answer = client.post(form(event), opened(client, form(event)) | changes)
    assert answer.status_code == 302, answer.context["form"].errors
    return Event.objects.get(pk=event.pk)


def test_whole_days_are_typed_as_people_count_them(house, client):
    typed = {
        "title": "Messe",
        "summary": "Drei Tage.",
        "starts_at": "2047-03-30T09:00",
        "ends_at": "2047-04-01T17:00",
        "all_day": "on",
        "venue": "Halle",
    }
    client.post(NEW, opened(client, NEW) | typed)
    event = Event.objects.get()
    assert (event.local_start.isoformat(), event.local_end.isoformat()) == (
        "2047-03-30T00:00:00+01:00",
        "2047-04-02T00:00:00+02:00",  # summer time has begun
    )
    assert opened(client, form(event))["ends_at"] == "2047-04-01T00:00"
    again = change(client, event, summary="Nur drei Tage.")
    assert (again.starts_at, again.ends_at) == (event.starts_at, event.ends_at)
    assert again.last_day.day == 1


def test_what_nobody_touched_stays_to_the_second(house, client):
    twice = datetime(2047, 10, 27, 1, 30, 15, tzinfo=UTC)  # half past two, the second time
    event = make_event(owner=house, starts_at=twice, ends_at=twice + timedelta(hours=1))
    assert change(client, event, summary="Neu.").starts_at == twice


def test_the_dates_of_a_series_stay_and_have_a_page_of_their_own(house, client):
    starts_at = timezone.now().replace(microsecond=0) + timedelta(days=7)
    event = make_event(owner=house, recurrence_rules="FREQ=WEEKLY;COUNT=3", starts_at=starts_at)
    before = list(event.occurrences.values("starts_at", "ends_at"))
    assert "starts_at" not in opened(client, form(event))
    again = change(client, event, summary="Neu.", starts_at="2047-01-01T10:00", all_day="on")
    assert again.summary == "Neu."
    assert list(again.occurrences.values("starts_at", "ends_at")) == before
    page = form(event).removesuffix("aendern/")
    assert reverse("event_dates", args=[event.pk]) not in client.get(page).content.decode()
    call_command("set_up_hub")
    assert reverse("event_dates", args=[event.pk]) in client.get(page).content.decode()


def test_an_event_that_moves_gets_the_position_of_its_new_place(house, client):
    make_municipality(name="Musterstadt", postcodes="34999", latitude=51.3)
    make_municipality(name="Neustadt", postcodes="34888", latitude=51.9)
    event = make_event(owner=house, postcode="34999", place="")
    assert event.latitude == 51.3
    moved = change(client, event, postcode="34888")
    assert (moved.place, moved.latitude) == ("Neustadt", 51.9)
    away = change(client, moved, postcode="10115", place="Berlin")
    assert (away.place, away.latitude, away.municipality) == ("Berlin", None, None)


def test_registration_here_and_material_are_part_of_the_form(house, client):
    event = make_event(owner=house)
    sent = {
        "registration_mode": "once",
        "registration_places": "12",
        "price": "25.50",
        "material-0-title": "Folien",
        "material-0-url": "www.example.org/folien",
    }
    again = change(client, event, **sent)
    assert (again.registers_here, again.registration_places) == (True, 12)
    assert str(again.price) == "25.50"
    assert again.material.get().url == "https://www.example.org/folien"
    again = change(client, event, **{"material-0-DELETE": "on"})
    assert not again.material.exists()


def test_what_nobody_has_changed_stays(house, client):
    hidden = make_organisation(live=False, title="Noch geheim")
    event = make_event(owner=house, further_organisers=[hidden], licence="CC0-1.0")
    again = change(client, event, summary="Neu.")
    assert (list(again.further_organisers.all()), again.licence) == ([hidden], "CC0-1.0")


def test_further_organisers_are_named_one_a_line(house, client):
    university = make_organisation(title="Universität Kassel")
    first, second = (make_organisation(title="Netzwerk") for _number in range(2))
    event = make_event(owner=house)
    address = f"https://hub.example{second.get_absolute_url()}"
    again = change(client, event, further_organisers=f"Universität Kassel\n\n {address}\n")
    assert set(again.further_organisers.all()) == {university, second}
    assert opened(client, form(event))["further_organisers"].split("\n") == [
        "Netzwerk",
        "Universität Kassel",
    ]
    again = change(client, event, summary="Neu.")  # of two of a name the chosen one stays
    assert set(again.further_organisers.all()) == {university, second}
    assert not change(client, event, further_organisers="").further_organisers.exists()
    assert first.get_absolute_url() not in client.get(event.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Gibt es nicht", "Gibt es nicht"),
        ("Netzwerk", "Mehrere"),
        ("Noch geheim", "Noch geheim"),
        ("/verzeichnis/noch-geheim/", "noch-geheim"),
        ("\n".join(f"Nummer {number}" for number in range(30)), "Höchstens 20"),
    ],
)
def test_what_names_no_organisation_is_said_at_the_field(house, client, typed, words):
    make_organisation(live=False, title="Noch geheim")
    for _number in range(2):
        make_organisation(title="Netzwerk")
    event = make_event(owner=house)
    sent = opened(client, form(event)) | {"further_organisers": typed}
    answer = client.post(form(event), sent)
    assert words in str(answer.context["form"].errors["further_organisers"])
    assert not event.further_organisers.exists()


def test_questions_at_registration_keep_their_order(house, client):
    event = make_event(owner=house)
    for number, label in enumerate(["Erste", "Zweite"]):
        event.registration_questions.add(RegistrationQuestion(label=label, sort_order=number))
    event.save()
    sent = {
        "registration_questions-2-label": "Was essen Sie?",
        "registration_questions-2-kind": "choice",
        "registration_questions-2-choices": "Fleisch\nVegan",
        "registration_questions-2-is_required": "on",
    }
    again = change(client, event, **sent)
    assert [q.label for q in again.registration_questions.all()] == [
        "Erste",
        "Zweite",
        "Was essen Sie?",
    ]
    last = again.registration_questions.last()
    assert (last.is_required, last.choice_list) == (True, ["Fleisch", "Vegan"])
    again = change(client, again, **{"registration_questions-0-DELETE": "on"})
    assert [q.label for q in again.registration_questions.all()] == ["Zweite", "Was essen Sie?"]


def test_a_choice_without_answers_is_said_at_its_row(house, client):
    event = make_event(owner=house)
    sent = opened(client, form(event)) | {
        "registration_questions-0-label": "Was essen Sie?",
        "registration_questions-0-kind": "choice",
    }
    answer = client.post(form(event), sent)
    (problem,) = answer.context["form"].problems()
    assert "1" in problem[1]


def test_an_imported_event_with_gaps_can_be_changed(house, client):
    event = make_event(owner=house, place="", venue="")
    answer = client.post(form(event), opened(client, form(event)) | {"summary": "Neu."})
    assert "venue" in answer.context["form"].errors
    assert change(client, event, summary="Neu.", venue="Saal").venue == "Saal"


def test_templates_are_no_events_here(house, client):
    template = make_event(owner=house, is_template=True, live=False, title="Vorlage")
    assert client.get(form(template)).status_code == 404
    assert "Vorlage" not in client.get("/mein/veroeffentlichen/event/").content.decode()


def test_whoever_withdraws_is_told_that_it_can_be_cancelled_instead(house, client):
    event = make_event(owner=house)
    page = client.get(form(event).replace("aendern", "zurueckziehen")).content.decode()
    assert "abgesagt" in page
