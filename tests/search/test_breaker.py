"""The circuit breaker, with a clock of its own."""

import pytest

from search.engines.elastic.breaker import FAILURES, PAUSE, Breaker


@pytest.fixture
def clock():
    class Clock:
        now = 1000.0

        def __call__(self):
            return self.now

    return Clock()


@pytest.fixture
def breaker(clock):
    return Breaker("it", clock)


def test_some_quick_failures_in_a_row_open_it(breaker):
    for _number in range(FAILURES - 1):
        breaker.failed("refused", 0.01)
    assert breaker.lets_through()
    breaker.failed("refused", 0.01)
    assert not breaker.lets_through()
    assert breaker.reason == "refused"


def test_one_long_wait_opens_it(breaker):
    breaker.failed("slow", 1.5)
    assert not breaker.lets_through()


def test_a_success_in_between_starts_the_count_anew(breaker):
    for _number in range(10):
        breaker.failed("refused", 0.01)
        breaker.succeeded()
    assert breaker.lets_through()


def test_one_caller_per_pause_tries(breaker, clock):
    breaker.failed("slow", 1.5)
    clock.now += PAUSE
    assert breaker.lets_through()
    assert not breaker.lets_through()
    breaker.failed("slow", 1.5)
    assert not breaker.lets_through()
    clock.now += PAUSE
    assert breaker.lets_through()
    breaker.succeeded()
    assert breaker.lets_through()
    assert breaker.reason == ""


def test_whoever_tries_and_never_tells_keeps_nobody_else_away_for_long(breaker, clock):
    breaker.failed("slow", 1.5)
    clock.now += PAUSE
    assert breaker.lets_through()
    clock.now += PAUSE
    assert breaker.lets_through()
