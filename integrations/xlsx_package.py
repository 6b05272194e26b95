"""The parts of an XLSX file beside its sheets: which sheets there are, shared texts, formats."""

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from integrations.file_faults import FileFault, refusal
from integrations.signs import is_hidden
from integrations.workbook_bounds import MOST_SHEETS
from integrations.workbook_values import CellKind, Epoch
from integrations.xml_reading import Elements, read_xml
from integrations.zip_bounds import BoundedZip

# ECMA-376 part 1, 18.8.30: formats that every program knows. 27 to 36 and 50 to 58 are the dates
# of the Chinese, Japanese and Korean editions.
_DATES: Final = frozenset({*range(14, 18), 22, *range(27, 32), 36, *range(50, 55), 57, 58})
# Programs allow 31; the names stand in every fault that is told.
_LONGEST_NAME: Final = 64

_PERCENTAGES: Final = frozenset({9, 10})

_MACROS: Final = frozenset({"vbaProject", "xlMacrosheet", "xlIntlMacrosheet"})

# Quoted words, escaped signs and bracketed colours or languages are no part of the pattern itself.
_NO_PATTERN: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')

# How texts escape what XML cannot hold: _x000D_ is a carriage return (ECMA-376 part 1, 22.9.2.19).
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class SheetPart:
    """One sheet as the workbook lists it, and the member of the archive that holds it."""

    name: str
    hidden: bool
    member: str


@dataclass(frozen=True, slots=True)
class Package:
    """What the sheets of a workbook share.

    Attributes:
        sheets: in the workbook's order; charts on sheets of their own are none.
        epoch: where the count of days begins.
        texts: shared texts, which cells name by position.
        formats: what a number of each cell format is shown as.
    """

    sheets: tuple[SheetPart, ...]
    epoch: Epoch
    texts: tuple[str, ...]
    formats: tuple[CellKind, ...]


def read_package(archive: BoundedZip) -> Package:
    """Read everything but the sheets.

    Raises:
        FileRefused: a part is missing or damaged, or the workbook draws on other files.
    """
    main = _one_of_kind(_relations(archive, ""), "officeDocument")
    if main is None:
        raise refusal(FileFault.NOT_A_WORKBOOK)
    relations = _relations(archive, main)
    listing = _Listing()
    read_xml(archive.read(main), listing)
    if len(listing.sheets) > MOST_SHEETS:
        raise refusal(FileFault.TOO_MANY_SHEETS, found=len(listing.sheets), most=MOST_SHEETS)
    texts, formats = _Texts(), _Formats()
    if member := _one_of_kind(relations, "sharedStrings"):
        read_xml(archive.read(member), texts)
    if member := _one_of_kind(relations, "styles"):
        read_xml(archive.read(member), formats)
    return Package(
        tuple(_parts(listing, relations)), listing.epoch, tuple(texts.texts), formats.kinds()
    )


def unescaped(text: str) -> str:
    """Return a text of the file with its escaped signs resolved."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def _parts(listing: "_Listing", relations: "_Related") -> list[SheetPart]:
    parts = []
    for name, state, identity in listing.sheets:
        if identity not in relations:
            raise refusal(FileFault.UNREADABLE)
        kind, member = relations[identity]
        if not 0 < len(name) <= _LONGEST_NAME or any(map(is_hidden, name)):
            raise refusal(FileFault.UNREADABLE)
        if kind == "worksheet":
            parts.append(SheetPart(name, state != "visible", member))
    return parts


_Related = Mapping[str, tuple[str, str]]
"""Identity of a relation → its kind and the member it leads to."""


def _relations(archive: BoundedZip, part: str) -> _Related:
    folder, name = posixpath.split(part)
    heard = _Relations(folder)
    member = posixpath.join(folder, "_rels", f"{name}.rels")
    if member in archive.names:
        read_xml(archive.read(member), heard)
    return heard.found


def _one_of_kind(relations: _Related, kind: str) -> str | None:
    return next((member for each, member in relations.values() if each == kind), None)


class _Relations(Elements):
    def __init__(self, folder: str) -> None:
        super().__init__()
        self._folder = folder
        self.found: dict[str, tuple[str, str]] = {}

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        if name != "Relationship":
            return
        kind = attributes.get("Type", "").rpartition("/")[2]
        if kind.startswith("externalLink"):
            raise refusal(FileFault.EXTERNAL_LINKS)
        if kind in _MACROS:
            raise refusal(FileFault.MACROS)
        if attributes.get("TargetMode") == "External":
            # An address that somebody may click on; nothing of the table comes from it.
            return
        target = posixpath.join("/", self._folder, attributes.get("Target", ""))
        self.found[attributes.get("Id", "")] = (kind, posixpath.normpath(target).lstrip("/"))


class _Listing(Elements):
    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[tuple[str, str, str]] = []
        self.epoch = Epoch.Y1900

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "workbookPr" and attributes.get("date1904") in {"1", "true"}:
            self.epoch = Epoch.Y1904
        elif name == "sheet":
            identity = next((it for key, it in attributes.items() if key.endswith(":id")), "")
            state = attributes.get("state", "visible")
            self.sheets.append((attributes.get("name", ""), state, identity))


class _Texts(Elements):
    """Shared texts; how Chinese or Japanese words are pronounced (``rPh``) is no part of them."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._pieces: list[str] = []
        self._aside = False

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        del attributes
        if name == "si":
            self._pieces = []
        elif name == "rPh":
            self._aside = True
        elif name == "t":
            self.listen()

    def closed(self, name: str, text: str) -> None:
        if name == "t" and not self._aside:
            self._pieces.append(text)
        elif name == "rPh":
            self._aside = False
        elif name == "si":
            self.texts.append(unescaped("".join(self._pieces)))


class _Formats(Elements):
    def __init__(self) -> None:
        super().__init__()
        self._codes: dict[str, str] = {}
        self._used: list[str] = []
        self._in_cells = False

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "numFmt":
            self._codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._in_cells = True
        elif name == "xf" and self._in_cells:
            self._used.append(attributes.get("numFmtId", "0"))

    def closed(self, name: str, text: str) -> None:
        del text
        if name == "cellXfs":
            self._in_cells = False

    def kinds(self) -> tuple[CellKind, ...]:
        return tuple(map(self._kind, self._used))

    def _kind(self, identity: str) -> CellKind:
        if identity in self._codes:
            return kind_of_format(self._codes[identity])
        if identity.isdecimal() and int(identity) in _DATES:
            return CellKind.DATE
        if identity.isdecimal() and int(identity) in _PERCENTAGES:
            return CellKind.PERCENT
        return CellKind.NUMBER


def kind_of_format(code: str) -> CellKind:
    """Return what a number is shown as by a format such as ``yyyy"年"m"月"`` or ``0.0%``."""
    pattern = _NO_PATTERN.sub("", code).split(";")[0].lower().removeprefix("general")
    if "%" in pattern:
        return CellKind.PERCENT
    # Hours and minutes alone are a time of day; a month without either is one of the calendar.
    calendar = {"y", "d", "e"} & set(pattern) or ("m" in pattern and not {"h", "s"} & set(pattern))
    return CellKind.DATE if calendar and not {"0", "#"} & set(pattern) else CellKind.NUMBER
