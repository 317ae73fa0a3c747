"""What people type, and what they must find among the first five."""

import re

import pytest

from directory.documents import in_both
from directory.models import Organisation

ROWS = [
    # typed, kinds of which one must be there, pattern for its title
    ("Zuschuss Digitalisierung Handwerk", {"funding"}, r"digital|DIGI"),
    ("Beratung Existenzgründerin", {"advice"}, r"gründer"),
    ("Datenschutzschulung", {"course"}, r"Datenschutzschulung"),
    ("Schulung Datenschutz", {"course"}, r"Datenschutzschulung"),
    ("Fördermittelberatung", {"advice"}, r"Förder"),
    ("Finanzierungsberaterin", {"advice"}, r"Finanz"),
    ("Cybersicherheit KMU", {"advice", "event", "course", "funding"}, r"(?i)sicher|cyber"),
    ("Unternehmensnachfolge", {"advice", "event"}, r"(?i)nachfolge|übergabe|übergeben"),
    ("Export nach Frankreich", {"advice", "event", "course"}, r"Frankreich"),
    ("Weiterbildung Pflegekräfte", {"course"}, r"(?i)pflege"),
    ("Start-up Stammtisch", {"event"}, r"(?i)stammtisch"),
    ("Gruendungsberatung Fulda", {"advice"}, r"(?i)gründung"),
    ("Digitalisirung", {"advice", "event", "course", "funding", "organisation"}, r"(?i)digital"),
    (
        "Wer hilft mir bei der Einführung von E-Rechnungen?",
        {"advice", "event", "course"},
        r"E-Rechnung",
    ),
    ("Zuschuss für neue Maschinensteuerung", {"funding"}, r"(?i)zuschuss.*steuer"),
    ("Neue Maschinensteuerung", {"advice"}, r"(?i)maschinensteuerung"),
]
ORGANISATIONS = [
    # typed, what the organisation is, where it stands, pattern for title or summary
    ("Maschinenbau Firmen Baunatal", Organisation.Kind.COMPANY, "Baunatal", r"Maschinenbau"),
    ("Forschungsgruppe Solarenergie", Organisation.Kind.UNIVERSITY_GROUP, "Kassel", r"Solar"),
]


def hits(client, typed):
    """The first five hits of the search page."""
    response = client.get("/suche/", {"q": typed})
    assert response.status_code == 200
    return response.context["result"].hits[:5]


def first_five(client, typed):
    return [(hit.type, hit.title) for hit in hits(client, typed)]


@pytest.mark.parametrize(("typed", "kinds", "pattern"), ROWS, ids=[row[0] for row in ROWS])
def test_finds_a_fitting_record_among_the_first_five(demo, client, typed, kinds, pattern):
    found = first_five(client, typed)
    assert [h for h in found if h[0] in kinds and re.search(pattern, h[1])], found


@pytest.mark.parametrize(
    ("typed", "kind", "place", "pattern"), ORGANISATIONS, ids=[row[0] for row in ORGANISATIONS]
)
def test_finds_a_fitting_organisation_among_the_first_five(
    demo, client, typed, kind, place, pattern
):
    found = [
        hit
        for hit in hits(client, typed)
        if hit.type == "organisation"
        and (hit.card["kind"], hit.card["place"]) == (in_both(kind), place)
        and re.search(pattern, f"{hit.title} {hit.summary}")
    ]
    assert found


def test_a_synonym_finds_the_same_first(demo, client):
    short = first_five(client, "KI im Mittelstand")[0]
    long = first_five(client, "künstliche Intelligenz Mittelstand")[0]
    assert short == long
    assert short[0] in {"advice", "event"}


def test_word_order_and_compounds_find_the_same_course(demo, client):
    joined = {h for h in first_five(client, "Datenschutzschulung") if h[0] == "course"}
    apart = {h for h in first_five(client, "Schulung Datenschutz") if h[0] == "course"}
    assert joined & apart


def test_a_misspelled_word_brings_a_proposal(demo, client):
    response = client.get("/suche/", {"q": "Digitalisirung"})
    assert "digitalisierung" in response.context["suggestion"]["text"].lower()
