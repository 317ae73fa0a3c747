import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from directory.models import (
    ContactPoint,
    Location,
    Moderator,
    Organisation,
    Relation,
    Topic,
    Trust,
)
from tests.constraints import breaks
from tests.factories import (
    make_member,
    make_municipality,
    make_organisation,
    make_person,
    make_topic,
)

pytestmark = pytest.mark.django_db


def test_a_source_has_each_id_once():
    make_organisation(source_name="Kammer", external_id="7")
    with breaks("directory_organisation_external_id"):
        make_organisation(source_name="Kammer", external_id="7")


def test_records_typed_by_hand_need_no_id():
    make_organisation()
    make_organisation()
    assert Organisation.objects.count() == 2


def test_records_are_known_by_their_ids_in_a_source():
    known = make_organisation(source_name="Kammer", external_id="7")
    make_organisation(source_name="Hochschule", external_id="7")
    make_organisation()
    assert list(Organisation.objects.known_as(["7", "8", ""], "Kammer", "Amt")) == [known]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="others read small tables whole")
def test_ids_in_a_source_are_looked_up_in_their_index():
    plan = Organisation.objects.known_as(["7", "8"], "Kammer").explain()
    assert "USING INDEX directory_organisation_external_id" in plan


def test_a_record_needs_a_title():
    with breaks("directory_organisation_title"):
        make_organisation(title="")


def test_the_year_of_foundation_is_possible():
    with breaks("directory_organisation_founded"):
        make_organisation(founded=99)


def test_an_industry_is_a_code_of_wz_2025():
    organisation = make_organisation(wz_code="28.41")
    organisation.full_clean(exclude=["latest_revision"])
    organisation.wz_code = "99.99.9"
    with pytest.raises(ValidationError, match="WZ 2025"):
        organisation.full_clean(exclude=["latest_revision"])


def test_a_municipality_lies_on_earth():
    with breaks("directory_municipality_position"):
        make_municipality(latitude=120)


def test_a_topic_does_not_belong_to_itself():
    topic = make_topic()
    topic.parent = topic
    with breaks("directory_topic_not_own_parent"):
        topic.save()


def test_topics_have_two_levels():
    parent = make_topic()
    child = make_topic(parent=parent)
    with pytest.raises(ValidationError):
        Topic(slug="enkel", title="Enkel", title_en="Grandchild", parent=child).full_clean()


def test_an_organisation_has_one_main_site():
    organisation = make_organisation()
    Location.objects.create(organisation=organisation, is_primary=True)
    with breaks("directory_location_one_primary"):
        Location.objects.create(organisation=organisation, is_primary=True)


def test_a_contact_point_can_be_reached():
    organisation = make_organisation()
    with breaks("directory_contactpoint_reachable"):
        ContactPoint.objects.create(organisation=organisation, label="Empfang")


def test_a_relation_stands_once():
    one, other = make_organisation(), make_organisation()
    Relation.objects.create(source=one, target=other, kind="part_of")
    with breaks("directory_relation_unique"):
        Relation.objects.create(source=one, target=other, kind="part_of")


def test_an_organisation_has_no_relation_to_itself():
    one = make_organisation()
    with breaks("directory_relation_not_itself"):
        Relation.objects.create(source=one, target=one, kind="part_of")


def test_relations_are_read_from_both_directions():
    group, university = make_organisation(), make_organisation()
    Relation.objects.create(source=group, target=university, kind="part_of")
    assert [other for _words, other in group.relations()] == [university]
    assert [other for _words, other in university.relations()] == [group]


def test_a_slug_is_made_from_the_title_with_german_letters_spelled_out():
    assert make_organisation(title="Größe & Öl Straße").slug == "groesse-oel-strasse"


def test_two_records_of_one_title_get_two_slugs():
    assert make_organisation(title="Muster").slug == "muster"
    assert make_organisation(title="Muster").slug == "muster-2"


def test_postcode_and_place_bring_the_position():
    town = make_municipality(name="Melsungen", postcodes="34212 34213")
    location = Location.objects.create(organisation=make_organisation(), postcode="34213")
    assert (location.municipality, location.place) == (town, "Melsungen")
    assert location.has_position


def test_of_two_towns_with_one_postcode_the_named_one_counts():
    make_municipality(name="Groß", postcodes="34999", inhabitants=9000)
    small = make_municipality(name="Klein", postcodes="34999", inhabitants=100)
    location = Location.objects.create(
        organisation=make_organisation(), postcode="34999", place="Klein"
    )
    assert location.municipality == small


def test_an_unknown_postcode_leaves_the_address_as_it_is():
    location = Location.objects.create(organisation=make_organisation(), postcode="99999")
    assert location.municipality is None


def test_a_person_belongs_to_an_organisation_once():
    organisation = make_organisation()
    member = make_member(organisation)
    with breaks("directory_membership_unique"):
        make_member(organisation, user=member)


def test_a_role_and_a_level_of_trust_have_to_exist():
    with breaks("directory_membership_role"):
        make_member(role="king")
    with breaks("directory_trust_level"):
        Trust.objects.create(organisation=make_organisation(), level="high")


def test_areas_of_a_moderator_are_keys():
    moderator = Moderator(user=make_person(), areas="06633 Kassel")
    with pytest.raises(ValidationError, match="Schlüssel"):
        moderator.full_clean()


@pytest.mark.parametrize("name", ["demo", "ics:kammer", ""])
def test_a_technical_name_of_a_source_is_not_shown(name):
    event = Organisation(source="import", source_name=name)
    assert event.source_label == event.get_source_display()
    assert Organisation(source="import", source_name="KURSNET").source_label == "KURSNET"
