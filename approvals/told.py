"""What the database tells of an agency and of what an order names, read into values; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from approvals.errors import UnknownAgency
from approvals.spare_draws import Rest
from storage.driver import Row
from validators.classes import ItemClass
from validators.evidence import Agency, Asset, Holding, Standing
from validators.free_fit import mentioned
from validators.free_software import FreeSoftware
from validators.licence_grant import LicenceGrant
from validators.order import Order
from validators.reading import (
    read_agency,
    read_asset,
    read_attributes,
    read_licence,
    read_suspension,
    read_waiver,
)
from validators.reading_software import read_free_software
from validators.suspension import Suspension
from validators.waiver import Waiver

_STANDINGS = (Standing.ON_HAND, Standing.COMMITTED, Standing.RESERVED)
_UNSETTLED: Final = -1
"""No revision: what was read by an act that may still come to nothing."""

ForAct = tuple[list[str] | None, str | None, datetime | None, int]
"""The agency's approvers, the order that has the reference already, the first instant at which
something of the agency's ends, and a status index."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of an agency on a day: itself, what it holds, and its waivers in force.

    ``rests`` is what each of its orders rests on of the unused licences it states. ``revision``
    counts what happened to the agency's facts: as long as it stands, they do. ``stated`` counts
    what happened to all of them but the holdings, which every order changes.
    """

    agency: Agency
    holdings: tuple[Holding, ...]
    waivers: tuple[Waiver, ...]
    revision: int
    stated: int
    rests: tuple[Rest, ...] = ()

    def unsettled(self) -> "Facts":
        """Return what of them outlives the act that read them, whatever becomes of it.

        Such an act has counted the revision on: if it is rolled back, another will count to the
        same number. What it only read stands as ``stated`` does.
        """
        return replace(self, revision=_UNSETTLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What is known of the things an order names: devices by serial, and licence grants.

    ``licences`` are those with copies left of the classes of software it buys as well;
    ``free_software`` are the entries of the agency's list that its free software is or may mean;
    ``suspensions`` those of its supplier that are in force on the day.
    """

    devices: Mapping[str, Asset]
    licences: tuple[LicenceGrant, ...] = ()
    free_software: tuple[FreeSoftware, ...] = ()
    suspensions: tuple[Suspension, ...] = ()


NAMES_NOTHING = Named(devices=MappingProxyType({}))
"""An order that names neither a device nor a grant, nor any free software."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An agency's facts, what an order names, and what else was asked for an act, if it was."""

    facts: Facts
    named: Named
    act: ForAct | None = None


def told(row: Row | None, order: Order) -> Told:
    """Return what `approvals.evidence.question` was answered.

    Raises:
        UnknownAgency: no such agency, or none the actor may see.
    """
    if row is None:
        raise UnknownAgency(order.agency)
    name, jurisdiction, level, properties, counts, waivers, resting, *others = row
    revision, stated, holdings, devices, licences, listed, barred, *act = others
    agency = read_agency(
        {
            "uscc": order.agency,
            "name": name,
            "jurisdiction": jurisdiction,
            "level": level,
            "properties": properties or {},
            "counts": counts or {},
        }
    )
    facts = Facts(
        agency=agency,
        holdings=_holdings(holdings),
        waivers=tuple([read_waiver(it) for it in waivers or ()]),
        revision=revision,
        stated=stated,
        rests=tuple([Rest(ItemClass(name), *it) for name, *it in resting or ()]),
    )
    assets = [read_asset(it) for it in devices or ()]
    named = Named(
        devices=MappingProxyType({it.serial: it for it in assets}),
        licences=tuple([read_licence(it) for it in licences or ()]),
        free_software=mentioned(order, map(read_free_software, listed or ())),
        suspensions=_suspensions(barred),
    )
    return Told(facts=facts, named=named, act=_for_act(act) if act else None)


def told_of_known(row: Row | None, known: Facts) -> Told:
    """Return what `approvals.evidence.question_of_known` was answered, with what was known.

    Raises:
        UnknownAgency: as of `told`.
    """
    if row is None:
        raise UnknownAgency(known.agency.uscc)
    holdings, barred, *act = row
    facts = replace(known, holdings=_holdings(holdings), revision=_UNSETTLED)
    suspensions = _suspensions(barred)
    named = replace(NAMES_NOTHING, suspensions=suspensions) if suspensions else NAMES_NOTHING
    return Told(facts=facts, named=named, act=_for_act(act))


def _for_act(values: Iterable[Any]) -> ForAct:
    approvers, duplicate, first_due, status_index = values
    return approvers, duplicate, first_due, status_index


def _suspensions(rows: list[Any] | None) -> tuple[Suspension, ...]:
    return tuple([read_suspension(it) for it in rows or ()])


def _holdings(rows: list[Any] | None) -> tuple[Holding, ...]:
    found = []
    for item_class, attributes, *quantities in rows or ():
        kind, named = ItemClass(item_class), read_attributes(attributes)
        for standing, quantity in zip(_STANDINGS, quantities, strict=True):
            if quantity:
                found.append(
                    Holding(item_class=kind, attributes=named, standing=standing, quantity=quantity)
                )
    return tuple(found)
