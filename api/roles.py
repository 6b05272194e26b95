"""The roles people and systems act in."""

from enum import StrEnum, unique


@unique
class Role(StrEnum):
    """In which capacity a key acts. Officer and approver belong to one agency, a supplier to one
    company; the others belong to none.
    """  # noqa: D205 - one sentence, two lines

    OFFICER = "officer"
    """Asks: places and cancels orders of its agency."""
    APPROVER = "approver"
    """Decides what others of its agency asked for, and revokes."""
    SUPPLIER = "supplier"
    """Checks quotes, and sees the orders and approvals that name it."""
    AUDITOR = "auditor"
    """Reads everything and changes nothing."""
    CATALOG_KEEPER = "catalog-keeper"
    """Proposes and publishes official lists of products."""
    STANDARDS_KEEPER = "standards-keeper"
    """Proposes and publishes editions of the law."""
    ADMINISTRATOR = "administrator"
    """Runs the service: registers agencies, and records their facts."""
    SECURITY_ADMINISTRATOR = "security-administrator"
    """Says who comes in: accounts, keys, sessions; does nothing with them itself."""
    AUDIT_ADMINISTRATOR = "audit-administrator"
    """Names auditors, and reads what the other two administrators did."""


OF_AN_AGENCY = frozenset({Role.OFFICER, Role.APPROVER})
"""Roles whose keys name an agency."""

ADMINISTRATORS = frozenset(
    {Role.ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR}
)
"""Three who watch each other (三员分立): no person is two of them."""
