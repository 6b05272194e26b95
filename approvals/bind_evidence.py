"""Record licence evidence of devices an agency has: what was learnt after they were taken over."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from approvals.agency_tables import asset
from approvals.device_evidence import bind_evidence, evidence_members
from approvals.errors import AssetNotFound
from approvals.fingerprint import DeviceEvidence
from approvals.locking import lock_agency
from ledger.entry import Actor, Entry, Tenant
from ledger.kinds import EntryKind
from ledger.store import Leaf, append
from validators.serial import serial_form


def record_evidence(
    connection: Connection,
    *,
    actor: Actor,
    uscc: str,
    stated: Sequence[DeviceEvidence],
    source: str,
    ids: Callable[[], str],
    now: datetime,
) -> Leaf:
    """Bind evidence to devices that are recorded, all of it or none.

    Args:
        connection: a transaction of the caller's.
        actor: who records it.
        uscc: the agency that has the devices.
        stated: digests of what was stated.
        source: the document it was taken from.
        ids: draws a fresh identifier.
        now: the instant of the act.

    Raises:
        UnknownAgency: no such agency, or none the actor may see.
        AssetNotFound: the agency has no such device.
        EvidenceUsed: a value belongs to another device, of whichever agency.
        AgencyBusy: the agency's quota was locked for too long.
    """
    lock_agency(connection, uscc)
    forms = {it.serial: serial_form(it.serial) for it in stated}
    columns = asset.c
    query = select(columns.form, columns.serial).where(
        columns.agency == uscc, columns.form.in_(set(forms.values()))
    )
    recorded: dict[str, set[str]] = {}
    for form, serial in connection.execute(query):
        recorded.setdefault(form, set()).add(serial)
    unknown = {serial for serial, form in forms.items() if form not in recorded}
    if unknown:
        raise AssetNotFound(min(unknown))
    spelled = {
        it: it if it in recorded[form] else min(recorded[form]) for it, form in forms.items()
    }
    stated = [it._replace(serial=spelled[it.serial]) for it in stated]
    bound = bind_evidence(connection, uscc, stated, actor.person, now)
    entry = Entry(
        id=ids(),
        kind=EntryKind.EVIDENCE_BOUND,
        recorded_at=now,
        actor=actor,
        tenant=Tenant(agency=uscc),
        subjects={"agency": uscc},
        body={"licence_evidence": evidence_members(bound), "source": source},
    )
    return append(connection, entry)
