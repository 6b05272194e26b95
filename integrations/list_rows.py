"""From one row of an official list to a listing as documents write it, and what is said of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Final

from catalog.list_statement import ListStatement
from catalog.scheme import Scheme
from integrations.errors import Place
from integrations.list_cells import (
    days_of,
    holds_several,
    is_nothing,
    level_of,
    names_several,
    parted,
    questioned,
    tidied,
    unquestioned,
    years_of,
)
from integrations.list_columns import USES
from integrations.list_file import ListFile
from integrations.list_notes import ListCode, ListNote, note
from integrations.office_columns import folded as folded_word
from integrations.office_read import Read, ReadRow
from integrations.signs import shown
from validators.listing import ListingKind
from validators.matching import folded
from validators.standards_fields import HowKnown
from validators.standards_yaml_plain import Plain

Key = tuple[str, str, str, str]
"""Kind, name, version and kernel, folded: what tells listings of one list apart."""

_DIGITS: Final = 12
"""Hexadecimal digits of a digest that make up the id of a row that has none."""

_ONE: Final = frozenset({"version", "kernel"})
_DOUBTED: Final = ("name", "version", "kernel", "vendor", "level", "note", "also")
_INFERRED: Final = HowKnown.INFERRED.value


@dataclass(frozen=True, slots=True)
class Frame:
    """What rows are read under.

    Attributes:
        file: the list.
        statement: which list it is.
        scheme: the scheme that published it.
        ids: the ids that listings of the revision before have; they keep them.
    """

    file: ListFile
    statement: ListStatement
    scheme: Scheme
    ids: Mapping[Key, str]


@dataclass(slots=True)
class Listed:
    """A row that was read: its listing (empty if there is a fault), its place, what is said."""

    place: Place
    listing: dict[str, Plain] = field(default_factory=dict)
    notes: list[ListNote] = field(default_factory=list)

    @property
    def key(self) -> Key:
        """Return what tells it from other listings of the list."""
        return key_of(self.listing)


def key_of(listing: Mapping[str, Plain]) -> Key:
    """Return what tells a listing from others of its list."""
    kind, *rest = (str(listing.get(it, "")) for it in ("kind", "name", "version", "kernel"))
    name, version, kernel = map(folded, rest)
    return kind, name, version, kernel


def listed(row: ReadRow, frame: Frame) -> Listed:
    """Return a row as a listing, with everything that is wrong or to be told about it."""
    return _Row(row, frame).listed()


class _Row:
    """One row while it is read."""

    def __init__(self, row: ReadRow, frame: Frame) -> None:
        self._values, self._frame = row.values, frame
        place = Place(frame.file.table.sheet, row.number)
        self._made = Listed(frame.file.at(place))

    def listed(self) -> Listed:
        values, made = self._values, self._made
        kind = self._kind()
        name = self._text("name")
        if kind is None or name is None:
            return made
        family = self._family(kind, name)
        part = self._frame.statement.part(kind) or {}
        listing: dict[str, Plain] = {"id": "", "kind": kind.value, "family": family or ""}
        listing["name"] = name
        listing |= self._lists()
        for column in ("version", "kernel", "vendor"):
            if (text := self._text(column)) is not None:
                listing[column] = text
        listing |= self._level() | self._uses()
        if names_several(values["name"].written):
            self._note("name", ListCode.NAME_SEVERAL, name=shown(name))
        listing |= self._known(part, name)
        for column in ("exact", "certain"):
            if column in values and values[column].value is False:
                listing[column] = "no"
        if "note" in values and not is_nothing(values["note"].written):
            listing["note"] = " ".join(str(values["note"].value).split())
        self._day("published")
        self._day("valid_until")
        listing["id"] = self._id(listing)
        if all(it.told for it in made.notes):
            made.listing = listing
        return made

    def _note(self, column: str, code: ListCode, /, **values: object) -> None:
        found = self._values.get(column)
        place = self._made.place if found is None else self._frame.file.at(found.place)
        self._made.notes.append(note(place, code, **values))

    def _kind(self) -> ListingKind | None:
        stated = self._values.get("kind")
        kind = self._frame.statement.kind if stated is None else ListingKind(str(stated.value))
        if kind is None:
            self._note("kind", ListCode.KIND_UNSTATED)
        elif self._frame.statement.part(kind) is None:
            self._note("kind", ListCode.KIND_UNSPOKEN, kind=kind.value)
            return None
        return kind

    def _text(self, column: str) -> str | None:
        """Return what a cell says in ordinary letters, without question marks; None for nothing."""
        found = self._values.get(column)
        if found is None or is_nothing(str(found.value)):
            return None
        said = str(found.value)
        if column in _ONE and self._is_number(found):
            self._note(column, ListCode.A_NUMBER, heading=column, found=shown(said))
            return None
        if column in _ONE and holds_several(unquestioned(said)):
            self._note(column, ListCode.SEVERAL, found=shown(said))
            return None
        read = unquestioned(tidied(said))
        if tidied(said) != said.strip():
            self._note(column, ListCode.READ_AS, found=shown(said), read=shown(read))
        return read or None

    def _is_number(self, found: Read) -> bool:
        return found.place.cell in self._frame.file.numbers

    def _many(self, column: str) -> list[str]:
        found = self._values.get(column)
        return [] if found is None or is_nothing(str(found.value)) else parted(str(found.value))

    def _family(self, kind: ListingKind, name: str) -> str | None:
        """Return the family that is named, or the one whose longest word stands in the name."""
        if (stated := self._text("family")) is not None:
            return stated
        text = folded(name)
        longest: dict[int, set[str]] = {}
        for family in self._frame.scheme.families:
            words = [it for it in map(folded, family.words) if it in text]
            if family.kind is kind and words:
                longest.setdefault(max(map(len, words)), set()).add(family.id)
        best = sorted(longest[max(longest)]) if longest else []
        if not best:
            self._note("name", ListCode.FAMILY_NONE, name=shown(name), kind=kind.value)
        elif len(best) > 1:
            self._note("name", ListCode.FAMILY_SEVERAL, name=shown(name), known=", ".join(best))
        return best[0] if len(best) == 1 else None

    def _lists(self) -> dict[str, Plain]:
        """Return other names and identifiers; a question mark is doubt in a name alone."""
        also = [unquestioned(it) for it in self._many("also")]
        told = {"also": also, "cpe": self._many("cpe"), "purl": self._many("purl")}
        return {name: [*texts] for name, texts in told.items() if texts}

    def _level(self) -> dict[str, Plain]:
        found = self._values.get("level")
        if found is None or is_nothing(str(found.value)):
            return {}
        said, levels = str(found.value), self._frame.scheme.levels
        level = level_of(unquestioned(said), levels)
        if level is None:
            known = "、".join(levels) or "—"
            self._note("level", ListCode.LEVEL_UNKNOWN, found=shown(said), known=known)
            return {}
        evidence = self._values.get("level_evidence")
        concluded = questioned(said) or (evidence is not None and evidence.value == _INFERRED)
        said_of: dict[str, Plain] = {"level": level}
        return said_of | ({"level_evidence": _INFERRED} if concluded else {})

    def _uses(self) -> dict[str, Plain]:
        uses: list[Plain] = []
        for said in (part for it in self._many("uses") for part in it.split("、")):
            word = folded_word(said)
            use = next((use for use, words in USES.items() if word in words), None)
            if use is None:
                self._note("uses", ListCode.USE_UNKNOWN, found=shown(said))
            elif use.value not in uses:
                uses.append(use.value)
        return {"uses": uses} if uses else {}

    def _known(self, part: Mapping[str, Plain], name: str) -> dict[str, Plain]:
        """Return how the row is known: as its kind is, if it says nothing else of itself."""
        stated = self._values.get("evidence")
        evidence = str(part.get("evidence", "")) if stated is None else str(stated.value)
        marked = any(
            questioned(str(it.value))
            for column in _DOUBTED
            if (it := self._values.get(column)) is not None
        )
        if marked or evidence == _INFERRED:
            self._note("name", ListCode.INFERRED, name=shown(name))
            evidence = _INFERRED
        known: dict[str, Plain] = {"evidence": evidence}
        sources: list[Plain] = [*self._many("sources")]
        if not sources:
            of_part = part.get("sources", [])
            sources = list(of_part) if isinstance(of_part, list) else []
        return known | ({"sources": sources} if sources else {})

    def _day(self, column: str) -> None:
        """Hold a row's own date or term against what is stated of the whole list."""
        found = self._values.get(column)
        if found is None or is_nothing(str(found.value)):
            return
        said, loaded = str(found.value), self._frame.statement.loaded
        days, years = days_of(said), years_of(said)
        if not days and years is None:
            self._note(column, ListCode.DATE_NONE, found=shown(said))
            return
        since, until = _stated(loaded, "published"), _stated(loaded, "valid_until")
        last = since if column == "published" else until
        fits = bool(days) and last == (days[-1], days[-1])
        fits &= len(days) < 2 or since == (days[0], days[0])  # noqa: PLR2004 - the two ends of a span
        if years is not None:
            fits = years == self._frame.scheme.validity_years
        if not fits:
            shown_days = (since, until) if len(days) > 1 else (last,)
            stated = "、".join(map(_written, shown_days))
            if years is not None:
                stated = f"{self._frame.scheme.validity_years or '—'}年"
            self._note(column, ListCode.DATE_OTHER, found=shown(said), stated=stated)

    def _id(self, listing: Mapping[str, Plain]) -> str:
        """Return the id of a row: its own, that of the revision before, or one of its identity."""
        if (stated := self._text("id")) is not None:
            return stated
        key = key_of(listing)
        held = self._frame.ids.get(key)
        drawn = sha256("\n".join(key).encode()).hexdigest()[:_DIGITS]
        return held or f"{self._frame.statement.id}-{drawn}"


def _stated(loaded: Mapping[str, Mapping[str, tuple[date, date]]], name: str) -> tuple[date, ...]:
    """Return the first and last day a date of the statement may be; nothing if it is not stated."""
    day = loaded.get(name)
    return () if day is None else day["day"]


def _written(days: tuple[date, ...]) -> str:
    return "/".join(dict.fromkeys(it.isoformat() for it in days)) or "—"
