import pytest
from django.contrib.auth.models import AnonymousUser

from directory.freshness.score import score_of
from directory.models import ContactPoint, Location
from directory.own_area import drafts
from directory.own_area.proposals import typed_score
from tests.factories import make_municipality, make_organisation, make_person, make_topic

pytestmark = pytest.mark.django_db
FILLED = {
    "summary": "Wir reparieren Fahrräder und Lastenräder, auch am selben Tag und auch bei Ihnen.",
    "website": "example.org",
    "wz_code": "95.29",
    "topics": ["1"],
    "contact_email": "info@example.org",
    "postcode": "34117",
}


def begun(**fields):
    draft = drafts.begin(user=AnonymousUser(), language="de")
    draft.fields = fields
    return draft


def test_an_empty_entry_has_no_points_and_is_told_the_most_useful_first():
    empty = typed_score(begun(), is_placed=False)
    assert empty.points == 0
    worth = [points for points, _hint in empty.hints]
    assert worth == sorted(worth, reverse=True)


def test_every_field_that_a_new_entry_is_asked_for_raises_its_score():
    draft = begun(**FILLED)
    draft.logo = b"png"
    full = typed_score(draft, is_placed=True)
    assert (full.points, full.hints) == (100, [])
    for name in FILLED.keys() - {"postcode"}:
        less = begun(**{**FILLED, name: ""})
        less.logo = b"png"
        assert typed_score(less, is_placed=True).points < 100, name
    assert typed_score(draft, is_placed=False).points < 100
    draft.logo = None
    assert typed_score(draft, is_placed=True).points < 100


def test_a_form_and_the_own_page_give_one_score():
    make_municipality(postcodes="34117")
    bare = make_organisation()
    full = make_organisation(
        topics=[make_topic()],
        tags=["Rad"],
        audiences=["sme"],
        description="Ein Absatz. " * 30,
        offers="Reparatur",
        title_en="Bikes",
        summary_en="We repair bikes.",
        website="https://example.org",
        wz_code="95.29",
    )
    Location.objects.create(organisation=full, postcode="34117")
    ContactPoint.objects.create(organisation=full, label="Laden", phone="0561 1")
    for entry, is_placed in ((bare, False), (full, True)):
        draft = drafts.begin(user=make_person(), language="de", organisation=entry)
        assert typed_score(draft, is_placed=is_placed) == score_of(entry)
