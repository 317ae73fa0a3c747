"""What finds what in English."""

import pytest

from search import english

SAME = [
    ("courses", "course"),
    ("advising", "advised"),
    ("companies", "company"),
    ("start-up", "startups"),
    ("start up", "startup"),
    ("know-how", "knowhow"),
    ("co-working", "coworking"),
    ("women's", "women"),
    ("women’s", "women"),
    ("Café", "cafe"),
    ("ﬁnancing", "financing"),
]
HOSTILE = ["", "\x00", "x" * 100_000, "a-" * 50_000, "e\u0301" * 50_000, "’s" * 50_000, "🙂👩‍🔬"]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_forms_share_a_stem(one, other):
    (left,), (right,) = english.tokens(one), english.tokens(other)
    assert left.stem == right.stem


def test_different_words_have_different_stems():
    stems = {english.tokens(word)[0].stem for word in ("C", "C++", "new", "news", "5G", "grant")}
    assert len(stems) == 6


def test_hyphens_separate_words():
    assert [token.stem for token in english.tokens("e-invoicing")] == ["e", "invoic"]


def test_questions_lose_their_question_words():
    asked = english.query("Where can I find help with funding for my company?")
    assert [token.stem for token in asked] == ["fund", "compani"]


def test_query_of_stop_words_only_keeps_them_and_is_capped():
    assert [token.normal for token in english.query("who are we")] == ["who", "are", "we"]
    assert len(english.query("the " * 900)) == 32


def test_parts_are_empty_and_positions_keep_gaps():
    found = english.tokens("Funding for the founders")
    assert [token.position for token in found] == [0, 3]
    assert all(token.parts == () for token in found)


@pytest.mark.parametrize(
    "text", [*HOSTILE, "Café ﬁne – “quoted” start-up’s"], ids=lambda t: ascii(t[:8])
)
def test_offsets_point_into_the_text_as_given(text):
    for token in english.tokens(text):
        assert text[token.start : token.end] == token.text
        assert token.stem
        assert token.normal
