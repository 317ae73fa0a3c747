"""Which addresses may be called: how they are written, and where they lead."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable, Container, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from urllib.parse import urlsplit

import idna
from django.utils.encoding import iri_to_uri

from hub.fetching.reasons import FetchError, Reason

IPAddress = IPv4Address | IPv6Address
IPNetwork = IPv4Network | IPv6Network
Resolve = Callable[[str], Sequence[str]]

MOST_CHARACTERS = 2000
# 80 and 443, and what is common for a second web server. Other services listen on the rest, also
# on the machine of the hub itself, whose firewall does not keep the hub out.
PORTS = frozenset({80, 443, 8080, 8443})
# A name has a dot and ends in letters, so that no reader of numbers (127.1, 0x7f.1, 2130706433)
# takes it for an address; no dot at the end.
LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
NAME = re.compile(rf"(?=.{{4,253}}\Z)(?:{LABEL}\.)+[a-z](?:[a-z0-9-]{{0,61}}[a-z0-9])")

# IANA special-purpose address registries, RFC 6890 and later, and multicast. Python's is_global
# knows most of it, but not the same in every release.
SPECIAL = tuple(
    ip_network(text)
    for text in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
        *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16"),
        *("198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        *("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"),
    )
)
UNICAST = IPv6Network("2000::/3")  # all else is special or not given out
NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: how networks without IPv4 write the public one


@dataclass(frozen=True, slots=True)
class Address:
    """A web address whose parts are safe to use; where its name leads is not known yet."""

    scheme: str
    host: str  # ASCII: a name, or an IP address without brackets
    port: int
    target: str  # path and query, percent-encoded

    @property
    def origin(self) -> str:
        default = 443 if self.scheme == "https" else 80
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == default else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.origin}{self.target}"


def read_address(text: str, *, ports: Container[int] = PORTS) -> Address:
    """Take an address apart (RFC 3986, names after IDNA 2008); FetchError if it must not be called.

    Whatever two readers could understand in two ways is refused: control characters, users and
    passwords, numbers in other notations, dots at the end.
    """
    text = text.strip()
    if len(text) > MOST_CHARACTERS or re.search(r"[\x00-\x20\x7f\\]", text):
        raise FetchError(Reason.BAD_ADDRESS)
    try:
        parts = urlsplit(text)
        port = parts.port
        target = iri_to_uri(parts.path or "/")
        target += f"?{iri_to_uri(parts.query)}" if parts.query else ""
    except ValueError as error:
        raise FetchError(Reason.BAD_ADDRESS) from error
    if parts.scheme not in {"http", "https"} or "@" in parts.netloc or not parts.hostname:
        raise FetchError(Reason.BAD_ADDRESS)
    if port is None:
        port = 443 if parts.scheme == "https" else 80
    if port not in ports:
        raise FetchError(Reason.REFUSED_PORT)
    return Address(parts.scheme, _host(parts.hostname), port, target)


def _host(text: str) -> str:
    if "%" in text:  # escapes, and the zones of IPv6
        raise FetchError(Reason.BAD_ADDRESS)
    with suppress(ValueError):
        return str(ip_address(text))
    try:
        # UTS 46, because the codec of Python (IDNA 2003) makes another name of straße.de.
        name = text if text.isascii() else idna.encode(text, uts46=True).decode("ascii")
    except UnicodeError as error:
        raise FetchError(Reason.BAD_ADDRESS) from error
    if not NAME.fullmatch(name):
        raise FetchError(Reason.BAD_ADDRESS)
    return name


def is_public(address: IPAddress) -> bool:
    """Whether everybody on the internet reaches the same machine by this address."""
    if isinstance(address, IPv6Address):
        if address in NAT64:
            return is_public(IPv4Address(int(address) & 0xFFFF_FFFF))
        if address not in UNICAST:
            return False
    return address.is_global and not any(address in network for network in SPECIAL)


def ask_system(name: str) -> list[str]:
    """The IP addresses of a name, in the order in which the system would try them; OSError."""
    found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def checked_ips(
    host: str, *, seconds: float, allow: Sequence[IPNetwork] = (), resolve: Resolve = ask_system
) -> list[str]:
    """The IP addresses to connect to: all that the name has, and only if all of them may be called.

    The name is asked for once; the caller connects to the result and never to the name, so that
    a second answer (DNS rebinding) cannot lead elsewhere.
    """
    try:
        found = [ip_address(host)]
    except ValueError:
        try:
            found = [ip_address(text) for text in _answer_in_time(resolve, host, seconds)]
        except ValueError as error:  # such as fe80::1%eth0 from an odd resolver
            raise FetchError(Reason.REFUSED_ADDRESS) from error
    if not found:
        raise FetchError(Reason.UNKNOWN_NAME)
    for address in found:
        if not is_public(address) and not any(address in network for network in allow):
            raise FetchError(Reason.REFUSED_ADDRESS)
    return [str(address) for address in found]


def _answer_in_time(resolve: Resolve, name: str, seconds: float) -> Sequence[str]:
    """A resolver knows no deadline, so it gets a thread that is left alone when it is late."""
    answer: Future[Sequence[str]] = Future()

    def ask() -> None:
        try:
            answer.set_result(resolve(name))
        except Exception as error:
            answer.set_exception(error)

    threading.Thread(target=ask, name="resolver", daemon=True).start()
    try:
        return answer.result(timeout=max(seconds, 0))
    except TimeoutError as error:
        raise FetchError(Reason.TIMEOUT) from error
    except socket.gaierror as error:
        later = error.errno in {socket.EAI_AGAIN, socket.EAI_FAIL}
        raise FetchError(Reason.UNREACHABLE if later else Reason.UNKNOWN_NAME) from error
