"""The one metadata object every table of the service registers with."""

from typing import Final

from sqlalchemy import MetaData

SCHEMA: Final = "procheck"
"""Name of the PostgreSQL schema that holds every table of the service."""

metadata = MetaData(
    schema=SCHEMA,
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    },
)
"""Tables of all packages. Constraints are named by one convention, so that errors name rules."""
