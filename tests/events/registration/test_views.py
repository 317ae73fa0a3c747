import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from events.models import Registration, RegistrationQuestion
from events.registration import actions
from tests.events.registration.people import bookable, mails, make_bookable, person, status
from tests.factories import make_event, make_organisation
from tests.record_pages import page, structured_data

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]
TYPED = {"name": "Anna Ärger", "email": "anna@example.org", "consent": "on"}


def coming(**fields):
    """One registers for it here; in a week by the clock of the machine."""
    return make_bookable(starts_at=timezone.now() + timedelta(days=7), **fields)


def new(event, *code):
    return reverse("registration_new", args=[event.slug, *code])


def join(event, name="anna"):
    actions.register(
        bookable=bookable(event),
        email=f"{name}@example.org",
        details={"name": name, "organisation": "", "answers": []},
        consent="Ja.",
        language="de",
    )
    actions.confirm(registration=person(name))
    return person(name)


def ask(event, **fields):
    question = RegistrationQuestion(event=event, **fields)
    event.registration_questions.add(question)
    event.save()
    return f"question-{event.registration_questions.get(label=question.label).pk}"


def test_from_the_form_to_the_place_to_the_cancellation(client, mailoutbox):
    event = coming(registration_places=1)
    assert "noch 1 Platz" in client.get(new(event)).content.decode()
    sent = client.post(new(event), TYPED, follow=True)
    assert "Ein Platz ist für Sie reserviert" not in sent.content.decode()
    assert "höchstens 24 Stunden lang" in sent.content.decode()
    ((_name, mail),) = mails(mailoutbox, at=timezone.now())
    path = re.search(r"http://[^/]+(/veranstaltungen/anmeldung/[\w-]{32}/)", mail.body)[1]
    assert "Bitte bestätigen Sie Ihre Anmeldung" in client.get(path).content.decode()
    assert status("anna") == "held"  # looking is not confirming
    assert client.get(f"{path}bestaetigen/").status_code == 302
    assert status("anna") == "held"
    done = client.post(f"{path}bestaetigen/", follow=True).content.decode()
    assert "<h1" in done
    assert "Sie sind angemeldet" in done
    assert "Anna Ärger" in done
    assert "ausgebucht – Warteliste möglich" in client.get(new(event)).content.decode()
    assert "Möchten Sie absagen?" in client.get(f"{path}absagen/").content.decode()
    assert status("anna") == "registered"
    ended = client.post(f"{path}absagen/").content.decode()
    assert "Ihre Anmeldung ist abgesagt" in ended
    assert status("anna") == "cancelled"
    assert "noch 1 Platz" in client.get(new(event)).content.decode()


def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(client):
    event = coming()
    choice = ask(event, label="Essen", kind="choice", choices="mit Fleisch\nohne", is_required=True)
    typed = {"name": "Anna Ärger", "email": "anna@", "organisation": "Ä & Söhne", choice: "Pizza"}
    html = client.post(new(event), typed).content.decode()
    assert 'value="Anna Ärger"' in html
    assert 'value="anna@"' in html
    assert 'value="Ä &amp; Söhne"' in html
    for field in ("email", choice, "consent"):
        assert re.search(rf'aria-describedby="id_{field}_error"', html), field
        assert re.search(rf'class="error" id="id_{field}_error"', html), field
    assert 'id="id_name_error"' not in html
    assert not Registration.objects.exists()


def test_answers_are_kept_beside_the_words_of_their_question(client):
    event = coming()
    text = ask(event, label="Was möchten Sie wissen?", kind="text")
    choice = ask(event, label="Essen", kind="choice", choices="mit Fleisch\nohne")
    tick = ask(event, label="Ich brauche eine Rampe", kind="yes_no")
    client.post(new(event), TYPED | {text: "Alles.", choice: "ohne"})
    assert person().answers == [
        ["Was möchten Sie wissen?", "Alles."],
        ["Essen", "ohne"],
        ["Ich brauche eine Rampe", False],
    ]
    assert tick not in TYPED
    assert "30 Tage nach der Veranstaltung" in person().consent_text


def test_the_organisers_own_consent_is_shown_and_kept(client):
    event = coming(registration_consent="Ich will <alles>.")
    assert "Ich will &lt;alles&gt;." in client.get(new(event)).content.decode()
    client.post(new(event), TYPED)
    assert person().consent_text == "Ich will <alles>."


def test_a_program_that_fills_in_every_field_is_told_the_same(client):
    event = coming()
    answer = client.post(new(event), TYPED | {"homepage": "https://spam.example"})
    assert answer.url == client.post(new(event), TYPED).url
    assert Registration.objects.count() == 1


def test_the_same_answer_whether_an_address_is_known_or_not(client):
    event = coming(registration_places=5)
    join(event)
    known = client.post(new(event), TYPED)
    other = client.post(new(event), TYPED | {"email": "bert@example.org"})
    assert known.url == other.url


def test_who_comes_too_late_for_the_last_place_is_told_and_loses_nothing(client):
    event = coming(registration_places=1, registration_waiting_list=False)
    join(event, "bert")
    answer = client.post(new(event), TYPED)
    assert answer.status_code == 200
    assert "Jemand anderes war schneller" in answer.content.decode()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Plätze frei"),
        ({"registration_places": 3}, "noch 3 Plätze"),
        ({"registration_until": timezone.now() - timedelta(hours=1)}, "Die Anmeldung ist"),
        ({"registration_opens_at": timezone.now() + timedelta(days=1)}, "Anmeldung ab "),
        ({"status": "cancelled"}, "findet nicht statt"),
    ],
)
def test_the_page_of_an_event_says_how_registration_stands(client, fields, words):
    assert words in page(client, coming(**fields))


def test_the_page_of_a_full_event_leads_to_the_waiting_list(client):
    event = coming(registration_places=1, price=0)
    html = page(client, event)
    assert f'href="{new(event)}"' in html
    offer = structured_data(html)["EducationEvent"]["offers"]
    assert offer["availability"].endswith("InStock")
    assert offer["url"].endswith(new(event))
    join(event)
    html = page(client, event)
    assert "ausgebucht – Warteliste möglich" in html
    assert "Auf die Warteliste" in html
    offer = structured_data(html)["EducationEvent"]["offers"]
    assert offer["availability"].endswith("SoldOut")


def test_a_series_lets_people_choose_a_date(client):
    event = coming(
        registration_mode="dates", recurrence_rules="FREQ=WEEKLY;COUNT=3", registration_places=1
    )
    first, second, _third = event.occurrences.all()
    actions.add_by_hand(
        bookable=bookable(event, first.recurrence_id), email="", details={"name": "Anna"}
    )
    html = client.get(new(event)).content.decode()
    assert html.count("noch 1 Platz") == 2
    assert html.count("ausgebucht – Warteliste möglich") == 1
    link = bookable(event, second.recurrence_id).address
    assert f'href="{link}"' in html
    sent = client.post(link, TYPED, follow=True)
    assert sent.status_code == 200
    assert person().people.recurrence_id == second.recurrence_id
    assert "Termin wählen und anmelden" in page(client, event)


def test_addresses_that_fit_no_date_are_not_found(client):
    series = coming(registration_mode="dates", recurrence_rules="FREQ=WEEKLY;COUNT=3")
    for code in ("20310101T000000Z", "quatsch", "9" * 40):
        assert client.get(new(series, code)).status_code == 404, code
    once = coming()
    assert client.get(new(once, "20310101T000000Z")).url == new(once)
    elsewhere = make_event(registration_url="https://anmelden.example/x")
    assert client.get(new(elsewhere)).url == elsewhere.get_absolute_url()
    assert client.get(new(coming(live=False))).status_code == 404


@pytest.mark.parametrize("token", ["x", "x" * 32, "\x00", "ä"])
def test_a_wrong_secret_is_told_what_may_have_happened(client, token):
    answer = client.get(reverse("registration_detail", args=[token]))
    assert answer.status_code == 404
    assert "Hier gibt es keine Anmeldung (mehr)" in answer.content.decode()


def test_pages_with_people_are_kept_by_nobody(client):
    row = join(coming())
    addresses = [row.url(view) for view in ("detail", "cancel")]
    for address in [*addresses, new(row.people.event), reverse("registration_detail", args=["x"])]:
        answer = client.get(address)
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert '<meta name="robots" content="noindex">' in answer.content.decode()


def test_names_stand_neither_on_the_event_nor_in_its_calendar_nor_in_revisions(client):
    event = coming(owner=make_organisation())
    join(event, "geheimniskraemer")
    event.save_revision()
    texts = [
        page(client, event),
        client.get(reverse("event_calendar", args=[event.slug])).content.decode(),
        str(event.latest_revision.content),
        client.get("/veranstaltungen/").content.decode(),
        b"".join(client.get("/veranstaltungen/export.json")).decode(),
    ]
    assert not [text for text in texts if "geheimniskraemer" in text]


def test_settings_and_questions_go_through_drafts_and_people_do_not(client):
    event = coming(registration_places=5)
    ask(event, label="Essen")
    join(event)
    event.registration_places = 9
    event.registration_questions.all()[0].label = "Trinken"
    revision = event.save_revision()
    event.refresh_from_db()
    assert event.registration_places == 5
    revision.publish()
    event.refresh_from_db()
    assert event.registration_places == 9
    assert event.registration_lists.get().registrations.count() == 1


def test_the_choice_of_dates_costs_the_same_for_few_and_many(client):
    def queries(count):
        event = coming(registration_mode="dates", recurrence_rules=f"FREQ=DAILY;COUNT={count}")
        for date in event.occurrences.all():
            where = bookable(event, date.recurrence_id)
            actions.add_by_hand(bookable=where, email="", details={"name": "Anna"})
        with CaptureQueriesContext(connection) as found:
            assert client.get(new(event)).status_code == 200
        return len(found)

    queries(2)
    assert queries(2) == queries(10)


def test_without_a_mail_server_nobody_registers_in_vain(client, settings):
    settings.CAN_SEND_MAIL = False
    html = client.get(new(coming())).content.decode()
    assert "keine Mails" in html
    assert 'name="email"' not in html


def test_english_visitors_get_english_pages_and_mails(client, mailoutbox):
    event = coming(title_en="An evening")
    with override("en"):
        address = new(event)
    assert address.startswith("/en/events/")
    client.post(address, TYPED)
    ((_name, mail),) = mails(mailoutbox, at=timezone.now())
    assert mail.subject == "Please confirm: An evening"
    assert "/en/events/registration/" in mail.body
