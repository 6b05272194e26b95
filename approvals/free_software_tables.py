"""The tables of agencies' lists of usable free software; all of them only grow.

CHECKs, walls and triggers are in the migration.
"""

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Table,
    Text,
    UniqueConstraint,
)

from approvals.agency_tables import agency
from storage.base import metadata
from storage.columns import Instant


def _act() -> tuple[Column[object], ...]:
    return (
        Column("person", Text, nullable=False),
        Column("recorded_at", Instant, nullable=False),
    )


def _of_entry() -> tuple[Column[str], Column[str], ForeignKeyConstraint]:
    return (
        Column("entry", Text, primary_key=True),
        Column("agency", Text, nullable=False),
        ForeignKeyConstraint(["entry", "agency"], ["free_software.number", "free_software.agency"]),
    )


free_software = Table(
    "free_software",
    metadata,
    Column("number", Text, primary_key=True),
    Column("agency", Text, ForeignKey(agency.c.uscc), nullable=False),
    Column("name", Text, nullable=False),
    Column("version", Text),
    Column("edition", Text),
    Column("department", Text),
    Column("source", Text),
    Column("vendor", Text),
    Column("phone", Text),
    Column("reason", Text, nullable=False),
    Column("valid_from", Date, nullable=False),
    *_act(),
    UniqueConstraint("number", "agency"),
)
Index(
    "ix_free_software_agency",
    free_software.c.agency,
    free_software.c.recorded_at.desc(),
    free_software.c.number,
)

free_software_approval = Table(
    "free_software_approval",
    metadata,
    *_of_entry(),
    Column("note", Text, nullable=False),
    *_act(),
)

free_software_removal = Table(
    "free_software_removal",
    metadata,
    *_of_entry(),
    Column("off_from", Date, nullable=False),
    Column("reason", Text, nullable=False),
    *_act(),
)
