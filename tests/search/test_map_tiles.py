"""Where pages may load map pictures from."""

import base64
import hashlib

import pytest
from django.contrib.staticfiles import finders

from search.map_tiles import origin

# Published by the authors of Leaflet 1.9.4 for the file that everybody loads.
LEAFLET_SHA256 = "20nQCchB9co0qIjJZRGuk2/Z9VM+kNiyxNV1lvTlZBo="
pytestmark = pytest.mark.django_db


def policy_of(client, address):
    return client.get(address).headers["Content-Security-Policy"]


@pytest.mark.parametrize("address", ["/suche/", "/veranstaltungen/", "/en/directory/?q=x"])
def test_pages_with_hits_may_load_pictures_of_the_map(engine, client, settings, address):
    settings.MAP_TILES = "https://{s}.tiles.example/{z}/{x}/{y}.png"
    policy = policy_of(client, address)
    assert "img-src 'self' https://*.tiles.example;" in policy + ";"
    assert "style-src 'self';" in policy + ";"


def test_no_other_page_may(engine, client, settings):
    settings.MAP_TILES = "https://tiles.example/{z}/{x}/{y}.png"
    for address in ("/administration/", "/suche/vorschlaege/?q=x", "/suche/feed.atom"):
        assert "tiles.example" not in policy_of(client, address)


def test_without_an_address_there_is_no_map(engine, client, settings):
    settings.MAP_TILES = ""
    response = client.get("/suche/")
    assert response.context["map"] is None
    assert "map.js" not in response.content.decode()
    assert "openstreetmap.org" not in response.headers["Content-Security-Policy"]


def test_before_consent_the_page_names_nothing_that_a_browser_would_load(engine, client):
    page = client.get("/suche/").content.decode()
    assert 'src="https:' not in page
    assert "leaflet.js" not in "".join(
        line for line in page.splitlines() if "<script" in line or "<link" in line
    )


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://tile.openstreetmap.org/{z}/{x}/{y}.png", "https://tile.openstreetmap.org"),
        ("https://{s}.example.org:8443/{z}/{x}/{y}", "https://*.example.org:8443"),
        ("http://127.0.0.1:18433/{z}/{x}/{y}.png", "http://127.0.0.1:18433"),
    ],
)
def test_the_origin_is_what_a_policy_can_name(address, host):
    assert origin(address) == host


def test_leaflet_is_the_file_its_authors_published():
    with open(finders.find("js_lib_leaflet/leaflet.js"), "rb") as file:
        digest = hashlib.sha256(file.read()).digest()
    assert base64.b64encode(digest).decode() == LEAFLET_SHA256
