"""The condition that a list's query needs beside its wall, so that an index serves it."""

from typing import TypeVarTuple

from sqlalchemy import Select, Table

from storage.scope import Scope

_Columns = TypeVarTuple("_Columns")


def own_rows(query: Select[*_Columns], table: Table, reader: Scope | None) -> Select[*_Columns]:
    """Narrow a query to the rows that name the reader's agency or supplier.

    The wall shows no others, but it looks at one row after the other: a page of an agency that buys
    little would be looked for among the orders of all. For readers of every tenant, and where no
    reader is told, nothing is narrowed.
    """
    if reader is not None and reader.agency is not None:
        query = query.where(table.c.agency == reader.agency)
    if reader is not None and reader.supplier is not None:
        query = query.where(table.c.supplier == reader.supplier)
    return query
