"""Exports, read the way a spreadsheet, a script and a map read them."""

import csv
import io
import json
from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from search import outbox
from search.outputs import export, rows
from tests.factories import (
    make_course,
    make_event,
    make_municipality,
    make_organisation,
    make_run,
    make_topic,
)
from tests.search.test_views import HOSTILE

pytestmark = pytest.mark.usefixtures("engine")
FORMS = ["csv", "json", "geojson"]
CASSEL = {"place": "Kassel", "latitude": 51.3127, "longitude": 9.4797}


def body(response):
    assert response.status_code == 200
    return response.getvalue().decode()


def table(client, address="/veranstaltungen/export.csv"):
    text = body(client.get(address))
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline=""), delimiter=";"))


def data(client, address):
    return json.loads(body(client.get(address)))


@pytest.fixture
def event():
    owner = make_organisation(title="Kammer; Kassel", slug="kammer")
    return make_event(
        title='Sprechtag "KI"',
        slug="sprechtag",
        summary="Zeile eins\nZeile zwei",
        topics=[make_topic(slug="ki", title="KI"), make_topic(slug="recht", title="Recht")],
        owner=owner,
        price=0,
        starts_at=datetime(2126, 12, 3, 16, 0, tzinfo=UTC),
        first_published_at=datetime(2026, 11, 1, 8, 0, tzinfo=UTC),
        **CASSEL,
    )


@pytest.fixture
def small_pages(monkeypatch):
    monkeypatch.setattr(export, "PAGE", 3)
    monkeypatch.setattr(export, "LIMIT", 6)


# --- CSV --------------------------------------------------------------------------------------


def test_a_table_says_everything_in_plain_words(client, settings, event):
    settings.HUB_URL = "https://hub.example"
    outbox.work_off()
    (line,) = table(client)
    assert line["Kennung"] == f"event:{event.pk}"
    assert line["Was"] == "Veranstaltung"
    assert line["Titel"] == 'Sprechtag "KI"'
    assert line["Kurzfassung"] == "Zeile eins\nZeile zwei"
    assert line["Adresse"] == "https://hub.example/veranstaltungen/sprechtag/"
    assert line["Thema"] == "KI | Recht"
    assert line["Kosten und Förderung"] == "kostenfrei"
    assert line["Organisation"] == "Kammer; Kassel"
    assert line["Ort"] == "Kassel"
    assert (line["Beginn"], line["Ende"]) == ("2126-12-03 17:00", "2126-12-03 19:00")
    assert (line["Breitengrad"], line["Längengrad"]) == ("51,3127", "9,4797")
    assert line["Veröffentlicht"] == "2026-11-01 09:00"
    assert "Entfernung in km" not in line


def test_whole_days_have_no_times(client):
    make_run(make_course(slug="kurs"), starts_on=date(2126, 1, 7), ends_on=date(2126, 1, 9))
    outbox.work_off()
    (line,) = table(client, "/weiterbildung/export.csv")
    assert (line["Beginn"], line["Ende"]) == ("2126-01-07", "2126-01-09")
    (item,) = data(client, "/weiterbildung/export.json")["items"]
    assert (item["startDate"], item["endDate"]) == ("2126-01-07", "2126-01-09")


def test_an_english_table_has_commas_between_and_points_within(client, event):
    outbox.work_off()
    text = body(client.get("/en/events/export.csv"))
    (line,) = csv.DictReader(io.StringIO(text[1:], newline=""))
    assert (line["Title"], line["Latitude"]) == ('Sprechtag "KI"', "51.3127")


def test_distances_are_told_where_a_place_is_asked(client, event):
    make_municipality(short_name="Kassel", latitude=51.3127, longitude=9.6)
    outbox.work_off()
    (line,) = table(client, "/veranstaltungen/export.csv?near=Kassel")
    assert 8 < float(line["Entfernung in km"].replace(",", ".")) < 9


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝"])
def test_no_spreadsheet_calculates_what_somebody_typed(client, start):
    formula = f"{start}HYPERLINK(1;2)"
    make_organisation(title="Werk", summary=formula)
    outbox.work_off()
    (line,) = table(client, "/verzeichnis/export.csv")
    assert line["Kurzfassung"] == f"'{formula}"


@pytest.mark.parametrize("start", [" ", "\u00a0", "\u200b", "\ufeff"])
def test_a_formula_is_guarded_behind_what_cannot_be_seen(start):
    assert rows.guarded(f"{start}=1+1") == f"'{start}=1+1"
    assert rows.guarded(f"{start}Laser") == f"{start}Laser"


def test_a_western_longitude_stays_a_number(client):
    make_event(latitude=51.5, longitude=-0.125)
    outbox.work_off()
    (line,) = table(client)
    assert line["Längengrad"] == "-0,125"


def test_a_table_is_a_file_with_a_name(client):
    header = client.get("/foerderung/export.csv").headers["Content-Disposition"]
    assert header == f'attachment; filename="foerderung-{timezone.localdate()}.csv"'


# --- JSON -------------------------------------------------------------------------------------


def test_objects_have_documented_names(client, settings, event):
    settings.HUB_URL = "https://hub.example"
    outbox.work_off()
    answer = data(client, "/veranstaltungen/export.json?topic=ki")
    assert answer["name"] == "Veranstaltungen · KI"
    assert answer["url"] == "https://hub.example/veranstaltungen/?topic=ki"
    assert answer["publisher"] == {"name": "Region vernetzt", "url": "https://hub.example/"}
    assert (answer["numberOfItems"], answer["total"], answer["isComplete"]) == (1, 1, True)
    assert (answer["answeredBy"], answer["remarks"]) == ("index", [])
    (item,) = answer["items"]
    assert item["id"] == f"event:{event.pk}"
    assert (item["type"], item["name"]) == ("event", 'Sprechtag "KI"')
    assert item["url"] == "https://hub.example/veranstaltungen/sprechtag/"
    assert item["startDate"] == "2126-12-03T17:00:00+01:00"
    assert item["geo"] == {"latitude": 51.3127, "longitude": 9.4797}
    assert item["license"] == "CC-BY-4.0"
    assert item["topic"] == [{"id": "ki", "name": "KI"}, {"id": "recht", "name": "Recht"}]
    assert item["organisation"] == [{"id": "kammer", "name": "Kammer; Kassel"}]


def test_what_was_not_understood_is_said(client):
    answer = data(client, "/suche/export.json?near=Atlantis&topic=nix")
    assert len(answer["remarks"]) == 2


def test_the_order_is_that_of_the_list(client):
    for title in ("Werk B", "Werk A", "Werk C"):
        make_organisation(title=title)
    outbox.work_off()
    answer = data(client, "/verzeichnis/export.json?page=9")
    assert [item["name"] for item in answer["items"]] == ["Werk A", "Werk B", "Werk C"]


# --- GeoJSON ----------------------------------------------------------------------------------


def test_points_are_a_feature_collection_with_longitude_first(client, event):
    make_event(title="Online")
    outbox.work_off()
    answer = data(client, "/veranstaltungen/export.geojson")
    assert answer["type"] == "FeatureCollection"
    assert answer["withoutPosition"] == 1
    assert answer["numberOfItems"] == 2
    (feature,) = answer["features"]
    assert (feature["type"], feature["geometry"]["type"]) == ("Feature", "Point")
    longitude, latitude = feature["geometry"]["coordinates"]
    assert (longitude, latitude) == (9.4797, 51.3127)
    assert -180 <= longitude <= 180
    assert -90 <= latitude <= 90
    properties = feature["properties"]
    assert properties["id"] == feature["id"] == f"event:{event.pk}"
    assert {"type", "title", "url", "place", "start"} <= set(properties)


def test_geojson_has_its_own_media_type(client):
    response = client.get("/suche/export.geojson")
    assert response.headers["Content-Type"] == "application/geo+json"


# --- All of them ------------------------------------------------------------------------------


def test_many_hits_come_page_by_page_and_each_once(client, monkeypatch):
    monkeypatch.setattr(export, "PAGE", 3)
    for number in range(8):
        make_organisation(title=f"Werk {number}")
    outbox.work_off()
    assert client.get("/verzeichnis/export.csv").streaming
    titles = [f"Werk {number}" for number in range(8)]
    assert [line["Titel"] for line in table(client, "/verzeichnis/export.csv")] == titles
    answer = data(client, "/verzeichnis/export.json")
    assert [item["name"] for item in answer["items"]] == titles
    assert (answer["numberOfItems"], answer["isComplete"]) == (8, True)
    assert data(client, "/verzeichnis/export.geojson")["withoutPosition"] == 8


@pytest.mark.usefixtures("small_pages")
def test_what_is_cut_says_so(client):
    for number in range(8):
        make_organisation(title=f"Werk {number}")
    outbox.work_off()
    response = client.get("/verzeichnis/export.json")
    assert response.headers["X-Incomplete"] == "first 6"
    assert response.headers["X-Total-Count"] == "8"
    answer = json.loads(body(response))
    assert len(answer["items"]) == answer["numberOfItems"] == 6
    assert (answer["total"], answer["isComplete"]) == (8, False)
    assert answer["remarks"] == ["Nicht vollständig: nur die ersten 6 von 8 Einträgen."]
    last = table(client, "/verzeichnis/export.csv")[-1]
    assert last["Kennung"].startswith("Nicht vollständig")


def test_who_wants_fewer_says_how_many(client):
    for number in range(8):
        make_organisation(title=f"Werk {number}")
    outbox.work_off()
    answer = data(client, "/verzeichnis/export.json?count=3")
    assert [item["name"] for item in answer["items"]] == ["Werk 0", "Werk 1", "Werk 2"]
    assert (answer["total"], answer["isComplete"]) == (8, False)
    assert len(data(client, "/verzeichnis/export.json?count=-1")["items"]) == 1
    assert len(data(client, "/verzeichnis/export.json?count=viele")["items"]) == 8


@pytest.mark.usefixtures("small_pages")
def test_an_index_that_goes_away_in_the_middle_ends_the_file_and_the_file_says_so(client, settings):
    for number in range(6):
        make_organisation(title=f"Werk {number}")
    outbox.work_off()
    pieces = client.get("/verzeichnis/export.json").streaming_content
    text = [next(pieces), next(pieces)]  # head and first page
    settings.SEARCH_INDEX_DIR = settings.SEARCH_INDEX_DIR / "missing"
    answer = json.loads(b"".join([*text, *pieces]))
    assert (answer["numberOfItems"], answer["isComplete"]) == (3, False)


@pytest.mark.parametrize("form", FORMS)
def test_an_answer_from_the_database_says_so_and_is_not_kept(client, settings, form):
    make_organisation(title="Werk")
    settings.SEARCH_INDEX_DIR = settings.SEARCH_INDEX_DIR / "missing"
    response = client.get(f"/verzeichnis/export.{form}")
    assert "Werk" in body(response) or form == "geojson"
    assert "Nicht verlässlich" in body(response)
    assert response.headers["X-Incomplete"] == "database"
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize("form", FORMS)
def test_small_exports_answer_304_until_something_changes(client, form):
    make_organisation()
    outbox.work_off()
    address = f"/verzeichnis/export.{form}"
    first = client.get(address)
    assert first.headers["X-Robots-Tag"] == "noindex"
    assert first.headers["Cache-Control"] == "public, max-age=60"
    seen = {"if-none-match": first.headers["ETag"]}
    assert client.get(address, headers=seen).status_code == 304
    make_organisation()
    outbox.work_off()
    assert client.get(address, headers=seen).status_code == 200


@pytest.mark.parametrize("form", FORMS)
def test_an_export_asks_the_database_the_same_with_one_and_with_forty_hits(
    client, django_assert_max_num_queries, form
):
    address, counts = f"/suche/export.{form}", []
    client.get(address)  # a new process reads its tables once
    for more in (1, 39):
        for number in range(more):
            make_event(topics=[make_topic()], owner=make_organisation())
            make_course(title=f"Kurs {number}")
        outbox.work_off()
        with django_assert_max_num_queries(3) as asked:  # the hub's name, topics, organisations
            client.get(address)
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("query", HOSTILE, ids=lambda text: text[:24])
def test_hostile_addresses_get_a_valid_file(client, form, query):
    make_organisation()
    outbox.work_off()
    text = body(client.get(f"/suche/export.{form}?{query}"))
    assert text[1:] if form == "csv" else json.loads(text)["publisher"]


def test_only_reading_is_allowed(client):
    assert client.post("/suche/export.csv").status_code == 405
