"""Whose eyes a transaction looks through: what row-level security decides by."""

from dataclasses import dataclass
from typing import Final

ROLE_SETTING: Final = "procheck.role"
PERSON_SETTING: Final = "procheck.person"
AGENCY_SETTING: Final = "procheck.agency"
SUPPLIER_SETTING: Final = "procheck.supplier"

SETTINGS: Final = (ROLE_SETTING, PERSON_SETTING, AGENCY_SETTING, SUPPLIER_SETTING)
"""The PostgreSQL settings of a scope, in the order `Scope.values` gives their values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The principal of a transaction, as the database needs to know it.

    Attributes:
        role: the role acted in, for example `officer`, `auditor` or `system`.
        person: identifier of the person or program that acts.
        agency: USCC of the agency whose rows may be seen; None for none.
        supplier: USCC of the supplier whose rows may be seen; None for none.
    """

    role: str
    person: str
    agency: str | None = None
    supplier: str | None = None

    def values(self) -> tuple[str, str, str, str]:
        """The values of `SETTINGS`; an absent agency or supplier is the empty text.

        The empty text equals no column value, since the walls turn it into NULL.
        """
        return (self.role, self.person, self.agency or "", self.supplier or "")


SYSTEM: Final = Scope(role="system", person="system")
"""The scope of the service's own acts: start checks, jobs and the sequencer."""
