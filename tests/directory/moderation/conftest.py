import pytest
from django.core.management import call_command


@pytest.fixture(autouse=True)
def review(db):
    call_command("set_up_review")
