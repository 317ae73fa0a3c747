"""One HTTP exchange (RFC 9112) with a server that may be slow, endless or hostile.

http.client reads the protocol; what is added is what no client library offers: the machine is
chosen beforehand, every single read keeps to one deadline, and headers and body are counted.
"""

from __future__ import annotations

import io
import socket
import ssl
import time
import zlib
from collections.abc import Iterator, Mapping, Sequence
from http.client import HTTPConnection, HTTPException, HTTPResponse, RemoteDisconnected
from typing import TYPE_CHECKING

from hub.fetching.addresses import Address
from hub.fetching.reasons import FetchError, Reason

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

CHUNK_BYTES = 65_536
MOST_MACHINES = 4  # of a name with many addresses


class Line:
    """A connected socket as http.client uses it; reads end at the deadline and at the allowance."""

    def __init__(self, sock: socket.socket, deadline: float, allowance: int) -> None:
        self.sock = sock
        self.deadline = deadline
        self.allowance = allowance  # bytes that may still come in

    def sendall(self, data: bytes) -> None:
        self.sock.settimeout(seconds_left(self.deadline))
        self.sock.sendall(data)

    def receive(self, buffer: memoryview) -> int:
        if not self.allowance:
            raise FetchError(Reason.TOO_LARGE)
        self.sock.settimeout(seconds_left(self.deadline))
        count = self.sock.recv_into(buffer[: self.allowance])
        self.allowance -= count
        return count

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Incoming(self), CHUNK_BYTES)

    def close(self) -> None:
        """Nothing: http.client would close before the body is read; the socket has its owner."""


class _Incoming(io.RawIOBase):
    def __init__(self, line: Line) -> None:
        self.line = line

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        return self.line.receive(memoryview(buffer))


def seconds_left(deadline: float) -> float:
    """Seconds until a moment of time.monotonic(); TimeoutError when it is over."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def connect(address: Address, ips: Sequence[str], deadline: float) -> socket.socket:
    """A connection to the first of these machines that takes it, as the host of the address.

    The certificate is checked against that host by the authorities that the system trusts.
    """
    sock = _first(address, ips[:MOST_MACHINES], deadline)
    if address.scheme == "http":
        return sock
    try:
        context = ssl.create_default_context()
        context.set_alpn_protocols(["http/1.1"])
        sock.settimeout(seconds_left(deadline))
        return context.wrap_socket(sock, server_hostname=address.host)
    except BaseException:
        sock.close()
        raise


def _first(address: Address, ips: Sequence[str], deadline: float) -> socket.socket:
    for number, ip in enumerate(ips):
        # A machine that is silent must leave time for the next one.
        patience = seconds_left(deadline) / (len(ips) - number)
        sock = socket.socket(socket.AF_INET6 if ":" in ip else socket.AF_INET)
        try:
            sock.settimeout(patience)
            sock.connect((ip, address.port))
        except BaseException as error:
            sock.close()
            if not isinstance(error, OSError) or number == len(ips) - 1:
                raise
        else:
            return sock
    raise FetchError(Reason.UNREACHABLE)


def ask(address: Address, line: Line, headers: Mapping[str, str]) -> HTTPResponse:
    """Send the request and read the head of the answer; the body waits to be read."""
    connection = HTTPConnection(address.host, address.port)
    connection.sock = line
    connection.putrequest("GET", address.target, skip_host=True, skip_accept_encoding=True)
    for name, value in {"Host": address.origin, **headers, "Connection": "close"}.items():
        connection.putheader(name, value)
    connection.endheaders()
    return connection.getresponse()


def read_body(response: HTTPResponse, line: Line, most: int) -> bytes:
    """The unpacked body; FetchError if it is longer than `most` bytes, damaged or cut off."""
    encoding = (response.headers.get("Content-Encoding") or "identity").strip().lower()
    if encoding not in {"identity", "gzip", "x-gzip", "deflate"}:
        raise FetchError(Reason.BROKEN, status=response.status)
    announced = response.length
    if announced is not None and announced > most:
        raise FetchError(Reason.TOO_LARGE, status=response.status)
    line.allowance = 2 * most + CHUNK_BYTES  # chunks and their sizes
    chunks = _chunks(response, announced)
    return _plain(chunks, most) if encoding == "identity" else _unpacked(chunks, most)


def _chunks(response: HTTPResponse, announced: int | None) -> Iterator[bytes]:
    # read1 takes what is there. read would believe a chunk size of -1 and read without end.
    count = 0
    while chunk := response.read1(CHUNK_BYTES):
        count += len(chunk)
        yield chunk
    if announced is not None and count < announced:
        raise FetchError(Reason.BROKEN, status=response.status)


def _plain(chunks: Iterator[bytes], most: int) -> bytes:
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > most:
            raise FetchError(Reason.TOO_LARGE)
    return bytes(body)


def _unpacked(chunks: Iterator[bytes], most: int) -> bytes:
    """gzip (RFC 1952, also several members) or zlib (RFC 1950), never more than asked for."""
    body = bytearray()
    unpack = None
    for chunk in chunks:
        rest = chunk
        while rest:
            unpack = unpack or zlib.decompressobj(zlib.MAX_WBITS | 32)
            body += unpack.decompress(rest, most + 1 - len(body))
            if len(body) > most:
                raise FetchError(Reason.TOO_LARGE)
            rest = unpack.unused_data
            if unpack.eof:
                unpack = None
    if unpack is not None:
        raise FetchError(Reason.BROKEN)
    return bytes(body)


FAILURES: tuple[tuple[type[Exception], Reason], ...] = (
    (TimeoutError, Reason.TIMEOUT),
    (ssl.SSLError, Reason.TLS),
    (RemoteDisconnected, Reason.UNREACHABLE),
    (HTTPException, Reason.BROKEN),
    (zlib.error, Reason.BROKEN),
    (ValueError, Reason.BROKEN),
    (OSError, Reason.UNREACHABLE),
)


def reason_of(error: Exception) -> Reason:
    """What an error of the libraries below means for people."""
    return next(reason for kind, reason in FAILURES if isinstance(error, kind))
