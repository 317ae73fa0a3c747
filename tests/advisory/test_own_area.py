"""Advisory services and funding programmes in the own area."""

import pytest
from django.core.management import call_command

from advisory.models import AdvisoryService, FundingProgramme
from directory.models import Trust
from tests.directory.own_area.sending import opened
from tests.factories import make_member, make_municipality, make_organisation, make_programme

pytestmark = pytest.mark.django_db
SERVICE = "/mein/veroeffentlichen/advice/"
PROGRAMME = "/mein/veroeffentlichen/funding/"


@pytest.fixture
def house(client):
    call_command("set_up_review")
    make_municipality(name="Musterstadt", ags="06633999")
    organisation = make_organisation(title="Kammer")
    Trust.objects.create(organisation=organisation, level=Trust.Level.PROVEN)
    client.force_login(make_member(organisation))
    return organisation


def advice(**changes):
    return {
        "title": "Patentberatung",
        "kind": "individual_advice",
        "summary": "Wir helfen.",
        "cost": "free",
        "channels": ["phone", "video"],
        "area": ["06633"],
        "area_further": "Musterstadt, 06633",
        "languages": ["de", "en"],
        "answer_within_days": "3",
        "url": "www.example.org",
        **changes,
    }


def programme(**changes):
    return {
        "title": "Zuschuss",
        "kind": "grant",
        "level": "state",
        "authority": "Förderbank",
        "summary": "Geld für Maschinen.",
        "who": "Kleine Betriebe.",
        "purposes": ["investment"],
        "employees_max": "249",
        "amount_max": "10000",
        "deadline": "2047-12-31",
        "deadlines-0-day": "2047-06-30",
        "deadlines-0-note": "Skizze",
        **changes,
    }


def test_a_service_is_published_as_it_was_typed(house, client):
    client.post(SERVICE + "neu/", opened(client, SERVICE + "neu/") | advice())
    service = AdvisoryService.objects.get()
    assert (service.live, service.owner, service.answer_within_days) == (True, house, 3)
    assert service.territory == ["06633", "06633999"]
    assert (service.channels, service.languages) == (["phone", "video"], ["de", "en"])
    assert service.url == "https://www.example.org"
    assert "Patentberatung" in client.get(SERVICE).content.decode()
    sent = opened(client, f"{SERVICE}{service.pk}/aendern/")
    assert (sent["area"], sent["area_further"]) == (["06633"], "Musterstadt")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("area_further", "Entenhausen"),
        ("area_further", "0663"),
        ("area", ["99999"]),
        ("answer_within_days", "99"),
        ("email", "x y"),
        ("kind", "individual"),
    ],
)
def test_what_is_wrong_with_a_service_stands_at_its_field(house, client, field, value):
    address = SERVICE + "neu/"
    answer = client.post(address, opened(client, address) | advice(**{field: value}))
    assert set(answer.context["form"].errors) == {field}
    assert "Wir helfen." in answer.content.decode()
    assert not AdvisoryService.objects.exists()


def test_a_copy_of_a_service_has_its_area(house, client):
    client.post(SERVICE + "neu/", opened(client, SERVICE + "neu/") | advice())
    service = AdvisoryService.objects.get()
    client.post(SERVICE + "neu/", opened(client, f"{SERVICE}neu/?copy={service.pk}"))
    copy = AdvisoryService.objects.exclude(pk=service.pk).get()
    assert (copy.territory, copy.channels) == (service.territory, service.channels)


def test_a_programme_with_the_deadlines_of_its_rounds(house, client):
    client.post(PROGRAMME + "neu/", opened(client, PROGRAMME + "neu/") | programme())
    found = FundingProgramme.objects.get()
    assert (found.live, found.purposes, found.amount_max) == (True, ["investment"], 10000)
    assert [(str(row.day), row.note) for row in found.deadlines.all()] == [("2047-06-30", "Skizze")]
    address = f"{PROGRAMME}{found.pk}/aendern/"
    client.post(address, opened(client, address) | {"deadlines-0-note": "Antrag"})
    assert FundingProgramme.objects.get().deadlines.get().note == "Antrag"


@pytest.mark.parametrize(
    "changes",
    [
        {"authority": ""},
        {"rate_percent": "101"},
        {"employees_min": "300"},
        {"industries": ["C"], "not_industries": ["C"]},
        {"deadlines-1-day": "2047-06-30"},
    ],
)
def test_what_is_wrong_with_a_programme_is_said(house, client, changes):
    address = PROGRAMME + "neu/"
    answer = client.post(address, opened(client, address) | programme(**changes))
    assert answer.context["problems"]
    assert not FundingProgramme.objects.exists()


def test_a_programme_whose_last_day_is_past_lies_in_the_archive(house, client):
    make_programme(owner=house, title="Abgelaufen", deadline="2001-01-01")
    assert "Abgelaufen" not in client.get(PROGRAMME).content.decode()
    assert "Abgelaufen" in client.get(PROGRAMME + "archiv/").content.decode()
