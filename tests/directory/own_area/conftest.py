import pytest
from django.core.management import call_command

from tests.factories import make_municipality


@pytest.fixture(autouse=True)
def review(db):
    """Entries can be handed in, and the town of the tests is known."""
    call_command("set_up_review")
    make_municipality(name="Musterstadt", postcodes="34999")
