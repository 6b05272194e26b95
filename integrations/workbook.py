"""Reads an office's workbook, XLSX or CSV, into plain values."""

from typing import Final

from integrations.csv_sheet import read_csv
from integrations.file_faults import FileFault, refusal
from integrations.workbook_bounds import MOST_CELLS
from integrations.workbook_values import Sheet, Workbook
from integrations.xlsx_package import read_package
from integrations.xlsx_sheet import read_sheet
from integrations.zip_bounds import BoundedZip

_ZIP: Final = b"PK\x03\x04"

# A compound file: the old binary format, or a workbook that asks for a password before it opens.
_COMPOUND: Final = b"\xd0\xcf\x11\xe0"

_OTHERS: Final = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"PK")


def read_workbook(data: bytes) -> Workbook:
    """Read a workbook; formulas are never evaluated, and nothing outside it is looked at.

    Files of strangers are read through ``workbook_confined.read_confined`` instead, which calls
    this in a process of its own.

    Raises:
        FileRefused: it is no workbook, is damaged, or passes a bound.
    """
    if data.startswith(_ZIP):
        return _read_xlsx(data)
    if data.startswith(_COMPOUND):
        raise refusal(FileFault.OLD_OR_LOCKED)
    if not data.strip() or data.startswith(_OTHERS):
        raise refusal(FileFault.NOT_A_WORKBOOK)
    return Workbook((read_csv(data),))


def _read_xlsx(data: bytes) -> Workbook:
    archive = BoundedZip(data)
    package = read_package(archive)
    sheets: list[Sheet] = []
    room = MOST_CELLS
    for part in package.sheets:
        sheet = read_sheet(archive.read(part.member), part, package, room)
        room -= sum(len(row.cells) for row in sheet.rows)
        sheets.append(sheet)
    if not sheets:
        raise refusal(FileFault.NOT_A_WORKBOOK)
    return Workbook(tuple(sheets), package.epoch)
