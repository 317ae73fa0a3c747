"""What rules leave open, and where several say the same."""

import random

from advisory.coverage import Cover, Overlap, covers, overlaps
from advisory.eligibility import Span
from advisory.routing import Rule
from tests.bench.routing import COUNTIES, SUBJECTS, rule
from tests.pace import within

PATHS = {"foerdermittel": ("foerdermittel", "geld"), "geld": ("geld",), "export": ("export",)}
KASSEL, FULDA = "06611", "06631"


def make_rule(key, *subjects, desk=None, territory=(), **fields):
    subjects = frozenset(subjects)
    return Rule(key=key, desk=desk or key, subjects=subjects, territory=territory, **fields)


def found(*rules):
    return covers(PATHS, [KASSEL, FULDA], rules)


def test_without_rules_there_is_nobody():
    assert set(found().values()) == {Cover.NOBODY}
    assert len(found()) == 6


def test_a_rule_of_the_branch_holds_below_it_and_not_beside_it():
    cover = found(make_rule(1, "geld", territory=("06",)))
    assert cover["foerdermittel", KASSEL] is cover["geld", FULDA] is Cover.ALL
    assert cover["export", KASSEL] is Cover.NOBODY


def test_a_rule_of_a_subject_leaves_its_branch_open():
    assert found(make_rule(1, "foerdermittel"))["geld", KASSEL] is Cover.NOBODY


def test_a_rule_for_everything_leaves_no_gap():
    assert set(found(make_rule(1)).values()) == {Cover.ALL}


def test_conditions_and_single_towns_cover_in_part_until_another_rule_covers_all():
    small = make_rule(1, "geld", employees=Span(None, 49))
    town = make_rule(2, "geld", territory=("06611000",))
    assert found(small)["geld", KASSEL] is found(town)["geld", KASSEL] is Cover.SOME
    assert found(town)["geld", FULDA] is Cover.NOBODY
    assert found(small, town, make_rule(3, "geld"))["geld", KASSEL] is Cover.ALL


def test_rules_that_share_a_subject_and_an_area_overlap_there_only():
    one = make_rule(1, "geld", "export", territory=(KASSEL, FULDA))
    two = make_rule(2, "geld", "gruenden", territory=(KASSEL,))
    assert overlaps([one, two]) == [Overlap((1, 2), (1, 2), ("geld",), (KASSEL,))]


def test_the_narrower_rule_overlaps_with_none():
    wide, narrow = (
        make_rule(1, "geld", territory=("06",)),
        make_rule(2, "geld", territory=(KASSEL,)),
    )
    small = make_rule(3, "geld", territory=("06",), employees=Span(None, 49))
    assert overlaps([wide, narrow, small]) == []


def test_a_desk_that_says_it_twice_is_found():
    assert overlaps([make_rule(1, desk=7), make_rule(2, desk=7)]) == [
        Overlap((1, 2), (7,), ("",), ("",))
    ]


def test_each_of_two_thousand_rules_is_looked_at_once():
    draw = random.Random(7)
    rules = [rule(draw, key) for key in range(2000)]
    paths = {subject: (subject,) for subject in SUBJECTS}
    with within(2):  # 0.2 s when the machine is not busy
        assert len(covers(paths, COUNTIES, iter(rules))) == 50 * 26
        assert overlaps(iter(rules))
