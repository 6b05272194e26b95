"""Licence grants from a file, for an examination offline.

The file is what ``GET /v1/licences`` or ``GET /v1/licences/{number}`` answers, or a list of grants:
whoever has read it there can lay an order beside them without the service. What the agency of the
order may see of each is told as the service tells it.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from api import limits
from api.faults import ContentFaults, fault
from api.schemas.body import Part
from api.schemas.fields import Choice, Day, Flag, Integer, Text, Uscc
from api.schemas.gathered import Listed
from api.schemas.licences import HolderIn, LicenceNumber
from api.schemas.shown import Shown, page_of, read_items
from approvals.licence import CHANNELS, CLASSES
from approvals.states import LicenceState
from validators.licence_grant import LicenceGrant, Standing
from validators.licensing import named_grants
from validators.order import Order
from validators.reading import read_licence

_STANDING = {
    LicenceState.RECORDED: Standing.RECORDED,
    LicenceState.CONFIRMED: Standing.CONFIRMED,
    # That its last day is over, its term says, for any day.
    LicenceState.EXPIRED: Standing.CONFIRMED,
    LicenceState.REVOKED: Standing.REVOKED,
}


class ShownLicence(Shown):
    """A grant as the service shows it: ``confirmed`` copies, of which so many are ``left``."""

    number = LicenceNumber(required=True)
    state = Choice(LicenceState, required=True)
    holder = Part(HolderIn, required=True)
    item_class = Choice(CLASSES, required=True, name="class")
    product = Text(required=True)
    edition = Text()
    versions = Listed(Text(), limits.VERSIONS, required=True)
    channel = Choice(CHANNELS, required=True)
    confirmed = Integer(0, limits.INTEGER, required=True)
    left = Integer(0, limits.INTEGER, required=True)
    valid_from = Day(required=True)
    valid_until = Day()
    proven = Flag(required=True)
    entitled = Listed(Uscc(), limits.ENTITLED, required=True)


_PAGE = page_of(ShownLicence)


def read_licences(document: object, agency: str) -> tuple[LicenceGrant, ...]:
    """Return the grants of a document as an agency may see them, by number.

    Raises:
        ContentFaults: with every fault of the document, a number that stands twice included.
    """
    stated = read_items(_PAGE, document)
    faults = [fault(f"/items/{place}/number", "stated-before") for place in _twice(stated)]
    if faults:
        raise ContentFaults(faults)
    ordered = sorted(stated, key=lambda it: str(it["number"]))
    return tuple(read_licence(_sealed(it, agency)) for it in ordered)


def not_given(order: Order, grants: Iterable[LicenceGrant]) -> tuple[str, ...]:
    """Return the numbers an order names, such as grants have, that are not among some grants."""
    known = {it.number for it in grants}
    return tuple(it for it in named_grants(order) if it not in known)


def _twice(stated: list[dict[str, Any]]) -> Iterable[int]:
    seen: set[str] = set()
    for place, it in enumerate(stated):
        if it["number"] in seen:
            yield place
        seen.add(it["number"])


def _sealed(stated: Mapping[str, Any], agency: str) -> dict[str, Any]:
    """Return a grant as an examination reads it; of one not for the agency, its number alone."""
    number = stated["number"]
    if agency not in {stated["holder"]["uscc"], *stated["entitled"]}:
        return {"number": number, "entitled": False}
    standing = _STANDING[LicenceState(stated["state"])]
    return {**stated, "entitled": True, "standing": standing, "copies": stated["confirmed"]}
