"""When two records are taken for one event."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from events.same.likeness import Facts, likeness
from search.german import analyser

START = datetime(2031, 3, 4, 18, tzinfo=UTC)
KASSEL, BAUNATAL, FULDA = (51.3127, 9.4797), (51.2519, 9.4094), (50.5558, 9.6808)


def stems(title):
    return [token.stem for token in analyser(frozenset()).tokens(title)]


def at(start=START, hours=2):
    return (start, start + timedelta(hours=hours))


TALK = Facts(
    "KI im Handwerk: Chancen und Grenzen",
    [at()],
    position=KASSEL,
    place="Kassel",
    venue="IHK, Großer Saal",
)


def compared(one=TALK, **fields):
    return likeness(one, replace(one, **fields), stems)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"title": "KI im Handwerk – Grenzen und Chancen"},
        {"title": "KI im Handwerk: Chancen und Grenze"},
        {"venue": "Großer Saal der IHK", "position": None},
        {"dates": [at(hours=2.5)]},
    ],
)
def test_the_same_is_certain(fields):
    assert compared(**fields).is_certain


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "KI im Handwerk"},
        {"dates": [at(START + timedelta(minutes=30))]},
        {"dates": [at(START.replace(hour=0), 24)], "all_day": True},
        {"venue": "Science Park"},
        {"is_online": True, "position": None, "place": "", "venue": ""},
        {"dates": [at(), at(START + timedelta(days=7))]},
        {"title": "Künstliche Intelligenz im Handwerk: Chancen und Grenzen"},
    ],
)
def test_what_may_be_the_same_is_proposed_and_never_joined_by_itself(fields):
    found = compared(**fields)
    assert not found.is_certain
    assert found.total > 0.6


@pytest.mark.parametrize(
    "fields",
    [
        {"position": FULDA, "place": "Fulda"},
        {"dates": [at(START + timedelta(days=1))]},
        {"dates": [at(START - timedelta(hours=8))]},
        {"dates": []},
        {"title": "Steuern im Verein"},
        {"title": "KI im Handwerk: Chancen und Grenzen, Teil 2"},
        {"position": None, "place": "Fulda", "postcode": "36037"},
    ],
)
def test_what_cannot_be_the_same_is_nothing(fields):
    assert not compared(**fields).is_probable


def test_parts_with_numbers_are_different_events():
    one = replace(TALK, title="Buchführung Modul 1")
    assert compared(one, title="Buchführung Modul 2").total == 0
    one = replace(TALK, title="Buchführung Teil I")
    assert compared(one, title="Buchführung Teil II").total == 0


def test_two_of_one_source_are_never_joined_by_themselves():
    one = replace(TALK, source="ics:ihk")
    assert compared(one).is_probable
    assert not compared(one).is_certain
    assert compared(one, source="ics:uni").is_certain


def test_one_name_in_two_calendars_makes_certain_what_is_alike():
    one = replace(TALK, source="ics:ihk", uid="4711-tagung@example.org")
    there = {"source": "ics:uni", "venue": "Science Park"}
    assert not compared(one, **there, uid="4712").is_certain
    assert compared(one, **there).is_certain
    assert not compared(one, **there, title="Steuern im Verein").is_certain
    assert not compared(replace(one, uid="4711"), **there).is_certain  # a number of their own


def test_one_date_of_a_series_is_not_the_series():
    weeks = [at(START + timedelta(weeks=n)) for n in range(10)]
    assert not compared(replace(TALK, dates=weeks), dates=weeks[:1]).is_certain
    assert compared(replace(TALK, dates=weeks), dates=weeks).is_certain


def test_neighbouring_towns_are_near_enough_to_ask():
    found = compared(position=BAUNATAL, place="Baunatal", venue="")
    assert found.is_probable
    assert not compared(position=BAUNATAL, place="Baunatal", venue="Stadthalle").is_certain


def test_titles_without_words_are_compared_letter_by_letter():
    assert likeness(replace(TALK, title="???"), replace(TALK, title="???"), stems).title == 1
