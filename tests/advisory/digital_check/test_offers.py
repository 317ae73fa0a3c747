"""What helps in a topic, in reach of a postcode."""

from datetime import timedelta

import pytest
from django.utils import timezone

from advisory.models import CheckSearch, QuestionSet
from events.models import Event
from search import outbox
from tests.advisory.digital_check.conftest import CHECK
from tests.advisory.digital_check.questions import make_questions
from tests.factories import (
    make_course,
    make_event,
    make_municipality,
    make_programme,
    make_run,
    make_service,
    make_topic,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]


@pytest.fixture
def topic(db):
    topic = make_topic(slug="digitales")
    make_questions(topic=topic)
    make_municipality(ags="06611000", postcodes="34117", latitude=51.31, longitude=9.5)
    return topic


def asked(client, postcode="34117", dimension=("strategy",), **more):
    outbox.work_off()
    data = {"go": "offers", "postcode": postcode, "dimension": dimension}
    return client.post(CHECK, data | more)


def titles(response):
    """Titles by kind."""
    found = response.context["found"]
    return {
        offer.kind: [hit.title for hit in offer.hits]
        for helping in found.helping
        for offer in helping.offers
    }


def test_advice_dates_courses_and_funding_of_the_topic(client, topic):
    make_service(title="Digitallotse", topics=[topic])
    make_service(title="Steuerfragen")
    make_event(title="Sprechtag", topics=[topic], latitude=51.3, longitude=9.5)
    course = make_course(title="Grundkurs", topics=[topic])
    make_run(course, latitude=51.3, longitude=9.5)
    make_programme(title="Digi-Zuschuss", topics=[topic])
    response = asked(client)
    assert titles(response) == {
        "advice": ["Digitallotse"],
        "event": ["Sprechtag"],
        "course": ["Grundkurs"],
        "funding": ["Digi-Zuschuss"],
    }
    assert "Steuerfragen" not in response.content.decode()
    assert "/beratung/?topic=digitales" in response.content.decode()


def test_only_what_is_in_reach_of_the_postcode(client, topic):
    make_service(title="Hier", topics=[topic], territory=["06611"])
    make_service(title="Anderswo", topics=[topic], territory=["09"])
    make_programme(title="Hessen", topics=[topic], territory=["06"])
    make_programme(title="Bayern", topics=[topic], territory=["09"])
    make_programme(title="Vorbei", topics=[topic], state="closed")
    make_event(title="Nah", topics=[topic], latitude=51.3, longitude=9.5)
    make_event(title="Fern", topics=[topic], latitude=48.1, longitude=11.5)
    mode = Event.AttendanceMode.ONLINE
    make_event(title="Online", topics=[topic], attendance_mode=mode, venue="", place="")
    found = titles(asked(client))
    assert found["advice"] == ["Hier"]
    assert found["funding"] == ["Hessen"]
    assert set(found["event"]) == {"Nah", "Online"}
    everywhere = titles(asked(client, postcode=""))
    assert set(everywhere["advice"]) == {"Hier", "Anderswo"}
    assert len(everywhere["event"]) == 2


def test_the_next_dates_come_first(client, topic):
    for days in (30, 3, 9):
        starts = timezone.now() + timedelta(days=days)
        make_event(title=f"In {days} Tagen", topics=[topic], starts_at=starts)
    assert titles(asked(client, postcode=""))["event"] == ["In 3 Tagen", "In 9 Tagen"]


def test_a_postcode_outside_says_so_and_shows_the_region(client, topic, text):
    make_service(title="Digitallotse", topics=[topic])
    response = asked(client, postcode="80331")
    assert "80331 liegt außerhalb der Region" in text(response)
    assert titles(response)["advice"] == ["Digitallotse"]


@pytest.mark.parametrize("postcode", ["3411", "Kassel", "34117x"])
def test_a_postcode_that_is_none_is_told_at_its_field(client, topic, postcode, text):
    response = asked(client, postcode=postcode)
    assert response.context["found"] is None
    assert "Die Postleitzahl hat fünf Ziffern." in text(response)


@pytest.mark.parametrize("dimension", [[], ["data"], ["strategy", "x"]])
def test_topics_that_the_check_does_not_have_bring_nothing(client, topic, dimension):
    response = asked(client, dimension=dimension)
    assert response.context["found"] is None
    assert response.context["form"].errors["dimension"]


def test_nothing_in_reach_leads_to_a_request(client, topic, text):
    response = asked(client, dimension=["strategy", "readiness"])
    assert text(response).count("nichts in Reichweite") == 2


def test_nothing_is_offered_twice(client, topic):
    make_service(title="Digitallotse", topics=[topic])
    row = {"dimension": "readiness", "search": "topic=digitales"}
    CheckSearch.objects.create(question_set=QuestionSet.objects.current(), **row)
    found = asked(client, dimension=["strategy", "readiness"]).context["found"]
    assert [len(helping.offers) for helping in found.helping] == [1, 0]


def test_a_topic_that_is_named_twice_is_shown_once(client, topic):
    make_service(title="Digitallotse", topics=[topic])
    assert len(asked(client, dimension=["strategy"] * 50).context["found"].helping) == 1


def test_the_answers_stay_in_the_form_of_who_has_no_script(client, topic):
    response = asked(client, **{"answer-ziel": "1"})
    assert 'name="answer-ziel" value="1" checked' in response.content.decode()


def test_without_an_index_the_page_says_that_offers_may_be_missing(client, topic, text, settings):
    settings.SEARCH_INDEX_DIR = settings.SEARCH_INDEX_DIR / "none"
    response = client.post(CHECK, {"go": "offers", "dimension": "strategy"})
    assert "Die Suche antwortet gerade nicht" in text(response)


def test_more_offers_cost_no_more_queries(client, topic, django_assert_max_num_queries):
    for number in range(10):
        make_service(title=f"Rat {number}", topics=[topic])
        make_programme(title=f"Geld {number}", topics=[topic])
    asked(client)
    with django_assert_max_num_queries(30):
        asked(client)
