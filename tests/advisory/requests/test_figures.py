"""Promises in numbers: in public by institution, and as a report of one's own desks."""

import io
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from openpyxl import load_workbook

from advisory.models import AdviceDesk, AdviceRequest
from advisory.requests import answering, figures, following, promises, report
from tests.advisory.requests.factories import make_desk, make_rule, make_sent
from tests.advisory.requests.test_following import MONDAY, days
from tests.advisory.requests.test_journey import START, text
from tests.factories import make_member, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]
PAGE, REPORT = f"{START}zusagen/", "/mein/anliegen/bericht/"
MON = date(2026, 11, 30)


def tally(bank, grants, *ways):
    """One request for each (working days to the answer or None, how it ended)."""
    for number, (answered, end) in enumerate(ways):
        sent = make_sent(grants, at=MONDAY, typed={"text": f"Text {number}"})
        mine = sent.assignments.get()
        if answered is not None:
            mine.answer(days(answered))
        if end:
            mine.ended_at, mine.end = days(9), end
        mine.save()
    every = AdviceDesk.objects.all()
    found = figures.tallies(since=MON, until=MON, desks=every, by_month=False)
    return found[bank.organisation_id, ""]


def test_a_promise_is_kept_up_to_its_last_day_and_broken_after_it(bank, grants):
    found = tally(bank, grants, (2, ""), (3, ""), (None, "broken"))
    assert (found.of("received"), found.kept, found.broken) == (3, 1, 2)


@pytest.mark.parametrize("end", ["", "passed_on", "left", "withdrawn"])
def test_what_is_not_decided_counts_as_neither(bank, grants, end):
    found = tally(bank, grants, (None, end))
    assert (found.of("received"), found.decided, found.median) == (1, 0, None)


def test_the_median_is_in_working_days(bank, grants):
    assert tally(bank, grants, (0, ""), (7, ""), (7, "")).median == 5


def test_one_broken_of_many_is_never_a_hundred_percent():
    assert figures.Tally({"kept": 300, "broken": 1}).kept_percent == 99
    assert figures.Tally({"kept": 1, "broken": 300}).kept_percent == 1
    assert figures.Tally().kept_percent == 0


def play(grants, *, kept, broken, at=MONDAY):
    """Requests that are taken at once, then such that nobody answers."""
    for number in range(kept + broken):
        sent = make_sent(grants, at=at, typed={"text": f"Anliegen {at} {number}"})
        if number < kept:
            answering.take(assignment=sent.assignments.current().get(), at=at)
    following.look_after(at=at + timedelta(days=3))


def houses():
    cache.clear()
    found = promises.houses(at=days(30))
    return {house.name: (house.tally.kept, house.tally.broken, house.is_shown) for house in found}


def test_the_public_page_counts_and_hides_small_numbers(client, bank, grants, lotse):
    name = bank.organisation.headline
    play(grants, kept=3, broken=1)
    assert houses() == {name: (3, 1, False), "Lotsenstelle": (0, 0, False)}
    page = client.get(PAGE)  # no sum tells what is hidden
    assert (page.context["decided"], "gehalten." in text(page)) == (0, False)
    play(grants, kept=1, broken=0, at=days(7))
    assert houses()[name] == (4, 1, True)


def test_the_public_page_says_so_in_words(client, bank, grants, lotse, settings):
    at = timezone.now() - timedelta(days=20)
    play(grants, kept=6, broken=0, at=at)
    cache.clear()
    page = text(client.get(PAGE))
    assert "100 % rechtzeitig · 6 Zusagen gehalten · 0 gebrochen" in page
    assert "Weniger als 5 Anliegen" in page
    assert "innerhalb von 2 Arbeitstagen zu." in page
    english = text(client.get("/en/advice/request/promises/"))
    assert "6 promises kept" in english


def test_what_is_older_than_a_year_does_not_count(bank, grants):
    play(grants, kept=6, broken=0, at=days(-400))
    assert houses()[bank.organisation.headline][:2] == (0, 0)


def test_an_institution_that_is_not_public_is_named_by_its_desk(client, bank, grants):
    bank.organisation.unpublish()
    assert "Förderbank" in houses()


@pytest.mark.parametrize("count", [1, 10])
def test_the_public_page_costs_the_same_however_many(
    client, bank, django_assert_max_num_queries, count
):
    for _ in range(count):
        make_desk()
    cache.clear()
    client.get(PAGE)
    with django_assert_max_num_queries(12):
        client.get(PAGE)


def test_the_report_is_by_house_and_month_and_one_sees_ones_own(client, bank, grants, lotse):
    other = make_desk(name="Andere")
    make_rule(bank, grants)
    make_rule(other, grants, industries=["C"])
    at = timezone.now() - timedelta(days=40)
    play(grants, kept=2, broken=1, at=at)
    make_sent(grants, at=at, industry="C", typed={"text": "Anderes"})
    sent = AdviceRequest.objects.filter(state="taken").first()
    answering.close(assignment=sent.assignments.get(), outcome="advised", at=at)
    client.force_login(make_member(bank.organisation))
    page = client.get(REPORT)
    (row,) = page.context["rows"]
    assert row.house == bank.organisation.headline
    assert row.month == timezone.localdate(at).replace(day=1)
    assert row.numbers == [3, 2, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]
    assert len(row.numbers) == len(report.columns())
    client.force_login(make_person(is_superuser=True))
    everybody = {row.house for row in client.get(REPORT).context["rows"]}
    assert everybody == {row.house, other.organisation.headline}


def test_the_table_for_spreadsheets_holds_the_same_and_calculates_nothing(client, bank, grants):
    play(grants, kept=1, broken=0, at=timezone.now() - timedelta(days=10))
    bank.organisation.title = "=1+1"
    bank.organisation.save()
    client.force_login(make_member(bank.organisation))
    response = client.get(REPORT, {"format": "xlsx"})
    assert "attachment" in response.headers["Content-Disposition"]
    sheet = load_workbook(io.BytesIO(response.content)).active
    head, row = list(sheet.iter_rows(values_only=True))
    assert head[:3] == ("Institution", "Monat", "eingegangen")
    assert (row[0], row[2], row[3]) == ("=1+1", 1, 1)
    assert sheet["A2"].data_type == "s"


def test_without_a_desk_or_without_requests_the_report_says_so(client, bank):
    client.force_login(make_member())
    assert "keine Stelle für Anliegen" in text(client.get(REPORT))
    client.force_login(make_member(bank.organisation))
    assert "kein Anliegen bekommen" in text(client.get(REPORT))


def test_nobody_sees_the_report_without_signing_in(client):
    assert client.get(REPORT).status_code == 302


def test_days_are_those_of_the_hub_not_of_greenwich(bank, grants):
    late = MONDAY.replace(hour=23, minute=30)  # half past midnight in Germany
    mine = make_sent(grants, at=late).assignments.get()
    answering.take(assignment=mine, at=late)
    mine.refresh_from_db()
    assert (mine.since_on, mine.answered_on) == (MON + timedelta(days=1),) * 2
    assert mine.answered_days == 0
