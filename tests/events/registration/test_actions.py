from datetime import timedelta

import pytest

from events.models import Registration
from events.registration import actions, care
from tests.events.registration.people import (
    DAY,
    HOUR,
    NOW,
    START,
    ask,
    bookable,
    join,
    mails,
    make_bookable,
    people_of,
    person,
    status,
    subjects,
)

pytestmark = pytest.mark.django_db


def look_after(event, at):
    care.look_after(pk=people_of(event).pk, at=at)


def test_a_place_is_held_until_the_mail_is_confirmed(mailoutbox):
    event = make_bookable(registration_places=2)
    assert ask(event) == "place"
    assert people_of(event).free_places(at=NOW) == 1
    ((_name, mail),) = mails(mailoutbox)
    assert mail.subject == "Bitte bestätigen: Werkstattabend"
    assert "6. Mai 2031, 12:00 Uhr" in mail.body  # 24 hours
    assert person().url("detail") in mail.body
    assert "Anna" not in mail.body  # nobody advertises by way of a question to strangers
    actions.confirm(registration=person(), at=NOW + HOUR)
    assert status("anna") == "registered"
    assert person().confirmed_at == NOW + HOUR
    assert subjects(mailoutbox, at=NOW + HOUR) == [("anna", "Sie sind angemeldet: Werkstattabend")]
    actions.confirm(registration=person(), at=NOW + 2 * HOUR)  # twice changes nothing
    assert mails(mailoutbox, at=NOW + 2 * HOUR) == []


def test_a_hold_that_nobody_confirms_frees_the_place_and_is_deleted():
    event = make_bookable(registration_places=1)
    ask(event)
    late = NOW + DAY + HOUR
    row = person()
    with pytest.raises(actions.NotOpen):
        actions.confirm(registration=row, at=late)
    assert ask(event, "bert", at=late) == "place"
    assert status("anna") is None


def test_consent_is_kept_with_its_words_and_its_time():
    ask(make_bookable())
    assert (person().consent_text, person().consent_at) == ("Ja.", NOW)


def test_the_last_place_goes_once_and_the_next_one_waits(mailoutbox):
    event = make_bookable(registration_places=1)
    assert ask(event, "anna") == "place"
    assert ask(event, "bert") == "waiting_list"
    actions.confirm(registration=person("bert"), at=NOW)
    assert status("bert") == "waiting"
    assert ("bert", "Sie stehen auf der Warteliste: Werkstattabend") in subjects(mailoutbox)


def test_without_a_waiting_list_full_is_full():
    event = make_bookable(registration_places=1, registration_waiting_list=False)
    join(event)
    assert ask(event, "bert") == "full"
    assert status("bert") is None


def test_the_same_person_twice_is_one_row_and_one_gentle_mail(mailoutbox):
    event = make_bookable(registration_places=5)
    join(event)
    mails(mailoutbox)
    for minute in range(3):
        at = NOW + HOUR + timedelta(minutes=minute)
        assert ask(event, "ANNA", at=at) == "place"  # nobody learns who is on the list
    assert Registration.objects.count() == 1
    assert status("anna") == "registered"
    assert subjects(mailoutbox, at=at) == [("anna", "Sie sind bereits angemeldet: Werkstattabend")]


def test_whoever_lost_the_mail_gets_it_again_but_not_at_once(mailoutbox):
    event = make_bookable()
    ask(event)
    mails(mailoutbox)
    ask(event, at=NOW + timedelta(minutes=5))
    assert mails(mailoutbox, at=NOW + timedelta(minutes=5)) == []
    ask(event, at=NOW + timedelta(minutes=16))
    assert len(mails(mailoutbox, at=NOW + timedelta(minutes=16))) == 1
    assert Registration.objects.count() == 1


def test_one_mailbox_holds_three_places_at_most():
    for number in range(5):
        ask(make_bookable(), f"anna+{number}")
    assert Registration.objects.count() == 3


def test_very_many_questions_in_an_hour_are_refused(monkeypatch):
    monkeypatch.setattr(actions, "HOURLY", 2)
    event = make_bookable()
    ask(event, "a")
    ask(event, "b")
    with pytest.raises(actions.TooMany):
        ask(event, "c")
    assert ask(event, "c", at=NOW + 2 * HOUR) == "place"


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "cancelled"},
        {"status": "postponed"},
        {"registration_until": NOW - HOUR},
        {"registration_opens_at": NOW + HOUR},
        {"registration_closes_hours": 31 * 24},
    ],
)
def test_nobody_registers_while_it_is_not_open(fields):
    with pytest.raises(actions.NotOpen):
        ask(make_bookable(**fields))


def test_a_cancellation_offers_the_place_to_the_first_in_line_at_once(mailoutbox):
    event = make_bookable(registration_places=1)
    join(event, "anna")
    join(event, "bert", at=NOW + HOUR)
    join(event, "cora", at=NOW + 2 * HOUR)
    mails(mailoutbox, at=NOW + 2 * HOUR)
    at = NOW + 3 * HOUR
    actions.cancel(registration=person("anna"), at=at)
    assert [status(name) for name in ("anna", "bert", "cora")] == [
        "cancelled",
        "offered",
        "waiting",
    ]
    sent = dict(mails(mailoutbox, at=at))
    assert sent.keys() == {"anna", "bert"}
    assert "7. Mai 2031, 15:00 Uhr" in sent["bert"].body  # two days to answer
    actions.accept(registration=person("bert"), at=at + DAY)
    assert status("bert") == "registered"
    assert status("cora") == "waiting"


def test_an_offer_without_an_answer_goes_to_the_next(mailoutbox):
    event = make_bookable(registration_places=1)
    for name in ("anna", "bert", "cora"):
        join(event, name)
    actions.cancel(registration=person("anna"), at=NOW)
    mails(mailoutbox)
    late = NOW + 2 * DAY + HOUR
    look_after(event, late)
    look_after(event, late)  # twice does nothing more
    assert [status(name) for name in ("bert", "cora")] == ["cancelled", "offered"]
    assert subjects(mailoutbox, at=late) == [
        ("bert", "Der Platz ging an jemand anderen: Werkstattabend"),
        ("cora", "Ein Platz ist für Sie frei: Werkstattabend"),
    ]
    with pytest.raises(actions.NotOpen):
        actions.accept(registration=person("bert"), at=late)


def test_more_places_and_expired_holds_move_the_queue_up():
    event = make_bookable(registration_places=1)
    ask(event, "anna")  # never confirms
    join(event, "bert")
    join(event, "cora")
    event.registration_places = 2
    event.save()
    look_after(event, NOW)
    assert [status("bert"), status("cora")] == ["offered", "waiting"]
    look_after(event, NOW + DAY + HOUR)
    assert [status("anna"), status("bert"), status("cora")] == [None, "offered", "offered"]


def test_nobody_jumps_the_queue():
    event = make_bookable(registration_places=1)
    join(event, "anna")
    join(event, "bert")
    actions.cancel(registration=person("anna"), at=NOW)  # bert has the offer
    assert ask(event, "cora") == "waiting_list"


def test_fewer_places_take_nothing_from_anybody():
    event = make_bookable(registration_places=2)
    join(event, "anna")
    join(event, "bert")
    event.registration_places = 1
    event.save()
    look_after(event, NOW)
    assert [status("anna"), status("bert")] == ["registered", "registered"]
    assert ask(event, "cora") == "waiting_list"


def test_offers_are_shorter_near_the_start_and_end_before_it():
    event = make_bookable(registration_places=1)
    for name in ("anna", "bert"):
        join(event, name)
    at = START - 10 * HOUR
    actions.cancel(registration=person("anna"), at=at)
    assert person("bert").expires_at == at + 5 * HOUR


def test_minutes_before_the_start_nobody_is_offered_anything():
    event = make_bookable(registration_places=1)
    for name in ("anna", "bert"):
        join(event, name)
    actions.cancel(registration=person("anna"), at=START - timedelta(minutes=20))
    assert status("bert") == "waiting"


def test_whoever_cancels_may_come_back_with_a_new_secret():
    event = make_bookable()
    old = join(event).token
    actions.cancel(registration=person(), at=NOW)
    assert ask(event, at=NOW + HOUR) == "place"
    assert person().token != old
    assert Registration.objects.count() == 1


def test_who_never_confirmed_is_deleted_by_cancelling():
    ask(make_bookable())
    actions.cancel(registration=person(), at=NOW)
    assert not Registration.objects.exists()


def test_staff_adds_somebody_also_when_it_is_full(mailoutbox):
    event = make_bookable(registration_places=1)
    join(event)
    mails(mailoutbox)
    found = people_of(event)
    details = {"name": "Dora", "organisation": "", "answers": []}
    from tests.events.registration.people import bookable

    where = bookable(event)
    assert actions.add_by_hand(bookable=where, email="dora@example.org", details=details, at=NOW)
    assert actions.add_by_hand(bookable=where, email="", details=details, at=NOW)
    assert actions.add_by_hand(bookable=where, email="", details=details, at=NOW)
    assert not actions.add_by_hand(bookable=where, email="anna@example.org", details=details)
    assert found.registrations.registered().count() == 4
    assert [name for name, _mail in mails(mailoutbox)] == ["dora"]


def test_staff_gives_somebody_a_place_and_takes_one(mailoutbox):
    event = make_bookable(registration_places=1)
    for name in ("anna", "bert"):
        join(event, name)
    mails(mailoutbox)
    actions.give_place(registration=person("bert"), at=NOW)
    actions.cancel(registration=person("anna"), by_organiser=True, at=NOW)
    assert subjects(mailoutbox) == [
        ("bert", "Sie sind angemeldet: Werkstattabend"),
        ("anna", "Ihre Anmeldung wurde abgesagt: Werkstattabend"),
    ]


def test_who_has_come_is_ticked_off_and_back():
    row = join(make_bookable())
    actions.check_in(registration=row, has_come=True, at=START)
    actions.check_in(registration=row, has_come=True, at=START + HOUR)
    assert person().arrived_at == START
    actions.check_in(registration=row, has_come=False)
    assert person().arrived_at is None


def test_days_after_the_event_only_numbers_stay():
    event = make_bookable(registration_keep_days=10, registration_places=2)
    for name in ("anna", "bert", "cora"):
        join(event, name)
    actions.check_in(registration=person("anna"), has_come=True, at=START)
    actions.cancel(registration=person("cora"), at=NOW)
    assert actions.prune(at=event.ends_at + 9 * DAY) == 0
    assert Registration.objects.count() == 3
    assert actions.prune(at=event.ends_at + 11 * DAY) == 1
    assert actions.prune(at=event.ends_at + 12 * DAY) == 0
    assert not Registration.objects.exists()
    found = people_of(event)
    assert (found.registered_count, found.arrived_count, found.cancelled_count) == (2, 1, 1)


def test_an_event_used_again_after_the_deletion_takes_people_again():
    event = make_bookable()
    join(event)
    actions.prune(at=START + 90 * DAY)
    event.starts_at, event.ends_at = START + 100 * DAY, START + 100 * DAY + HOUR
    event.save()
    assert ask(event, "bert", at=START + 91 * DAY) == "place"
    assert people_of(event).emptied_at is None


def test_a_message_of_the_organiser_goes_to_all_who_are_registered(mailoutbox):
    event = make_bookable(registration_places=1)
    for name in ("anna", "bert"):
        join(event, name)
    mails(mailoutbox)
    assert actions.write_to_all(people=people_of(event), subject="Anfahrt", text="Tor 3", at=NOW)
    actions.write_to_all(people=people_of(event), subject="Noch etwas", text="Tor 4", at=NOW)
    assert subjects(mailoutbox) == [("anna", "Anfahrt"), ("anna", "Noch etwas")]


def test_nothing_personal_stands_in_the_log(caplog, mailoutbox):
    event = make_bookable()
    with caplog.at_level("DEBUG"):
        row = join(event)
        mails(mailoutbox)
        actions.cancel(registration=row, at=NOW)
        actions.prune(at=START + 90 * DAY)
    assert "anna" not in caplog.text.lower()
    assert "anna" not in f"{row} {row!r}".lower()


def test_a_message_goes_out_once_however_often_its_button_is_pressed(mailoutbox):
    event = make_bookable()
    join(event)
    mails(mailoutbox)
    said = {"subject": "Anfahrt", "text": "Tor 3", "form": "a", "at": NOW}
    assert actions.write_to_all(people=people_of(event), **said) == 1
    assert subjects(mailoutbox) == [("anna", "Anfahrt")]
    assert actions.write_to_all(people=people_of(event), **said) == 1  # what the person is told
    assert subjects(mailoutbox) == []
    actions.write_to_all(people=people_of(event), **said | {"form": "b"})
    assert subjects(mailoutbox) == [("anna", "Anfahrt")]


def ask_as(event, name, email="anna@example.org", at=NOW):
    return actions.register(
        bookable=bookable(event),
        email=email,
        details={"name": name, "organisation": "", "answers": []},
        consent="Ja.",
        language="de",
        at=at,
    )


def test_somebody_else_who_types_the_address_changes_nothing(mailoutbox):
    event = make_bookable(registration_places=5)
    ask_as(event, "Anna")
    ask_as(event, "Unfug")
    first, second = Registration.objects.order_by("pk")
    assert (first.name, second.name) == ("Anna", "Unfug")
    assert first.token != second.token
    texts = [mail.body for _name, mail in mails(mailoutbox)]
    assert [row.token in text for row, text in zip((first, second), texts, strict=True)] == [
        True
    ] * 2
    actions.confirm(registration=first, at=NOW)
    assert list(Registration.objects.values_list("name", "status")) == [("Anna", "registered")]
    with pytest.raises(actions.NotOpen):
        actions.confirm(registration=second, at=NOW)


def test_the_place_is_for_whichever_form_the_mailbox_confirms():
    event = make_bookable(registration_places=1)
    assert ask_as(event, "Ana") == "place"
    assert ask_as(event, "Anna") == "waiting_list"  # the place is held for that address
    actions.confirm(registration=Registration.objects.get(name="Anna"), at=NOW)
    assert list(Registration.objects.values_list("name", "status")) == [("Anna", "registered")]


def test_staff_who_adds_somebody_ends_what_was_not_confirmed():
    event = make_bookable()
    ask_as(event, "Ana")
    ask_as(event, "Anna")
    details = {"name": "Anna Ärger", "organisation": "", "answers": []}
    actions.add_by_hand(bookable=bookable(event), email="anna@example.org", details=details, at=NOW)
    assert list(Registration.objects.values_list("name", "status")) == [
        ("Anna Ärger", "registered")
    ]


def test_one_address_waits_for_three_answers_at_most(mailoutbox):
    event = make_bookable()
    for number in range(5):
        ask_as(event, f"Anna {number}")
    assert len(mails(mailoutbox)) == 3
