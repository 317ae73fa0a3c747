import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.models import DateChange, Event, Occurrence
from search import outbox
from search.engines import current_engine
from tests.factories import make_event, make_municipality, make_topic

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]
BERLIN = ZoneInfo("Europe/Berlin")
MONTH = "/veranstaltungen/monat/2098-12/"


def event(day, hours=2, *, month=12, hour=17, **fields):
    """An event of 2098; what it is called says when it takes place."""
    start = datetime(2098, month, day, hour, tzinfo=BERLIN)
    fields = {"title": f"Termin {day}.{month}.", "ends_at": start + timedelta(hours=hours)} | fields
    return make_event(starts_at=start, **fields)


def main(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    page = response.content.decode()
    return page[page.index("<main") : page.index("</main>")]


def cell(html, iso):
    """The cell of a day in the table of a month."""
    found = re.search(rf'<td[^>]*>\s*<p class="date"><time datetime="{iso}">.*?</td>', html, re.S)
    return found.group()


def test_a_month_is_a_table_with_the_names_of_the_days(client):
    event(3)
    html = main(client, MONTH)
    assert "Veranstaltungen im Dezember 2098" in html
    assert html.count('<th scope="col"') == 8
    assert html.count('<th scope="row"') == 5
    assert "Donnerstag" in html
    assert "17:00" in cell(html, "2098-12-03")
    assert "Termin 3.12." in cell(html, "2098-12-03")
    assert "Mittwoch, 3. Dezember" in cell(html, "2098-12-03")


def test_without_a_code_the_page_is_that_of_today(client):
    today = timezone.localdate()
    make_event(starts_at=timezone.now())
    html = main(client, "/veranstaltungen/monat/")
    assert "heute" in cell(html, today.isoformat())
    assert 'aria-current="date"' in cell(html, today.isoformat())
    assert "Diese Woche" in main(client, "/veranstaltungen/woche/")


@pytest.mark.parametrize(
    "end", ["monat/2026-13/", "monat/2026/", "woche/2025-W53/", "woche/49/", "tag/2026-02-30/"]
)
def test_a_page_that_cannot_be_is_not_found(client, end):
    assert client.get(f"/veranstaltungen/{end}").status_code == 404


def test_the_first_and_the_last_month_have_one_neighbour(client):
    assert 'rel="prev"' not in main(client, "/veranstaltungen/monat/1900-01/")
    assert 'rel="next"' not in main(client, "/veranstaltungen/monat/2200-12/")
    for end in ("woche/1900-W01/", "tag/1900-01-01/", "tag/2200-12-31/"):
        main(client, f"/veranstaltungen/{end}")


def test_the_filters_are_those_of_the_list_and_stay_on_every_way(client):
    topic = make_topic(slug="ki")
    make_municipality(name="Nahdorf", latitude=51.3, longitude=9.5)
    place = {"latitude": 51.31, "longitude": 9.51}
    event(3, title="Passend", topics=[topic], audiences=["sme"], **place)
    event(3, title="Anderes Thema", audiences=["sme"], **place)
    event(3, title="Weit weg", topics=[topic], audiences=["sme"])
    event(3, title="Andere Leute", topics=[topic], audiences=["founder"], **place)
    outbox.work_off()
    kept = "topic=ki&amp;audience=sme&amp;near=Nahdorf&amp;radius=25"
    address = MONTH + "?" + kept.replace("&amp;", "&") + "&page=7&from=2098-01-01"
    html = main(client, address)
    assert "Passend" in html
    for other in ("Anderes Thema", "Weit weg", "Andere Leute"):
        assert other not in html
    for path in ("monat/2098-11/", "monat/2099-01/", "monat/", "woche/2098-W49/"):
        assert f'href="/veranstaltungen/{path}?{kept}"' in html
    assert f'href="/veranstaltungen/?{kept}&amp;from=2098-12-01&amp;to=2098-12-31"' in html
    for name, value in (("topic", "ki"), ("near", "Nahdorf"), ("radius", "25")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in html
    week = main(client, "/veranstaltungen/woche/2098-W49/?topic=ki&audience=sme&near=Nahdorf")
    assert "Passend" in week
    assert "Anderes Thema" not in week


def test_words_filter_a_month_strictly(client):
    event(3, title="Wärmepumpe im Altbau")
    event(4, title="Buchhaltung")
    outbox.work_off()
    html = main(client, MONTH + "?q=Waermepumpe")
    assert "Wärmepumpe im Altbau" in html
    assert "Buchhaltung" not in html
    assert "1 Termin zu „Waermepumpe“" in html


def test_the_list_leads_to_the_calendar_of_its_first_day(client):
    html = main(client, "/veranstaltungen/?format=online&from=2098-12-24")
    assert 'href="/veranstaltungen/monat/2098-12/?format=online"' in html
    assert 'href="/veranstaltungen/woche/2098-W52/?format=online"' in html
    assert 'href="/veranstaltungen/monat/"' in main(client, "/veranstaltungen/")
    assert 'href="/veranstaltungen/monat/"' in main(client, "/veranstaltungen/?from=1066-10-14")
    assert "monat" not in main(client, "/weiterbildung/")


def test_the_list_of_the_present_month_is_that_of_all_coming_events(client):
    html = main(client, "/veranstaltungen/monat/?format=online")
    assert 'href="/veranstaltungen/?format=online"' in html


def test_a_jump_leads_to_the_page_of_the_day_with_the_filters(client):
    response = client.get("/veranstaltungen/monat/?date=2098-12-24&format=online")
    assert response.headers["Location"] == MONTH + "?format=online"
    response = client.get("/veranstaltungen/woche/2026-W01/?date=24.12.2098")
    assert response.headers["Location"] == "/veranstaltungen/woche/2098-W52/"
    response = client.get("/en/events/day/?date=2098-12-24")
    assert response.headers["Location"] == "/en/events/day/2098-12-24/"


def test_a_jump_to_no_day_says_so(client):
    assert "„morgen“ ist kein Datum" in main(client, MONTH + "?date=morgen")
    assert "zwischen 1900 und 2200" in main(client, MONTH + "?date=1066-10-14")


def test_what_lasts_several_days_stands_on_its_first_day_once(client):
    record = event(10, hour=0, hours=72, all_day=True)
    html = main(client, MONTH)
    assert html.count(record.title) == 1
    assert "bis 12. Dezember 2098" in cell(html, "2098-12-10")
    assert "17:00" not in html


def test_what_began_before_a_month_or_week_stands_above_its_days(client):
    record = event(28, month=11, hours=24 * 10)
    for address in (MONTH, "/veranstaltungen/woche/2098-W49/", "/veranstaltungen/tag/2098-12-04/"):
        html = main(client, address)
        assert html.count(record.title) == 1
        assert "Schon vorher begonnen" in html
        assert "28. November 2098 bis 8. Dezember 2098" in html
    assert record.title in cell(main(client, "/veranstaltungen/monat/2098-11/"), "2098-11-28")


def test_an_evening_that_ends_after_midnight_stays_on_its_day(client):
    record = event(30, month=11, hour=20, hours=6)
    assert record.title not in main(client, MONTH)
    html = main(client, "/veranstaltungen/monat/2098-11/")
    assert "bis" not in cell(html, "2098-11-30")


def test_an_event_on_the_day_on_which_clocks_change_stands_on_that_day(client):
    start = datetime(2098, 10, 26, 0, 30, tzinfo=BERLIN)
    record = make_event(
        title="Nachtwanderung", starts_at=start, ends_at=start + timedelta(hours=24)
    )
    html = main(client, "/veranstaltungen/monat/2098-10/")
    assert "00:30" in cell(html, "2098-10-26")
    assert record.title in main(client, "/veranstaltungen/tag/2098-10-26/")
    assert record.title not in main(client, "/veranstaltungen/tag/2098-10-25/")


def test_an_event_keeps_the_day_and_time_of_its_own_zone(client):
    start = datetime(2098, 12, 3, 22, tzinfo=ZoneInfo("America/New_York"))
    make_event(title="Aus New York", starts_at=start, time_zone="America/New_York")
    html = main(client, MONTH)
    assert "22:00 (America/New_York)" in cell(html, "2098-12-03")


def test_an_event_moves_to_the_day_of_its_new_zone_though_the_instant_stays(client):
    record = event(3, hour=22)
    record.time_zone = "Asia/Tokyo"
    record.save()
    html = main(client, MONTH)
    assert record.title in cell(html, "2098-12-04")
    assert record.title not in cell(html, "2098-12-03")


def test_forty_events_on_a_day_do_not_flood_the_month(client):
    for number in range(40):
        event(3, hour=8 + number % 12, title=f"Nummer {number:02}")
    day = cell(main(client, MONTH), "2098-12-03")
    assert day.count("Nummer") == 4
    assert "+ 36 weitere" in day
    assert 'href="/veranstaltungen/tag/2098-12-03/"' in day
    week = main(client, "/veranstaltungen/woche/2098-W49/")
    assert week.count("Nummer") == 25
    assert "+ 15 weitere" in week
    assert main(client, "/veranstaltungen/tag/2098-12-03/").count("Nummer") == 40


def test_five_events_on_a_day_are_all_shown(client):
    for number in range(5):
        event(3, title=f"Nummer {number}")
    day = cell(main(client, MONTH), "2098-12-03")
    assert day.count("Nummer") == 5
    assert "weitere" not in day


def test_a_day_without_end_goes_on_in_the_list(client):
    event(3)
    Event.objects.bulk_create(
        Event(
            title=f"Nummer {n}",
            slug=f"n-{n}",
            live=True,
            starts_at=datetime(2098, 12, 3, 17, tzinfo=BERLIN),
            ends_at=datetime(2098, 12, 3, 18, tzinfo=BERLIN),
        )
        for n in range(120)
    )
    Occurrence.objects.bulk_create(
        Occurrence.of(e, e.starts_at, e.ends_at)
        for e in Event.objects.filter(slug__startswith="n-")
    )
    html = main(client, "/veranstaltungen/tag/2098-12-03/")
    assert "+ 21 weitere" in html
    assert 'href="/veranstaltungen/?from=2098-12-03&amp;to=2098-12-03"' in html


def test_titles_and_addresses_are_text_and_no_markup(engine, client):
    event(3, title='<b>Preise & "Löhne"</b>', status="cancelled")
    for number in range(6):
        event(4, title=f"Nummer {number}")
    outbox.work_off()
    html = main(client, MONTH + "?format=onsite")
    assert "<s>&lt;b&gt;Preise &amp; &quot;Löhne&quot;&lt;/b&gt;</s>" in cell(html, "2098-12-03")
    assert '<li class="off">' in cell(html, "2098-12-03")
    assert '<li class="more"><a href="/veranstaltungen/tag/2098-12-04/?format=onsite">' in html


def test_every_date_of_an_event_stands_in_its_month(client):
    record = event(3, title="Sprechtag")
    for month in (10, 11):
        start = datetime(2098, month, 5, 9, tzinfo=BERLIN)
        Occurrence.of(record, start, start).save()
    outbox.work_off()
    for month in (10, 11, 12):
        for params in ("", "?q=Sprechtag"):
            html = main(client, f"/veranstaltungen/monat/2098-{month}/{params}")
            assert "Sprechtag</span>" in html, (month, params)


def test_a_past_month_is_an_archive(client):
    record = make_event(title="Damals", starts_at=datetime(2019, 5, 8, 17, tzinfo=BERLIN))
    outbox.work_off()
    for params in ("", "?q=Damals"):
        assert record.url_in("de") in main(client, f"/veranstaltungen/monat/2019-05/{params}")


def test_a_cancelled_date_of_a_series_is_crossed_out_and_the_others_are_not(client):
    record = event(3, title="Sprechtag")
    start = record.starts_at + timedelta(days=7)
    Occurrence.of(record, start, start, is_cancelled=True).save()
    outbox.work_off()
    html = main(client, MONTH)
    assert "fällt aus" in cell(html, "2098-12-10")
    assert "fällt aus" not in cell(html, "2098-12-03")


def test_a_changed_date_shows_its_own_title_and_venue(client):
    record = event(3, title="Sprechtag", title_en="Advice", recurrence_rules="FREQ=WEEKLY;COUNT=3")
    changes = [{"title": "Mit Gast", "venue": "Altes Rathaus"}, {"venue": "Aula"}]
    record.date_changes = [
        DateChange(recurrence_id=record.starts_at + timedelta(weeks=n), kind="changed", **change)
        for n, change in enumerate(changes, start=1)
    ]
    record.save()
    outbox.work_off()
    html = main(client, MONTH)
    assert "Mit Gast" in cell(html, "2098-12-10")
    assert "Sprechtag" not in cell(html, "2098-12-10")
    assert "Sprechtag" in cell(html, "2098-12-17")
    assert "Kassel, Altes Rathaus" in main(client, "/veranstaltungen/woche/2098-W50/")
    assert "Kassel, Aula" in main(client, "/veranstaltungen/tag/2098-12-17/")
    english = main(client, "/en/events/month/2098-12/")
    assert '<span class="title" lang="de">Mit Gast' in cell(english, "2098-12-10")
    assert "Advice" in cell(english, "2098-12-17")


def test_a_cancelled_event_is_crossed_out_and_says_so(client):
    event(3, status="cancelled")
    event(4, status="moved")
    html = main(client, MONTH)
    assert "<s>Termin 3.12.</s>" in cell(html, "2098-12-03")
    assert "<strong>fällt aus</strong>" in cell(html, "2098-12-03")
    assert "<s>" not in cell(html, "2098-12-04")
    assert "<strong>verlegt</strong>" in cell(html, "2098-12-04")
    assert "<s>Termin 3.12.</s>" in main(client, "/veranstaltungen/woche/2098-W49/")


def test_a_draft_stands_in_no_calendar(client):
    event(3, live=False)
    outbox.work_off()
    for params in ("", "?q=Termin"):
        assert "Termin 3.12." not in main(client, MONTH + params)


def test_an_empty_month_leads_to_the_next_date(client):
    event(15, title="Danach")
    outbox.work_off()
    html = main(client, "/veranstaltungen/monat/2098-08/")
    assert "Für diesen Monat ist nichts eingetragen." in html
    assert "Der nächste Termin: Montag, 15. Dezember 2098." in html
    assert f'href="{MONTH}">Dorthin' in html
    assert "<table" not in html
    filtered = main(client, "/veranstaltungen/monat/2098-08/?q=Danach")
    assert "Hier passt nichts zu Ihrer Auswahl." in filtered
    assert f'href="{MONTH}?q=Danach">Dorthin' in filtered
    assert 'href="/veranstaltungen/monat/2098-08/">Alle Termine ohne Filter' in filtered
    assert "Der nächste Termin" not in main(
        client, "/veranstaltungen/monat/2098-08/?q=Quastenflosser"
    )


def test_pages_that_search_engines_need_not_keep_say_so(client):
    event(3)
    outbox.work_off()
    robots = '<meta name="robots" content="noindex,follow">'
    assert robots not in client.get(MONTH).content.decode()
    for address in (MONTH + "?q=Termin", "/veranstaltungen/monat/2098-07/"):
        assert robots in client.get(address).content.decode()


def test_a_week_is_a_programme_with_times_and_places(client):
    event(3, hours=2, kind="workshop")
    html = main(client, "/veranstaltungen/woche/2098-W49/")
    assert "1.–7. Dezember 2098" in html
    assert "Kalenderwoche 49" in html
    assert "17:00–19:00 Uhr" in html
    assert "Workshop" in html
    assert "Kassel, Stadthalle" in html
    assert html.count("<section") == 1


def test_the_english_calendar_is_english(client):
    event(3, title_en="Date in English", status="cancelled")
    event(4)
    html = main(client, "/en/events/month/2098-12/")
    assert "Events in December 2098" in html
    assert "Wednesday, 3 December" in html
    assert "<s>Date in English</s>" in html
    assert "<strong>cancelled</strong>" in html
    assert '<span class="title" lang="de">Termin 4.12.' in html
    assert 'href="/en/events/week/2098-W49/"' in html
    page = client.get("/en/events/month/2098-12/?format=online").content.decode()
    assert f'href="{MONTH}?format=online"' in page
    assert "1–7 December 2098" in main(client, "/en/events/week/2098-W49/")


def test_without_an_index_the_database_answers_and_the_page_says_so(client):
    event(3, title="Wärmepumpe")
    event(4, title="Buchhaltung")
    current_engine().drop()
    html = main(client, MONTH + "?q=Wärmepumpe&format=online")
    assert "Wärmepumpe</span>" in html
    assert "Buchhaltung" not in html
    assert "sehen Sie alle Termine ohne Filter" in html
    assert "Buchhaltung" in main(client, MONTH)
    assert "nichts eingetragen" in main(client, "/veranstaltungen/monat/2098-07/")


@pytest.mark.parametrize(
    "address", [MONTH, "/veranstaltungen/woche/2098-W49/", MONTH + "?q=Termin"]
)
def test_ten_events_cost_no_more_queries_than_one(client, address):
    counts = []
    for times in (1, 9):
        for _ in range(times):
            series = event(3, topics=[make_topic()], recurrence_rules="FREQ=DAILY;COUNT=2")
            moment = series.starts_at + timedelta(days=1)
            series.date_changes = [DateChange(recurrence_id=moment, kind="changed", title="Neu")]
            series.save()
        outbox.work_off()
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 8
