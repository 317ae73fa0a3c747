import re
from io import BytesIO

import pytest
from PIL import Image

from directory.models import ContactPoint, Location
from directory.take_along import own_origins
from tests.factories import make_organisation, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry():
    organisation = make_organisation(
        title="Müller, Söhne; & Co",
        summary="Erste Zeile\nzweite " + "ä" * 100,
        website="https://www.mueller.example/",
        topics=[make_topic(title="Holz, Bau")],
    )
    Location.objects.create(
        organisation=organisation,
        street="Weg 1",
        postcode="34117",
        place="Kassel",
        latitude=51.3,
        longitude=9.5,
    )
    ContactPoint.objects.create(
        organisation=organisation, label="x", email="a@mueller.example", phone="0561 / 12-3"
    )
    return organisation


def test_the_business_card_is_a_vcard_4(entry, client):
    answer = client.get(f"/verzeichnis/{entry.slug}/kontakt.vcf")
    assert answer["Content-Type"] == "text/vcard"
    lines = answer.content.decode().split("\r\n")
    assert max(len(line.encode()) for line in lines) <= 75
    unfolded = answer.content.decode().replace("\r\n ", "").split("\r\n")
    assert unfolded[:3] == ["BEGIN:VCARD", "VERSION:4.0", "KIND:org"]
    assert "FN:Müller\\, Söhne\\; & Co" in unfolded
    assert any(line.startswith("NOTE:Erste Zeile\\nzweite ä") for line in unfolded)
    assert "site1.ADR;TYPE=work:;;Weg 1;Kassel;;34117;Deutschland" in unfolded
    assert "site1.GEO:geo:51.300000,9.500000" in unfolded
    assert "TEL;VALUE=uri;TYPE=work:tel:0561123" in unfolded
    assert "CATEGORIES:Holz\\, Bau" in unfolded
    assert unfolded[-2:] == ["END:VCARD", ""]


def test_the_code_is_a_picture_to_print(entry, client):
    svg = client.get(f"/verzeichnis/{entry.slug}/qr.svg")
    assert svg["Content-Type"] == "image/svg+xml"
    assert svg.content.count(b"<path") == 1
    assert b"style" not in svg.content  # which our policy for contents would not let in
    png = client.get(f"/verzeichnis/{entry.slug}/qr.png")
    width, height = Image.open(BytesIO(png.content)).size
    assert width == height
    assert width > 200
    assert client.get(f"/verzeichnis/{entry.slug}/qr.exe").status_code == 404


def test_the_card_may_be_framed_by_the_own_website_and_nobody_else(entry, client):
    answer = client.get(f"/verzeichnis/{entry.slug}/karte/")
    policy = answer["Content-Security-Policy"]
    ancestors = re.search(r"frame-ancestors ([^;]+)", policy)[1].split()
    assert ancestors == ["'self'", "https://mueller.example", "https://www.mueller.example"]
    assert "X-Frame-Options" not in answer
    assert "<script" not in answer.content.decode()


@pytest.mark.parametrize(
    "website", ["", "https://*", "https://a;script-src *", "https://[::1]/", "https://ä.example"]
)
def test_a_website_cannot_widen_the_policy(website):
    assert own_origins(website) == []


def test_nothing_of_a_draft_can_be_taken_along(client):
    draft = make_organisation(live=False)
    for ending in ("kontakt.vcf", "qr.svg", "karte/"):
        assert client.get(f"/verzeichnis/{draft.slug}/{ending}").status_code == 404


def test_a_port_that_does_not_exist_breaks_no_page(client, entry):
    entry.website = "https://www.mueller.example:99999/"
    entry.full_clean()
    entry.save()
    for ending in ("", "kontakt.vcf", "karte/"):
        assert client.get(f"/verzeichnis/{entry.slug}/{ending}").status_code == 200
