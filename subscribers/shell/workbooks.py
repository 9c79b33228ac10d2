"""The one writer of every XLSX, apart from ``spreadsheets``: its library takes long to load, and few ask for one."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from .spreadsheets import Row, in_town, in_words, safe_cell

DAY, MOMENT = "dd-mm-yyyy", "dd-mm-yyyy hh:mm"


def write_workbook(output: BinaryIO, head: Row, rows: Iterable[Row]) -> None:
    """XLSX in which days and moments are days and moments: a spreadsheet sorts and filters by them."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(title="Gegevens")
    sheet.append(list(head))
    for row in rows:
        sheet.append([typed_cell(sheet, value) for value in row])
    workbook.save(output)


def typed_cell(sheet: Any, value: object) -> WriteOnlyCell:
    value = in_town(value)
    if isinstance(value, date):
        cell = WriteOnlyCell(sheet, value)
        cell.number_format = MOMENT if isinstance(value, datetime) else DAY
        return cell
    value = safe_cell(in_words(value))
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("", value)  # XML has no way to write these
    cell = WriteOnlyCell(sheet, value)
    if cell.data_type == "f":
        cell.data_type = "s"
    return cell
