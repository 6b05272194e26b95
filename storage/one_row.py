"""A row read by its key, straight through the driver: nearly every request reads some.

A statement that is prepared and travels alone costs the worker a third of what the toolkit's does,
and the server no planning. (docs/adr/0009-trips-to-the-database.md)
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table

from storage.driver import Statement, first_row
from storage.packed import Packing


@dataclass(frozen=True, slots=True)
class OneRow:
    """Finds the first row of a table by conditions on its columns, written when it is made."""

    statement: Statement
    names: tuple[str, ...]
    packed: tuple[tuple[str, Callable[[bytes], Any]], ...] = ()

    @classmethod
    def of(cls, table: Table, conditions: str) -> "OneRow":
        """Return what reads a table; in ``conditions``, constant text, stand `Statement`'s places.

        Every column is read, under its own name.
        """
        names = tuple(column.name for column in table.c)
        sql = f"select {', '.join(names)} from {table.fullname} where {conditions}"  # noqa: S608 - constant text
        packed = tuple((it.name, it.type.read) for it in table.c if isinstance(it.type, Packing))
        return cls(Statement.of(sql), names, packed)

    def find(self, connection: Connection, **parameters: object) -> dict[str, Any] | None:
        """Return the row's values by column, or ``None`` where there is none.

        Instants are in the session's zone, which is UTC.

        Raises:
            DBAPIError: what the database answered.
            PackedError: a packed value is damaged.
        """
        row = first_row(connection, self.statement, parameters)
        if row is None:
            return None
        found = dict(zip(self.names, row, strict=True))
        for name, read in self.packed:
            if found[name] is not None:
                found[name] = read(found[name])
        return found
