import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils.translation import override

from directory.templatetags import record_tags as tags
from events.models import Event


@pytest.fixture(autouse=True)
def english():
    """What does not depend on the catalogue is told in the language of the source."""
    with override("en"):
        yield


def event(start, **fields):
    hours = fields.pop("hours", 2)
    return Event(starts_at=start, ends_at=start + timedelta(hours=hours), **fields)


EVENING = datetime(2026, 12, 3, 16, 0, tzinfo=UTC)
MIDNIGHT = datetime(2026, 12, 2, 23, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("record", "words"),
    [
        (event(EVENING, hours=2.5), "Thursday, 3 December 2026, 17:00–19:30"),
        (event(EVENING, hours=0), "Thursday, 3 December 2026, 17:00"),
        (event(MIDNIGHT, hours=24, all_day=True), "Thursday, 3 December 2026"),
        (
            event(MIDNIGHT, hours=48, all_day=True),
            "Thursday, 3 December 2026 to Friday, 4 December 2026",
        ),
        (
            event(EVENING, hours=20),
            "Thursday, 3 December 2026, 17:00 to Friday, 4 December 2026, 13:00",
        ),
        (
            event(EVENING, time_zone="Europe/London"),
            "Thursday, 3 December 2026, 16:00–18:00 (Europe/London)",
        ),
    ],
)
def test_dates_of_events_are_words(record, words):
    assert tags.event_dates(record) == words


def test_a_card_says_when_its_record_was_checked():
    assert tags.checked_on("2026-12-03") == "checked on 3 December 2026"
    with override("de"):
        assert tags.checked_on("2026-12-03") == "geprüft am 3. Dezember 2026"


def test_german_dates_are_written_as_people_write_them():
    with override("de"):
        words = tags.event_dates(event(EVENING, hours=2.5))
    assert words == "Donnerstag, 3. Dezember 2026, 17:00–19:30 Uhr"


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2027, 1, 11), date(2027, 1, 15), "11–15 January 2027"),
        (date(2027, 1, 11), date(2027, 1, 11), "11 January 2027"),
        ("2027-01-11", None, "11 January 2027"),
        (date(2027, 1, 30), date(2027, 2, 3), "30 January 2027 to 3 February 2027"),
        (None, None, ""),
        ("kein Tag", None, ""),
    ],
)
def test_ranges_of_days_are_words(first, last, words):
    assert tags.day_range(first, last) == words


@pytest.mark.parametrize(
    ("amount", "in_german", "in_english"),
    [
        (Decimal("1200.00"), "1 200 €", "€1,200"),
        ("49.50", "49,50 €", "€49.50"),
        (None, "", ""),
        ("", "", ""),
        ("viel", "", ""),
    ],
)
def test_prices_are_written_as_people_write_them(amount, in_german, in_english):
    assert tags.price(amount) == in_english
    with override("de"):
        assert " ".join(tags.price(amount).split()) == in_german
        assert " " not in tags.price(amount)  # a price stays on one line


def test_nothing_to_pay_is_said_in_words():
    assert tags.price(Decimal("0.00")) == "free of charge"


def test_plain_text_becomes_paragraphs_and_lists():
    text = "Erste Zeile\ngeht weiter.\n\nBringen Sie mit:\n- Ausweis\n- Plan\n  auf zwei Seiten\n"
    assert tags.paragraphs(text) == (
        "<p>Erste Zeile geht weiter.</p>\n"
        "<p>Bringen Sie mit:</p><ul><li>Ausweis</li><li>Plan auf zwei Seiten</li></ul>"
    )
    assert tags.paragraphs("") == tags.paragraphs(None) == ""


def test_addresses_in_texts_become_links_that_vouch_for_nothing():
    html = tags.paragraphs("Siehe https://x.example/?a=1&b=2 <b>")
    assert '<a href="https://x.example/?a=1&amp;b=2" rel="nofollow">' in html
    assert "<b>" not in html


def test_structured_data_cannot_end_its_script():
    html = tags.json_ld({"name": "</script><!--&\u2028"})
    assert html.count("</script>") == 1
    assert "<!--" not in html
    assert "\u2028" not in html
    assert tags.json_ld(None) == ""


def place(**fields):
    town = SimpleNamespace(latitude=51.3, longitude=9.5)
    minimum = {"latitude": 51.3, "longitude": 9.5, "one_line": "Weg 1, 34117 Kassel"}
    minimum |= {"municipality": town, "has_position": True}
    return SimpleNamespace(**(minimum | fields))


def test_a_map_shows_the_house_not_the_middle_of_the_town():
    assert tags.map_url(place(latitude=51.31)).endswith("#map=17/51.310000/9.500000")
    assert "search?query=Weg+1" in tags.map_url(place())
    assert "to=Weg+1" in tags.route_url(place(has_position=False, municipality=None))


@pytest.mark.parametrize(
    ("typed", "dialled"),
    [("+49 (0) 561 804-0", "tel:+495618040"), ("0561/80 40", "tel:05618040")],
)
def test_phone_numbers_can_be_dialled(typed, dialled):
    assert tags.phone_url(typed) == dialled


def test_the_leaf_of_a_day_is_read_by_people_and_programs():
    leaf = tags.leaf("2026-12-03")
    assert '<time datetime="2026-12-03">' in leaf
    assert re.sub(r"<[^>]+>", "", leaf) == "Thu 03 Dec 2026"
    with override("de"):
        assert re.sub(r"<[^>]+>", "", tags.leaf("2026-12-03")) == "Do 03 Dez 2026"
    assert tags.leaf(None) == tags.leaf("soon") == ""
