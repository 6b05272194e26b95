"""The tables of what was entered in the software ledgers from files; both only grow.

Everything else on the ledgers is derived from approvals and devices. CHECKs and walls are in the
migration.
"""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, Table, Text

from approvals.agency_tables import agency
from storage.base import metadata
from storage.columns import Digest, Instant

software_import = Table(
    "software_import",
    metadata,
    Column("id", Text, primary_key=True),
    Column("agency", Text, ForeignKey(agency.c.uscc), nullable=False),
    Column("source", Text, nullable=False),
    Column("digest", Digest, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("computers", Integer, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("recorded_by", Text, nullable=False),
)
Index("ix_software_import_agency", software_import.c.agency, software_import.c.id)

software_entry = Table(
    "software_entry",
    metadata,
    Column("import", Text, ForeignKey(software_import.c.id), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("agency", Text, nullable=False),
    Column("row", Text, nullable=False),
    Column("computer", Text, nullable=False),
    Column("brand", Text),
    Column("department", Text),
    Column("user_name", Text),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("version", Text),
    Column("number", Text),
    Column("term", Text),
    Column("installed_on", Date),
    Column("recorded_at", Instant, nullable=False),
)
Index("ix_software_entry_agency", software_entry.c.agency, software_entry.c["import"])
