"""A year later no word of a company is left anywhere: a mark stands in every field that somebody
types into, and every table, the log, the index and a backup are searched for it."""

import logging
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from advisory.models import AdviceRequest, IdempotencyKey
from advisory.requests import answering, following
from hub.mailbox import sending
from hub.mailbox.models import BouncedAddress, OutgoingMail
from search import outbox
from tests.advisory.requests.factories import make_entrance, make_key, make_sent
from tests.advisory.requests.test_journey import START
from tests.factories import make_event, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine", "mail_server")]
MARK = "xqzmark"
SEALED = "gAAAA"  # how everything that Fernet has sealed begins
QUESTION = {"name": "when", "label": "Wann?", "label_en": "When?"}
DAY = timedelta(days=1)


@pytest.fixture
def sent(client, bank, grants):
    """A request that came in by the three steps, and got an answer by the link of the mail."""
    grants.questions = [QUESTION]
    grants.save()
    step = client.post(START, {"subject": grants.slug}).url
    step = client.post(step, {"text": f"{MARK} text", "answer_when": f"{MARK} answer"}).url
    who = {"postcode": "34117", "size": "10-49", "industry": "C", "advice_language": "de"}
    step = client.post(step, who).url
    reach = {name: f"{MARK} {name}" for name in ("name", "company", "phone", "reach")}
    summary = client.post(step, reach | {"email": f"{MARK}@example.com"}).url
    AdviceRequest.objects.update(created_at=timezone.now() - DAY / 24)
    client.post(summary)
    request = AdviceRequest.objects.get()
    assert request.state == "waiting"
    assert str(request.typed).count(MARK) == 7
    return request


def talk(client, request):
    """Everything that desks and companies can type."""
    desk = f"{START}antworten/{request.assignments.current().get().token}/"
    own = f"{START}{request.token}/"
    client.post(desk, {"do": "note", "note-text": f"{MARK} note"})
    client.post(desk, {"do": "ask", "ask-text": f"{MARK} question"})
    client.post(own, {"do": "add", "text": f"{MARK} added"})
    client.post(desk, {"do": "pass", "pass-desk": "", "pass-text": f"{MARK} reason"})
    desk = f"{START}antworten/{request.assignments.current().get().token}/"
    client.post(desk, {"do": "close", "close-outcome": "advised", "close-text": f"{MARK} bye"})
    client.post(own, {"do": "help", "help": "partly", "text": f"{MARK} help"})
    assert [event.text for event in request.events.all() if event.text] == [
        f"{MARK} {word}" for word in ("note", "question", "added", "reason", "bye", "help")
    ]


def found(mark):
    """“table.column” wherever the mark stands, in every table there is."""
    places = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                places |= {
                    f"{table}.{name}"
                    for name, value in zip(names, row, strict=True)
                    if mark.lower() in str(value).lower()
                }
    return places


def in_files(folder, mark):
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if mark.lower().encode() in path.read_bytes().lower()]


def test_after_a_year_no_word_is_left(client, sent, settings, caplog):
    caplog.set_level(logging.DEBUG)
    talk(client, sent)
    make_event(title="Kontrollwort")
    outbox.work_off()
    # Even the day before somebody writes, and the address of the company is gone.
    typed = {"email": f"{MARK}2@example.com"}
    late = make_sent(sent.subject, at=timezone.now() + DAY, typed=typed)
    assignment = late.assignments.get()
    at = timezone.now() + timedelta(days=365)
    answering.ask_back(assignment=assignment, text=f"{MARK} still", at=at)
    BouncedAddress.objects.create(email=f"{MARK}@example.com", bounced_at=at, code=550)
    # The search itself finds what is there.
    assert connection.vendor != "sqlite" or MARK.encode() in back_up()
    assert {"hub_outgoingmail.to", "hub_bouncedaddress.email"} == found(MARK)
    assert {"advisory_advicerequest.sealed", "advisory_requestevent.sealed"} == found(SEALED)
    assert AdviceRequest.objects.exclude(postcode="").count() == 2

    at += 2 * DAY
    following.look_after(at=at)
    sending.prune(at=at)

    assert found(MARK) == found(SEALED) == set()
    assert not AdviceRequest.objects.exclude(postcode="", fingerprint="").exists()
    assert MARK not in caplog.text
    assert in_files(settings.SEARCH_INDEX_DIR, "kontrollwort")  # words in it can be read
    assert in_files(settings.SEARCH_INDEX_DIR, MARK) == []
    backup = back_up().lower()
    assert MARK.encode() not in backup
    assert SEALED.lower().encode() not in backup


def test_what_is_deleted_is_overwritten_in_the_file(sent):
    """A backup of SQLite copies pages, also those that are free."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            assert cursor.execute("PRAGMA secure_delete").fetchone() == (1,)


def back_up():
    """As `sqlite3 … .backup` does: page by page. pg_dump reads rows, which were looked at."""
    return connection.connection.serialize() if connection.vendor == "sqlite" else b""


def test_what_was_held_is_forgotten_too(client, sent, settings):
    AdviceRequest.objects.update(state="held", desk=None)
    sent.assignments.all().delete()
    client.force_login(make_person(is_superuser=True))
    assert MARK in client.get("/mein/anliegen/").content.decode()
    following.look_after(at=timezone.now() + timedelta(days=366))
    assert found(MARK) == found(SEALED) == set()


def test_deleting_on_demand_leaves_as_little(client, sent):
    talk(client, sent)
    client.post(f"{START}{sent.token}/", {"do": "erase"})
    assert found(MARK) == found(SEALED) == set()


def test_a_draft_that_is_given_up_leaves_nothing(client, sent):
    AdviceRequest.objects.update(state="draft", desk=None, sent_at=None)
    sent.assignments.all().delete()
    OutgoingMail.objects.all().delete()
    following.look_after(at=timezone.now() + timedelta(days=15))
    assert not AdviceRequest.objects.exists()
    assert found(MARK) == found(SEALED) == set()


def by_program(client, bank, grants):
    """A request with a mark in every field that a program can send."""
    grants.questions = [QUESTION]
    grants.save()
    _key, secret = make_key(make_entrance(grants))
    typed = {name: f"{MARK} {name}" for name in ("text", "name", "company", "phone", "reach")}
    body = typed | {
        "subject": grants.slug,
        "answers": {"when": f"{MARK} answer"},
        "postcode": "34117",
        "email": f"{MARK}@example.com",
    }
    headers = {"authorization": f"Bearer {secret}", "idempotency-key": f"{MARK} key"}
    args = {"content_type": "application/json", "headers": headers}
    assert client.post("/api/requests/", body, **args).status_code == 201
    request = AdviceRequest.objects.get()
    assert str(request.typed).count(MARK) == 7
    return request


def test_what_a_program_sent_is_forgotten_too(client, bank, grants, caplog):
    caplog.set_level(logging.DEBUG)
    by_program(client, bank, grants)
    assert found(MARK) == {"hub_outgoingmail.to"}
    following.look_after(at=timezone.now() + timedelta(days=366))
    assert found(MARK) == found(SEALED) == set()
    assert not IdempotencyKey.objects.exists()
    assert MARK not in caplog.text


def test_deleting_on_demand_leaves_no_digest_of_it(client, bank, grants):
    request = by_program(client, bank, grants)
    assert request.idempotency_key.body
    client.post(f"{START}{request.token}/", {"do": "erase"})
    assert found(MARK) == found(SEALED) == set()
    assert IdempotencyKey.objects.get().body == ""
