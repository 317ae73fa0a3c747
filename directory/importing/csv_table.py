"""A CSV file as spreadsheets write it, as rows with line numbers; knows nothing of records."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from directory.importing.text import FileProblem, clean

MAX_ROWS = 10_000
MAX_CELL = 50_000
MAX_LINES_IN_CELL = 400
DELIMITERS = ";,\t"


@dataclass(frozen=True, slots=True)
class Row:
    """`line` is where the row begins in the file; `problem` says why it cannot be used."""

    line: int
    cells: dict[str, str]
    problem: str = ""


@dataclass(slots=True)
class Table:
    rows: list[Row] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def read_table(
    data: bytes,
    *,
    columns: Collection[str],
    required: Collection[str],
    most: int = 0,
) -> Table:
    """The rows of a CSV file by column; raises FileProblem when they cannot be told apart.

    Delimiter (; , tab) and encoding are found out; names of columns may be written in any case.
    """
    most = most or MAX_ROWS
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise FileProblem(
            _("This is a spreadsheet, not a CSV file. Save it as “CSV UTF-8” and try again.")
        )
    text = _decode(data)
    skipped = 1 if re.match(r"sep=.\r?\n", text) else 0  # a hint that Excel understands
    text = text.split("\n", 1)[1] if skipped else text
    records = _records(text, skipped)
    header_line, header = next(records, (1, []))
    names = [_column_name(cell) for cell in header or ()]
    _check_header(names, required)
    unknown = [name for name in names if name and name not in columns]
    table = Table()
    if unknown:
        table.remarks.append(
            _("Line %(line)s: unknown columns were left out: %(columns)s.")
            % {"line": header_line, "columns": ", ".join(unknown)}
        )
    for line, cells in records:
        if cells is None or any(cell.strip() for cell in cells):
            table.rows.append(_row(line, cells, names, columns))
        if len(table.rows) > most:
            raise FileProblem(
                _("The file has more than %(limit)s rows. Split it into smaller files.")
                % {"limit": most}
            )
    return table


def _decode(data: bytes) -> str:
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data.decode("utf-16", errors="replace").replace("\0", "")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding).replace("\0", "")
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1").replace("\0", "")


def _records(text: str, skipped: int) -> Iterator[tuple[int, list[str] | None]]:
    """(first line, cells) of each record; None instead of cells that cannot be read."""
    first = text.lstrip().split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    while True:
        line = reader.line_num + 1 + skipped
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield line, None
        else:
            if cells:
                yield line, cells


def _column_name(cell: str) -> str:
    return re.sub(r"[\s-]+", "_", clean(cell).lower().rstrip("* "))


def _check_header(names: list[str], required: Collection[str]) -> None:
    missing = [name for name in required if name not in names]
    if missing:
        raise FileProblem(
            _("The first line must name these columns: %(columns)s.")
            % {"columns": ", ".join(missing)}
        )
    twice = sorted(name for name, count in Counter(names).items() if name and count > 1)
    if twice:
        raise FileProblem(
            _("These columns stand in the file twice: %(columns)s.") % {"columns": ", ".join(twice)}
        )


def _row(line: int, cells: list[str] | None, names: list[str], columns: Collection[str]) -> Row:
    if cells is None or any(_is_runaway(cell) for cell in cells):
        return Row(line, {}, _("A quotation mark is opened and not closed, or a cell is too long."))
    surplus = [cell for cell in cells[len(names) :] if cell.strip()]
    named = {name: clean(cell) for name, cell in zip(names, cells, strict=False) if name in columns}
    if surplus:
        return Row(
            line,
            named,
            _("More cells than columns. Put a text that holds the delimiter in quotation marks."),
        )
    return Row(line, named)


def _is_runaway(cell: str) -> bool:
    return len(cell) > MAX_CELL or cell.count("\n") > MAX_LINES_IN_CELL
