"""Workbooks put together part by part, as no spreadsheet program would let one."""

import io
import zipfile
from collections.abc import Mapping

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def relations(*found: tuple[str, str, str], more: str = "") -> str:
    """A part of relations: identity, kind, target of each."""
    inside = "".join(
        f'<Relationship Id="{identity}" Type="{RELATED}/{kind}" Target="{target}"/>'
        for identity, kind, target in found
    )
    return f'<Relationships xmlns="{PACKAGE}">{inside}{more}</Relationships>'


def sheet(rows: str, *, before: str = "", after: str = "") -> str:
    """A sheet's part around its rows."""
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def parts(
    *sheets: str,
    strings: str = "",
    styles: str = "",
    state: str = "visible",
    properties: str = "",
) -> dict[str, str]:
    """The parts of a workbook, by name: sheets called 表1, 表2 …"""
    numbers = range(1, len(sheets) + 1)
    listed = "".join(
        f'<sheet name="表{n}" sheetId="{n}" state="{state}" r:id="s{n}"/>' for n in numbers
    )
    others = [("strings", "sharedStrings", "sharedStrings.xml")] if strings else []
    others += [("styles", "styles", "styles.xml")] if styles else []
    made = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relations(("book", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": (
            f'<workbook xmlns="{MAIN}" xmlns:r="{RELATED}"><workbookPr {properties}/>'
            f"<sheets>{listed}</sheets></workbook>"
        ),
        "xl/_rels/workbook.xml.rels": relations(
            *((f"s{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in numbers), *others
        ),
        **{f"xl/worksheets/sheet{n}.xml": xml for n, xml in zip(numbers, sheets, strict=True)},
    }
    if strings:
        made["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{strings}</sst>'
    if styles:
        made["xl/styles.xml"] = f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>'
    return made


def packed(members: Mapping[str, str | bytes]) -> bytes:
    """An archive of members."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def book(*sheets: str, **more: str) -> bytes:
    """A workbook of these sheets' parts; the rest as ``parts`` takes it."""
    return packed(parts(*sheets, **more))
