import pytest
from django.core.management import call_command

from directory.models import Trust
from tests.factories import make_member, make_municipality, make_organisation


@pytest.fixture(autouse=True)
def review(db):
    """Entries can be handed in, and the town of the tests is known."""
    call_command("set_up_review")
    make_municipality(name="Musterstadt", postcodes="34999")


@pytest.fixture
def house(client):
    organisation = make_organisation(title="Kammer")
    organisation.member = make_member(organisation)
    client.force_login(organisation.member)
    return organisation


@pytest.fixture
def proven(house):
    Trust.objects.create(organisation=house, level=Trust.Level.PROVEN)
    return house
