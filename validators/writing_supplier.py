"""What is known of a supplier as documents."""

from validators.suspension import Suspension


def suspension_document(suspension: Suspension) -> dict[str, str]:
    """Return a suspension with its last day as it was known."""
    return {
        "number": suspension.number,
        "document": suspension.document,
        "valid_from": suspension.valid_from.isoformat(),
        "valid_until": suspension.valid_until.isoformat(),
    }
