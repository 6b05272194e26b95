"""Enter the software of machines that were there before, from an office's own table.

One file is one transaction with one entry. The entry says how many rows and computers, and the
digest of the file; who uses which computer stands in the ledgers only, where the form asks for it.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection, insert

from approvals.entries import own_entry
from approvals.legal_day import legal_day
from approvals.locking import lock_agency
from approvals.software_acts import Identity, Machine, SoftwareKind, identity_of
from approvals.software_derivation import EnteredRow
from approvals.software_errors import (
    DayToCome,
    DayTooEarly,
    EntriesRefused,
    LedgerActRefused,
    NumberDiffers,
)
from approvals.software_reading import laid_out, material_of
from approvals.software_store import add_rows
from approvals.software_tables import software_import
from ledger.entry import Actor
from ledger.kinds import EntryKind
from ledger.store import Leaf, append

EARLIEST_INSTALLATION = date(1980, 1, 1)
"""The first day taken for one of installation: no personal computer an agency may have is older."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One piece of software on one computer, as an office's table has it; ``row`` is its place.

    ``number`` is the office's own for the software, ``on`` the day of installation, where they are
    given.
    """

    row: str
    machine: Machine
    kind: SoftwareKind
    name: str
    version: str | None = None
    number: str | None = None
    term: str | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True)
class EnteredFile:
    """What was entered: identifier of the import, rows, computers, and the leaf of the entry."""

    id: str
    rows: int
    computers: int
    leaf: Leaf


def record_installations(
    connection: Connection,
    *,
    actor: Actor,
    uscc: str,
    found: Sequence[Found],
    source: str,
    digest: str,
    ids: Callable[[], str],
    now: datetime,
) -> EnteredFile:
    """Enter every row of a file, or none.

    Args:
        connection: a transaction of the caller's.
        actor: who enters them.
        uscc: the agency whose machines they are.
        found: at least one row.
        source: the document they were taken from.
        digest: ``sha256:`` of the file.
        ids: draws a fresh identifier.
        now: the instant of the act.

    Raises:
        UnknownAgency: no such agency, or none the actor may see.
        EntriesRefused: rows do not fit each other or the ledgers; with all of them.
        AgencyBusy: the agency was locked for too long.
    """
    lock_agency(connection, uscc)
    today = legal_day(now)
    rows = tuple(_row(it, now, today) for it in found)
    refused = _refused(connection, uscc, rows, today)
    if refused:
        raise EntriesRefused(refused)
    identifier, computers = ids(), len({it.machine.number for it in found})
    connection.execute(
        insert(software_import).values(
            id=identifier,
            agency=uscc,
            source=source,
            digest=digest,
            rows=len(rows),
            computers=computers,
            recorded_at=now,
            recorded_by=actor.person,
        )
    )
    add_rows(connection, uscc, identifier, rows)
    body: dict[str, object] = {
        "import": identifier,
        "source": source,
        "file": digest,
        "rows": len(rows),
        "computers": computers,
    }
    entry = own_entry(EntryKind.SOFTWARE_ENTERED, ids(), uscc, body, actor, now)
    return EnteredFile(identifier, len(rows), computers, append(connection, entry))


def _row(it: Found, now: datetime, today: date) -> EnteredRow:
    return EnteredRow(
        row=it.row,
        machine=it.machine,
        kind=it.kind,
        name=it.name,
        version=it.version,
        number=it.number,
        term=it.term,
        on=it.on,
        recorded_at=now,
        recorded_on=today,
    )


def _refused(
    connection: Connection, uscc: str, rows: Sequence[EnteredRow], today: date
) -> tuple[LedgerActRefused, ...]:
    """Return what the ledgers refuse with the rows that they do not refuse without them."""
    misdated = tuple(_misdated(rows, today))
    material = material_of(connection, uscc, today)
    now = laid_out(material, today)
    held = {it.identity: number for number, it in now.accounts.products.items()}
    renamed = tuple(NumberDiffers(it.row, number) for it, number in _renamed(rows, held))
    # Counted, since rows of different files may have one place.
    before = Counter(map(_said, now.refused))
    after = laid_out(replace(material, rows=(*material.rows, *rows)), today).refused
    more = Counter(map(_said, after)) - before
    told = (*misdated, *renamed, *(it for it in after if _said(it) in more))
    return tuple({_said(it): it for it in told}.values())


def _misdated(rows: Sequence[EnteredRow], today: date) -> Iterator[LedgerActRefused]:
    """Yield rows installed on a day to come, or on one that can only be a slip of the pen."""
    for it in rows:
        if it.on is not None and it.on > today:
            yield DayToCome(it.row, it.on)
        elif it.on is not None and it.on < EARLIEST_INSTALLATION:
            yield DayTooEarly(it.row, it.on, EARLIEST_INSTALLATION)


def _renamed(
    rows: Sequence[EnteredRow], held: Mapping[Identity, str]
) -> Iterator[tuple[EnteredRow, str]]:
    """Yield rows that would give another number to software which has one in the ledgers."""
    for it in rows:
        number = held.get(identity_of(it.kind, it.name, it.version), it.number)
        if number is not None and it.number is not None and number != it.number:
            yield it, number


def _said(error: LedgerActRefused) -> tuple[type[LedgerActRefused], str]:
    return type(error), error.row
