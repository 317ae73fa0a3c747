"""A list of registrations as a table for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events.models import Registration
from events.templatetags.registration_tags import answer
from hub import spreadsheets
from search.outputs.export import BOM
from search.outputs.rows import guarded


def table(rows: Iterable[Registration]) -> Iterator[list[str]]:
    """The header, then a line for each person; every question that was ever asked is a column."""
    rows = list(rows)
    questions = list(dict.fromkeys(question for row in rows for question, _answer in row.answers))
    yield [
        _("Name"),
        _("E-mail"),
        _("Organisation"),
        _("Status"),
        _("Registered on"),
        _("Has come"),
        *map(guarded, questions),
        _("Agreed on"),
        _("Agreed to"),
    ]
    for row in rows:
        answers = dict(row.answers)
        given = [guarded(str(answer(answers.get(name)))) for name in questions]
        yield [
            guarded(row.name),
            guarded(row.email),
            guarded(row.organisation),
            str(row.get_status_display()),
            _minute(row.created_at),
            _minute(row.arrived_at),
            *given,
            _minute(row.consent_at),
            guarded(row.consent_text),
        ]


def csv_text(rows: Iterable[Registration]) -> str:
    """With the separator of the language and a mark of UTF-8, as Excel reads it."""
    file = io.StringIO()
    delimiter = "," if get_language() == "en" else ";"
    csv.writer(file, delimiter=delimiter).writerows(table(rows))
    return BOM + file.getvalue()


def xlsx_bytes(rows: Iterable[Registration]) -> bytes:
    return spreadsheets.xlsx_bytes(_("Registrations"), table(rows), freeze="B2")


def _minute(moment) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""
