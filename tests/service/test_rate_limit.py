"""Attempts at the same moment, each over a connection of its own as processes have them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hub.rate_limit import allow
from tests.service.at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def attempt(_number):
    return allow(key="anmelden", limit=5, seconds=3600)


@pytest.mark.parametrize("before", ["nothing", "a count that is over"])
def test_many_at_once_are_allowed_exactly_as_often_as_the_limit_says(shared_database, before):
    if before != "nothing":
        allow(key="anmelden", limit=5, seconds=60, at=timezone.now() - timedelta(hours=1))
    shared_database()
    assert sorted(at_once(attempt, range(12))) == [False] * 7 + [True] * 5
