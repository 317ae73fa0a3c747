import pytest

from directory.models import ContactPoint, Location, Relation
from tests.factories import (
    make_course,
    make_event,
    make_organisation,
    make_programme,
    make_service,
    make_topic,
)
from tests.record_pages import page, status, structured_data

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]


def test_a_draft_has_no_page(client):
    assert status(client, make_organisation(live=False)) == 404
    assert client.get("/verzeichnis/gibt-es-nicht/").status_code == 404


def test_a_page_only_answers_reading(client):
    assert client.post(make_organisation().url_in("de")).status_code == 405


def test_an_organisation_shows_how_to_reach_it(client):
    record = make_organisation(title="Werkzeugbau", website="https://www.werkzeug.example/")
    ContactPoint.objects.create(organisation=record, label="Vertrieb", phone="+49 (0) 561 12-3")
    Location.objects.create(
        organisation=record, street="Musterstraße 4", postcode="34117", latitude=51.3, longitude=9.5
    )
    html = page(client, record)
    assert 'href="https://www.werkzeug.example/"' in html
    assert 'href="tel:+49561123"' in html
    assert "mlat=51.300000&amp;mlon=9.500000" in html
    assert structured_data(html)["LocalBusiness"]["address"]["postalCode"] == "34117"


def test_relations_are_shown_from_both_sides(client):
    university = make_organisation(title="Universität")
    startup = make_organisation(title="Jungfirma", kind="startup")
    hidden = make_organisation(title="Entwurf", live=False)
    Relation.objects.create(source=startup, target=university, kind="spin_off_of")
    Relation.objects.create(source=hidden, target=university, kind="funds")
    assert university.url_in("de") in page(client, startup)
    html = page(client, university)
    assert startup.url_in("de") in html
    assert "Entwurf" not in html


def test_an_organisation_shows_what_it_does(client):
    owner = make_organisation()
    records = [make(owner=owner) for make in (make_event, make_course, make_service)]
    records += [make_programme(owner=owner), make_organisation(owner=owner)]
    records += [make_event(further_organisers=[owner])]
    html = page(client, owner)
    for record in records:
        assert f'href="{record.url_in("de")}"' in html


def test_the_english_page_shows_english_or_says_what_it_shows(client):
    record = make_organisation(
        title="Werkbank", title_en="Workbench", summary_en="For makers.", description="Deutsch."
    )
    html = page(client, record, "en")
    assert "Workbench" in html
    assert "For makers." in html
    assert "This text is available in German only." in html
    assert '<div class="prose" lang="de">' in html
    record.description_en = "English."
    record.save()
    html = page(client, record, "en")
    assert "available in German only" not in html
    assert "<p>English.</p>" in html


def test_an_english_record_says_so_on_the_german_page(client):
    html = page(client, make_organisation(title="Lab", language="en"))
    assert '<h1 lang="en">' in html


def test_text_cannot_break_out_of_the_page(client):
    evil = '</script><script>alert("1")</script>'
    record = make_organisation(title=evil, summary=evil, description=evil, offers=evil)
    record.tags.add(evil[:90])
    record.save()
    html = page(client, record)
    assert "<script>alert" not in html
    assert structured_data(html)["Organization"]["name"] == evil


def test_who_vouches_is_said(client):
    html = page(client, make_organisation(confirmed_on="2026-11-12", confirmed_by="IHK"), "en")
    assert "Checked on 12 November 2026 by IHK" in html
    assert "Not checked yet" in page(client, make_organisation(), "en")


def test_buttons_that_need_script_are_hidden_in_the_page(client):
    html = page(client, make_organisation(), "en")
    assert '<button class="button plain" type="button" data-share hidden>Share</button>' in html
    assert '<button class="button plain" type="button" data-print hidden>Print</button>' in html


def test_a_breadcrumb_leads_back_to_the_list(client):
    html = page(client, make_organisation(slug="muster"), "en")
    trail = structured_data(html)["BreadcrumbList"]["itemListElement"]
    assert [step["position"] for step in trail] == [1, 2]
    assert trail[1]["item"].endswith("/en/directory/muster/")


def test_the_number_of_queries_does_not_grow(client, django_assert_max_num_queries):
    record = make_organisation()

    def grow():
        other = make_organisation()
        Location.objects.create(organisation=record, place="Kassel")
        ContactPoint.objects.create(organisation=record, label="Zentrale", phone="0561 1")
        Relation.objects.create(source=record, target=other, kind="funds")
        record.topics.add(make_topic(parent=make_topic()))
        record.tags.add(f"wort-{other.pk}")
        record.save()
        make_event(owner=record)

    for times in (1, 9):
        for _ in range(times):
            grow()
        page(client, record)
        with django_assert_max_num_queries(25):
            client.get(record.url_in("de"))
