"""What people write is kept under a key of its own: who reads the database alone reads nothing.

Fernet (AES-128-CBC and HMAC-SHA256, github.com/fernet/spec) with the keys of HUB_REQUEST_KEYS: the
first seals, all of them open. Behind them stands a key made from SECRET_KEY, so that a hub without
keys of its own works, and can get some later (`manage.py rotate_request_key`).
"""

from __future__ import annotations

import base64
import hashlib
import json
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed


class Unreadable(Exception):
    """Sealed with a key that this hub does not have (any more)."""


def seal(data: object) -> str:
    """JSON of the data under the first key; empty for nothing."""
    if not data:
        return ""
    return _keys().encrypt(json.dumps(data, ensure_ascii=False).encode()).decode()


def unseal(sealed: str) -> object:
    """What was sealed, None for an empty text. Raises Unreadable."""
    if not sealed:
        return None
    try:
        return json.loads(_keys().decrypt(sealed.encode()))
    except InvalidToken as error:
        raise Unreadable from error


def seal_again(sealed: str) -> str:
    """The same under the first key. Raises Unreadable."""
    if not sealed:
        return ""
    try:
        return _keys().rotate(sealed.encode()).decode()
    except InvalidToken as error:
        raise Unreadable from error


def check() -> None:
    """Raises ImproperlyConfigured when a key is none."""
    _keys()


@lru_cache(maxsize=1)
def _keys() -> MultiFernet:
    made = hashlib.sha256(b"advisory.sealing " + settings.SECRET_KEY.encode()).digest()
    try:
        own = [Fernet(key) for key in settings.REQUEST_KEYS]
    except ValueError:
        raise ImproperlyConfigured(
            "HUB_REQUEST_KEYS must hold keys of 32 bytes in base64, separated by blanks; "
            "`python manage.py rotate_request_key --new` prints one."
        ) from None
    return MultiFernet([*own, Fernet(base64.urlsafe_b64encode(made))])


def _forget(*, setting: str, **kwargs: object) -> None:
    if setting in {"REQUEST_KEYS", "SECRET_KEY"}:
        _keys.cache_clear()


setting_changed.connect(_forget)
