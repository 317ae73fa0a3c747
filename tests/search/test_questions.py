"""What is kept of the questions of visitors, and what never is."""

import logging
from datetime import date, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import OperationalError, connection
from django.forms.models import model_to_dict
from django.http import QueryDict
from django.test import Client, RequestFactory
from django.utils import timezone
from django.utils.translation import override

from search import outbox, questions
from search.models import AskedQuestion, VisitorKey
from search.query import SearchQuery
from search.questions import normal_form, prune, record, suggested
from search.result import SearchResult
from tests.constraints import breaks
from tests.factories import make_organisation
from tests.search.factories import make_question

pytestmark = pytest.mark.django_db
TODAY = date(2030, 5, 14)
WORDS = "Gründerstipendium Hessen"


@pytest.fixture(autouse=True)
def new_process():
    questions._secret.cache_clear()
    questions._begun[:] = [0, 0]


def ask(words=WORDS, visitor="198.51.100.1", *, total=0, on=TODAY, fixed=None, **more):
    """A visitor asks; `more` are further parameters, or headers in capitals."""
    headers = {name: value for name, value in more.items() if name.isupper()}
    params = QueryDict(mutable=True)
    params.update({"q": words, **{k: v for k, v in more.items() if not k.isupper()}})
    request = RequestFactory().get("/suche/", REMOTE_ADDR=visitor, **headers)
    query = SearchQuery.parse(params, fixed=fixed)
    record(request, query, SearchResult(total=total, hits=[]), on=on)


def rows():
    return list(AskedQuestion.objects.order_by("pk"))


def everything():
    """All that the tables hold, as one text."""
    return str([model_to_dict(row) for row in [*rows(), *VisitorKey.objects.all()]])


# --- Three visitors -------------------------------------------------------------------------------


def test_the_words_are_kept_once_three_visitors_typed_them():
    for number in (1, 2):
        ask(visitor=f"198.51.100.{number}")
        (asked,) = rows()
        assert (asked.text, asked.folded, asked.visitors) == ("", "", number)
        assert "stipendium" not in everything().lower()
    ask(visitor="198.51.100.3")
    (asked,) = rows()
    assert (asked.text, asked.visitors) == (WORDS, 3)


def test_one_visitor_stays_one_however_often_they_ask():
    for _number in range(5):
        ask()
    (asked,) = rows()
    assert (asked.text, asked.visitors) == ("", 1)


def test_one_visitor_of_three_days_is_not_three_visitors():
    for number in range(3):
        ask(on=TODAY + timedelta(days=number))
    (asked,) = rows()
    assert (asked.text, asked.visitors) == ("", 3)
    assert asked.last_asked == TODAY + timedelta(days=2)


@pytest.mark.parametrize("header", ["HTTP_USER_AGENT", "HTTP_X_FORWARDED_FOR"])
def test_visitors_behind_one_proxy_are_told_apart(header):
    for number in range(3):
        ask(**{header: f"203.0.113.{number}"})
    assert rows()[0].text == WORDS


def test_capitals_umlauts_and_punctuation_make_no_other_question():
    ask("„Förderung“ für  Gründer?", "198.51.100.1")
    ask("foerderung FUER gruender", "198.51.100.2")
    ask("Forderung fur Grunder!", "198.51.100.3")
    ask("Förderung für Gründer!", "198.51.100.3")
    (asked,) = rows()
    assert asked.visitors == 3
    assert normal_form("„Förderung“ für  Gründer?") == asked.folded


def test_other_words_and_other_languages_are_other_questions():
    ask("Förderung")
    ask("Förderung Frau Mustermann")
    with override("en"):
        ask("Förderung")
    assert [(a.language, a.visitors) for a in rows()] == [("de", 1), ("de", 1), ("en", 1)]


def test_neither_address_nor_browser_is_stored_and_the_days_key_is_thrown_away():
    ask(HTTP_USER_AGENT="Mozilla/5.0 (Erkennbar)", HTTP_ACCEPT_LANGUAGE="de-DE")
    assert "198.51" not in everything()
    assert "Erkennbar" not in everything()
    assert len(rows()[0].marks) == questions.MARK
    key = VisitorKey.objects.get().secret
    ask("etwas anderes", on=TODAY + timedelta(days=1))
    assert [row.day for row in VisitorKey.objects.all()] == [TODAY + timedelta(days=1)]
    assert VisitorKey.objects.get().secret != key


def test_every_process_tells_visitors_apart_by_the_same_key():
    ask()
    questions._secret.cache_clear()
    ask()
    assert rows()[0].visitors == 1


def test_marks_of_one_visitor_differ_from_question_to_question():
    ask("eins")
    ask("zwei")
    first, second = rows()
    assert first.marks != second.marks


def test_two_hundred_visitors_a_day_are_enough_to_count(monkeypatch):
    monkeypatch.setattr(questions, "MARKS", 4)
    for number in range(6):
        ask(visitor=f"198.51.100.{number}")
    assert rows()[0].visitors == 4


# --- What is counted ------------------------------------------------------------------------------


def test_the_result_of_the_last_time_is_kept():
    ask(total=0)
    assert rows()[0].outcome == "nothing"
    ask(total=3, visitor="198.51.100.2")
    assert rows()[0].outcome == "found"


def test_hits_for_some_of_the_words_only_are_told_apart():
    query = SearchQuery.parse(QueryDict("q=Bitcoin+Zuschuss"))
    request = RequestFactory().get("/suche/")
    record(request, query, SearchResult(total=9, hits=[], relaxed=True), on=TODAY)
    assert rows()[0].outcome == "partly"


@pytest.mark.parametrize(
    "more",
    [
        {"page": "2"},
        {"from": "01.01.2030"},
        {"type": "event"},
        {"words": ""},
        {"words": "?!"},
        {"words": "x" * 121},
        {"words": "erika.mustermann@example.org"},
        {"words": "Rückruf 0561 123-45 67"},
        {"words": "Rückruf 05 61 / 12 34 5"},
        {"words": "Rückruf 0561.12.34.5"},
        {"words": f"{WORDS} \N{REVERSED HAND WITH MIDDLE FINGER EXTENDED}"},
        {"words": f"{WORDS} \N{BLACK STAR}"},
        {"HTTP_USER_AGENT": "Mozilla/5.0 (compatible; Googlebot/2.1)"},
        {"HTTP_USER_AGENT": "SomeCrawler"},
        {"HTTP_SEC_PURPOSE": "prefetch;prerender"},
        {"HTTP_COOKIE": "sessionid=abc"},
        {"fixed": {"type": ("event",)}},
        {"HTTP_HX_CURRENT_URL": f"http://testserver/suche/?sort=name&q={WORDS.upper()}"},
    ],
    ids=str,
)
def test_what_says_nothing_about_a_visitors_question_is_not_counted(more):
    ask(**{"words": WORDS, **more})
    assert rows() == []


@pytest.mark.parametrize("words", ["Härten bei 200 °C", "C++", "50 % Förderung", "Kurs 12.03.26"])
def test_what_engineers_write_is_counted(words):
    ask(words)
    assert len(rows()) == 1


def test_the_list_of_one_kind_counts_what_it_finds():
    ask(fixed={"type": ("event",)}, total=1)
    assert rows()[0].outcome == "found"


@pytest.mark.parametrize("address", ["http://testserver/suche/?q=anderes", "http://[", ""])
def test_new_words_by_script_are_counted(address):
    ask(HTTP_HX_CURRENT_URL=address)
    assert len(rows()) == 1


def test_answers_of_the_database_are_not_counted():
    query = SearchQuery.parse(QueryDict("q=Steuer"))
    request = RequestFactory().get("/suche/")
    record(request, query, SearchResult(total=0, hits=[], complete=False))
    assert rows() == []


def test_a_flood_of_new_questions_fills_no_table(monkeypatch):
    monkeypatch.setattr(questions, "NEW_A_MINUTE", 3)
    for number in range(9):
        ask(f"Unsinn {number}")
    assert 3 <= len(rows()) <= 6  # a minute may have begun meanwhile


@pytest.mark.parametrize(
    "question", ["Förderung für Gründer", "Steuer", "Quereinsteiger neue Treue", "Straße, Größe!"]
)
def test_the_beginning_of_a_question_is_that_of_its_normal_form(question):
    whole = normal_form(question)
    for end in range(1, len(question)):
        assert whole.startswith(normal_form(question[:end]).rstrip()), question[:end]


# --- What it costs --------------------------------------------------------------------------------


def test_two_statements_for_a_new_visitor_and_one_for_a_known(django_assert_max_num_queries):
    ask()
    with django_assert_max_num_queries(2):
        ask(visitor="198.51.100.2")
    with django_assert_max_num_queries(1):
        ask(visitor="198.51.100.2")
    with django_assert_max_num_queries(0):
        ask(page="2")


@pytest.mark.parametrize("refused", ["SELECT", "UPDATE", "INSERT"])
def test_a_database_that_refuses_never_fails_a_page(refused, caplog):
    ask("alt")

    def refuse(execute, sql, params, many, context):
        if sql.startswith(refused):
            raise OperationalError("database is locked")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse), caplog.at_level(logging.WARNING):
        ask("alt", "198.51.100.2")
        ask("neu")
    assert "not counted: OperationalError" in caplog.text
    assert "neu" not in caplog.text.replace("neu was", "")


def test_another_writer_is_not_waited_for_and_the_usual_patience_returns():
    def patience():
        if connection.vendor != "sqlite":
            return 0  # PostgreSQL has no single writer to wait for
        return connection.connection.execute("PRAGMA busy_timeout").fetchone()[0]

    connection.ensure_connection()
    usual = patience()
    with questions._impatient():
        assert patience() == min(questions.WAIT, usual)
    assert patience() == usual


# --- Completion, and what is forgotten ------------------------------------------------------------


def test_good_questions_are_suggested_the_most_asked_first():
    make_question("Gründung im Handwerk", outcome="found", visitors=4)
    make_question("Gründungszuschuss", outcome="found", visitors=9)
    make_question("Gründungsmesse", outcome="nothing")
    make_question("Gruendungsjahr", outcome="partly")
    make_question("Gründerinnen", language="en", outcome="found")
    make_question("Zuschuss Gründung", outcome="found")
    AskedQuestion.objects.create(
        key="x", language="de", outcome="found", last_asked=TODAY, visitors=2
    )
    assert suggested("gruend", "de") == ["Gründungszuschuss", "Gründung im Handwerk"]
    assert suggested("Gründung  IM", "de") == ["Gründung im Handwerk"]
    assert suggested("gruend", "de", 1) == ["Gründungszuschuss"]
    assert suggested("gruend", "en") == ["Gründerinnen"]
    for nothing in ("", "g", "%", "_r", "gründung%"):
        assert suggested(nothing, "de") == []


def test_after_midnight_marks_and_rare_questions_are_forgotten_and_old_ones_after_a_year():
    ask("selten")
    for number in range(3):
        ask("oft", f"198.51.100.{number}")
    make_question("alt", last_asked=TODAY - timedelta(days=365))
    make_question("älter", last_asked=TODAY - timedelta(days=366))
    prune(at=TODAY)
    assert {row.text for row in rows()} == {"", "oft", "alt"}
    assert VisitorKey.objects.count() == 1
    prune(at=TODAY + timedelta(days=1))
    (often,) = rows()
    assert (often.text, often.visitors, often.marks) == ("oft", 3, "")
    assert not VisitorKey.objects.exists()


def test_the_database_keeps_no_words_of_fewer_than_three_visitors():
    make_question()
    for field in ("text", "folded"):
        with breaks("search_askedquestion_three_visitors"):
            AskedQuestion.objects.create(
                key="x", language="de", outcome="found", last_asked=TODAY, **{field: "Name"}
            )
    with breaks("search_askedquestion_outcome"):
        make_question("andere", outcome="maybe")


# --- On the page ----------------------------------------------------------------------------------


def test_visitors_of_the_search_page_are_counted_and_staff_is_not(engine, client):
    make_organisation(title="Werkzeugbau")
    outbox.work_off()
    for number in range(3):
        visitor = Client(REMOTE_ADDR=f"198.51.100.{number}")
        assert visitor.get("/suche/?q=Werkzeugbau").status_code == 200
        assert visitor.get("/suche/?q=Bitcoin").status_code == 200
        assert visitor.get("/suche/?q=Bitcoin&sort=name").status_code == 200
    client.force_login(get_user_model().objects.create_superuser("a", "a@example.org", "geheim"))
    client.get("/suche/?q=Bitcoin")
    assert {(a.text, a.outcome, a.visitors) for a in rows()} == {
        ("Werkzeugbau", "found", 3),
        ("Bitcoin", "nothing", 3),
    }
    assert {a.last_asked for a in rows()} == {timezone.localdate()}
