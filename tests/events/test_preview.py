"""The picture that goes with a link to an event."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from django.utils.formats import date_format
from PIL import Image

from events.preview import preview_of
from tests.events.feeds import only
from tests.factories import make_event, make_organisation
from tests.record_pages import page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]


def picture_in(html):
    return re.search(r'<meta property="og:image" content="([^"]+)"', html)[1]


def test_the_page_names_a_picture_of_its_own(client, settings):
    settings.HUB_URL = "https://hub.example"
    record = make_event(slug="messe")
    address = picture_in(page(client, record))
    assert address.startswith("https://hub.example/veranstaltungen/messe/vorschau.png?v=")
    response = client.get(address.removeprefix("https://hub.example"))
    assert response.headers["Content-Type"] == "image/png"
    assert Image.open(BytesIO(response.content)).size == (1200, 630)
    english = picture_in(page(client, record, "en"))
    assert english.startswith("https://hub.example/en/events/messe/preview.png?v=")
    assert client.get("/en/events/messe/preview.png").status_code == 200


def test_other_pages_keep_the_picture_of_the_hub(client):
    assert "preview.png" in picture_in(client.get("/veranstaltungen/").content.decode())
    assert "vorschau" not in picture_in(client.get("/veranstaltungen/").content.decode())


def test_whoever_has_the_picture_gets_304_until_the_event_is_another_one(client):
    record = make_event(slug="messe")
    first = client.get("/veranstaltungen/messe/vorschau.png")
    assert "public" in first.headers["Cache-Control"]
    known = {"if-none-match": first.headers["ETag"]}
    assert client.get("/veranstaltungen/messe/vorschau.png", headers=known).status_code == 304
    before = picture_in(page(client, record))
    record.title = "Anders"
    record.save()
    assert client.get("/veranstaltungen/messe/vorschau.png", headers=known).status_code == 200
    assert picture_in(page(client, record)) != before


def test_a_draft_has_no_picture(client):
    make_event(slug="entwurf", live=False)
    assert client.get("/veranstaltungen/entwurf/vorschau.png").status_code == 404


def test_the_picture_says_what_takes_place_where_and_by_whom():
    hidden, owner = make_organisation(live=False), make_organisation(title="Kammer")
    record = make_event(title="Messe", owner=owner, further_organisers=[hidden], status="cancelled")
    preview = preview_of(record)
    assert preview.title == "Messe"
    assert preview.kind == "Vortrag · fällt aus"
    assert preview.lines[1:] == ("Stadthalle, Kassel", "Kammer")
    online = preview_of(make_event(attendance_mode="online", venue="Saal"))
    assert online.lines[1:] == ("online",)


def test_a_series_shows_its_next_date():
    start = timezone.now() - timedelta(days=3)
    record = make_event(starts_at=start, recurrence_rules="FREQ=WEEKLY;COUNT=3")
    shown = timezone.localtime(start + timedelta(days=7))
    assert date_format(shown, "j. F Y") in preview_of(record).lines[0]


def test_calendars_name_the_picture(client, settings):
    settings.HUB_URL = "https://hub.example"
    make_event(slug="messe")
    image = only(client)["image"]
    assert image == "https://hub.example/veranstaltungen/messe/vorschau.png"
    assert image.params["FMTTYPE"] == "image/png"
