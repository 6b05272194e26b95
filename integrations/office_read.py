"""What was read of an office's table: values with their places, rows, and everything doubtful."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from integrations.errors import Place
from integrations.office_doubts import Doubt
from integrations.office_rows import Role
from integrations.office_values import Value

_NO_ROLES: Final[Mapping[int, Role]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Read:
    """One value that was read.

    Attributes:
        value: see ``office_columns.Kind``.
        place: where it stands.
        written: the cell's text as stored.
        formula: whether it is what a formula gave when the file was saved.
        carried: whether it stands in a merged cell that reaches down from a row above.
    """

    value: Value
    place: Place
    written: str
    formula: bool = False
    carried: bool = False


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row of data, or of totals: its number from 1, and its values by name of the column.

    Only filled cells have a value here. ``label`` is the word of a row of totals, such as 合计.
    """

    number: int
    values: Mapping[str, Read]
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table that was read.

    Attributes:
        sheet: name of its sheet; None if the file has no sheets, or the table was not found.
        rows: the data.
        totals: rows of totals.
        titles: what stands above the head, cell by cell.
        notes: what stands below or between as a remark, cell by cell.
        roles: what every row of the sheet is, by its number.
        unread: names of other sheets that hold anything.
        doubts: everything doubtful, from top to bottom; a table with any is not to be used.
    """

    sheet: str | None
    rows: tuple[ReadRow, ...] = ()
    totals: tuple[ReadRow, ...] = ()
    titles: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    roles: Mapping[int, Role] = field(default_factory=lambda: _NO_ROLES)
    unread: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()
