"""Servers on this machine that say exactly what a test has them say, and take their time."""

import gzip
import socket
import threading
import time
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from ipaddress import ip_network

import pytest

from hub.fetching import FetchError, Limits, fetch

CALENDAR = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"
HERE = Limits(
    seconds=3, body_bytes=100_000, allow=[ip_network("127.0.0.0/8")], ports=range(1, 65536)
)
SHORT = replace(HERE, seconds=0.3)
GIVE_UP = 5  # seconds after which a forgotten connection ends


class Server:
    """Answers each connection with `talk(connection)`; keeps the requests it got."""

    def __init__(self, talk, tls=None):
        self.talk, self.tls = talk, tls
        self.requests = []
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self):
        while True:
            try:
                connection, _peer = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self.answer, args=(connection,), daemon=True).start()

    def answer(self, connection):
        with suppress(OSError), connection:
            connection.settimeout(GIVE_UP)
            if self.tls:
                connection = self.tls.wrap_socket(connection, server_side=True)
            with connection:
                self.requests.append(connection.recv(65536).decode("latin-1"))
                self.talk(connection)

    def close(self):
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        self.thread.join()


@contextmanager
def serving():
    """A function that starts servers, from bytes or from a function; all end with the test."""
    with ExitStack() as stack:

        def serve(answer, tls=None):
            talk = answer
            if isinstance(answer, bytes):
                talk = lambda connection: connection.sendall(answer)  # noqa: E731
            server = Server(talk, tls)
            stack.callback(server.close)
            return server

        yield serve


def response(body=b"", *headers, status="200 OK", length=True):
    lines = [f"HTTP/1.1 {status}", *headers]
    if length:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def moved(location, status="302 Found"):
    return response(b"", f"Location: {location}", status=status)


def zipped(body, *headers):
    return response(gzip.compress(body), "Content-Encoding: gzip", *headers)


def failure(url, limits=HERE, **arguments):
    with pytest.raises(FetchError) as caught:
        fetch(url, limits=limits, **arguments)
    return caught.value


def reason(url, limits=HERE, **arguments):
    return failure(url, limits, **arguments).reason


def dripping(head, drop=b"x"):
    """Says something, then a little at a time, for as long as it is listened to."""

    def talk(connection):
        connection.sendall(head)
        while True:
            time.sleep(0.02)
            connection.sendall(drop)

    return talk


def flooding(head, drop):
    def talk(connection):
        connection.sendall(head)
        while True:
            connection.sendall(drop)

    return talk


CHUNKED = response(b"", "Transfer-Encoding: chunked", length=False)
