from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from advisory.models import FundingDeadline
from directory.models import Location
from tests.factories import (
    make_municipality,
    make_organisation,
    make_programme,
    make_service,
    make_topic,
)
from tests.record_pages import page, status, structured_data

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]


def test_drafts_have_no_page(client):
    assert status(client, make_service(live=False)) == 404
    assert status(client, make_programme(live=False)) == 404


def test_advice_says_who_helps_whom_where_and_how_soon(client):
    make_municipality(ags="06634001", name="Borken", county="Schwalm-Eder-Kreis")
    owner = make_organisation(title="Wirtschaftsförderung", kind="public_body")
    Location.objects.create(organisation=owner, street="Am Rathaus 1", place="Borken")
    record = make_service(
        owner=owner,
        territory=["06634"],
        answer_within_days=2,
        channels=["onsite", "phone"],
        email="rat@haus.example",
        languages=["de", "tr"],
        for_whom="Für Betriebe in der Gründung.",
    )
    html = page(client, record, "en")
    for text in (
        "answer within 2 working days",
        "Schwalm-Eder-Kreis",
        "mailto:rat@haus.example",
        "Am Rathaus 1",
        "Turkish",
        "Für Betriebe in der Gründung.",
        "free of charge",
    ):
        assert text in html
    data = structured_data(html)["GovernmentService"]
    assert data["areaServed"][0]["name"] == "Schwalm-Eder-Kreis"
    assert data["provider"]["name"] == "Wirtschaftsförderung"


def test_a_programme_says_how_much_until_when_from_whom(client):
    record = make_programme(
        rate_percent=50,
        amount_max=10_000,
        deadline=timezone.localdate() + timedelta(days=40),
        link="https://foerderung.example/",
        territory=["06"],
    )
    html = page(client, record, "en")
    for text in ("up to 50%", "up to €10,000", "https://foerderung.example/", "Hessen"):
        assert text in html
    assert "Apply by" in html
    assert structured_data(html)["GovernmentService"]["provider"]["name"] == "Förderbank"


@pytest.mark.parametrize(
    "fields", [{"state": "closed"}, {"deadline": timezone.localdate() - timedelta(days=1)}]
)
def test_a_closed_programme_says_so(client, fields):
    html = page(client, make_programme(**fields), "en")
    assert "Applications are not possible at the moment." in html


def test_a_paused_programme_says_so_on_its_page_and_in_the_list(client):
    html = page(client, make_programme(state="paused"), "en")
    listed = client.get("/en/funding/").content.decode()
    for text in (html, listed):
        assert "Paused: applications are not accepted at the moment." in text


def test_page_and_list_name_the_next_deadline_of_the_rounds(client):
    record = make_programme()
    for days in (-10, 40, 200):
        day = timezone.localdate() + timedelta(days=days)
        FundingDeadline.objects.create(programme=record, day=day, note="Skizze")
    record.save()
    with override("en"):
        coming = date_format(timezone.localdate() + timedelta(days=40), "j F Y")
    assert f"Apply by {coming}" in page(client, record, "en")
    assert f"until {coming}" in client.get("/en/funding/").content.decode()


def test_funding_leads_to_advice_and_back(client):
    topic = make_topic()
    programme, service = make_programme(topics=[topic]), make_service(topics=[topic])
    assert service.url_in("de") in page(client, programme)
    assert programme.url_in("de") in page(client, service)


def test_the_number_of_queries_is_bounded(client, django_assert_max_num_queries):
    owner, topic = make_organisation(), make_topic()
    service = make_service(owner=owner, topics=[topic], channels=["onsite"])
    for times in (1, 9):
        for _ in range(times):
            make_programme(owner=owner, topics=[topic])
            Location.objects.create(organisation=owner, place="Kassel")
            programme = make_programme(owner=owner, topics=[topic])
        for record in (service, programme):
            page(client, record)
            with django_assert_max_num_queries(22):
                client.get(record.url_in("de"))
