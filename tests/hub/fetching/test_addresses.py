"""No address leads into a network that is not public."""

import socket
import time
from dataclasses import replace
from ipaddress import ip_address, ip_network

import pytest

from hub.fetching import Limits, Reason, fetch
from hub.fetching.addresses import is_public, read_address
from tests.hub.fetching.evil import CALENDAR, HERE, SHORT, moved, reason, response


@pytest.mark.parametrize(
    "url",
    [
        "",
        "kalender",
        "file:///etc/passwd",
        "ftp://www.example.org/",
        "webcal://www.example.org/",
        "gopher://127.0.0.1:6379/_FLUSHALL",
        "//www.example.org/",
        "https://user:secret@www.example.org/",
        "https://www.example.org@127.0.0.1/",
        "https://www.example.org\\@127.0.0.1/",
        "https://www.example.org\r\nHost: internal/",
        "https://www.example.org/\tx",
        "https://www.example.org:port/",
        "https://[::1/",
        "https://[fe80::1%25eth0]/",
        "https://[fe80::1%eth0]/",
        "https://localhost/",
        "https://intranet/",
        "https://www.example.org./",
        "https://localhost./",
        "http://2130706433/",
        "http://017700000001/",
        "http://0177.0.0.1/",
        "http://0x7f000001/",
        "http://0x7f.0.0.1/",
        "http://127.1/",
        "http://127.0.0.1./",
        "http://127.0.0.0x1/",
        "http://１２７.０.０.１/",
        "http://127。0。0。1/",
        "http://①②⑦.0.0.1/",
        "https://exa mple.org/",
        "https://ex%61mple.org/",
        "https://-example.org/",
        "https://example..org/",
        "https://\udc80.example.org/",
        "https://www.example.org/\udc80",
        f"https://www.example.org/{'x' * 2000}",
    ],
)
def test_an_address_that_can_be_read_in_two_ways_is_none(url):
    assert reason(url) is Reason.BAD_ADDRESS


def test_an_address_is_read_as_people_write_it():
    assert read_address(" https://Straße.de/Käse?q=ö#x ").url == (
        "https://xn--strae-oqa.de/K%C3%A4se?q=%C3%B6"
    )
    assert read_address("http://www.example.org").url == "http://www.example.org/"
    assert read_address("https://www.example.org:443/a%2Fb").url == "https://www.example.org/a%2Fb"
    assert read_address("http://[2A00:1450::1]:8080/").url == "http://[2a00:1450::1]:8080/"


@pytest.mark.parametrize("port", [0, 22, 25, 5432, 6379, 9200, 8000])
def test_only_ports_of_web_servers_are_called(port):
    assert reason(f"http://www.example.org:{port}/", Limits()) is Reason.REFUSED_PORT


@pytest.mark.parametrize(
    "ip",
    [
        *("0.0.0.1", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254"),
        *("172.16.0.1", "172.31.255.255", "192.0.0.9", "192.0.2.1", "192.88.99.1", "192.168.1.1"),
        *("198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.1.1.1", "255.255.255.255"),
        *("::", "::1", "::ffff:10.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::10.0.0.1"),
        *("64:ff9b::7f00:1", "64:ff9b:1::1", "100::1", "2001::1", "2001:0:4136:e378::1"),
        *("2001:db8::1", "2002:a00:1::1", "2002:808:808::1", "3fff::1", "4000::1", "5f00::1"),
        *("fc00::1", "fd12:3456::1", "fe80::1", "fec0::1", "ff02::1"),
    ],
)
def test_what_is_not_the_public_internet_is_refused(ip):
    assert not is_public(ip_address(ip))
    host = f"[{ip}]" if ":" in ip else ip
    assert reason(f"http://{host}/", Limits()) is Reason.REFUSED_ADDRESS
    named = reason("https://www.example.org/", Limits(), resolve=lambda name: ["8.8.8.8", ip])
    assert named is Reason.REFUSED_ADDRESS


@pytest.mark.parametrize(
    "ip", ["8.8.8.8", "172.32.0.1", "192.0.1.1", "2a00:1450:4001::1", "64:ff9b::8.8.8.8"]
)
def test_the_public_internet_is_not_refused(ip):
    assert is_public(ip_address(ip))


def test_a_name_is_resolved_once_and_the_connection_goes_to_what_was_checked(serve):
    server = serve(response(CALENDAR))
    asked = []

    def rebinding(name):
        asked.append(name)
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.99"]

    fetched = fetch(f"http://www.example.org:{server.port}/x", limits=HERE, resolve=rebinding)
    assert fetched.body == CALENDAR
    assert asked == ["www.example.org"]
    assert f"Host: www.example.org:{server.port}\r\n" in server.requests[0]


def test_a_second_answer_of_the_resolver_is_checked_at_the_redirect(serve):
    server = serve(moved("/again"))
    answers = [["127.0.0.1"], ["10.0.0.1"]]
    url = f"http://www.example.org:{server.port}/"
    assert reason(url, resolve=lambda name: answers.pop(0)) is Reason.REFUSED_ADDRESS
    assert len(server.requests) == 1


def test_the_next_machine_of_a_name_is_asked_when_the_first_refuses(serve):
    server = serve(response(CALENDAR))
    url = f"http://www.example.org:{server.port}/"
    both = replace(HERE, allow=[*HERE.allow, ip_network("::1/128")])
    fetched = fetch(url, limits=both, resolve=lambda name: ["::1", "127.0.0.1"])
    assert fetched.status == 200


def test_what_the_resolver_cannot_say_is_told_apart():
    def unknown(name):
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    def later(name):
        raise socket.gaierror(socket.EAI_AGAIN, "later")

    url = "https://www.example.org/"
    assert reason(url, resolve=unknown) is Reason.UNKNOWN_NAME
    assert reason(url, resolve=later) is Reason.UNREACHABLE
    assert reason(url, resolve=lambda name: []) is Reason.UNKNOWN_NAME
    assert reason(url, SHORT, resolve=lambda name: time.sleep(1) or []) is Reason.TIMEOUT
