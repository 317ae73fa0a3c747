from datetime import date

import pytest

from advisory.documents import (
    programme_document,
    programme_records,
    service_document,
    service_records,
)
from advisory.models import AdvisoryService, FundingProgramme
from directory.documents import end_of
from directory.models import Location
from tests.factories import (
    make_municipality,
    make_organisation,
    make_programme,
    make_service,
    make_topic,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


def service(record):
    return service_document(service_records().get(pk=record.pk))


def programme(record):
    return programme_document(programme_records().get(pk=record.pk), today=TODAY)


def test_advice_lies_where_its_institution_is():
    owner = make_organisation()
    Location.objects.create(
        organisation=owner, place="Kassel", latitude=51.3, longitude=9.5, is_primary=True
    )
    built = service(make_service(owner=owner))
    assert (built.latitude, built.longitude) == (51.3, 9.5)


def test_advice_says_how_to_meet_in_which_language_and_at_what_cost():
    built = service(
        make_service(channels=["phone", "video"], languages=["de", "tr"], cost="subsidised")
    )
    assert built.facets["format"] == ["phone", "video"]
    assert built.facets["language"] == ["de", "tr"]
    assert built.facets["funding"] == ["subsidised"]


def test_areas_are_found_by_their_names():
    make_municipality(ags="06634001", name="Borken", county="Schwalm-Eder-Kreis")
    built = service(make_service(territory=["06634", "066", "06634001", "99999"]))
    assert built.card["areas"] == ["Schwalm-Eder-Kreis", "Regierungsbezirk Kassel", "Borken"]
    assert "Schwalm-Eder-Kreis" in built.keywords


def test_only_a_grant_is_called_zuschuss():
    assert "Zuschuss" in programme(make_programme(kind="grant")).keywords
    assert "Zuschuss" not in programme(make_programme(kind="loan")).keywords


def test_a_programme_is_past_after_the_day_of_its_deadline():
    built = programme(make_programme(deadline=date(2026, 12, 31)))
    assert built.expires_at == end_of(date(2026, 12, 31))
    assert built.facets["funding"] == ["open", "state"]


def test_a_missed_deadline_closes_a_programme():
    assert programme(make_programme(deadline=date(2026, 1, 31))).card["state"] == "closed"


def test_a_closed_programme_stays_findable():
    assert programme(make_programme(state="closed")).expires_at is None


def test_every_kind_has_words_to_be_found_by():
    for kind in AdvisoryService.Kind:
        assert "Beratung" in service(make_service(kind=kind)).keywords
    for kind in FundingProgramme.Kind:
        for level in FundingProgramme.Level:
            assert "Förderung" in programme(make_programme(kind=kind, level=level)).keywords


def test_records_are_built_without_a_query_each(django_assert_max_num_queries):
    make_municipality(ags="06634001", name="Borken", county="Schwalm-Eder-Kreis")
    for number in (1, 9):
        for _ in range(number):
            owner = make_organisation()
            Location.objects.create(organisation=owner, place="Kassel")
            make_service(owner=owner, topics=[make_topic()], tags=["a"], territory=["06634"])
            make_programme(owner=owner, topics=[make_topic()], tags=["b"], territory=["06634"])
        with django_assert_max_num_queries(6):  # one of them reads the register, once
            assert [service_document(record) for record in service_records()]
        with django_assert_max_num_queries(4):
            assert [programme_document(record) for record in programme_records()]
