"""All that the hub keeps about a person, as plain data; every app says what it has."""

from __future__ import annotations

from collections.abc import Callable

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from wagtail.models import ModelLogEntry, PageLogEntry

from hub.models import User

Source = Callable[[User], object]
_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Have `source(user)` stand under `name`: dicts, lists, texts, numbers, days and moments."""
    _sources[name] = source


def of(user: User) -> dict[str, object]:
    return {name: source(user) for name, source in _sources.items()}


def addresses_of(user: User) -> list[str]:
    """The addresses that the person has proved; what others may have typed is not theirs."""
    proved = EmailAddress.objects.filter(user=user, verified=True)
    return list(proved.values_list("email", flat=True))


def _account(user: User) -> dict[str, object]:
    fields = ("username", "email", "first_name", "last_name", "date_joined", "last_login")
    groups = list(user.groups.values_list("name", flat=True))
    return {name: getattr(user, name) for name in fields} | {"groups": groups}


def _addresses(user: User) -> list[dict[str, object]]:
    return list(EmailAddress.objects.filter(user=user).values("email", "verified", "primary"))


def _second_factors(user: User) -> list[dict[str, object]]:
    """Without the secrets: whoever gets hold of the file must not be able to sign in."""
    return list(
        Authenticator.objects.filter(user=user).values("type", "created_at", "last_used_at")
    )


def _sessions(user: User) -> list[dict[str, object]]:
    fields = ("created_at", "last_seen_at", "ip", "user_agent")
    return list(UserSession.objects.filter(user=user).values(*fields))


def _sign_in_elsewhere(user: User) -> list[dict[str, object]]:
    fields = ("provider", "uid", "last_login", "date_joined", "extra_data")
    return list(SocialAccount.objects.filter(user=user).values(*fields))


def _changes(user: User) -> list[dict[str, object]]:
    """What the person has done in the admin, newest first."""
    fields = ("timestamp", "action", "label")
    entries = [
        entry
        for log in (PageLogEntry, ModelLogEntry)
        for entry in log.objects.filter(user_id=user.pk).values(*fields)
    ]
    return sorted(entries, key=lambda entry: entry["timestamp"], reverse=True)


register("account", _account)
register("addresses", _addresses)
register("second_factors", _second_factors)
register("sessions", _sessions)
register("sign_in_elsewhere", _sign_in_elsewhere)
register("changes", _changes)
