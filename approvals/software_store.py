"""Queries of what was entered in the software ledgers; who may see what, the walls decide."""

from collections.abc import Sequence

from sqlalchemy import Connection, insert, select

from approvals.legal_day import legal_day
from approvals.software_acts import Machine, SoftwareKind
from approvals.software_derivation import EnteredRow
from approvals.software_tables import software_entry


def entered_rows(connection: Connection, uscc: str) -> tuple[EnteredRow, ...]:
    """Return every row ever entered for an agency, in the order they were."""
    columns = software_entry.c
    query = (
        select(software_entry)
        .where(columns.agency == uscc)
        .order_by(columns.recorded_at, columns["import"], columns.position)
    )
    return tuple(
        EnteredRow(
            row=row["row"],
            machine=Machine(
                number=row["computer"],
                brand=row["brand"],
                department=row["department"],
                user=row["user_name"],
            ),
            kind=SoftwareKind(row["kind"]),
            name=row["name"],
            version=row["version"],
            number=row["number"],
            term=row["term"],
            on=row["installed_on"],
            recorded_at=row["recorded_at"],
            recorded_on=legal_day(row["recorded_at"]),
        )
        for row in connection.execute(query).mappings()
    )


def add_rows(
    connection: Connection, uscc: str, identifier: str, rows: Sequence[EnteredRow]
) -> None:
    """Write the rows of one import; the caller holds the agency's lock."""
    connection.execute(
        insert(software_entry),
        [
            {
                "import": identifier,
                "position": position,
                "agency": uscc,
                "row": it.row,
                "computer": it.machine.number,
                "brand": it.machine.brand,
                "department": it.machine.department,
                "user_name": it.machine.user,
                "kind": it.kind.value,
                "name": it.name,
                "version": it.version,
                "number": it.number,
                "term": it.term,
                "installed_on": it.on,
                "recorded_at": it.recorded_at,
            }
            for position, it in enumerate(rows)
        ],
    )
