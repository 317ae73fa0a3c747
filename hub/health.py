"""What /healthz says beside the database: apps that depend on more register a report."""

from __future__ import annotations

from collections.abc import Callable

_reports: list[Callable[[], str]] = []


def register(report: Callable[[], str]) -> None:
    """Add what is wrong in one line, empty when nothing is; asked often, so keep it quick."""
    _reports.append(report)


def problems() -> list[str]:
    return [line for report in _reports if (line := report())]
