"""The words of an export: a list with its columns, what narrows it, and what its rows add up to.

An export is read at one moment and says which: the size and root of the ledger then, and how many
acts were recorded that had no place in it yet. (FA2; RELIABILITY §2.3 F7.)
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum, unique
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Select, select

from approvals.sought import EVERYTHING, Sought
from catalog.books import Books
from catalog.catalogue import Held
from catalog.documents import DocumentKind
from validators.law import Law

FORMAT = "procheck-export/1"
"""The form of an export's manifest; a changed form is a new number beside this one."""
EXTRACT = "procheck-extract/1"
"""The form of the manifest of several tables together."""

Cell = str | int | bool | Decimal | date | datetime | None
Row = Sequence[Cell]


@unique
class CellKind(StrEnum):
    """What the values of a column are."""

    TEXT = "text"
    COUNT = "count"
    MONEY = "money"
    """Yuan, exact."""
    DAY = "day"
    """A day of law."""
    INSTANT = "instant"
    """A point in time, in UTC."""
    YES_NO = "yes-no"


@dataclass(frozen=True, slots=True)
class Column:
    """One column; ``summed`` ones are added up, and the manifest tells the sum."""

    name: str
    kind: CellKind = CellKind.TEXT
    summed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What lists need that are not of orders: law and catalogue, and which proposals are seen.

    ``laws`` gives the law of a digest, ``held`` the listings that are asked for as they stand on
    the day asked for, ``kinds`` are those of documents whose proposals the reader keeps.
    """

    books: Books
    laws: Callable[[Connection], Callable[[str], Law]]
    held: Callable[[], Sequence[Held]]
    kinds: Sequence[DocumentKind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked of a list: which rows, and the instant by which states are told.

    ``own`` are the words of this list alone, as texts; ``reach`` is there for lists that need it.
    """

    now: datetime
    sought: Sought = EVERYTHING
    own: Mapping[str, str] = field(default_factory=dict)
    reach: Reach | None = None

    @property
    def reached(self) -> Reach:
        """Return law and catalogue.

        Raises:
            LookupError: whoever asks gave none.
        """
        if self.reach is None:
            raise LookupError
        return self.reach

    def said(self) -> dict[str, Any]:
        """Return what narrows, as JSON members in the words of a query."""
        return {**self.sought.said(), **self.own}


Query = Callable[[Asked], Select[*tuple[Any, ...]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportList:
    """A list that can be exported: its columns, and what gives its rows.

    That is a ``query``, or ``rows`` where no query says what is computed of receipts, of the law or
    of the catalogue. ``words`` are the members of `Sought` that narrow it, ``own`` the words it has
    for itself, and ``needs`` those of them it cannot do without.
    """

    name: str
    zh: str
    en: str
    columns: tuple[Column, ...]
    query: Query | None = None
    rows: Callable[[Connection, Asked], Iterable[Row]] | None = None
    words: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()


def picked(columns: Sequence[ColumnElement[Any]], source: FromClause) -> Select[*tuple[Any, ...]]:
    """Return the query of some columns, named by their places."""
    return select(*numbered(columns)).select_from(source)


def numbered(columns: Iterable[ColumnElement[Any]]) -> tuple[ColumnElement[Any], ...]:
    """Return columns named by their places: two of them may have one name."""
    return tuple(it.label(f"c{at}") for at, it in enumerate(columns))


@dataclass(slots=True)
class Tally:
    """Counts rows and adds up columns as they go by."""

    columns: tuple[Column, ...]
    rows: int = 0
    sums: dict[str, Decimal] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin every sum at nothing: a list without rows has sums too."""
        self._places = [(at, it.name) for at, it in enumerate(self.columns) if it.summed]
        self.sums = dict.fromkeys((name for _, name in self._places), Decimal(0))

    _places: list[tuple[int, str]] = field(init=False)

    def add(self, rows: Sequence[Row]) -> None:
        """Count some rows."""
        self.rows += len(rows)
        for at, name in self._places:
            values = (row[at] for row in rows)
            self.sums[name] += sum(it for it in values if isinstance(it, int | Decimal))

    def told(self) -> dict[str, str]:
        """Return the sums as text, exact and without needless zeros."""
        return {name: plain(total) for name, total in self.sums.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerState:
    """The ledger at the moment of an export: its signed checkpoint, and what has no place yet."""

    size: int
    root: bytes
    checkpoint: bytes
    pending: int

    def told(self) -> dict[str, Any]:
        """Return the ledger of that moment, as JSON members."""
        return {
            "size": self.size,
            "root": self.root.hex(),
            "checkpoint": self.checkpoint.decode(),
            "pending": self.pending,
        }


def plain(amount: Decimal | int) -> str:
    """Return an exact amount without needless zeros, in whole cents at least where it has any."""
    text = f"{Decimal(amount):f}"
    if "." not in text:
        return text
    whole, _, part = text.partition(".")
    kept = part.rstrip("0")
    return f"{whole}.{kept.ljust(2, '0')}" if kept else f"{whole}.00"


def manifest(
    exported: ExportList,
    asked: Asked,
    *,
    identifier: str,
    reader: Mapping[str, str],
    state: LedgerState,
    tally: Tally,
    file: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the manifest of an export, as a JSON value with a canonical form.

    Args:
        exported: the list.
        asked: what narrowed it, and the instant by which states are told.
        identifier: of the export.
        reader: who asked for it: his role, person, and agency where he has one.
        state: the ledger at the moment of reading.
        tally: what the rows came to.
        file: name, format, bytes and digest of the file the rows are in.
    """
    return {
        "format": FORMAT,
        "id": identifier,
        "list": exported.name,
        "filter": asked.said(),
        **rows_told(exported.columns, tally, file),
        "recorded_at": asked.now.isoformat(),
        "reader": dict(reader),
        "ledger": state.told(),
    }


def rows_told(columns: Sequence[Column], tally: Tally, file: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a manifest tells of one file of rows."""
    return {
        "columns": [{"name": it.name, "kind": it.kind.value} for it in columns],
        "rows": tally.rows,
        "sums": tally.told(),
        "file": dict(file),
    }
