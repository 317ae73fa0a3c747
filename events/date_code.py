"""A date of a series in an address: where the series has it (RECURRENCE-ID), in UTC."""

from __future__ import annotations

from datetime import UTC, datetime

FORM = "%Y%m%dT%H%M%SZ"


def date_code(recurrence_id: datetime) -> str:
    return recurrence_id.astimezone(UTC).strftime(FORM)


def read_date_code(code: str) -> datetime | None:
    """None for what is no such code."""
    try:
        return datetime.strptime(code, FORM).replace(tzinfo=UTC)
    except ValueError:
        return None
