"""Tables for spreadsheet programs, as XLSX (ISO/IEC 29500)."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence


def xlsx_bytes(title: str, lines: Iterable[Sequence[str | int]], *, freeze: str) -> bytes:
    """A sheet whose first line is the head; `freeze` is the first cell that moves.

    Text stays text, so that nothing is calculated, and loses control characters, which the format
    cannot hold.
    """
    from openpyxl import Workbook  # 12 MB that other web processes do not need
    from openpyxl.styles import Font

    book = Workbook()
    sheet = book.active
    sheet.title = title
    for number, line in enumerate(lines, start=1):
        for column, value in enumerate(line, start=1):
            is_text = isinstance(value, str)
            cell = sheet.cell(number, column, _printable(value) if is_text else value)
            if is_text:
                cell.data_type = "s"
            if number == 1:
                cell.font = Font(bold=True)
    sheet.freeze_panes = freeze
    for column in sheet.columns:
        width = max(len(str(cell.value)) for cell in column)
        sheet.column_dimensions[column[0].column_letter].width = min(max(width + 2, 10), 50)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _printable(text: str) -> str:
    return "".join(c for c in text if c.isprintable() or c in "\n\t")
