"""No answer costs more time or memory than it may."""

import gzip
import socket
import time

import pytest

from hub.fetching import Reason, fetch
from tests.hub.fetching.evil import (
    CALENDAR,
    CHUNKED,
    HERE,
    SHORT,
    dripping,
    failure,
    flooding,
    reason,
    response,
    zipped,
)


@pytest.mark.parametrize(
    "talk",
    [
        lambda connection: time.sleep(1),
        dripping(b""),
        dripping(b"HTTP/1.1 200 OK\r\nX: ", b"y"),
        dripping(b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 100 Continue\r\n\r\n"),
        dripping(b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 100 Continue\r\n\r\n"),
        dripping(response(b"", length=False)),
        dripping(response(b"", "Transfer-Encoding: chunked", length=False), b"1\r\nx\r\n"),
        dripping(response(b"0\r\n", "Transfer-Encoding: chunked", length=False), b"T: x\r\n"),
    ],
    ids=["silent", "status", "header", "headers", "continue", "body", "chunks", "trailer"],
)
def test_a_slow_server_does_not_outlast_the_time_for_all(serve, talk):
    started = time.monotonic()
    assert reason(serve(talk).url, SHORT) is Reason.TIMEOUT
    assert time.monotonic() - started < 2


@pytest.mark.parametrize(
    "talk",
    [
        flooding(response(length=False), b"x" * 10_000),
        flooding(CHUNKED, b"3e8\r\n" + b"x" * 1000 + b"\r\n"),
        flooding(CHUNKED + b"-1\r\n", b"x" * 10_000),
        flooding(CHUNKED + b"-fffffff\r\n", b"x" * 10_000),
        flooding(CHUNKED + b"0\r\n", b"T: x\r\n" * 1000),
        flooding(b"HTTP/1.1 200 OK\r\n", b"X: " + b"y" * 1000 + b"\r\n"),
        flooding(b"HTTP/1.1 200 OK\r\nX: ", b"y" * 1000),
        flooding(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100),
        flooding(b"HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n", b"x" * 10_000),
    ],
    ids=[
        *("body", "chunks", "chunk of -1", "negative chunk", "trailers", "headers", "header"),
        *("continues", "announced"),
    ],
)
def test_an_endless_answer_ends_at_the_size_limit(serve, talk):
    assert reason(serve(talk).url) is Reason.TOO_LARGE


def test_a_hundred_short_headers_are_enough(serve):
    answer = response(CALENDAR, *(f"X-{number}: y" for number in range(150)))
    assert reason(serve(answer).url) is Reason.BROKEN


def test_the_limit_counts_what_comes_out_of_the_compression(serve):
    bomb = gzip.compress(gzip.compress(bytes(50_000_000)))
    inner = gzip.decompress(bomb)
    assert len(inner) < HERE.body_bytes  # small on the wire
    assert reason(serve(response(inner, "Content-Encoding: gzip")).url) is Reason.TOO_LARGE
    many = gzip.compress(bytes(60_000)) * 2
    assert reason(serve(response(many, "Content-Encoding: gzip")).url) is Reason.TOO_LARGE


def test_a_body_of_exactly_the_limit_is_taken(serve):
    body = b"a" * HERE.body_bytes
    assert fetch(serve(response(body)).url, limits=HERE).body == body
    assert fetch(serve(zipped(body)).url, limits=HERE).body == body
    assert reason(serve(response(body + b"a")).url) is Reason.TOO_LARGE
    assert reason(serve(zipped(body + b"a")).url) is Reason.TOO_LARGE


@pytest.mark.parametrize(
    "answer",
    [
        response(CALENDAR)[:-5],
        response(gzip.compress(CALENDAR)[:-9], "Content-Encoding: gzip"),
        response(b"no gzip", "Content-Encoding: gzip"),
        response(gzip.compress(CALENDAR) + b"junk", "Content-Encoding: gzip"),
        response(b"x", "Content-Encoding: br"),
        response(b"x", "Content-Encoding: gzip, gzip"),
        CHUNKED + b"5\r\nab",
        CHUNKED + b"nonsense\r\n",
        CHUNKED + b"5\r\nabcde\r\n",
        b"HELLO\r\n\r\n",
        b"HTTP/1.1 2000 OK\r\n\r\n",
        b"\0\0\0\0\r\n",
    ],
)
def test_a_damaged_answer_is_no_answer(serve, answer):
    assert reason(serve(answer).url) is Reason.BROKEN


def test_a_server_that_hangs_up_or_is_not_there_does_not_answer(serve):
    assert reason(serve(b"").url) is Reason.UNREACHABLE
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert reason(f"http://127.0.0.1:{port}/") is Reason.UNREACHABLE


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("404 Not Found", Reason.NOT_FOUND),
        ("410 Gone", Reason.NOT_FOUND),
        ("401 Unauthorized", Reason.FORBIDDEN),
        ("403 Forbidden", Reason.FORBIDDEN),
        ("429 Too Many Requests", Reason.SERVER_ERROR),
        ("500 Internal Server Error", Reason.SERVER_ERROR),
        ("503 Service Unavailable", Reason.SERVER_ERROR),
        ("206 Partial Content", Reason.UNEXPECTED_STATUS),
        ("304 Not Modified", Reason.UNEXPECTED_STATUS),
        ("418 I'm a teapot", Reason.UNEXPECTED_STATUS),
    ],
)
def test_a_status_becomes_a_reason(serve, status, expected):
    error = failure(serve(response(CALENDAR, status=status)).url)
    assert error.reason is expected
    assert error.status == int(status[:3])
