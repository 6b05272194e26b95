"""A licence grant is seen by those it entitles as it stands, and by those who drew of it.

Revision ID: 0018
Revises: 0017
"""

from typing import Final

from alembic import op

from storage.scope import AGENCY_SETTING, ROLE_SETTING
from storage.walls import READERS

revision: Final = "0018"
down_revision: Final = "0017"
branch_labels: Final = None
depends_on: Final = None

_MINE: Final = f"nullif(current_setting('{AGENCY_SETTING}', true), '')"
_OFFICES: Final = ", ".join(f"'{it}'" for it in READERS)


def _read(entitled: str) -> str:
    return (
        "alter policy licence_grant_read on procheck.licence_grant using ("
        f"current_setting('{ROLE_SETTING}', true) in ({_OFFICES})"
        f" or agency = {_MINE} or {entitled.format(mine=_MINE)})"
    )


# Whoever is no longer entitled gives back what he drew, and has to find the grant for that.
_AS_IT_STANDS: Final = """
exists (select from procheck.licence_entitled e
    where e.licence = number and e.version = licence_grant.version and e.agency = {mine})
or exists (select from procheck.licence_draw d where d.licence = number and d.agency = {mine})
"""
_AS_EVER_STATED: Final = """
exists (select from procheck.licence_entitled e where e.licence = number and e.agency = {mine})
"""


def upgrade() -> None:
    """Show a grant to no agency that only an earlier statement of it named, or one to come."""
    op.execute(_read(_AS_IT_STANDS))


def downgrade() -> None:
    """Show it to all that any statement named."""
    op.execute(_read(_AS_EVER_STATED))
