"""A hub with a desk that gets everything about money, and one for the rest."""

import pytest

from tests.advisory.requests.factories import make_desk, make_rule, make_subject
from tests.factories import make_municipality


@pytest.fixture
def lotse(db):
    return make_desk(name="Lotsenstelle", is_fallback=True, email="lotse@example.org")


@pytest.fixture
def branch(db):
    return make_subject(slug="geld", title="Geld beschaffen", title_en="Finding money")


@pytest.fixture
def grants(branch):
    return make_subject(
        slug="foerdermittel",
        title="Zuschuss finden",
        title_en="Finding a grant",
        synonyms="Förderung\nFördermittel\ngrant",
        parent=branch,
    )


@pytest.fixture
def bank(lotse, branch, town):
    """The desk for all about money, everywhere."""
    desk = make_desk(name="Förderbank", email="bank@example.org", answer_within_days=2)
    make_rule(desk, branch)
    return desk


@pytest.fixture
def town(db):
    return make_municipality(name="Kassel", ags="06611000", postcodes="34117 34119")


@pytest.fixture(autouse=True)
def mail_server(settings):
    settings.CAN_SEND_MAIL = True
