"""The ground the tables stand on: who may enter the schema, and that nobody else may.

The roles and the schema itself are made sure of before the first revision, by
`storage.roles.prepare`, since Alembic keeps its own table in that schema.
"""

from typing import Final

from alembic import op

from storage.base import SCHEMA
from storage.errors import DowngradeRefusedError
from storage.migrating import VERSION_TABLE
from storage.roles import APP, AUDIT, SEQUENCER
from storage.walls import grant

revision: Final = "0001"
down_revision: Final = None
branch_labels: Final = None
depends_on: Final = None


def upgrade() -> None:
    """Let the roles into the schema, and nobody else; each table grants its own rights later."""
    op.execute(f"REVOKE ALL ON SCHEMA {SCHEMA} FROM PUBLIC")
    op.execute(f"GRANT USAGE ON SCHEMA {SCHEMA} TO {APP}, {AUDIT}, {SEQUENCER}")
    # Every process compares the schema's revision with its own before it serves.
    grant(op, VERSION_TABLE, app="SELECT", procheck_sequencer="SELECT")


def downgrade() -> None:
    """Refused: below this there is no database of the service."""
    raise DowngradeRefusedError(revision)
