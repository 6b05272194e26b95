"""An agency's waivers from a file, for an examination offline.

The file is what ``GET /v1/waivers`` or ``GET /v1/waivers/{number}`` answers, or a list of waivers.
Those that are granted count, on the days they are in force and with what is left of them.
"""

from collections.abc import Mapping
from typing import Any

from api import limits
from api.faults import ContentFaults, fault
from api.schemas.body import Part
from api.schemas.fields import Amount, Choice, Code, Day, Integer, Text, Uscc
from api.schemas.gathered import Mapped
from api.schemas.order import ATTRIBUTE_FORM, read_attribute
from api.schemas.shown import Shown, page_of, read_items
from api.schemas.waivers import ProvisionIn, WaiverNumber
from approvals.states import WaiverState
from validators.classes import ItemClass
from validators.reading import read_waiver
from validators.waiver import Waiver


class ShownGrant(Shown):
    """What was decided on a waiver, as the service shows it."""

    units = Integer(1, limits.QUANTITY)
    unit_price = Amount()
    valid_from = Day()
    valid_until = Day()
    person = Text(required=True)


class ShownWaiver(Shown):
    """A waiver as the service shows it."""

    number = WaiverNumber(required=True)
    state = Choice(WaiverState, required=True)
    agency = Uscc(required=True)
    rule = Code(required=True)
    item_class = Choice(ItemClass, required=True, name="class")
    attributes = Mapped(read_attribute, ATTRIBUTE_FORM)
    provision = Part(ProvisionIn)
    left = Integer(0, limits.QUANTITY, required=True)
    decision = Part(ShownGrant)


_PAGE = page_of(ShownWaiver)


def read_waivers(document: object, agency: str) -> tuple[Waiver, ...]:
    """Return the granted waivers of a document, which are all of the agency.

    Raises:
        ContentFaults: with every fault of the document.
    """
    stated = read_items(_PAGE, document)
    faults = [
        found for place, it in enumerate(stated) for found in _faults(it, f"/items/{place}", agency)
    ]
    if faults:
        raise ContentFaults(faults)
    granted = [it for it in stated if it["state"] == WaiverState.GRANTED]
    return tuple(read_waiver(_sealed(it)) for it in granted)


def _faults(stated: Mapping[str, Any], here: str, agency: str) -> list[Any]:
    found = []
    if stated["agency"] != agency:
        found.append(fault(f"{here}/agency", "unknown-value", known=agency))
    if stated["state"] == WaiverState.GRANTED:
        decided = stated.get("decision", {})
        found += [
            fault(f"{here}/decision/{name}", "required")
            for name in ("units", "valid_from", "valid_until", "person")
            if name not in decided
        ]
    return found


def _sealed(stated: Mapping[str, Any]) -> dict[str, Any]:
    """Return a waiver as an examination reads it."""
    decided = dict(stated["decision"])
    plain = ("number", "rule", "class", "attributes", "left")
    return {
        **{name: stated[name] for name in plain if name in stated},
        **stated.get("provision", {}),
        **decided,
        "granted_by": decided["person"],
    }
