"""Providers see what visitors looked for in vain."""

from datetime import timedelta

import pytest
from django.utils import timezone

from search.models import AskedQuestion
from tests.factories import make_member, make_person
from tests.search.factories import make_question

pytestmark = pytest.mark.django_db
PAGE = "/mein/gesuchte-kurse/"


def test_a_provider_sees_what_at_least_three_have_looked_for_in_vain(client):
    make_question("Löten für Imker", visitors=7)
    make_question("Excel", outcome=AskedQuestion.Outcome.FOUND)
    make_question("Längst her", last_asked=timezone.localdate() - timedelta(days=91))
    AskedQuestion.objects.create(
        key="x", language="de", outcome="nothing", visitors=1, last_asked=timezone.localdate()
    )
    client.force_login(make_member())
    assert PAGE in client.get("/mein/veroeffentlichen/course/").content.decode()
    answer = client.get(PAGE)
    assert [question.text for question in answer.context["questions"]] == ["Löten für Imker"]
    assert "7 Besuche" in answer.content.decode()


def test_whoever_acts_for_nobody_sees_nothing_of_it(client):
    make_question("Löten für Imker")
    assert client.get(PAGE).status_code == 302
    client.force_login(make_person())
    html = client.get(PAGE).content.decode()
    assert "Imker" not in html
