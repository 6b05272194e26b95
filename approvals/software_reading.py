"""Reads the software ledgers of an agency as they stand on a day, from what the database has.

Four statements: the approvals with their orders, the devices, what was entered from files, and the
list of usable free software.
Whose they are is looked at first, and who may see them the walls decide.
"""

import json
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import Connection, select

from approvals import software_gaps
from approvals.agency_store import find_agency
from approvals.agency_tables import asset, asset_disposal
from approvals.amendment_store import NARROWING
from approvals.amendment_tables import order_amendment
from approvals.free_software import StoredFree
from approvals.free_software_store import entries_of
from approvals.legal_day import legal_day
from approvals.software_accounts import Accounts
from approvals.software_acts import Act
from approvals.software_derivation import (
    DESKTOPS,
    PORTABLES,
    SERVERS,
    Approved,
    Device,
    EnteredRow,
    derive,
)
from approvals.software_entering import entered_as_far
from approvals.software_errors import LedgerActRefused
from approvals.software_gaps import Gap, GapCode
from approvals.software_ledgers import Ledgers, SummaryHead, ledgers_of
from approvals.software_store import entered_rows
from approvals.tables import approval, purchase_order, revocation
from validators.classes import ItemClass
from validators.reading import read_order
from validators.serial import serial_form


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencySoftware:
    """The software ledgers of an agency on a day, and everything they do not know.

    ``devices`` are those in service on the day, ``refused`` what the ledgers did not take.
    """

    agency: str
    name: str
    on: date
    ledgers: Ledgers
    gaps: tuple[Gap, ...]
    accounts: Accounts
    devices: tuple[Device, ...]
    refused: tuple[LedgerActRefused, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What the ledgers of an agency are made from: approvals up to a day, all devices and rows.

    ``free`` are all entries of its list of usable free software, whatever became of them.
    """

    agency: str
    name: str
    approved: tuple[Approved, ...]
    devices: tuple[Device, ...]
    rows: tuple[EnteredRow, ...]
    free: tuple[StoredFree, ...] = ()


def material_of(connection: Connection, uscc: str, on: date) -> Material:
    """Return what the ledgers of an agency are made from; `laid_out` makes them of it alone.

    Args:
        connection: a transaction.
        uscc: the agency.
        on: the day; approvals, deliveries, disposals and entries count from the day they are of.

    Raises:
        UnknownAgency: no such agency, or none the reader may see.
    """
    agency = find_agency(connection, uscc)
    return Material(
        agency=agency.uscc,
        name=agency.name,
        approved=_approved(connection, uscc, on),
        devices=_devices(connection, uscc),
        rows=entered_rows(connection, uscc),
        free=entries_of(connection, uscc),
    )


def laid_out(material: Material, on: date) -> AgencySoftware:
    """Return the ledgers that some material makes on a day."""
    derived = derive(material.approved, material.devices, material.rows, on)
    refused: list[LedgerActRefused] = []

    def tell(_: Act, error: LedgerActRefused) -> None:
        refused.append(error)

    accounts = entered_as_far(Accounts(), derived.acts, tell)
    here = tuple(it for it in material.devices if _in_service(it, on))
    usable = tuple(it for it in material.free if it.entry.stands(on))
    ledgers = ledgers_of(accounts, _head(here), usable)
    return AgencySoftware(
        agency=material.agency,
        name=material.name,
        on=on,
        ledgers=ledgers,
        gaps=(
            *software_gaps.gaps_of(ledgers),
            *_gaps(accounts, here, derived.gaps),
            *software_gaps.refusals(refused),
        ),
        accounts=accounts,
        devices=here,
        refused=tuple(refused),
    )


def _in_service(it: Device, on: date) -> bool:
    return it.since <= on and (it.disposed_on is None or it.disposed_on > on)


def _head(devices: tuple[Device, ...]) -> SummaryHead:
    def count(classes: frozenset[ItemClass]) -> int:
        return sum(it.item_class in classes for it in devices)

    return SummaryHead(servers=count(SERVERS), desktops=count(DESKTOPS), portables=count(PORTABLES))


def _gaps(
    accounts: Accounts, devices: tuple[Device, ...], told: tuple[tuple[GapCode, str], ...]
) -> list[Gap]:
    registered = {serial_form(it.serial) for it in devices}
    used = {computer for _, computer in accounts.installations}
    subjects = (
        (
            GapCode.MACHINE_CLASS,
            [it for it in accounts.machines if serial_form(it) not in registered],
        ),
        (GapCode.NO_SOFTWARE, [it for it in accounts.machines if it not in used]),
        *((code, [it for found, it in told if found is code]) for code in _OF_LINES),
    )
    made = (software_gaps.gap(code, them) for code, them in subjects)
    return [it for it in made if it is not None]


_OF_LINES: Final = (GapCode.UNNAMED, GapCode.NOT_TOLD_WHERE)


def _devices(connection: Connection, uscc: str) -> tuple[Device, ...]:
    columns = asset.c
    query = (
        select(
            columns.serial,
            columns["class"],
            columns.in_service_since,
            columns.recorded_at,
            columns.number,
            columns.line,
            asset_disposal.c.disposed_on,
        )
        .select_from(asset.outerjoin(asset_disposal, asset_disposal.c.serial == columns.serial))
        .where(columns.agency == uscc)
        .order_by(columns.serial)
    )
    return tuple(
        Device(
            serial=serial,
            item_class=ItemClass(item_class),
            since=since or legal_day(recorded_at),
            recorded_at=recorded_at,
            number=number,
            line=line,
            disposed_on=disposed_on,
        )
        for serial, item_class, since, recorded_at, number, line, disposed_on in connection.execute(
            query
        )
    )


def _approved(connection: Connection, uscc: str, on: date) -> tuple[Approved, ...]:
    """Return the approvals granted up to a day, each as its order stood on it."""
    columns = approval.c
    query = (
        select(
            columns.number,
            columns.order_id,
            columns.granted_at,
            columns.valid_until,
            revocation.c.effective_on,
            purchase_order.c.document,
        )
        .select_from(
            approval.join(purchase_order, purchase_order.c.id == columns.order_id).outerjoin(
                revocation, revocation.c.number == columns.number
            )
        )
        .where(columns.agency == uscc)
        .order_by(columns.granted_at, columns.number)
    )
    narrowed, replaced = _amended(connection, uscc, on)
    found = []
    for number, order_id, granted_at, valid_until, revoked_on, document in connection.execute(
        query
    ):
        granted_on = legal_day(granted_at)
        if granted_on > on:
            continue
        changed, places = narrowed.get(number, (document, None))
        order = read_order(json.loads(changed))
        ended = order_id in replaced or (revoked_on is not None and revoked_on <= on)
        found.append(
            Approved(
                number=number,
                on=granted_on,
                recorded_at=granted_at,
                in_force=on <= valid_until and not ended,
                price_basis=order.price_basis,
                lines=dict(zip(places or range(len(order.lines)), order.lines, strict=True)),
            )
        )
    return tuple(found)


def _amended(
    connection: Connection, uscc: str, on: date
) -> tuple[dict[str, tuple[bytes, list[int]]], set[str]]:
    """Return the latest narrower order of each approval, and the orders others took the place of.

    What was amended after the day is left out.
    """
    columns = order_amendment.c
    query = (
        select(
            columns.kind,
            columns.approval,
            columns.order_id,
            columns.document,
            columns.lines,
            columns.recorded_at,
        )
        .select_from(order_amendment.join(purchase_order, purchase_order.c.id == columns.order_id))
        .where(purchase_order.c.agency == uscc)
        .order_by(columns.recorded_at, columns.id)
    )
    narrowed, replaced = {}, set()
    for kind, number, order_id, document, lines, recorded_at in connection.execute(query):
        if legal_day(recorded_at) > on:
            continue
        if kind == NARROWING:
            narrowed[number] = (document, lines)
        else:
            replaced.add(order_id)
    return narrowed, replaced
