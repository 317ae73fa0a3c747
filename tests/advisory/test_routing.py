"""Who gets a request: cases in a table that a chamber's staff can read, and any rules at all."""

import csv
import random
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from advisory.eligibility import Answer, Span
from advisory.routing import (
    Case,
    Desk,
    Feature,
    Finding,
    Rule,
    State,
    Why,
    decide,
    findings,
    specificity,
)

HERE = Path(__file__).parent
TODAY = date(2026, 11, 30)
AREAS = {
    "Kassel": "06611",
    "LK Fulda": "06631",
    "Hersfeld-Rotenburg": "06632",
    "LK Kassel": "06633",
    "Schwalm-Eder": "06634",
    "Waldeck-Frankenberg": "06635",
    "Werra-Meißner": "06636",
    "Nordhessen": "066",
    "Hessen": "06",
}
PLACES = {
    "": (),
    "Kassel": ("06611000",),
    "Baunatal": ("06633003",),
    "Fulda": ("06631009",),
    "Korbach": ("06635015",),
    "Homberg": ("06634009",),
    "Eschwege": ("06636003",),
    "Bad Hersfeld": ("06632002",),
    "Homberg oder Korbach": ("06634009", "06635015"),
}
SPANS = {
    "": None,
    "1-9": Span(1, 9),
    "10-49": Span(10, 49),
    "50-249": Span(50, 249),
    "250+": Span(250, None),
    "noch nicht": Span(-1, -1),
    "0-1": Span(0, 1),
    "2-4": Span(2, 4),
    "5-9": Span(5, 9),
    "10+": Span(10, None),
}
CODES = {
    "Bau": "F",
    "Industrie": "C",
    "Handel": "G",
    "Gastgewerbe": "I",
    "Erziehung": "Q",
    "GmbH": "gmbh",
    "UG": "ug",
    "e. V.": "ev",
    "Deutsch": "de",
    "Englisch": "en",
    "Ukrainisch": "uk",
}
PARENTS = {
    **dict.fromkeys(("existenzgruendung", "startups", "unternehmensnachfolge"), "gruendung"),
    **dict.fromkeys(("arbeitsschutz", "buchhaltung-steuern"), "fuehrung"),
    **dict.fromkeys(("gewerbeflaechen", "tourismus"), "standort"),
    **dict.fromkeys(("patente", "technologietransfer"), "innovation"),
    **dict.fromkeys(("personalgewinnung", "ausbildung", "zuwanderung"), "fachkraefte"),
    **dict.fromkeys(("foerdermittel", "kredite", "buergschaften"), "finanzierung"),
    **dict.fromkeys(("software", "ki"), "digitalisierung"),
    "export": "markt",
    "energieeffizienz": "energie-klima",
}
FEATURES = {
    "Thema": Feature.SUBJECT,
    "Ort": Feature.PLACE,
    "Branche": Feature.INDUSTRY,
    "Rechtsform": Feature.LEGAL_FORM,
    "Größe": Feature.SIZE,
    "Alter": Feature.AGE,
    "Sprache": Feature.LANGUAGE,
}
WHY = {
    "niemand passt": Why.NOBODY_FITS,
    "niemand frei": Why.NOBODY_FREE,
    "außerhalb": Why.OUTSIDE,
}


def table(name):
    with (HERE / f"routing_{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter=";"))


def words(text):
    return [word.strip() for word in text.split(",") if word.strip()]


def span(text):
    """“10-249”, “bis 49”."""
    first, _dash, last = text.replace("bis ", "-").partition("-")
    return Span(int(first) if first else None, int(last) if last else None)


DESKS = table("desks")
KEYS = {row["Stelle"]: number for number, row in enumerate(DESKS, start=1)}
CASES = table("cases")
RULES = [
    Rule(
        key=int(row["Nr"]),
        desk=KEYS[row["Stelle"]],
        subjects=frozenset(words(row["Themen"])),
        territory=tuple(AREAS[name] for name in words(row["Gebiet"])),
        industries=frozenset(CODES[name] for name in words(row["Branchen"])),
        legal_forms=frozenset(CODES[name] for name in words(row["Rechtsformen"])),
        employees=span(row["Beschäftigte"]),
        age=span(row["Alter"]),
        languages=frozenset(CODES[name] for name in words(row["Sprachen"])),
    )
    for row in table("rules")
]


def desks(situation=""):
    """All desks, in the situation of a case: “IHK Kassel abwesend, Lotse voll, Universität 3”."""
    found = {
        KEYS[row["Stelle"]]: Desk(
            key=KEYS[row["Stelle"]],
            deputy=KEYS.get(row["Vertretung"]),
            most=int(row["Grenze"]) if row["Grenze"] else None,
        )
        for row in DESKS
    }
    had_it = []
    for part in words(situation):
        name, what = next((n, part[len(n) :].strip()) for n in KEYS if part.startswith(n + " "))
        desk = found[KEYS[name]]
        match what:
            case "abwesend":
                desk = replace(desk, away_from=date(2026, 11, 23), away_until=TODAY)
            case "voll":
                desk = replace(desk, open_requests=desk.most)
            case "unzustellbar":
                desk = replace(desk, is_unreachable=True)
            case "geschlossen":
                desk = replace(desk, is_closed=True)
            case "hatte es":
                had_it.append(desk.key)
            case number:
                desk = replace(desk, open_requests=int(number))
        found[desk.key] = desk
    return list(found.values()), had_it


def case_of(row):
    subject = row["Thema"]
    path = (subject, PARENTS[subject]) if subject in PARENTS else (subject,) if subject else ()
    return Case(
        subjects=path,
        places=PLACES.get(row["Ort"], ()),
        is_outside=row["Ort"] not in PLACES,
        employees=SPANS[row["Beschäftigte"]],
        age=SPANS[row["Alter"]],
        industry=CODES.get(row["Branche"], ""),
        legal_form=CODES.get(row["Rechtsform"], ""),
        language=CODES.get(row["Sprache"], ""),
    )


def decided(row, rules=RULES):
    rows, had_it = desks(row["Lage"])
    return decide(case_of(row), rules, rows, fallback=KEYS["Lotse"], today=TODAY, without=had_it)


def name_of(key):
    return next((name for name, number in KEYS.items() if number == key), "")


def test_there_are_enough_cases():
    assert len(CASES) >= 60
    assert {row["bekommt"] for row in CASES} | {"Kassel"} >= KEYS.keys()


@pytest.mark.parametrize("row", CASES, ids=[row["Fall"] for row in CASES])
def test_a_case_of_the_table(row):
    decision = decided(row)
    assert name_of(decision.desk) == row["bekommt"]
    assert name_of(decision.second) == row["danach"]
    reason, why = decision.reason, row["weil"]
    if why.startswith("für "):
        assert name_of(reason.stands_in_for) == why.removeprefix("für ")
    elif why in WHY:
        assert reason.why is WHY[why]
    else:
        assert reason.why is Why.RULE
        assert reason.features == tuple(FEATURES[word] for word in words(why))


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_rules_and_desks_never_matters(seed):
    draw = random.Random(seed)
    for row in CASES:
        rows, had_it = desks(row["Lage"])
        rules = draw.sample(RULES, len(RULES))
        again = decide(
            case_of(row),
            rules,
            draw.sample(rows, len(rows)),
            fallback=KEYS["Lotse"],
            today=TODAY,
            without=had_it,
        )
        assert again == decided(row)


def test_an_absence_begins_and_ends():
    desk = Desk(key=1, away_from=date(2026, 12, 1), away_until=date(2026, 12, 3))
    days = [date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 3), date(2026, 12, 4)]
    assert [desk.state(day) for day in days] == [State.FREE, State.AWAY, State.AWAY, State.FREE]


def test_the_steps_tell_who_was_thought_of():
    row = next(row for row in CASES if row["Fall"].startswith("Gründungsnetz und IHK"))
    steps = [(name_of(step.desk), step.state) for step in decided(row).steps]
    assert steps[:3] == [
        ("Gründungsnetz", State.AWAY),
        ("IHK Kassel", State.AWAY),
        ("IHK Fulda", State.FREE),
    ]


def test_findings_name_what_a_rule_asks_for_and_nothing_else():
    rule = Rule(
        key=1, desk=1, subjects=frozenset({"ki"}), industries=frozenset("F"), age=Span(0, 4)
    )
    case = Case(subjects=("ki", "digitalisierung"), industry="G")
    assert findings(rule, case) == (
        Finding(Feature.SUBJECT, Answer.YES),
        Finding(Feature.INDUSTRY, Answer.NO),
        Finding(Feature.AGE, Answer.OPEN),
    )


def test_without_a_fallback_desk_there_is_no_decision():
    with pytest.raises(LookupError):
        decide(Case(), [], [Desk(key=1)], fallback=2, today=TODAY)


def any_rule(draw, key):
    few = draw.choice([1, 2, 3])
    return Rule(
        key=key,
        desk=draw.randint(1, 14),  # some of which do not exist
        subjects=frozenset(draw.sample(SUBJECTS, few)) if draw.random() < 0.7 else frozenset(),
        territory=tuple(draw.sample(list(AREAS.values()), few)) if draw.random() < 0.7 else (),
        industries=frozenset(draw.sample("CFGI", few)) if draw.random() < 0.2 else frozenset(),
        legal_forms=frozenset({"gmbh"}) if draw.random() < 0.1 else frozenset(),
        employees=Span(draw.choice([None, 10, 50]), draw.choice([None, 49, 249])),
        age=Span(draw.choice([None, 0, 2]), draw.choice([None, 4, 9])),
        languages=frozenset({"en"}) if draw.random() < 0.1 else frozenset(),
    )


def any_desk(draw, key):
    return Desk(
        key=key,
        open_requests=draw.randint(0, 6),
        most=draw.choice([None, 1, 3, 10]),
        away_until=draw.choice([None, None, TODAY]),
        deputy=draw.choice([None, draw.randint(1, 14)]),  # also itself, also in a circle
        is_closed=draw.random() < 0.1,
        is_unreachable=draw.random() < 0.1,
    )


def any_case(draw):
    subject = draw.choice(["", *SUBJECTS])
    return Case(
        subjects=tuple(filter(None, (subject, PARENTS.get(subject, "")))),
        places=draw.choice(list(PLACES.values())),
        is_outside=draw.random() < 0.1,
        employees=draw.choice(list(SPANS.values())[:5]),
        age=draw.choice([None, *list(SPANS.values())[5:]]),
        industry=draw.choice(["", "C", "F", "G"]),
        legal_form=draw.choice(["", "gmbh", "ev"]),
        language=draw.choice(["", "de", "en"]),
    )


SUBJECTS = sorted({*PARENTS, *PARENTS.values()})


@pytest.mark.parametrize("seed", range(60))
def test_whatever_the_rules_every_request_reaches_exactly_one_desk(seed):
    draw = random.Random(seed)
    rows = [any_desk(draw, key) for key in range(1, 11)]
    rules = [any_rule(draw, key) for key in range(draw.choice([0, 3, 60]))]
    table = {desk.key: desk for desk in rows}
    for _ in range(20):
        case, without = any_case(draw), draw.sample(range(1, 11), draw.choice([0, 1, 9]))
        fallback = draw.randint(1, 10)
        asked = {"fallback": fallback, "today": TODAY, "without": without}
        decision = decide(case, rules, rows, **asked)
        assert decision == decide(case, rules[::-1], rows[::-1], **asked)
        is_free = table[decision.desk].state(TODAY) is State.FREE and decision.desk not in without
        assert is_free or decision.desk == fallback
        assert decision.second != decision.desk
        if decision.reason.why is Why.RULE:
            rule = next(rule for rule in rules if rule.key == decision.reason.rule)
            assert specificity(rule, case) is not None
            better = [
                other
                for other in rules
                if (points := specificity(other, case)) is not None
                and points > specificity(rule, case)
                and other.desk in table
            ]
            taken = {step.rule for step in decision.steps}
            assert {other.key for other in better} <= taken


@pytest.mark.parametrize("seed", range(20))
def test_an_answer_more_never_brings_in_a_rule_that_did_not_fit(seed):
    draw = random.Random(seed)
    for key in range(50):
        rule, case = any_rule(draw, key), any_case(draw)
        if specificity(rule, case) is not None:
            for unknown in ({"industry": ""}, {"employees": None}, {"age": None}, {"places": ()}):
                assert specificity(rule, replace(case, **unknown)) is not None
