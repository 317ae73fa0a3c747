"""What a kept search mails, and when."""

from datetime import UTC, datetime, timedelta

import pytest

from search import outbox
from search.engines import current_engine
from search.models import IndexRequest, SavedSearch
from tests.factories import make_event, make_organisation, make_topic
from tests.search.factories import make_saved_search
from tests.search.saved import (
    DAY,
    FRIDAY,
    HOUR,
    MONDAY,
    NOW,
    THURSDAY,
    mails,
    publish,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]


def test_a_mail_comes_only_with_news_and_only_once():
    publish("Laser alt", at=NOW - HOUR)
    make_saved_search(at=NOW)
    assert mails(THURSDAY) == []
    publish("Laser neu", at=THURSDAY + HOUR)
    assert mails(THURSDAY + 2 * HOUR) == []  # not before the next morning
    (message,) = mails(FRIDAY)
    assert "Laser neu" in message.body
    assert "Laser alt" not in message.body
    assert mails(FRIDAY) == []
    assert mails(FRIDAY + DAY) == []


def test_weekly_mails_come_on_mondays():
    make_saved_search(at=NOW, rhythm="weekly")
    publish()
    assert mails(FRIDAY) == []
    assert len(mails(MONDAY)) == 1
    publish("Laser zwei", at=MONDAY + HOUR)
    assert mails(MONDAY + DAY) == []
    assert len(mails(MONDAY + 7 * DAY)) == 1


def test_mornings_are_local_in_summer_too():
    row = SavedSearch(rhythm="daily")
    before = datetime(2027, 3, 27, 12, 0, tzinfo=UTC)  # the night in which clocks go forward
    assert row.next_due(before) == datetime(2027, 3, 28, 5, 0, tzinfo=UTC)
    at_seven = datetime(2027, 3, 28, 5, 0, tzinfo=UTC)
    assert row.next_due(at_seven) == at_seven + DAY


def test_only_what_the_whole_search_fits_is_news():
    topic = make_topic()
    query = f"type=organisation&q=Laser+Kassel&topic={topic.slug}"
    make_saved_search(at=NOW, query=query)
    publish("Laser Kassel", topics=[topic])
    publish("Laser Kassel ohne Thema")
    publish("Laser Fulda", topics=[topic])  # most words only
    make_event(title="Laser Kassel", topics=[topic], first_published_at=NOW + HOUR)
    outbox.work_off()
    (message,) = mails(THURSDAY)
    assert message.subject.startswith("1 ")


def test_the_newest_twenty_are_named_and_the_rest_counted():
    make_saved_search(at=NOW)
    for number in range(23):
        at = NOW + HOUR + timedelta(minutes=number)
        make_organisation(title=f"Laser {number:02}", first_published_at=at)
    outbox.work_off()
    (message,) = mails(THURSDAY)
    assert message.subject.startswith("23 ")
    assert "Laser 22" in message.body
    assert "Laser 03" in message.body
    assert "Laser 02" not in message.body
    assert "sort=newest" in message.body
    assert mails(FRIDAY) == []


def test_more_news_than_one_look_holds_are_all_seen(monkeypatch):
    monkeypatch.setattr("search.saved.news.STEP", 5)
    make_saved_search(at=NOW)
    for number in range(12):
        make_organisation(title=f"Laser {number}", first_published_at=NOW + HOUR)
    outbox.work_off()
    (message,) = mails(THURSDAY)
    assert message.subject.startswith("12 ")


def test_what_the_index_does_not_know_yet_waits_for_the_next_mail():
    make_saved_search(at=NOW)
    publish("Laser früh", at=NOW + HOUR)
    other = make_organisation(title="Laser im Index", first_published_at=NOW + 3 * HOUR)
    current_engine().update([], outbox._documents([f"organisation:{other.pk}"]))
    IndexRequest.objects.all().delete()
    make_organisation(title="Laser spät", first_published_at=NOW + 2 * HOUR)
    IndexRequest.objects.update(requested_at=NOW + 2 * HOUR)
    (message,) = mails(THURSDAY)
    assert "Laser früh" in message.body
    assert "Laser im Index" not in message.body
    outbox.work_off()
    (message,) = mails(FRIDAY)
    assert "Laser spät" in message.body
    assert "Laser im Index" in message.body


def test_without_an_index_nothing_is_mailed_and_nothing_lost(settings):
    row = make_saved_search(at=NOW)
    publish()
    pointer = settings.SEARCH_INDEX_DIR / "current"
    name = pointer.read_text()
    pointer.unlink()
    assert mails(THURSDAY) == []
    row.refresh_from_db()
    assert row.due_at == THURSDAY
    pointer.write_text(name)
    assert len(mails(THURSDAY + HOUR)) == 1


def test_a_search_that_lost_a_filter_is_silent_instead_of_asking_for_everything():
    topic = make_topic(slug="bald-weg")
    make_saved_search(at=NOW, query="type=organisation&topic=bald-weg")
    publish(topics=[topic])
    type(topic).objects.filter(pk=topic.pk).update(slug="anders")
    publish("Ganz anderes")
    assert mails(THURSDAY) == []
    type(topic).objects.filter(pk=topic.pk).update(slug="bald-weg")
    assert len(mails(FRIDAY)) == 1


def test_a_mail_names_kind_day_place_and_link_in_its_language():
    make_saved_search(at=NOW, language="en", query="type=event")
    event = make_event(
        title="Lasertag",
        title_en="Laser day",
        summary_en="All about <lasers>.",
        starts_at=datetime(2027, 4, 1, 16, 0, tzinfo=UTC),
        first_published_at=NOW + HOUR,
    )
    outbox.work_off()
    (message,) = mails(THURSDAY)
    assert message.subject == "1 new hit: Events"
    for text in ("Laser day", "Event · 1 April 2027, 18:00 · Kassel", "All about <lasers>."):
        assert text in message.body
    assert f"http://127.0.0.1:8000{event.url_in('en')}" in message.body
    assert "All about &lt;lasers&gt;." in message.alternatives[0].content
    assert "/en/search/keep/" in message.body


def test_a_mail_says_what_it_is_to_programs(settings):
    settings.HUB_URL = "https://hub.example.org"
    row = make_saved_search(at=NOW)
    publish()
    (message,) = mails(THURSDAY)
    head = message.extra_headers
    end = f"https://hub.example.org{row.url('unsubscribe')}"
    assert head["List-Unsubscribe"] == f"<{end}>"
    assert head["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert head["Auto-Submitted"] == "auto-generated"
    assert head["List-Id"] == "<kept-searches.hub.example.org>"
    assert head["Message-ID"].endswith("@hub.example.org>")
    assert message.from_email.endswith("<hub@localhost>")
