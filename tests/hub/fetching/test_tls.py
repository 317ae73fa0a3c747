"""With whom the hub speaks is proved."""

import ssl

import pytest
import trustme

from hub.fetching import Reason, fetch
from tests.hub.fetching.evil import CALENDAR, HERE, SHORT, dripping, moved, reason, response


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


@pytest.fixture
def certified(authority, tmp_path, monkeypatch):
    """The authority is trusted; a function that makes the context of a server."""
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))

    def context(*names, by=authority):
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        by.issue_cert(*names).configure_cert(made)
        return made

    return context


def named(server, name="www.example.org"):
    return f"https://{name}:{server.port}/"


def test_a_certificate_is_checked_against_the_name_and_not_the_machine(serve, certified):
    here = {"resolve": lambda name: ["127.0.0.1"]}
    right = serve(response(CALENDAR), tls=certified("www.example.org"))
    assert fetch(named(right), limits=HERE, **here).body == CALENDAR
    assert reason(named(right, "other.example.org"), **here) is Reason.TLS
    assert reason(right.url, **here) is Reason.TLS  # the bare IP address
    by_ip = serve(response(CALENDAR), tls=certified("127.0.0.1"))
    assert fetch(by_ip.url, limits=HERE).body == CALENDAR
    assert reason(named(by_ip), **here) is Reason.TLS
    unknown = serve(response(CALENDAR), tls=certified("www.example.org", by=trustme.CA()))
    assert reason(named(unknown), **here) is Reason.TLS


def test_encryption_is_not_left_by_a_redirect(serve, certified):
    plain = serve(response(CALENDAR))
    safe = serve(moved(plain.url), tls=certified("127.0.0.1"))
    assert reason(safe.url) is Reason.DOWNGRADE
    assert plain.requests == []
    assert fetch(serve(moved(serve(response(CALENDAR), tls=safe.tls).url)).url, limits=HERE).body


def test_a_server_without_tls_or_with_a_slow_handshake_gets_no_further(serve):
    deaf = serve(response(CALENDAR))
    assert reason(deaf.url.replace("http:", "https:")) is Reason.TLS
    slow = serve(dripping(b"\x16\x03\x03\x40\x00"))
    assert reason(slow.url.replace("http:", "https:"), SHORT) is Reason.TIMEOUT


def test_a_slow_body_within_tls_ends_in_time(serve, certified):
    server = serve(dripping(response(length=False)), tls=certified("127.0.0.1"))
    assert reason(server.url, SHORT) is Reason.TIMEOUT
