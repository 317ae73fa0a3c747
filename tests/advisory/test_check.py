"""The check and the calendar of deadlines, as visitors get them."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from advisory.models import FundingDeadline
from tests.factories import make_municipality, make_programme
from tests.record_pages import page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]
CHECK = "/en/funding/check/"
CALENDAR = "/en/funding/calendar.ics"


def in_days(number):
    return timezone.localdate() + timedelta(days=number)


def asked(client, **answers):
    response = client.get(CHECK, answers)
    assert response.status_code == 200
    return response


def titles(response):
    """Titles by verdict: fits, fits if, does not fit."""
    groups = [group for _heading, _id, group in response.context["groups"]]
    groups.append(response.context["not_fitting"])
    return [[shown.record.title for shown in group.shown] for group in groups]


def text(response):
    html = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html)


def test_nothing_is_judged_before_anything_is_answered(client):
    make_programme(title="Digitales", purposes=["digital"])
    response = asked(client)
    assert "groups" not in response.context
    assert "Your result appears here" in text(response)


def test_three_groups_with_their_reasons(client):
    make_municipality(postcodes="34999")
    make_programme(title="Digitales", purposes=["digital"], territory=["066"])
    make_programme(title="Kleine", purposes=["digital"], employees_max=49)
    make_programme(title="Energie", purposes=["energy"])
    response = asked(client, purpose="digital", postcode="34 999")
    assert titles(response) == [["Digitales"], ["Kleine"], ["Energie"]]
    for sentence in (
        "It pays for what you plan: software, networking, IT security.",
        "Your place lies in the area: Regierungsbezirk Kassel.",
        "Your company has at most 49 employees.",
        "It is for something else: saving energy, material and emissions.",
    ):
        assert sentence in text(response)


def test_an_answer_of_blanks_is_no_answer(client):
    assert "groups" not in asked(client, postcode="  ", purpose="").context


def test_a_postcode_that_is_none_is_told_at_its_field_and_counts_as_open(client):
    make_programme(title="Hessen", purposes=["digital"], territory=["06"])
    response = asked(client, purpose="digital", postcode="3411")
    assert titles(response) == [[], ["Hessen"], []]
    html = response.content.decode()
    assert 'id="postcode_error">A postcode has five digits.' in html
    assert re.search(r'<input[^>]*name="postcode"[^>]*aria-describedby="postcode_error"', html)


def test_a_postcode_outside_the_region_leaves_the_place_open_and_says_so(client):
    make_programme(title="Hessen", purposes=["digital"], territory=["06"])
    response = asked(client, purpose="digital", postcode="10115")
    assert titles(response) == [[], ["Hessen"], []]
    assert "10115 lies outside the region of this hub" in text(response)


def test_a_postcode_of_two_municipalities_says_so(client):
    make_municipality(ags="06633001", postcodes="34999")
    make_municipality(ags="06634001", postcodes="34999 34998")
    make_programme(title="Nur hier", purposes=["digital"], territory=["06634"])
    response = asked(client, purpose="digital", postcode="34999")
    assert titles(response)[1] == ["Nur hier"]
    assert "34999 belongs to several municipalities" in text(response)


@pytest.mark.parametrize("name", ["purpose", "size", "age", "industry", "legal_form"])
def test_an_invented_answer_is_told_and_counts_as_open(client, name):
    make_programme(title="Digitales", purposes=["digital"])
    response = asked(client, **{name: "martian"})
    assert titles(response)[1] == ["Digitales"]
    assert f'id="{name}_error">Choose from the list.' in response.content.decode()


def test_the_legal_form_is_asked_only_where_a_possible_programme_needs_it(client):
    make_programme(purposes=["capital"], legal_forms=["gmbh"])
    assert 'name="legal_form"' not in asked(client).content.decode()
    assert 'name="legal_form"' not in asked(client, purpose="digital").content.decode()
    assert 'name="legal_form"' in asked(client, purpose="capital").content.decode()
    answered = asked(client, purpose="digital", legal_form="gmbh").content.decode()
    assert '<option value="gmbh" selected>' in answered


@pytest.mark.parametrize(
    ("fields", "group", "sentence"),
    [
        ({"state": "closed"}, 2, "It has ended: applications are no longer accepted."),
        ({"deadline": in_days(-1)}, 2, "The last day to apply was"),
        ({"state": "paused", "deadline": in_days(-1)}, 2, "The last day to apply was"),
        ({"state": "paused"}, 1, "It takes applications again: at the moment it is paused."),
        ({"state": "announced"}, 1, "It opens: so far it is only announced."),
    ],
)
def test_what_is_over_or_paused_says_so_and_never_fits(client, fields, group, sentence):
    make_programme(title="Digitales", purposes=["digital"], **fields)
    response = asked(client, purpose="digital")
    assert titles(response)[group] == ["Digitales"]
    assert sentence in text(response)


def test_a_record_without_a_purpose_says_that_it_is_incomplete(client):
    make_programme(title="Halb", purposes=[])
    response = asked(client, purpose="digital")
    assert titles(response)[1] == ["Halb"]
    assert "our record does not say what it is for" in text(response)


def test_drafts_are_not_judged(client):
    make_programme(purposes=["digital"], live=False)
    assert titles(asked(client, purpose="digital")) == [[], [], []]


def test_a_result_says_who_checked_it_when_and_until_when_one_applies(client):
    programme = make_programme(
        purposes=["digital"],
        confirmed_on=timezone.localdate().replace(day=1),
        confirmed_by="IHK",
        start_rule="application",
    )
    FundingDeadline.objects.create(programme=programme, day=in_days(40), note="Skizze")
    response = text(asked(client, purpose="digital"))
    assert re.search(r"checked on 1 \w+ \d{4} by IHK", response)
    assert "Apply first: do not order or sign before." in response
    assert re.search(r"until \d+ \w+ \d{4}", response)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"employees_min": 3, "employees_max": 499}, "Your company has 3 to 499 employees."),
        ({"employees_min": 3}, "Your company has at least 3 employees."),
        ({"age_from": 0}, "Your company is founded already."),
        ({"age_below": 0}, "Your company is not founded yet."),
        ({"age_from": 2}, "Your company is at least 2 years old."),
        ({"age_below": 5}, "Your company is not founded yet or less than 5 years old."),
        (
            {"age_from": 0, "age_below": 5},
            "Your company is founded already and less than 5 years old.",
        ),
        ({"age_from": 2, "age_below": 5}, "Your company is at least 2 and less than 5 years old."),
        ({"industries": ["F"]}, "Your industry is one of these: Construction."),
        ({"not_industries": ["F"]}, "Your industry is none of these: Construction."),
        ({"legal_forms": ["gmbh", "ug"]}, "Your legal form is one of these: UG"),
        ({"further_conditions": "You are brave.\n\n"}, "You are brave."),
    ],
)
def test_conditions_are_sentences_on_the_page_and_in_the_check(client, fields, sentence):
    record = make_programme(purposes=["digital"], **fields)
    assert sentence in text(asked(client, purpose="digital"))
    assert sentence in page(client, record, "en")


def test_many_programmes_are_shown_in_part_until_all_are_asked_for(client):
    for number in range(33):
        make_programme(title=f"Programm {number:02}", purposes=["digital"])
    few = asked(client, purpose="digital")
    assert len(titles(few)[0]) == 30
    assert "Show 3 more programmes" in text(few)
    assert len(titles(asked(client, purpose="digital", show="all"))[0]) == 33


def test_list_and_page_of_a_programme_lead_to_the_check(client):
    record = make_programme()
    assert f'href="{CHECK}"' in client.get("/en/funding/").content.decode()
    assert f'href="{CHECK}"' in page(client, record, "en")


def test_no_programme_takes_the_address_of_the_check():
    assert make_programme(title="Check").slug == "check-2"


def test_the_check_costs_the_same_for_one_and_for_many(client, django_assert_max_num_queries):
    make_municipality(postcodes="34999")
    for times in (1, 9):
        for _ in range(times):
            record = make_programme(purposes=["digital"], territory=["06633"])
            FundingDeadline.objects.create(programme=record, day=in_days(9))
        asked(client, purpose="digital", postcode="34999")
        with django_assert_max_num_queries(12):
            asked(client, purpose="digital", postcode="34999")


# --- The calendar -----------------------------------------------------------------------------


def events(client, **answers):
    response = client.get(CALENDAR, answers)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    body = b"".join(response) if response.streaming else response.content
    return Calendar.from_ical(body).walk("VEVENT")


def test_deadlines_are_whole_days_that_make_nobody_busy(client):
    programme = make_programme(title="Runden", deadline=in_days(90))
    FundingDeadline.objects.create(programme=programme, day=in_days(20), note="Skizze")
    found = events(client)
    assert [each.decoded("dtstart") for each in found] == [in_days(90), in_days(20)]
    assert found[0].decoded("dtend") == in_days(91)
    assert str(found[0]["summary"]) == "Apply by today: Runden"
    assert {str(each["transp"]) for each in found} == {"TRANSPARENT"}
    assert "Skizze" in found[1]["description"]


def test_a_last_day_that_moves_keeps_its_identifier(client):
    programme = make_programme(deadline=in_days(90))
    (before,) = events(client)
    programme.deadline = in_days(120)
    programme.save()
    (after,) = events(client, x="1")
    assert before["uid"] == after["uid"]
    assert after.decoded("dtstart") == in_days(120)


def test_the_calendar_follows_the_answers_and_leaves_out_what_is_over(client):
    make_programme(title="Digitales", purposes=["digital"], deadline=in_days(9))
    make_programme(title="Energie", purposes=["energy"], deadline=in_days(9))
    make_programme(purposes=["digital"], deadline=in_days(9), state="closed")
    make_programme(purposes=["digital"], deadline=in_days(-9))
    assert len(events(client)) == 2
    (only,) = events(client, purpose="digital")
    assert str(only["summary"]).endswith("Digitales")


def test_characters_that_no_calendar_may_hold_are_left_out(client):
    make_programme(title="Zu\x0bschuss", deadline=in_days(9))
    assert str(events(client)[0]["summary"]).endswith(": Zu schuss")


def test_an_empty_calendar_is_a_calendar(client):
    assert events(client) == []


def test_the_check_gives_the_calendar_of_its_answers(client):
    html = asked(client, purpose="digital", size="1-9").content.decode()
    assert f"{CALENDAR}?purpose=digital&amp;size=1-9" in html


def test_the_calendar_costs_the_same_for_one_and_for_many(client, django_assert_max_num_queries):
    for times in (1, 9):
        for _ in range(times):
            record = make_programme(deadline=in_days(9))
            FundingDeadline.objects.create(programme=record, day=in_days(5))
        with django_assert_max_num_queries(8):
            assert events(client)
