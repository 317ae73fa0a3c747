"""Redirects, and what comes back."""

from dataclasses import replace
from ipaddress import ip_network

import pytest
from django.utils import translation
from wagtail.embeds.embeds import get_finder_for_embed
from wagtail.embeds.exceptions import EmbedUnsupportedProviderException

from hub.fetching import FetchError, Kind, Reason, fetch
from tests.hub.fetching.evil import CALENDAR, HERE, failure, moved, reason, response, zipped


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("http://127.0.0.2/", Reason.REFUSED_ADDRESS),
        ("http://169.254.169.254/latest/meta-data/", Reason.REFUSED_ADDRESS),
        ("http://[::ffff:10.0.0.1]/", Reason.REFUSED_ADDRESS),
        ("//[::1]/", Reason.REFUSED_ADDRESS),
        ("file:///etc/passwd", Reason.BAD_ADDRESS),
        ("http://localhost/", Reason.BAD_ADDRESS),
        ("http://0x7f.1/", Reason.BAD_ADDRESS),
        ("http://[", Reason.BROKEN),
    ],
)
def test_a_redirect_leads_nowhere_an_address_may_not_lead(serve, location, expected):
    server = serve(moved(location))
    only = replace(HERE, allow=[ip_network("127.0.0.1/32")])
    assert reason(server.url, only) is expected
    assert len(server.requests) == 1


def test_a_redirect_is_followed_and_the_last_address_told(serve):
    target = serve(response(CALENDAR))
    server = serve(moved(f"{target.url}/Käse/ä"))
    fetched = fetch(f"{server.url}/old", limits=HERE)
    assert fetched.url == f"{target.url}/K%C3%A4se/%C3%A4"
    assert target.requests[0].startswith("GET /K%C3%A4se/%C3%A4 HTTP/1.1\r\n")


def test_redirects_in_a_circle_end_after_five(serve):
    server = serve(moved("/again", "301 Moved Permanently"))
    assert reason(server.url) is Reason.TOO_MANY_REDIRECTS
    assert len(server.requests) == 6


def test_a_redirect_without_an_address_is_no_answer(serve):
    assert reason(serve(response(status="302 Found")).url) is Reason.UNEXPECTED_STATUS


def test_an_answer_says_what_it_is(serve, settings):
    settings.HUB_URL = "https://hub.example.org"
    headers = ('ETag: "a1"', "Last-Modified: Mon, 23 Nov 2026 10:00:00 GMT")
    server = serve(zipped(CALENDAR, "Content-Type: text/html; charset=ISO-8859-1", *headers))
    fetched = fetch(server.url, accept={Kind.CALENDAR}, limits=HERE)
    assert fetched.body == CALENDAR
    assert fetched.content_type == Kind.CALENDAR
    assert fetched.charset == "iso-8859-1"
    assert (fetched.status, fetched.not_modified) == (200, False)
    assert (fetched.etag, fetched.last_modified) == ('"a1"', "Mon, 23 Nov 2026 10:00:00 GMT")
    assert "User-Agent: regional-hub (+https://hub.example.org)\r\n" in server.requests[0]
    assert "Accept: text/calendar, */*;q=0.5\r\n" in server.requests[0]


def test_what_has_not_changed_is_not_sent_again(serve):
    server = serve(b"HTTP/1.1 304 Not Modified\r\n\r\n")
    since = "Mon, 23 Nov 2026 10:00:00 GMT"
    arguments = {"etag": 'W/"a1"', "last_modified": since, "accept": {Kind.CALENDAR}}
    fetched = fetch(server.url, limits=HERE, **arguments)
    assert fetched.not_modified
    assert fetched.body == b""
    assert (fetched.etag, fetched.last_modified) == ('W/"a1"', since)
    assert 'If-None-Match: W/"a1"\r\n' in server.requests[0]
    assert f"If-Modified-Since: {since}\r\n" in server.requests[0]


def test_a_poisoned_etag_is_neither_kept_nor_sent(serve):
    server = serve(response(CALENDAR, f"ETag: {'x' * 5000}", "Last-Modified: \0\x1b[2J"))
    fetched = fetch(server.url, etag='"a"\r\nX-Evil: 1', limits=HERE)
    assert (fetched.etag, fetched.last_modified) == ("", "")
    assert "Evil" not in server.requests[0]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b"<!DOCTYPE html><title>Login</title>", Kind.HTML),
        (CALENDAR + b"\0", Kind.BINARY),
        (b"", Kind.TEXT),
    ],
)
def test_a_server_that_lies_about_the_type_is_not_believed(serve, body, found):
    error = failure(
        serve(response(body, "Content-Type: text/calendar")).url, accept={Kind.CALENDAR}
    )
    assert (error.reason, error.found) == (Reason.UNEXPECTED_TYPE, found)


def test_every_reason_is_a_sentence_in_german():
    with translation.override("de"):
        assert str(FetchError(Reason.UNREACHABLE)) == "Der Server antwortet nicht."
        assert all(reason.label.endswith(".") for reason in Reason)


def test_the_admin_calls_no_provider_of_videos():
    with pytest.raises(EmbedUnsupportedProviderException):
        get_finder_for_embed("https://www.youtube.com/watch?v=aqz-KE-bpKQ")
