import pytest
from django.utils.translation import override

from directory.documents import organisation_document, organisation_records
from directory.models import ContactPoint, Location, Organisation
from search import registry
from tests.factories import make_organisation, make_topic

pytestmark = pytest.mark.django_db


def build(record):
    return organisation_document(organisation_records().get(pk=record.pk))


def test_a_document_carries_topics_with_their_parents():
    parent = make_topic(slug="digitalisierung", title="Digitalisierung", title_en="Digitalisation")
    fine = make_topic(slug="ki", title="Künstliche Intelligenz", title_en="AI", parent=parent)
    document = build(make_organisation(topics=[fine]))
    assert document.facets["topic"] == ["ki", "digitalisierung"]
    assert "Künstliche Intelligenz" in document.keywords
    assert "Digitalisation" in document.keywords


def test_a_company_is_found_by_the_words_for_its_kind_place_and_industry():
    record = make_organisation(wz_code="28.41")
    Location.objects.create(organisation=record, place="Baunatal", latitude=51.25, longitude=9.4)
    document = build(record)
    for word in ("Firma", "Maschinenbau", "Baunatal"):
        assert word in document.keywords
    assert document.facets["industry"] == ["C"]
    assert (document.latitude, document.longitude) == (51.25, 9.4)


def test_an_organisation_lists_its_owner_but_not_itself():
    owner = make_organisation(title="Universität")
    record = make_organisation(title="Fachgebiet", owner=owner)
    assert build(record).facets["organisation"] == [owner.slug]
    assert "organisation" not in build(owner).facets


def test_an_unpublished_owner_stays_unnamed():
    owner = make_organisation(title="Noch geheim", live=False)
    document = build(make_organisation(owner=owner))
    assert "organisation" not in document.facets
    assert "geheim" not in document.keywords
    assert document.card["owner"] == ""
    assert registry.labels("organisation", [owner.slug]) == {}


def test_drafts_are_no_documents():
    make_organisation(live=False)
    assert not organisation_records().exists()


def test_an_english_record_is_english_on_the_english_side():
    document = build(make_organisation(title="Tooling Lab", language="en"))
    assert document.title_en == "Tooling Lab"


def test_addresses_are_written_in_both_languages():
    document = build(make_organisation(slug="muster"))
    assert document.url_en.startswith("/en/")
    assert document.url.endswith("/muster/")
    assert not document.url.startswith("/en/")


def test_records_are_built_without_a_query_each(django_assert_max_num_queries):
    def make():
        owner = make_organisation()
        record = make_organisation(owner=owner, topics=[make_topic(parent=make_topic())])
        record.tags.add("Fräsen")
        record.save()
        Location.objects.create(organisation=record, place="Kassel")
        ContactPoint.objects.create(organisation=record, label="Zentrale", phone="0561 1")

    for number in (1, 9):
        for _ in range(number):
            make()
        with django_assert_max_num_queries(5):
            assert [organisation_document(record) for record in organisation_records()]


# --- Words for codes --------------------------------------------------------------------------


def test_every_kind_has_words_to_be_found_by():
    for kind in Organisation.Kind:
        assert build(make_organisation(kind=kind)).keywords


def test_sections_of_industry_have_short_names():
    with override("en"):
        assert registry.labels("industry")["C"] == "Manufacturing"
    assert registry.labels("industry", ["?"]) == {}


def test_languages_beyond_the_two_of_the_site_have_names():
    with override("en"):
        assert registry.labels("language", ["tr", "xx"]) == {"tr": "Turkish"}


def test_organisation_labels_cost_one_query(django_assert_num_queries):
    slugs = [make_organisation().slug for _ in range(3)]
    with django_assert_num_queries(1):
        assert set(registry.labels("organisation", slugs)) == set(slugs)
    with django_assert_num_queries(0):
        assert registry.labels("organisation") == {}


def test_codes_of_a_facet_mean_one_thing():
    for facet in ("format", "funding", "audience"):
        codes = [code for source in registry._labels[facet] for code in source(None)]
        assert len(codes) == len(set(codes))
