"""Queries of agencies and their facts, by both clocks; who may see what, the walls decide."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, select, true
from sqlalchemy.dialects.postgresql import distinct_on

from approvals.agency_tables import (
    agency,
    agency_property,
    approver_naming,
    asset,
    asset_condition,
    asset_disposal,
    headcount,
)
from approvals.errors import AssetNotFound, UnknownAgency
from approvals.kinds import read_key
from approvals.tables import quota_balance
from validators.classes import ItemClass
from validators.evidence import Asset, Level
from validators.order import Attributes
from validators.serial import serial_form


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAgency:
    """An agency as it was registered."""

    uscc: str
    name: str
    jurisdiction: str
    level: Level
    registered_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredHeadcount:
    """A headcount on one basis: how many, from which day, and when and from whom it was learnt."""

    basis: str
    value: int
    valid_from: date
    recorded_at: datetime
    recorded_by: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredProperty:
    """A yes-or-no fact of an agency: from which day, and when and from whom it was learnt."""

    property: str
    value: bool
    valid_from: date
    recorded_at: datetime
    recorded_by: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What an agency has of one kind of thing, by standing."""

    item_class: ItemClass
    attributes: Attributes
    reserved: int
    committed: int
    on_hand: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAsset:
    """A device of an agency, and the approved line it came by, if it came by one."""

    asset: Asset
    number: str | None
    line: int | None
    source: str


def find_agency(connection: Connection, uscc: str) -> StoredAgency:
    """Return an agency.

    Raises:
        UnknownAgency: there is none, or it is not the reader's to see.
    """
    columns = agency.c
    query = select(
        columns.uscc, columns.name, columns.jurisdiction, columns.level, columns.registered_at
    )
    row = connection.execute(query.where(columns.uscc == uscc)).first()
    if row is None:
        raise UnknownAgency(uscc)
    uscc, name, jurisdiction, level, registered_at = row
    return StoredAgency(
        uscc=uscc,
        name=name,
        jurisdiction=jurisdiction,
        level=Level(level),
        registered_at=registered_at,
    )


def headcounts(
    connection: Connection, uscc: str, *, on: date, known_at: datetime | None = None
) -> tuple[StoredHeadcount, ...]:
    """Return the headcounts in force on a day, one for each basis, as known at an instant.

    Of several that held on the day the one that began last counts, and of those that began on one
    day the one recorded last: so a correction replaces what it corrects and nothing else.

    Args:
        connection: a transaction.
        uscc: the agency.
        on: the day they are in force.
        known_at: what was learnt later is left out; ``None`` knows all.
    """
    query = _in_force(headcount, "basis", uscc, on, known_at)
    return tuple(
        StoredHeadcount(**{name: row[name] for name in StoredHeadcount.__slots__})
        for row in connection.execute(query).mappings()
    )


def properties(
    connection: Connection, uscc: str, *, on: date, known_at: datetime | None = None
) -> tuple[StoredProperty, ...]:
    """Return the yes-or-no facts in force on a day, as known at an instant; see `headcounts`."""
    query = _in_force(agency_property, "property", uscc, on, known_at)
    return tuple(
        StoredProperty(**{name: row[name] for name in StoredProperty.__slots__})
        for row in connection.execute(query).mappings()
    )


def headcount_history(connection: Connection, uscc: str) -> tuple[StoredHeadcount, ...]:
    """Return every headcount ever recorded of an agency, in the order they were learnt."""
    query = select(headcount).where(headcount.c.agency == uscc).order_by(headcount.c.id)
    return tuple(
        StoredHeadcount(**{name: row[name] for name in StoredHeadcount.__slots__})
        for row in connection.execute(query).mappings()
    )


def approvers_on(connection: Connection, uscc: str, on: date) -> tuple[str, ...]:
    """Return the persons an agency names as approvers on a day; none where it names nobody."""
    columns = approver_naming.c
    persons: list[str] | None = connection.scalar(
        select(columns.persons)
        .where(columns.agency == uscc, columns.valid_from <= on)
        .order_by(columns.valid_from.desc(), columns.id.desc())
        .limit(1)
    )
    return tuple(persons or ())


def balances(connection: Connection, uscc: str) -> tuple[Balance, ...]:
    """Return what an agency has of each kind of thing, in the order of the kinds."""
    columns = quota_balance.c
    query = select(
        columns["class"], columns.attributes, columns.reserved, columns.committed, columns.on_hand
    )
    query = query.where(columns.agency == uscc).order_by(columns["class"], columns.attributes)
    return tuple(
        Balance(
            item_class=ItemClass(item_class),
            attributes=read_key(attributes),
            reserved=reserved,
            committed=committed,
            on_hand=on_hand,
        )
        for item_class, attributes, reserved, committed, on_hand in connection.execute(query)
    )


def assets_page(
    connection: Connection,
    uscc: str,
    *,
    limit: int,
    after: str | None = None,
    serial: str | None = None,
) -> tuple[StoredAsset, ...]:
    """Return up to ``limit`` devices of an agency, by serial, after the serial ``after``.

    With ``serial`` it is the one that has it, however it is written, if there is one.
    """
    query = _assets().where(asset.c.agency == uscc)
    if serial is not None:
        query = query.where(asset.c.form == serial_form(serial))
    if after is not None:
        query = query.where(asset.c.serial > after)
    rows = connection.execute(query.order_by(asset.c.serial).limit(limit)).mappings()
    return tuple(_asset(dict(row)) for row in rows)


def find_asset(connection: Connection, uscc: str, serial: str) -> StoredAsset:
    """Return a device of an agency, by its serial however it is written.

    Raises:
        AssetNotFound: the agency has none of this serial, or it is not the reader's to see.
    """
    query = (
        _assets()
        .where(asset.c.agency == uscc, asset.c.form == serial_form(serial))
        .order_by((asset.c.serial == serial).desc(), asset.c.serial)
        .limit(1)
    )
    row = connection.execute(query).mappings().first()
    if row is None:
        raise AssetNotFound(serial)
    return _asset(dict(row))


def _in_force(
    table: Table, name: str, uscc: str, on: date, known_at: datetime | None
) -> Select[*tuple[object, ...]]:
    columns = table.c
    known: ColumnElement[bool] = true()
    if known_at is not None:
        known = columns.recorded_at <= known_at
    return (
        select(table)
        .ext(distinct_on(columns[name]))
        .where(and_(columns.agency == uscc, columns.valid_from <= on, known))
        .order_by(columns[name], columns.valid_from.desc(), columns.id.desc())
    )


def _assets() -> Select[*tuple[object, ...]]:
    latest = asset_condition.c
    newest = (latest.observed_on.desc(), latest.id.desc())
    pages, repair = (
        select(column)
        .where(latest.serial == asset.c.serial, column.is_not(None))
        .order_by(*newest)
        .limit(1)
        .scalar_subquery()
        .label(column.name)
        for column in (latest.pages, latest.beyond_repair)
    )
    joined = asset.outerjoin(asset_disposal, asset_disposal.c.serial == asset.c.serial)
    return select(asset, pages, repair, asset_disposal.c.disposed_on).select_from(joined)


def _asset(row: dict[str, object]) -> StoredAsset:
    return StoredAsset(
        asset=Asset(
            serial=str(row["serial"]),
            item_class=ItemClass(str(row["class"])),
            attributes=read_key(str(row["attributes"])),
            in_service_since=row["in_service_since"],  # type: ignore[arg-type] # the column is a date
            pages=row["pages"],  # type: ignore[arg-type] # the column is a number
            beyond_repair=row["beyond_repair"],  # type: ignore[arg-type] # the column is text
            disposed_on=row["disposed_on"],  # type: ignore[arg-type] # the column is a date
        ),
        number=row["number"],  # type: ignore[arg-type] # the column is text
        line=row["line"],  # type: ignore[arg-type] # the column is a number
        source=str(row["source"]),
    )
