"""Of which class a line is: by the sender's word, by codes, or by an official title as its name.

A name that is merely like a computer's decides nothing. The code tables are the law's
(``validators/standards/codes-*.yaml``), and a code counts only with its table: the same string is a
desktop in one and a laptop in another.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType
from typing import Final, NamedTuple

from integrations.documents.draft import DerivedMember, DraftRule
from integrations.documents.open_points import OpenCode, point
from integrations.documents.stated import CodeSaid, LineStated
from integrations.machine.stated import Remark
from validators.classes import ItemClass
from validators.code_index import CodeIndex
from validators.edition import CodeEntry

Codes = Mapping[str, CodeIndex]

ALIASES: Final = MappingProxyType({"tst": "unspsc", "sti": "cpv"})
"""UN/EDIFACT 7143, by which Peppol names classifications → the table here."""
_READ: Final = "read"
_MOST_CODES: Final = 10
_MOST_LOOKED_AT: Final = 50
"""Codes of a line that are looked up; an order has ten at most."""


class KnownCode(NamedTuple):
    """A code of the document, the table it was found in, and what it stands for there."""

    said: CodeSaid
    table: str
    entries: tuple[CodeEntry, ...]

    @property
    def classes(self) -> set[ItemClass]:
        """Return every class it may stand for."""
        return _classes(self.entries)

    @property
    def read(self) -> set[ItemClass]:
        """Return the classes that were read in a source."""
        return _classes(it for it in self.entries if it.evidence == _READ)


@dataclass(frozen=True, slots=True, kw_only=True)
class Classed:
    """What a line is, as far as it follows, and its codes with their tables."""

    item_class: ItemClass | None
    codes: tuple[tuple[str, str], ...]
    derived: tuple[DerivedMember, ...]
    open: tuple[Remark, ...]
    remarks: tuple[Remark, ...]


def classed(line: LineStated, codes: Codes, given: ItemClass | None, scheme: str | None) -> Classed:
    """Return the class of a line and its codes.

    Args:
        line: what the document states.
        codes: the law's code tables.
        given: the class the sender gives.
        scheme: the table of codes that name none.
    """
    titled = _by_title(line, codes)
    wanted = {given} if given is not None else titled
    found, remarks = _known(line.codes, codes, wanted, scheme)
    chosen, rule, grounds, more = _chosen(line, given, titled, found)
    derived = [
        DerivedMember(
            pointer=f"/codes/{index}/scheme",
            value=it.table,
            rule=DraftRule.SCHEME_BY_CLASS if it.said.scheme is None else DraftRule.AS_STATED,
            grounds=(it.said.code.place,),
        )
        for index, it in enumerate(found[:_MOST_CODES])
    ]
    opened = []
    if chosen is not None:
        derived.append(
            DerivedMember(pointer="/class", value=chosen.value, rule=rule, grounds=grounds)
        )
    else:
        opened.append(_open(line, titled, found))
    return Classed(
        item_class=chosen,
        codes=tuple((it.table, it.entries[0].code) for it in found[:_MOST_CODES]),
        derived=tuple(derived),
        open=tuple(opened),
        remarks=(*remarks, *more),
    )


def _chosen(
    line: LineStated, given: ItemClass | None, titled: set[ItemClass], found: Sequence[KnownCode]
) -> tuple[ItemClass | None, DraftRule, tuple[str, ...], list[Remark]]:
    """Return the class, why it is the one, on what that rests, and what to say of it."""
    if given is not None:
        return given, DraftRule.GIVEN, (), []
    grounds = tuple(it.said.code.place for it in found)
    common = set.intersection(*(it.classes for it in found)) if found else set()
    if line.name is not None and len(titled) == 1 and (not found or titled <= common):
        (chosen,) = titled
        return chosen, DraftRule.CLASS_BY_TITLE, (line.name.place, *grounds), []
    sure = common if len(common) == 1 else common.intersection(*(it.read for it in found))
    if titled or len(sure) != 1:
        return None, DraftRule.CLASS_BY_CODE, (), []
    (chosen,) = sure
    others = sorted(it.value for it in common - sure)
    said = found[0].said.code
    remark = point(
        OpenCode.CLASS_MAY_DIFFER,
        said.place,
        code=said.text,
        classes=", ".join(others),
        chosen=chosen.value,
    )
    return chosen, DraftRule.CLASS_BY_CODE, grounds, [remark] if others else []


def _open(line: LineStated, titled: set[ItemClass], found: Sequence[KnownCode]) -> Remark:
    shown = "" if line.name is None else line.name.text
    every = titled.union(*(it.classes for it in found))
    if every:
        classes = ", ".join(sorted(it.value for it in every))
        return point(OpenCode.CLASS_UNCLEAR, line.place, found=shown, classes=classes)
    return point(OpenCode.CLASS, line.place, found=shown)


def _known(
    said: Iterable[CodeSaid], codes: Codes, wanted: set[ItemClass], scheme: str | None
) -> tuple[list[KnownCode], list[Remark]]:
    """Return the codes that are known, each with its table, and what to say of the others."""
    found, remarks = [], []
    for it in islice(said, _MOST_LOOKED_AT):
        name = scheme if it.scheme is None else _folded(it.scheme.text)
        table = None if name is None else ALIASES.get(name, name)
        held = dict(_held(it.code.text, codes, table))
        fit = {key: value for key, value in held.items() if _classes(value) & wanted}
        settled = fit if len(fit) == 1 else held
        if len(settled) == 1:
            ((key, entries),) = settled.items()
            found.append(KnownCode(it, key, entries))
        elif held:
            schemes = ", ".join(sorted(held))
            remarks.append(
                point(OpenCode.SCHEME_UNCLEAR, it.code.place, found=it.code.text, schemes=schemes)
            )
        else:
            remarks.append(point(OpenCode.CODE_UNKNOWN, it.code.place, found=it.code.text))
    return found, remarks


def _held(
    code: str, codes: Codes, table: str | None
) -> Iterator[tuple[str, tuple[CodeEntry, ...]]]:
    """Yield the tables that have a code, with its entries; CPV codes also without check digit."""
    for name, index in codes.items():
        if table is not None and _folded(name) != table:
            continue
        entries = index.entries.get(code)
        if entries is None:
            whole = [it for it in index.entries if it.partition("-")[0] == code and "-" in it]
            entries = index.entries[whole[0]] if len(whole) == 1 else None
        if entries is not None:
            yield name, entries


def _by_title(line: LineStated, codes: Codes) -> set[ItemClass]:
    """Return the classes whose official title in a code table is the name of the line."""
    if line.name is None:
        return set()
    name = _folded(line.name.text)
    return {
        item_class
        for index in codes.values()
        for entries in index.entries.values()
        for entry in entries
        if _folded(entry.title) == name
        for item_class in entry.classes
    }


def _classes(entries: Iterable[CodeEntry]) -> set[ItemClass]:
    return {item_class for entry in entries for item_class in entry.classes}


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
