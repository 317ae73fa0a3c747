"""The address of a cluster, as it stands in SEARCH_URL, taken apart."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

PORT = 9200
PREFIX = "hub"
_PREFIX = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")
_EXAMPLE = "https://user:password@host1,host2:9200/prefix"


@dataclass(frozen=True, slots=True)
class Address:
    """Where the nodes listen (`https://host:9200`), who asks, and how index names begin."""

    nodes: tuple[str, ...]
    prefix: str
    user: str = ""
    password: str = field(default="", repr=False)


def parse(url: str) -> Address:
    """Take `scheme://[user:password@]host[:port][,host[:port]…][/prefix]` apart.

    Raises ValueError with words for whoever set it; the words never hold the password.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"}:
        raise ValueError(f"it must begin with https:// or http://, as in {_EXAMPLE}")
    if parts.query or parts.fragment:
        raise ValueError(f"it has no ? and no # (in a password write %3F and %23): {_EXAMPLE}")
    credentials, _, hosts = parts.netloc.rpartition("@")
    user, _, password = credentials.partition(":")
    if bool(user) != bool(password):
        raise ValueError(f"user and password go together, as in {_EXAMPLE}")
    prefix = parts.path.strip("/") or PREFIX
    if not _PREFIX.fullmatch(prefix):
        raise ValueError("the part after the host names the index: a-z, 0-9, - and _ only")
    nodes = tuple(_node(parts.scheme, host) for host in hosts.split(","))
    if len(set(nodes)) != len(nodes):
        raise ValueError("it names a host twice")
    return Address(nodes, prefix, unquote(user), unquote(password))


def _node(scheme: str, host: str) -> str:
    # Not quoted in the words: in an address typed wrongly it may be a piece of the password.
    wrong = f"it names a host or port that cannot be; write it as in {_EXAMPLE}"
    try:
        parts = urlsplit(f"//{host.strip()}")
        name, port = parts.hostname, parts.port or PORT
    except ValueError as error:  # port out of range, or a broken IPv6 address
        raise ValueError(wrong) from error
    if not name or parts.path or not re.fullmatch(r"[\w.:-]+", name):
        raise ValueError(wrong)
    return f"{scheme}://[{name}]:{port}" if ":" in name else f"{scheme}://{name}:{port}"
