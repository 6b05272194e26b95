import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from integrations.errors import FileRefused
from integrations.workbook import read_workbook
from integrations.workbook_confined import read_confined
from tests.integrations.books import RELATED, book, packed, parts, relations, sheet

CELL = '<row><c t="str"><v>部门</v></c></row>'


def with_member(name: str) -> bytes:
    return packed(parts(sheet(CELL)) | {name: "x"})


@cache
def bomb() -> bytes:
    """257 kB that unpack to 405 times as much: rows of nothing but zeros."""
    row = "<row><c><v>0</v></c></row>"
    return book(sheet(row * 4_000_000))


def tight() -> bytes:
    """Under the bound of size, over that of the ratio."""
    return book(sheet(" " * 20_000_000))


def twice() -> bytes:
    file = io.BytesIO(book(sheet(CELL)))
    with zipfile.ZipFile(file, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return file.getvalue()


def lying(actual: str, said: Callable[[int], int]) -> bytes:
    """An archive whose directory names another size for its sheet than it has."""
    data = bytearray(packed(parts(sheet("")) | {"xl/worksheets/sheet1.xml": actual}))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        member = archive.getinfo("xl/worksheets/sheet1.xml")
        start = archive.start_dir
    size = said(member.file_size)
    entry = data.index(b"xl/worksheets/sheet1.xml", start) - 46
    struct.pack_into("<L", data, entry + 24, size)
    struct.pack_into("<L", data, member.header_offset + 22, size)
    return bytes(data)


def lying_with_its_checksum() -> bytes:
    """The same, with a checksum that fits the beginning that would be read."""
    xml = sheet(CELL * 1000).encode()
    data = bytearray(lying(xml.decode(), lambda _: 100))
    check = zlib.crc32(xml[:100])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        header, start = (
            archive.getinfo("xl/worksheets/sheet1.xml").header_offset,
            archive.start_dir,
        )
    entry = data.index(b"xl/worksheets/sheet1.xml", start) - 46
    struct.pack_into("<L", data, entry + 16, check)
    struct.pack_into("<L", data, header + 14, check)
    return bytes(data)


def encrypted() -> bytes:
    data = bytearray(book(sheet(CELL)))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        start = archive.start_dir
    struct.pack_into("<H", data, start + 8, 1)
    return bytes(data)


def related(kind: str) -> bytes:
    members = parts(sheet(CELL))
    members["xl/_rels/workbook.xml.rels"] = relations(
        ("s1", "worksheet", "worksheets/sheet1.xml"), ("e1", kind, "elsewhere.xml")
    )
    return packed(members)


def named(name: str) -> bytes:
    members = parts(sheet(CELL))
    members["xl/workbook.xml"] = members["xl/workbook.xml"].replace("表1", name)
    return packed(members)


def declaring(declaration: str, body: str = "") -> bytes:
    xml = f"<?xml version='1.0'?>{declaration}{sheet(body or CELL)}"
    return packed(parts(sheet("")) | {"xl/worksheets/sheet1.xml": xml})


LAUGHS = "<!DOCTYPE l [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {after} '{f'&{before};' * 20}'>"
    for before, after in zip("abcdefgh", "bcdefghi", strict=True)
)
MERGES = "".join(f'<mergeCell ref="A{row}:B{row}"/>' for row in range(1, 100_001))
DEEP = "<row>" + "".join(f'<c s="{number}">' for number in range(9999))
MANY_SIGNS = "".join(chr(0x4E00 + number * 7919 % 20_000) for number in range(32_768))
WIDE = '<mergeCell ref="A1:IV20000"/>' * 1000

CORPUS: dict[str, tuple[Callable[[], bytes], str]] = {
    "zip bomb": (bomb, "file-unpacks-too-large"),
    "packed too tightly": (tight, "file-packed-too-tightly"),
    "many members": (
        lambda: packed(parts(sheet(CELL)) | {f"xl/{n}.xml": "" for n in range(200)}),
        "file-too-many-parts",
    ),
    "absolute path": (lambda: with_member("/etc/passwd"), "file-part-leads-elsewhere"),
    "path upwards": (lambda: with_member("xl/../../up.xml"), "file-part-leads-elsewhere"),
    "path of a drive": (lambda: with_member("C:/up.xml"), "file-part-leads-elsewhere"),
    "path with backslashes": (lambda: with_member("xl\\up.xml"), "file-part-leads-elsewhere"),
    "name with bidi control": (
        lambda: with_member("xl/\u202elmx.xml"),
        "file-part-leads-elsewhere",
    ),
    "member twice": (twice, "file-part-twice"),
    "member twice but for case": (lambda: with_member("xl/Workbook.XML"), "file-part-twice"),
    "size said too small": (
        lambda: lying(sheet(CELL * 1000), lambda _: 100),
        "file-part-damaged",
    ),
    "size said too large": (
        lambda: lying(sheet(CELL), lambda size: size + 1),
        "file-part-damaged",
    ),
    "size and checksum lie": (lying_with_its_checksum, "file-unreadable"),
    "encrypted": (encrypted, "file-encrypted"),
    "macros": (lambda: with_member("xl/vbaProject.bin"), "file-has-macros"),
    "external link by its part": (
        lambda: with_member("xl/externalLinks/externalLink1.xml"),
        "file-has-external-links",
    ),
    "external link by its relation": (
        lambda: related("externalLink"),
        "file-has-external-links",
    ),
    "macros by their relation": (lambda: related("vbaProject"), "file-has-macros"),
    "a sheet of old macros": (lambda: related("xlMacrosheet"), "file-has-macros"),
    "a long name of a sheet": (lambda: named("长" * 65), "file-unreadable"),
    "a name of a sheet with bidi control": (lambda: named("表\u202e1"), "file-unreadable"),
    "document type": (lambda: declaring("<!DOCTYPE worksheet>"), "file-declares-entities"),
    "billion laughs": (
        lambda: declaring(LAUGHS + "]>", "<row><c t='str'><v>&i;</v></c></row>"),
        "file-declares-entities",
    ),
    "entity from a file": (
        lambda: declaring(
            "<!DOCTYPE l [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>",
            "<row><c t='str'><v>&e;</v></c></row>",
        ),
        "file-declares-entities",
    ),
    "unknown entity": (lambda: declaring("", "<row><c><v>&e;</v></c></row>"), "file-unreadable"),
    "100,000 merged ranges": (
        lambda: book(sheet(CELL, after=f"<mergeCells>{MERGES}</mergeCells>")),
        "sheet-too-many-merges",
    ),
    "merged ranges over everything": (
        lambda: book(
            sheet(
                CELL + '<row r="20000"><c r="IV20000"><v>1</v></c></row>',
                after=f"<mergeCells>{WIDE}</mergeCells>",
            )
        ),
        "file-too-many-cells",
    ),
    "deep nesting": (
        lambda: book(sheet(DEEP)),
        "file-unreadable",
    ),
    "NUL": (lambda: book(sheet('<row><c t="str"><v>a\0b</v></c></row>')), "file-unreadable"),
    "no XML": (
        lambda: packed(parts(sheet("")) | {"xl/worksheets/sheet1.xml": "PK"}),
        "file-unreadable",
    ),
    "a place that is none": (
        lambda: book(sheet('<row><c r="ABCD1"><v>1</v></c></row>')),
        "file-unreadable",
    ),
    "a cell of another row": (
        lambda: book(sheet('<row r="1"><c r="A2"><v>1</v></c></row>')),
        "file-unreadable",
    ),
    "a cell twice": (
        lambda: book(sheet('<row><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>')),
        "file-unreadable",
    ),
    "rows backwards": (
        lambda: book(sheet('<row r="2"/><row r="1"><c><v>1</v></c></row>')),
        "file-unreadable",
    ),
    "a number that is none": (
        lambda: book(sheet("<row><c><v>NaN</v></c></row>")),
        "file-unreadable",
    ),
    "a text that is not there": (
        lambda: book(sheet('<row><c t="s"><v>1</v></c></row>'), strings="<si><t>a</t></si>"),
        "file-unreadable",
    ),
    "a text before the first": (
        lambda: book(sheet('<row><c t="s"><v>-1</v></c></row>'), strings="<si><t>a</t></si>"),
        "file-unreadable",
    ),
    "a type that is none": (
        lambda: book(sheet('<row><c t="q"><v>1</v></c></row>')),
        "file-unreadable",
    ),
    "a sheet that leads outside": (
        lambda: packed(
            parts(sheet(CELL))
            | {"xl/_rels/workbook.xml.rels": relations(("s1", "worksheet", "../../../up.xml"))}
        ),
        "file-unreadable",
    ),
    "too many sheets": (lambda: book(*[sheet("")] * 51), "file-too-many-sheets"),
    "an archive that is no workbook": (
        lambda: packed({"readme.txt": "x"}),
        "file-not-a-workbook",
    ),
    "a cell far to the right": (
        lambda: book(sheet('<row><c r="XFD1"><v>1</v></c></row>')),
        "sheet-too-many-columns",
    ),
    "a long text": (
        lambda: book(sheet(f'<row><c t="str"><v>{MANY_SIGNS}</v></c></row>')),
        "cell-text-too-long",
    ),
    "an archive cut off": (lambda: book(sheet(CELL))[:-30], "file-unreadable"),
}


@pytest.mark.parametrize("name", CORPUS)
def test_every_hostile_workbook_is_refused_for_its_reason(name: str) -> None:
    make, code = CORPUS[name]
    with pytest.raises(FileRefused) as caught:
        read_workbook(make())
    assert caught.value.code == code
    assert "Traceback" not in str(caught.value)


@pytest.mark.parametrize(
    "name", ["packed too tightly", "100,000 merged ranges", "deep nesting", "billion laughs"]
)
def test_behind_the_walls_the_reasons_are_the_same(name: str) -> None:
    make, code = CORPUS[name]
    with pytest.raises(FileRefused) as caught:
        read_confined(make())
    assert caught.value.code == code


def test_a_dimension_that_claims_a_million_rows_costs_nothing() -> None:
    lie = '<dimension ref="A1:XFD1048576"/>'
    (found,) = read_workbook(book(sheet(CELL, before=lie))).sheets
    assert [row.number for row in found.rows] == [1]


def test_empty_rows_count_for_nothing_however_many_there_are() -> None:
    (found,) = read_workbook(book(sheet(CELL + '<row r="1048576" s="1"><c s="0"/></row>'))).sheets
    assert [row.number for row in found.rows] == [1]


def test_an_address_to_click_on_is_no_external_link() -> None:
    address = (
        f'<Relationship Id="h1" Type="{RELATED}/hyperlink" Target="https://example.org/"'
        ' TargetMode="External"/>'
    )
    members = parts(sheet(CELL))
    members["xl/worksheets/_rels/sheet1.xml.rels"] = relations(more=address)
    assert read_workbook(packed(members)).sheets[0].rows


@settings(max_examples=300)
@given(place=some.integers(min_value=0), value=some.integers(0, 255))
def test_a_changed_byte_is_read_or_refused_and_nothing_else(place: int, value: int) -> None:
    data = bytearray(book(sheet(CELL), strings="<si><t>a</t></si>", styles="<cellXfs/>"))
    data[place % len(data)] = value
    try:
        read_workbook(bytes(data))
    except FileRefused as refused:
        assert refused.message.zh  # noqa: PT017 - either of the two ends is right
        assert refused.message.en  # noqa: PT017 - the same


@settings(max_examples=100)
@given(data=some.binary(max_size=300))
def test_any_bytes_are_read_or_refused_and_nothing_else(data: bytes) -> None:
    for beginning in (b"", b"PK\x03\x04"):
        try:
            read_workbook(beginning + data)
        except FileRefused as refused:
            assert refused.code  # noqa: PT017 - either of the two ends is right


def test_the_bomb_is_small_on_the_way_in() -> None:
    assert len(bomb()) < 1_000_000
