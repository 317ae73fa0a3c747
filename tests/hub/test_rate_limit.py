from datetime import UTC, datetime, timedelta

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from hub.models import AttemptCount
from hub.rate_limit import allow, client_address, limited, prune

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


def attempts(count, *, key="anmelden 192.0.2.1", at=NOON, limit=3, seconds=60):
    return [allow(key=key, limit=limit, seconds=seconds, at=at) for _ in range(count)]


@pytest.mark.django_db
def test_as_many_are_allowed_as_the_limit_says_and_no_more():
    assert attempts(5) == [True, True, True, False, False]


@pytest.mark.django_db
def test_the_time_counts_from_the_first_attempt():
    attempts(4)
    assert attempts(1, at=NOON + timedelta(seconds=59)) == [False]
    assert attempts(4, at=NOON + timedelta(seconds=60)) == [True, True, True, False]


@pytest.mark.django_db
def test_one_key_does_not_use_up_another():
    attempts(4)
    assert attempts(1, key="anmelden 192.0.2.2") == [True]


@pytest.mark.django_db
def test_no_address_is_readable_in_the_database():
    attempts(1)
    assert "192.0.2.1" not in str(AttemptCount.objects.values_list())


@pytest.mark.django_db
def test_what_is_over_is_forgotten_and_nothing_else():
    attempts(1)
    attempts(1, key="anderer", seconds=600)
    assert prune(at=NOON + timedelta(seconds=60)) == 1
    assert AttemptCount.objects.count() == 1


@pytest.mark.django_db
def test_whoever_comes_too_often_writes_nothing(django_assert_num_queries):
    """On SQLite writers wait for each other."""
    attempts(3)
    with django_assert_num_queries(1):
        assert attempts(1) == [False]
    with django_assert_num_queries(2):
        attempts(1, at=NOON + timedelta(seconds=61))


@limited(limit=2, seconds=60)
def form(request):
    return HttpResponse("ok")


def sent(method="post", **headers):
    return form(getattr(RequestFactory(), method)("/formular/", **headers))


@pytest.mark.django_db
def test_a_form_that_is_sent_too_often_answers_429_with_words():
    assert [sent().status_code for _ in range(3)] == [200, 200, 429]
    refused = sent()
    assert "zu oft" in refused.content.decode()
    assert refused.headers["Retry-After"]


@pytest.mark.django_db
def test_looking_at_a_form_is_not_counted(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert {sent("get").status_code for _ in range(5)} == {200}


@pytest.mark.django_db
def test_clients_do_not_use_up_the_limit_of_others():
    assert [sent(REMOTE_ADDR="192.0.2.1").status_code for _ in range(3)] == [200, 200, 429]
    assert sent(REMOTE_ADDR="192.0.2.2").status_code == 200


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.9", "192.0.2.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "made.up, 203.0.113.9", "203.0.113.9"),
        (2, "made.up, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (2, "203.0.113.9", "192.0.2.1"),
        (1, "", "192.0.2.1"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        (1, "2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        (1, "::ffff:203.0.113.9", "203.0.113.9"),
        (1, "x" * 1000, "x" * 64),
    ],
)
def test_the_address_is_the_one_that_our_outermost_proxy_saw(settings, proxies, forwarded, address):
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", headers={"X-Forwarded-For": forwarded})
    request.META["REMOTE_ADDR"] = "192.0.2.1"
    assert client_address(request) == address
