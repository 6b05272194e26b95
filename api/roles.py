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
    """Registers agencies, and records their facts."""


OF_AN_AGENCY = frozenset({Role.OFFICER, Role.APPROVER})
"""Roles whose keys name an agency."""
