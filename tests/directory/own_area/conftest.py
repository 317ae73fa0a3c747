import pytest

from hub.management.commands.set_up_hub import Command
from tests.factories import make_municipality


@pytest.fixture(autouse=True)
def review(db):
    """Entries can be handed in, and the town of the tests is known."""
    Command().ensure_review()
    make_municipality(name="Musterstadt", postcodes="34999")
