"""Rights to use software as plain JSON documents: the other half of ``reading``."""

from typing import Any

from validators.free_software import FreeSoftware
from validators.licence_grant import LicenceGrant
from validators.spare import Spare
from validators.writing_members import kept


def licence_document(grant: LicenceGrant) -> dict[str, Any]:
    """Return one licence grant with its bounds and what is left of it."""
    if not grant.entitled:
        return {"number": grant.number, "entitled": False}
    return kept(
        number=grant.number,
        entitled=True,
        standing=grant.standing,
        class_=grant.item_class,
        product=grant.product,
        edition=grant.edition,
        versions=grant.versions,
        channel=grant.channel,
        copies=grant.copies,
        left=grant.left,
        valid_from=grant.valid_from,
        valid_until=grant.valid_until,
        proven=grant.proven,
    )


def free_software_document(entry: FreeSoftware) -> dict[str, Any]:
    """Return one entry of an agency's list of free software."""
    return kept(
        number=entry.number,
        name=entry.name,
        version=entry.version,
        edition=entry.edition,
        department=entry.department,
        reason=entry.reason,
        approved=entry.approved,
        valid_from=entry.valid_from,
        off_from=entry.off_from,
        off_reason=entry.off_reason,
    )


def spare_document(it: Spare) -> dict[str, Any]:
    """Return what orders rest on of the unused licences of one class."""
    return kept(
        class_=it.item_class,
        drawn=it.drawn or None,
        used=it.used or None,
        count=it.count or None,
        orders=it.orders,
    )
