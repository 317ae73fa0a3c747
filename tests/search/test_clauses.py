"""Clauses are as few as say the same."""

from __future__ import annotations

from search.engines.clauses import AllOf, AnyOf, Term, any_of


def test_alternatives_are_one_level_deep_and_each_counts_once_as_the_better_one():
    inner = AnyOf((Term("title", "a", 2.0), Term("body", "a")), 0.5)
    assert any_of([Term("body", "a"), inner]) == AnyOf(
        (Term("body", "a", 1.0), Term("title", "a", 1.0))
    )


def test_what_must_be_together_stays_together():
    both = AllOf((Term("body", "a"), Term("body", "b")))
    assert any_of([AnyOf((both,), 0.5)]) == AllOf(both.clauses, 0.5)


def test_none_of_none():
    assert any_of([]) is None
    assert any_of([AnyOf(())]) is None
