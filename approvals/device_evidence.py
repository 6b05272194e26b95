"""Licence evidence of devices: kept as a keyed digest, bound to one device of one agency for ever.

The value itself (the key on a label, an activation identifier) never comes here: the edge makes its
digests, and forgets it. Every value is claimed under every live key at once, so that a unique index
across all agencies refuses its second use, whichever keys another process knows. Whoever is refused
is told that it is used, and not where. What belongs to a device stays with it after its disposal:
an OEM licence ends with the machine it came on. (SS9; LEGITIMACY L08, L09.)
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select, tuple_
from sqlalchemy.dialects.postgresql import insert as insert_or

from approvals.fingerprint import Claim, DeviceEvidence
from approvals.licence_errors import EvidenceUsed
from approvals.licence_tables import device_evidence, device_evidence_digest


def bind_evidence(
    connection: Connection,
    uscc: str,
    stated: Sequence[DeviceEvidence],
    person: str,
    now: datetime,
) -> tuple[DeviceEvidence, ...]:
    """Bind evidence to devices of an agency that are recorded; return what was not bound before.

    The same value of the same device again is no second use, whatever kind it is stated to be.

    Raises:
        EvidenceUsed: a value belongs to another device, of whichever agency, or stands twice.
    """
    wanted = _once(stated)
    if not wanted:
        return ()
    recorded = {"agency": uscc, "recorded_at": now}
    rows = [
        {"key": claim.key, "digest": claim.digest, "serial": it.serial, **recorded}
        for claim, it in sorted(wanted.items(), key=lambda pair: pair[0])
    ]
    table = device_evidence_digest.c
    made = insert_or(device_evidence_digest).on_conflict_do_nothing()
    returned = connection.execute(made.returning(table.key, table.digest), rows)
    fresh = {Claim(key, digest) for key, digest in returned}
    known = wanted.keys() - fresh
    _refuse_others(connection, uscc, wanted, known)
    bound = tuple(
        it
        for it in dict.fromkeys(wanted.values())
        if not any(claim in known for claim in it.claims)
    )
    if bound:
        connection.execute(
            insert(device_evidence),
            [
                {"serial": it.serial, "kind": it.kind.value, "recorded_by": person, **recorded}
                for it in bound
            ],
        )
    return bound


def evidence_members(bound: Iterable[DeviceEvidence]) -> list[dict[str, str]]:
    """Return what an entry says of evidence: which devices have which kind, and nothing of it."""
    found = sorted((it.serial, it.kind.value) for it in bound)
    return [{"serial": serial, "kind": kind} for serial, kind in found]


def kinds_of(connection: Connection, serials: Sequence[str]) -> dict[str, list[str]]:
    """Return the kinds of evidence that devices the reader may see have, by serial."""
    columns, found = device_evidence.c, dict[str, list[str]]()
    query = select(columns.serial, columns.kind).where(columns.serial.in_(serials))
    for serial, kind in connection.execute(query.order_by(columns.id)):
        found.setdefault(serial, []).append(kind)
    return found


def _once(stated: Iterable[DeviceEvidence]) -> dict[Claim, DeviceEvidence]:
    """Return each claim with the device that states it; one that two devices state is refused."""
    found: dict[Claim, DeviceEvidence] = {}
    twice = set()
    for it in stated:
        first = found.get(it.claims[0], it)
        if first.serial != it.serial:
            twice.add(it.place)
        elif first is it:
            found.update(dict.fromkeys(it.claims, it))
    if twice:
        raise EvidenceUsed(tuple(sorted(twice)))
    return found


def _refuse_others(
    connection: Connection,
    uscc: str,
    wanted: dict[Claim, DeviceEvidence],
    known: Iterable[Claim],
) -> None:
    """Refuse claims that were there before, unless they are of the very device."""
    pairs = sorted(known)
    if not pairs:
        return
    table = device_evidence_digest.c
    # A row of another agency stays unseen, and so is not this device's.
    query = select(table.key, table.digest, table.serial).where(
        table.agency == uscc, tuple_(table.key, table.digest).in_(pairs)
    )
    mine = {Claim(key, digest): serial for key, digest, serial in connection.execute(query)}
    used = {wanted[it].place for it in pairs if mine.get(it) != wanted[it].serial}
    if used:
        raise EvidenceUsed(tuple(sorted(used)))
