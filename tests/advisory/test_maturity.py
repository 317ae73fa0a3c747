"""What answers of a company say, computed by hand here."""

import random

import pytest

from advisory.maturity import MOST, NOT_OURS, Stage, assess, points_of, stage_of

QUESTIONS = [("a1", "a"), ("a2", "a"), ("a3", "a"), ("b1", "b"), ("b2", "b"), ("c1", "c")]


@pytest.mark.parametrize(
    ("values", "asked", "points"),
    [
        ([0, 0, 0], 3, 0),
        ([3, 3, 3], 3, 100),
        ([1, 2], 2, 50),
        ([1], 1, 33),
        ([2], 1, 67),
        ([0, 0, 0, 0, 0, 0, 0, 3], 8, 13),  # 12.5 is rounded up
        ([3, NOT_OURS], 2, 100),  # what does not concern a company neither lifts nor lowers it
        ([3, NOT_OURS, NOT_OURS], 4, 100),  # one of two that concern it
        ([3], 2, 100),
        ([3], 3, None),
        ([NOT_OURS, NOT_OURS], 2, None),
        ([], 0, None),
        ([], 3, None),
    ],
)
def test_points_are_a_share_of_what_was_answered(values, asked, points):
    assert points_of(values, asked=asked) == points


@pytest.mark.parametrize(
    ("points", "stage"),
    [
        (0, Stage.BEGINNING),
        (24, Stage.BEGINNING),
        (25, Stage.UNDER_WAY),
        (49, Stage.UNDER_WAY),
        (50, Stage.ADVANCED),
        (74, Stage.ADVANCED),
        (75, Stage.LEADING),
        (100, Stage.LEADING),
    ],
)
def test_stages_begin_at_quarters(points, stage):
    assert stage_of(points) is stage


def test_a_result_names_points_weak_dimensions_and_where_to_begin():
    result = assess(QUESTIONS, {"a1": 1, "a2": 0, "a3": 2, "b1": 3, "b2": 3, "c1": 0})
    assert [(s.dimension, s.points) for s in result.standings] == [("a", 33), ("b", 100), ("c", 0)]
    assert result.points == 44
    assert result.weakest == ("c", "a")
    assert [s.beginnings for s in result.standings] == [("a2", "a1"), (), ("c1",)]
    assert result.open == 0


def test_what_holds_mostly_is_nothing_to_begin_with():
    assert assess([("a1", "a")], {"a1": 2}).standings[0].beginnings == ()


def test_without_enough_answers_nothing_is_said():
    result = assess(QUESTIONS, {"a1": 0, "b1": 3})
    assert [s.points for s in result.standings] == [None, 100, None]
    assert [s.stage for s in result.standings] == [None, Stage.LEADING, None]
    assert (result.points, result.weakest, result.open) == (None, (), 4)
    assert assess([], {}).points is None


def test_answers_to_other_questions_and_other_values_are_none():
    result = assess(QUESTIONS, {"a1": 7, "a2": -2, "zz": 3})
    assert result.open == len(QUESTIONS)
    assert {s.points for s in result.standings} == {None}


def test_at_most_three_dimensions_are_weak_the_first_of_equals_first():
    questions = [(name, name) for name in "abcde"]
    assert assess(questions, dict.fromkeys("abcde", 1)).weakest == ("a", "b", "c")


def test_a_better_answer_never_lowers_the_points():
    chance = random.Random(7)
    for _ in range(300):
        questions = [(str(n), chance.choice("abc")) for n in range(chance.randint(1, 12))]
        answers = {key: chance.randint(NOT_OURS, MOST) for key, _d in questions}
        better = {key: min(MOST, v + 1) if v >= 0 else v for key, v in answers.items()}
        for low, high in zip(
            assess(questions, answers).standings, assess(questions, better).standings, strict=True
        ):
            assert (low.points is None) == (high.points is None)
            assert low.points is None or 0 <= low.points <= high.points <= 100
