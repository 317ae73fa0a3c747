"""A program that sends one request several times at the same moment."""

import pytest
from django.test import Client

from advisory.models import AdviceRequest
from hub.mailbox.models import OutgoingMail
from tests.advisory.requests.factories import make_desk, make_entrance, make_key, make_subject
from tests.service.at_once import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("engine")]


def test_one_request_comes_of_it_and_every_answer_names_it(shared_database, settings):
    settings.CAN_SEND_MAIL = True
    make_desk(is_fallback=True)
    subject = make_subject()
    _key, secret = make_key(make_entrance())
    shared_database()
    body = {"subject": subject.slug, "text": "Ein Satz.", "postcode": "34117"}
    body |= {"name": "Anna Muster", "email": "anna@muster.example"}
    headers = {"authorization": f"Bearer {secret}", "idempotency-key": "eins"}

    def send(_number):
        args = {"content_type": "application/json", "headers": headers}
        answer = Client().post("/api/requests/", body, **args)
        return answer.status_code, answer.json()["number"]

    def count(_nothing):
        return AdviceRequest.objects.count(), OutgoingMail.objects.count()

    answers = at_once(send, range(6))
    assert len(set(answers)) == 1
    assert answers[0][0] == 201
    assert at_once(count, [""]) == [(1, 2)]
