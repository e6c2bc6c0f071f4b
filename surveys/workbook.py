"""XLSX in memory: openpyxl writes each sheet into a temporary file first, which answers must never be in."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter


class _InMemory(ExcelWriter):  # type: ignore[misc]  # openpyxl has no types
    def write_worksheet(self, ws: Any) -> None:
        ws._drawing = SpreadsheetDrawing()
        writer = WorksheetWriter(ws, out=io.BytesIO())
        writer.write()
        ws._rels = writer._rels
        self._archive.writestr(ws.path[1:], writer.read())
        self.manifest.append(ws)


def workbook(sheets: Iterable[tuple[str, Iterable[Sequence[Any]]]]) -> bytes:
    """A workbook of (title, rows). Texts become text cells, whatever they begin with."""
    made = Workbook()
    made.remove(made.active)
    for title, rows in sheets:
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append([typed(sheet, value) for value in row])
    return packed(made)


def packed(made: Workbook) -> bytes:
    """A finished workbook as a file."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        _InMemory(made, archive).save()
    return target.getvalue()


def typed(sheet: Any, value: Any) -> Any:
    """A text as a cell that is text, whatever it begins with; anything else as it is."""
    if not isinstance(value, str):
        return value
    cell = Cell(sheet, row=1, column=1, value=value)
    cell.data_type = "s"
    return cell
