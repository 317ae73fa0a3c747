"""Deleting an account: what stands in the way, and what goes."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils.translation import gettext as _

from hub.models import User

Rule = Callable[[User], Iterable[str]]
_rules: list[Rule] = []


def refuse(rule: Rule) -> Rule:
    """Register what can stand in the way: gives sentences that say what to do first."""
    _rules.append(rule)
    return rule


@refuse
def last_administrator(user: User) -> Iterable[str]:
    administrators = User.objects.select_for_update().filter(is_superuser=True, is_active=True)
    if user.is_superuser and set(administrators.values_list("pk", flat=True)) <= {user.pk}:
        yield _("You are the last administrator. Name another one in the administration first.")


@transaction.atomic
def obstacles(user: User) -> list[str]:
    return [sentence for rule in _rules for sentence in rule(user)]


@transaction.atomic
def leave(*, user: User) -> bool:
    """Delete a person; False when something stands in the way. What belongs to organisations stays.

    A rule that compares people (“the last one”) locks what it compares.
    """
    if obstacles(user):
        return False
    for session in UserSession.objects.filter(user=user):
        session.end()
    User.objects.get(pk=user.pk).delete()
    return True
