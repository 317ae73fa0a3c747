"""A request and a result of the Digital-Check offer the same, in the same order and words."""

import pytest

from advisory.digital_check.offers import Found
from advisory.offer_kinds import KINDS
from advisory.requests import matching
from search import outbox
from tests.advisory.digital_check.questions import make_questions
from tests.advisory.requests.factories import make_draft, make_subject
from tests.factories import make_course, make_event, make_programme, make_service, make_topic

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]


def test_both_offer_the_same_kinds_in_one_order_and_with_one_wording():
    topic = make_topic(slug="digitales")
    for make in (make_event, make_programme, make_service, make_course):
        make(topics=[topic])
    outbox.work_off()
    (helping,) = Found(make_questions(topic=topic), ["strategy"], "").helping
    beside_a_request = matching.offers(make_draft(make_subject(topic=topic)))
    of_result = [(offer.kind, str(offer.more)) for offer in helping.offers]
    assert of_result == [(kind.name, str(kind.more)) for kind in KINDS]
    assert [str(offer.more) for offer in beside_a_request] == [more for _kind, more in of_result]
    assert [offer.result.hits for offer in beside_a_request] == [o.hits for o in helping.offers]
