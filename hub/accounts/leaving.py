"""Deleting an account: what stands in the way, and what goes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.models import BouncedAddress, OutgoingMail, User

Rule = Callable[[User], Iterable[str]]
UNPROVED_FOR = timedelta(days=7)
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
    addresses = {
        user.email,
        *EmailAddress.objects.filter(user=user).values_list("email", flat=True),
    }
    User.objects.get(pk=user.pk).delete()
    _forget_mails(addresses - {""})
    return True


@transaction.atomic
def prune(*, at: datetime | None = None) -> int:
    """Delete accounts whose address nobody has proved in a week: anybody may have typed it."""
    before = (at or timezone.now()) - UNPROVED_FOR
    addresses = EmailAddress.objects.filter(user__last_login=None, user__date_joined__lt=before)
    typed = addresses.filter(verified=False).values("user")
    people = User.objects.filter(pk__in=typed, is_superuser=False, is_staff=False, groups=None)
    unproved = people.exclude(pk__in=addresses.filter(verified=True).values("user"))
    # Those with a password were made by operators.
    gone = [user.delete() for user in unproved if not user.has_usable_password()]
    return len(gone)


def _forget_mails(addresses: Collection[str]) -> None:
    """What was written to somebody, and what waits; links in it open nothing any more."""
    for address in addresses:
        OutgoingMail.objects.filter(to__iexact=address).delete()
        BouncedAddress.objects.filter(email__iexact=address).delete()
