"""What people type, and what they must find among the first five."""

import re

import pytest

ROWS = [
    # typed, kinds of which one must be there, pattern for its title
    ("Zuschuss Digitalisierung Handwerk", {"funding"}, r"digital|DIGI"),
    ("Beratung Existenzgründerin", {"advice"}, r"gründer"),
    ("Datenschutzschulung", {"course"}, r"Datenschutzschulung"),
    ("Schulung Datenschutz", {"course"}, r"Datenschutzschulung"),
    ("Maschinenbau Firmen Baunatal", {"organisation"}, r""),
    ("Forschungsgruppe Solarenergie", {"organisation"}, r"Solar"),
    ("Fördermittelberatung", {"advice"}, r"Förder"),
    ("Finanzierungsberaterin", {"advice"}, r"Finanz"),
    ("Cybersicherheit KMU", {"advice", "event", "course", "funding"}, r"(?i)sicher|cyber"),
    ("Unternehmensnachfolge", {"advice", "event"}, r"(?i)nachfolge|übergabe|übergeben"),
    ("Export nach Frankreich", {"advice", "event", "course"}, r"(?i)frankreich|export"),
    ("Weiterbildung Pflegekräfte", {"course"}, r"(?i)pflege"),
    ("Start-up Stammtisch", {"event"}, r"(?i)stammtisch"),
    ("Gruendungsberatung Fulda", {"advice"}, r"(?i)gründung"),
    ("Digitalisirung", {"advice", "event", "course", "funding", "organisation"}, r"(?i)digital"),
    (
        "Wer hilft mir bei der Einführung von E-Rechnungen?",
        {"advice", "event", "course"},
        r"E-Rechnung",
    ),
    ("Zuschuss für neue Maschinensteuerung", {"funding", "advice"}, r""),
]


def first_five(client, typed):
    response = client.get("/suche/", {"q": typed})
    assert response.status_code == 200
    return [(hit.type, hit.title) for hit in response.context["result"].hits[:5]]


@pytest.mark.parametrize(("typed", "kinds", "pattern"), ROWS, ids=[row[0] for row in ROWS])
def test_finds_a_fitting_record_among_the_first_five(demo, client, typed, kinds, pattern):
    hits = first_five(client, typed)
    assert [h for h in hits if h[0] in kinds and re.search(pattern, h[1])], hits


def test_a_synonym_finds_the_same_first(demo, client):
    short = first_five(client, "KI im Mittelstand")[0]
    long = first_five(client, "künstliche Intelligenz Mittelstand")[0]
    assert short == long
    assert short[0] in {"advice", "event"}


def test_word_order_and_compounds_find_the_same_course(demo, client):
    joined = {h for h in first_five(client, "Datenschutzschulung") if h[0] == "course"}
    apart = {h for h in first_five(client, "Schulung Datenschutz") if h[0] == "course"}
    assert joined & apart


def test_the_company_stands_in_baunatal(demo, client):
    response = client.get("/suche/", {"q": "Maschinenbau Firmen Baunatal"})
    hits = [h for h in response.context["result"].hits[:5] if h.type == "organisation"]
    assert any(h.card.get("place") == "Baunatal" for h in hits), [h.title for h in hits]


def test_a_misspelled_word_brings_a_proposal(demo, client):
    response = client.get("/suche/", {"q": "Digitalisirung"})
    assert "digitalisierung" in response.context["suggestion"]["text"].lower()
