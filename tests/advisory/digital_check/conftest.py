import re

import pytest

from tests.advisory.digital_check.questions import make_questions
from tests.advisory.requests.factories import make_desk, make_subject

CHECK = "/beratung/digital-check/"


@pytest.fixture
def questions(db):
    return make_questions()


@pytest.fixture
def desk(db):
    return make_desk(name="Lotsenstelle", is_fallback=True, email="lotse@example.org")


@pytest.fixture
def ready(questions, desk):
    """Questions whose result can become a request."""
    questions.subject = make_subject(slug="digital", title="Digitaler arbeiten")
    questions.save_revision().publish()
    questions.refresh_from_db()
    return questions


@pytest.fixture
def text():
    """What one reads on a page; what is hidden is left out where it is an element of its own."""

    def text(response):
        html = re.sub(r"<(\w+)[^>]* hidden>[^<]*</\1>", " ", response.content.decode())
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))

    return text
