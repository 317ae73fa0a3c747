"""Typed words propose subjects."""

import pytest

from advisory.models import Subject
from advisory.requests.proposing import propose
from tests.advisory.requests.factories import make_subject

pytestmark = pytest.mark.django_db


@pytest.fixture
def subjects(grants):
    make_subject(
        slug="export",
        title="Ins Ausland liefern",
        title_en="Delivering abroad",
        synonyms="Export\nZoll\nUrsprungszeugnis\ncustoms",
    )
    make_subject(slug="energie", title="Energiekosten senken", title_en="Cutting energy costs")
    return list(Subject.objects.select_related("parent"))


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("Zuschuss", "foerdermittel"),
        ("Wo bekomme ich Zuschüsse für eine neue Maschine?", "foerdermittel"),
        ("Foerderung", "foerdermittel"),
        ("grants", "foerdermittel"),
        ("Zollpapiere", "export"),
        ("customs", "export"),
        ("Ursprungsz", "export"),
        ("Kosten für Energie", "energie"),
        ("Energiekosten", "energie"),
    ],
)
def test_words_of_companies_lead_to_a_subject(subjects, words, first):
    assert propose(words, subjects)[0].slug == first


def test_what_nobody_knows_proposes_nothing(subjects):
    assert propose("Quastenflosser", subjects) == []
    assert propose("", subjects) == []


def test_the_more_particular_subject_comes_before_its_branch(subjects):
    found = propose("Geld Zuschuss", subjects)
    assert [subject.slug for subject in found[:2]] == ["foerdermittel", "geld"]
