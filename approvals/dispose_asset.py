"""Record that a device was disposed of: its unit of quota comes back then, not when promised."""

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy import Connection, insert

from approvals import agency_store, entries
from approvals.agency_tables import asset_disposal
from approvals.errors import AlreadyDisposed, DayOutOfRange
from approvals.kinds import attributes_key
from approvals.legal_day import legal_day
from approvals.locking import lock_agency
from approvals.movements import Movement, move
from approvals.quota import Verb
from ledger.entry import Actor, Entry, Tenant
from ledger.kinds import EntryKind
from ledger.store import Leaf, append


def dispose_asset(
    connection: Connection,
    *,
    actor: Actor,
    uscc: str,
    serial: str,
    disposed_on: date,
    document: str,
    ids: Callable[[], str],
    now: datetime,
) -> Leaf:
    """Record that a device was disposed of, by the document that accepts it; its unit comes back.

    Raises:
        UnknownAgency: no such agency, or none the actor may see.
        AssetNotFound: the agency has no such device.
        AlreadyDisposed: it was disposed of before.
        DayOutOfRange: the day is before the device was in service, or after today.
        AgencyBusy: the agency's quota was locked for too long.
    """
    lock_agency(connection, uscc)
    found = agency_store.find_asset(connection, uscc, serial).asset
    # Recorded under the serial the device is known by, however it was written here.
    serial = found.serial
    if found.disposed_on is not None:
        raise AlreadyDisposed(serial, found.disposed_on)
    today, first = legal_day(now), found.in_service_since
    if disposed_on > today or (first is not None and disposed_on < first):
        raise DayOutOfRange(disposed_on, "disposed_on", first, today)
    connection.execute(
        insert(asset_disposal).values(
            serial=serial,
            agency=uscc,
            disposed_on=disposed_on,
            document=document,
            recorded_at=now,
            recorded_by=actor.person,
        )
    )
    movement = Movement(
        verb=Verb.RELEASE,
        item_class=found.item_class.value,
        attributes=attributes_key(found.attributes),
        on_hand=-1,
        serial=serial,
    )
    move(connection, uscc, [movement], actor.person, now)
    body: dict[str, object] = {
        "serial": serial,
        "disposed_on": disposed_on.isoformat(),
        "document": document,
        "quota": entries.moved([movement]),
    }
    return append(
        connection,
        Entry(
            id=ids(),
            kind=EntryKind.ASSET_DISPOSED,
            recorded_at=now,
            actor=actor,
            tenant=Tenant(agency=uscc),
            subjects={"agency": uscc},
            body=body,
        ),
    )
