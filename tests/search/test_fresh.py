"""What a process keeps in memory of a small table, and when it asks the database again."""

from datetime import timedelta

import pytest
from django.db import Error, connection
from django.utils import timezone

from search.fresh import EVERY, Fresh
from search.models import Synonym
from tests.search.factories import make_synonym

pytestmark = pytest.mark.django_db


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def fresh(clock):
    return Fresh(Synonym, lambda: [s.words for s in Synonym.objects.all()], [], clock)


def long_ago(synonym):
    """As if it had been saved an hour ago, so that nobody can be saving beside it."""
    moment = timezone.now() - timedelta(hours=1)
    Synonym.objects.filter(pk=synonym.pk).update(changed_at=moment)


def test_nothing_is_asked_between_two_looks_and_one_query_a_look(
    fresh, clock, django_assert_num_queries
):
    long_ago(make_synonym())
    with django_assert_num_queries(2):
        value = fresh.get()
    assert value == ["kalfaktor\nhausmeister"]
    with django_assert_num_queries(0):
        clock.now += EVERY - 1
        assert fresh.get() is value
    with django_assert_num_queries(1):
        clock.now += 1
        assert fresh.get() is value


def test_a_row_that_is_added_changed_or_deleted_is_seen_at_the_next_look(fresh, clock):
    assert fresh.get() == []
    synonym = make_synonym()
    assert fresh.get() == []
    clock.now += EVERY
    assert len(fresh.get()) == 1
    synonym.words = "Fön\nHaartrockner"
    synonym.save()
    clock.now += EVERY
    assert fresh.get() == ["Fön\nHaartrockner"]
    synonym.delete()
    clock.now += EVERY
    assert fresh.get() == []


def test_a_change_that_was_committed_late_with_an_early_time_is_not_missed(fresh, clock):
    first, second = make_synonym(), make_synonym(words="fön\nhaartrockner")
    fresh.get()
    earlier = first.changed_at - timedelta(seconds=1)
    Synonym.objects.filter(pk=first.pk).update(words="late\nvery late", changed_at=earlier)
    clock.now += EVERY
    assert "late\nvery late" in fresh.get()
    assert second.changed_at > earlier


def test_without_a_database_the_old_value_stays(fresh, clock):
    make_synonym()
    value = fresh.get()

    def refuse(*args):
        raise Error("no database")

    clock.now += EVERY
    with connection.execute_wrapper(refuse):
        assert fresh.get() is value
    clock.now += EVERY
    assert fresh.get() == value


def test_who_finds_another_thread_looking_does_not_wait(fresh):
    make_synonym()
    with fresh._looking:
        assert fresh.get() == []
    assert len(fresh.get()) == 1
