"""allauth's German addresses people informally; ours does not."""

import re

import pytest
from django.utils.translation import override

from hub.accounts.adapter import AccountAdapter
from hub.accounts.mfa_adapter import SecondFactorAdapter
from hub.accounts.social_adapter import SocialAdapter
from hub.accounts.words import IN_FORMS

INFORMAL = re.compile(r"\b(du|dein\w*|dich|dir|gib|habe|versuche|wähle|melde)\b", re.IGNORECASE)
UNUSED = {"unknown_email", "username_blacklisted", "select_only_one"}  # never said here


@pytest.mark.parametrize("adapter", [AccountAdapter, SecondFactorAdapter, SocialAdapter])
def test_what_can_go_wrong_is_said_formally(adapter):
    with override("de"):
        said = {n: str(t) for n, t in adapter.error_messages.items() if n not in UNUSED}
    assert {n: t for n, t in said.items() if INFORMAL.search(t)} == {}


def test_sentences_of_forms_are_ours():
    from django.utils.translation import gettext

    with override("de"):
        assert [s for s in map(gettext, IN_FORMS) if INFORMAL.search(s)] == []
