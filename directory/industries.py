"""Industries after the German classification WZ 2025 (Destatis), by the package wz-code."""

from functools import lru_cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wz_code import WZ


@lru_cache(maxsize=1)
def classification():
    return WZ(version="2025")


def validate_code(code):
    if not classification().exists(code):
        raise ValidationError(
            _("“%(code)s” is no code of the classification WZ 2025."), params={"code": code}
        )


@lru_cache(maxsize=2048)
def title(code):
    """The German title of a code, empty when it does not exist."""
    return classification().get(code).title if code and classification().exists(code) else ""


@lru_cache(maxsize=2048)
def section(code):
    """The section letter (A–V) above a code, empty when the code does not exist."""
    if not code or not classification().exists(code):
        return ""
    entry = classification().get(code)
    return (entry.ancestors[-1] if entry.ancestors else entry).code


@lru_cache(maxsize=1)
def sections():
    """Section letter → German title."""
    return {entry.code: entry.title for entry in classification().get_top_level_codes()}
