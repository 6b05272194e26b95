"""Record devices: what an approval covers becomes what an agency has.

A serial is in one place at most, across all agencies. A device delivered on an approval turns one
committed unit of its line into one on hand; one the agency had before is counted as it is. What is
accepted of a delivery comes here too, so that there is one way only. (FEATURES insights 1, 9, 12.)
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import Connection, insert

from approvals import entries, store
from approvals.agency_tables import asset, asset_condition
from approvals.delivered import Delivered, OnApproval, Passed, inspection_members, pass_gates
from approvals.delivery_store import taken_serials
from approvals.device_evidence import bind_evidence, evidence_members
from approvals.errors import (
    ApprovalNotFound,
    DayOutOfRange,
    MoreThanApproved,
    SerialTaken,
    WrongItem,
    WrongState,
)
from approvals.inspection_store import Inspected, found_document
from approvals.kinds import attributes_key
from approvals.legal_day import legal_day
from approvals.line_units import LineUnits
from approvals.locking import database_refusals, lock_agency
from approvals.movements import Movement, move
from approvals.quota import Verb
from approvals.spare_draws import draw_spares, rest_more
from approvals.states import ApprovalState
from approvals.store import StoredApproval
from ledger.canonical import canonical
from ledger.entry import Actor, Entry, Tenant
from ledger.kinds import EntryKind
from ledger.store import Leaf, append
from validators.serial import written_twice

MAX_DEVICES = 500
"""Most devices recorded in one act, so that its ledger entry stays well below the largest size."""


def record_assets(
    connection: Connection,
    *,
    actor: Actor,
    uscc: str,
    devices: Sequence[Delivered],
    source: str,
    ids: Callable[[], str],
    now: datetime,
    on: OnApproval | None = None,
) -> Leaf:
    """Record devices of an agency, all of them or none.

    Args:
        connection: a transaction of the caller's.
        actor: who records them.
        uscc: the agency that has them.
        devices: at most ``MAX_DEVICES``.
        source: the document they were taken from (an acceptance, an inventory).
        ids: draws a fresh identifier.
        now: the instant of the act.
        on: the approval they were delivered on; without one they were there before. Units under
            way with a despatched delivery are accepted with it and not here.

    Raises:
        UnknownAgency: no such agency, or none the actor may see.
        ApprovalNotFound: the agency has no such approval.
        WrongState: the approval is not in force.
        WrongItem: a device is not what its line is about, or names a line without an approval.
        MoreThanApproved: more devices than a line still covers.
        GateHolds: a finding stands at a gate that devices of an approval have to pass.
        SerialTaken: a serial is recorded already, here or elsewhere, or named twice.
        EvidenceUsed: licence evidence belongs to another device, of whichever agency.
        DayOutOfRange: a device is in service since a day to come.
        AgencyBusy: the agency's quota was locked for too long.
    """
    lock_agency(connection, uscc)
    _refuse_twice(devices)
    _refuse_future(devices, legal_day(now))
    held = None if on is None else _approval(connection, uscc, on.number, now)
    lines = {} if held is None else _lines(connection, held)
    for it in devices:
        _check_item(it, lines)
    passed: Passed | None = None
    if held is not None and on is not None:
        _check_remaining(devices, held.number, lines)
        gates = pass_gates(connection, held.order_id, devices, on, legal_day(now), actor.person)
        passed = Passed(held, rest_more(tuple(lines.values()), gates.rests))
    return take_over(
        connection,
        actor=actor,
        uscc=uscc,
        devices=devices,
        source=source,
        passed=passed,
        ids=ids,
        now=now,
    )


def take_over(
    connection: Connection,
    *,
    actor: Actor,
    uscc: str,
    devices: Sequence[Delivered],
    source: str,
    passed: Passed | None,
    ids: Callable[[], str],
    now: datetime,
) -> Leaf:
    """Record devices that may be: rows, licence evidence, quota and the entry of all of it.

    The caller holds the agency's lock, and looked whether the approval still covers them. Arguments
    as of `record_assets`; ``passed`` is the approval whose gates they passed, if they came on one.

    Raises:
        SerialTaken: a serial is in another place, here or elsewhere.
        EvidenceUsed: licence evidence belongs to another device, of whichever agency.
    """
    approval = None if passed is None else passed.approval
    _write(connection, uscc, devices, approval, source, actor, now)
    stated = [evidence for it in devices for evidence in it.evidence]
    bound = bind_evidence(connection, uscc, stated, actor.person, now)
    order_id = None if approval is None else approval.order_id
    movements = [_consumed(it, order_id) for it in devices]
    move(connection, uscc, movements, actor.person, now)
    subjects = {"agency": uscc}
    if passed is not None:
        held, rests = passed
        draw_spares(connection, uscc, held.order_id, rests, actor.person, now)
        subjects |= {"order": held.order_id, "approval": held.number}
    body: dict[str, object] = {
        "serials": sorted(it.asset.serial for it in devices),
        "source": source,
        "quota": entries.moved(movements),
        **entries.spared(() if passed is None else passed.rests),
        **({"licence_evidence": evidence_members(bound)} if bound else {}),
        **inspection_members(devices),
    }
    tenant = Tenant(agency=uscc, supplier=None if approval is None else approval.supplier)
    entry = Entry(
        id=ids(),
        kind=EntryKind.ASSET_RECORDED,
        recorded_at=now,
        actor=actor,
        tenant=tenant,
        subjects=subjects,
        body=body,
    )
    return append(connection, entry)


def _refuse_twice(devices: Iterable[Delivered]) -> None:
    twice = written_twice(it.asset.serial for it in devices)
    if twice:
        raise SerialTaken(twice)


def _refuse_future(devices: Iterable[Delivered], today: date) -> None:
    for it in devices:
        since = it.asset.in_service_since
        if since is not None and since > today:
            raise DayOutOfRange(since, "in_service_since", None, today)


def _approval(connection: Connection, uscc: str, number: str, now: datetime) -> StoredApproval:
    held = store.approval_by_number(connection, number)
    if held.agency != uscc:
        raise ApprovalNotFound(number)
    state = held.state_at(now)
    if state is not ApprovalState.IN_FORCE:
        raise WrongState.of_approval(number, state, ApprovalState.IN_FORCE)
    return held


def _lines(connection: Connection, held: StoredApproval) -> dict[int, LineUnits]:
    return {it.line: it for it in store.line_units(connection, held.order_id)}


def _check_item(it: Delivered, lines: Mapping[int, LineUnits]) -> None:
    """Refuse a device that names no line of its approval, or is not what the line is about."""
    if it.line is None and not lines:
        return
    found = None if it.line is None else lines.get(it.line)
    kind = (it.asset.item_class.value, attributes_key(it.asset.attributes))
    if found is None or kind != (found.item_class, found.attributes):
        raise WrongItem(it.asset.serial, it.line)


def _check_remaining(
    devices: Iterable[Delivered], number: str, lines: Mapping[int, LineUnits]
) -> None:
    counted = Counter(it.line for it in devices if it.line is not None)
    for line, delivered in sorted(counted.items()):
        remaining = lines[line].open
        if delivered > remaining:
            raise MoreThanApproved(number, line, remaining, delivered)


def _write(
    connection: Connection,
    uscc: str,
    devices: Sequence[Delivered],
    approval: StoredApproval | None,
    source: str,
    actor: Actor,
    now: datetime,
) -> None:
    # A serial of another agency stays unseen: that it is taken is all that is said.
    taken = taken_serials(connection, [it.asset.serial for it in devices])
    if taken:
        raise SerialTaken(taken)
    recorded = {"agency": uscc, "recorded_at": now, "recorded_by": actor.person}
    rows = [
        {
            "serial": it.asset.serial,
            "class": it.asset.item_class.value,
            "attributes": attributes_key(it.asset.attributes),
            "in_service_since": it.asset.in_service_since,
            "number": None if approval is None else approval.number,
            "line": it.line,
            "source": source,
            "found": None if it.inspected is None else _found(it.inspected),
            **recorded,
        }
        for it in sorted(devices, key=lambda it: it.asset.serial)
    ]
    # Taken meanwhile by somebody else: the database itself says so.
    with database_refusals(uscc):
        connection.execute(insert(asset), rows)
    conditions = [
        {
            "serial": it.asset.serial,
            "pages": it.asset.pages,
            "beyond_repair": it.asset.beyond_repair,
            "observed_on": legal_day(now),
            **recorded,
        }
        for it in devices
        if it.asset.pages is not None or it.asset.beyond_repair is not None
    ]
    if conditions:
        connection.execute(insert(asset_condition), conditions)


def _found(it: Inspected) -> str:
    return canonical(found_document(it)).decode()


def _consumed(it: Delivered, order_id: str | None) -> Movement:
    return Movement(
        verb=Verb.CONSUME,
        item_class=it.asset.item_class.value,
        attributes=attributes_key(it.asset.attributes),
        committed=0 if order_id is None else -1,
        on_hand=1,
        order_id=order_id,
        line=None if order_id is None else it.line,
        serial=it.asset.serial,
    )
