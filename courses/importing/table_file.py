"""Courses out of a table (CSV): ours as docs/courses.md has it, or that of a course program."""

from __future__ import annotations

from django.utils.translation import gettext as _

from courses.importing.columns import COLUMNS, named
from courses.importing.course_file import CourseFile
from courses.importing.entry import Gathering
from directory.importing.csv_table import read_table
from directory.importing.text import FileProblem

MAX_ROWS = 30_000
GUARDED = tuple("=+-@＝＋－＠\t\r\n")


def read_rows(data: bytes) -> CourseFile:
    """The courses of a table; raises FileProblem when it has no column for the title."""
    table = read_table(data, columns=COLUMNS, required=(), most=MAX_ROWS)
    gathering = Gathering(CourseFile(remarks=list(table.remarks)))
    rows = [
        (row, named((name, _unguarded(text)) for name, text in row.cells.items()))
        for row in table.rows
    ]
    if not any("title" in cells for _row, cells in rows):
        raise FileProblem(
            _("The first line must name these columns: %(columns)s.") % {"columns": _("title")}
        )
    for row, cells in rows:
        if row.problem:
            name = _("Line %(line)s") % {"line": row.line}
            gathering.file.refuse(name, cells.get("title", ""), row.problem, uid="")
            gathering.file.is_whole = False  # nobody knows which course it was
        else:
            gathering.add(cells, row.line)
    return gathering.finish()


def _unguarded(text: str) -> str:
    """Without the apostrophe that keeps a spreadsheet from calculating."""
    return text[1:] if text.startswith("'") and text[1:2] in GUARDED else text
