"""The one door through which the hub reads from other servers.

Addresses come from people, answers from strangers. So an address may lead nowhere but to the public
internet, and an answer costs a bounded time and memory, whatever it is.
"""

from __future__ import annotations

import re
import time
from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from urllib.parse import urljoin
from zlib import error as ZlibError

from django.conf import settings
from django.utils.encoding import iri_to_uri

from hub.fetching.addresses import (
    PORTS,
    Address,
    IPNetwork,
    Resolve,
    ask_system,
    checked_ips,
    read_address,
)
from hub.fetching.connections import Line, ask, connect, read_body, reason_of, seconds_left
from hub.fetching.kinds import Kind, sniff
from hub.fetching.reasons import FetchError, Reason

__all__ = ["FetchError", "Fetched", "Kind", "Limits", "Reason", "fetch"]

# What an answer tells, and how it is asked for the next time (RFC 9110, 13.1).
KEPT = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}
MOVED = {301, 302, 303, 307, 308}
CHARSET = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one fetch may cost in all, redirects included, and where it may go.

    `allow` names networks that are no public ones and `ports` further ports. Both are for tests
    with servers of their own: the product never sets them and no setting reaches them.
    """

    seconds: float = 20.0
    body_bytes: int = 10_000_000  # after decompression
    header_bytes: int = 32_768
    redirects: int = 5
    ports: Container[int] = PORTS
    allow: Sequence[IPNetwork] = ()


DEFAULT = Limits()


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer. `content_type` is what the body is; `url` is where it was in the end.

    `etag` and `last_modified` go into the next request for the same address; `charset` is what the
    server claims and may be empty or wrong. With `not_modified` there is no body, and
    `content_type` means nothing.
    """

    status: int
    url: str
    content_type: Kind
    charset: str
    etag: str
    last_modified: str
    body: bytes
    not_modified: bool


def fetch(
    url: str,
    *,
    etag: str = "",
    last_modified: str = "",
    accept: Collection[Kind] = (),
    limits: Limits = DEFAULT,
    resolve: Resolve = ask_system,
) -> Fetched:
    """Read what lies at a public web address; raise FetchError and nothing else if that fails.

    `accept` names the kinds of files that will do, by content; empty means all. With `etag` or
    `last_modified` of an earlier answer the server may say that nothing has changed (RFC 9110, 13).
    """
    deadline = time.monotonic() + limits.seconds
    headers = _request_headers(etag, last_modified, accept)
    address = read_address(url, ports=limits.ports)
    try:
        for _step in range(limits.redirects + 1):
            answer = _visit(address, headers, limits, deadline, resolve)
            if isinstance(answer, Fetched):
                if accept and not answer.not_modified and answer.content_type not in accept:
                    raise FetchError(Reason.UNEXPECTED_TYPE, found=answer.content_type)
                return answer
            if address.scheme == "https" and answer.scheme == "http":
                raise FetchError(Reason.DOWNGRADE)
            address = answer
    except (OSError, HTTPException, ZlibError, ValueError) as error:
        raise FetchError(reason_of(error)) from error
    raise FetchError(Reason.TOO_MANY_REDIRECTS)


def _request_headers(etag: str, last_modified: str, accept: Collection[Kind]) -> dict[str, str]:
    headers = {
        "User-Agent": f"regional-hub (+{iri_to_uri(settings.HUB_URL)})",
        "Accept": ", ".join([*accept, "*/*;q=0.5"]),
        "Accept-Encoding": "gzip",
        KEPT["ETag"]: _one_line(etag),
        KEPT["Last-Modified"]: _one_line(last_modified),
    }
    return {name: value for name, value in headers.items() if value}


def _one_line(value: str | None) -> str:
    """A header's value as it came, if it is harmless to keep and to send back; else empty."""
    return value if value and re.fullmatch(r"[\x20-\x7e]{1,200}", value) else ""


def _visit(
    address: Address, headers: Mapping[str, str], limits: Limits, deadline: float, resolve: Resolve
) -> Fetched | Address:
    """One request: the answer, or the address to which it leads."""
    ips = checked_ips(
        address.host, seconds=seconds_left(deadline), allow=limits.allow, resolve=resolve
    )
    with connect(address, ips, deadline) as sock:
        line = Line(sock, deadline, limits.header_bytes)
        with ask(address, line, headers) as response:
            if response.status in MOVED and (location := response.headers.get("Location")):
                # Headers are read as Latin-1 (RFC 9110, 5.5); servers write UTF-8 all the same.
                location = location.encode("latin-1").decode("utf-8", "replace")
                return read_address(urljoin(address.url, location), ports=limits.ports)
            return _answer(address, response, line, limits, headers)


def _answer(
    address: Address, response: HTTPResponse, line: Line, limits: Limits, sent: Mapping[str, str]
) -> Fetched:
    not_modified = response.status == 304 and not sent.keys().isdisjoint(KEPT.values())
    if not not_modified:
        _refuse_failure(response.status)
    body = b"" if not_modified else read_body(response, line, limits.body_bytes)
    charset = CHARSET.search(response.headers.get("Content-Type") or "")
    return Fetched(
        status=response.status,
        url=address.url,
        content_type=sniff(body),
        charset=charset[1].lower() if charset else "",
        etag=_kept(response, "ETag", sent),
        last_modified=_kept(response, "Last-Modified", sent),
        body=body,
        not_modified=not_modified,
    )


def _kept(response: HTTPResponse, name: str, sent: Mapping[str, str]) -> str:
    """A 304 need not repeat what it confirms."""
    told = _one_line(response.headers.get(name))
    return told or (sent.get(KEPT[name], "") if response.status == 304 else "")


def _refuse_failure(status: int) -> None:
    if 200 <= status < 300 and status != 206:
        return
    if status in {404, 410}:
        reason = Reason.NOT_FOUND
    elif status in {401, 403, 407}:
        reason = Reason.FORBIDDEN
    elif status >= 500 or status == 429:
        reason = Reason.SERVER_ERROR
    else:
        reason = Reason.UNEXPECTED_STATUS
    raise FetchError(reason, status=status)
