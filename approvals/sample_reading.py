"""Reads the population of a sample: rows of a list at one moment, in the order of their names."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Connection

from approvals.export_lists import LISTS
from approvals.export_reading import batches
from approvals.exported import Asked, plain
from approvals.sampling import Unit, Units

KEYS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "orders": ("order",),
        "approvals": ("number",),
        "approval-lines": ("number", "line"),
    }
)
"""The lists a sample can be drawn of, and the columns that name a row."""

VALUE: Final = "amount"
"""The column of the book value."""

STRATA: Final = ("agency", "supplier", "state", "class", "outcome")
"""Columns by which a population can be divided, where a list has them."""


def units_of(connection: Connection, name: str, by: str | None, asked: Asked) -> Units:
    """Return what gives the rows of a list as the units of a population; they are held in memory.

    Args:
        connection: a snapshot, so that every reading gives the same.
        name: of the list.
        by: the column that divides it into strata; ``None``: it is one stratum.
        asked: what narrows it, and the instant by which states are told.
    """
    listed = LISTS[name]
    names = [it.name for it in listed.columns]
    rows = (it for some in batches(connection, listed, asked) for it in some)
    found = sorted_units(name, by, (dict(zip(names, row, strict=True)) for row in rows))
    return lambda: found


def sorted_units(name: str, by: str | None, rows: Iterable[Mapping[str, Any]]) -> list[Unit]:
    """Return rows of a list as units, in the order of their identifiers.

    The same of rows that were read from an export (JSON Lines) as of those that are read here.
    """
    found = [
        Unit(
            "#".join(str(row[it]) for it in KEYS[name]),
            "" if by is None else str(row.get(by) or ""),
            Decimal(str(row[VALUE])),
        )
        for row in rows
    ]
    return sorted(found, key=lambda it: it.id.encode())


def unit_document(unit: Unit) -> dict[str, str]:
    """Return a unit as a JSON value."""
    return {"id": unit.id, "stratum": unit.stratum, "amount": plain(unit.value)}
