import pytest
from django.template import Context, Template

from directory.freshness.score import score_of
from directory.models import Audience
from tests.directory.freshness.asking import due_in
from tests.factories import (
    make_course,
    make_event,
    make_organisation,
    make_programme,
    make_run,
    make_service,
    make_topic,
)

pytestmark = pytest.mark.django_db
FULL = {
    "summary": "Ein Satz, der ausführlich sagt, was man hier bekommt und für wen es gedacht ist.",
    "description": "Ein Absatz. " * 30,
    "title_en": "Title",
    "summary_en": "A sentence.",
    "audiences": [Audience.SME],
}


@pytest.mark.parametrize(
    "make", [make_organisation, make_service, make_course, make_programme, make_event]
)
def test_every_kind_has_a_score_and_says_what_raises_it(make):
    bare = score_of(make())
    full = score_of(make(topics=[make_topic()], tags=["KI"], **FULL))
    assert 0 < bare.points < full.points <= 100
    assert len(full.hints) < len(bare.hints)
    assert [points for points, _hint in bare.hints] == sorted(
        (points for points, _hint in bare.hints), reverse=True
    )


def test_a_complete_record_has_a_hundred_points_and_no_hint():
    course = make_course(
        topics=[make_topic()], tags=["KI"], level="basic", certificate="Zertifikat", **FULL
    )
    make_run(course)
    assert score_of(course) == type(score_of(course))(100, [])


def test_a_check_that_is_due_costs_points():
    fresh, due = score_of(make_organisation()), score_of(due_in(0))
    assert due.points < fresh.points
    assert due.hints[0][1] == "Bestätigen Sie, dass alles noch stimmt."


def test_the_owner_sees_points_and_three_hints():
    template = Template("{% load freshness_tags %}{% score record %}")
    html = template.render(Context({"record": make_organisation()}))
    assert "von 100 Punkten" in html
    assert html.count("<li>") == 3
