"""The lock every act on an agency's quota takes first, and what the database says in its own words.

The lock is a statement of its own, before any evidence is read: at READ COMMITTED each statement
sees what was committed before it began, so whoever waited here reads what the one before it wrote.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from psycopg import errors as postgres
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from approvals.errors import (
    AgencyBusy,
    DuplicateReference,
    QuotaOverdrawn,
    SamePerson,
    SerialTaken,
    UnknownAgency,
)
from storage.driver import Ask, Asked, Parameters, Row, Statement, first_row, first_rows

# Counting on takes the row's lock as well as reading it for update does.
_LOCK = Statement.of(
    "update procheck.quota_anchor set revision = revision + 1, stated = stated + 1"
    " where agency = %(agency)s returning stated",
)
_LOCK_TO_TAKE = Statement.of(
    "update procheck.quota_anchor set revision = revision + 1"
    " where agency = %(agency)s returning stated",
)

_OVERDRAWN = frozenset(
    {
        "ck_quota_movement_within_ceiling",
        "ck_quota_balance_not_negative",
        "ck_order_line_conserved",
        "ck_waiver_drawn_within_granted",
        "waiver_draw_in_force",
        "waiver_moves",
        "ck_licence_grant_drawn_within_copies",
        "licence_counted",
        "licence_draw_in_force",
        "licence_moves",
        "spare_draw_within_count",
    }
)


def lock_on(agency: str) -> Asked:
    """Return what locks an agency's quota and counts its facts' revision on, as `lock_agency`."""
    return _LOCK, {"agency": agency}


def lock_to_take(agency: str) -> Asked:
    """As `lock_on`, for an act that takes of the quota and changes nothing else that is known.

    What it gives is what the agency's other facts were ``stated`` at, and still are.
    """
    return _LOCK_TO_TAKE, {"agency": agency}


def lock_agency(connection: Connection, agency: str) -> None:
    """Lock an agency's quota until the transaction ends, and count its facts' revision on.

    Raises:
        UnknownAgency: no such agency, or none the actor may see.
        AgencyBusy: another act held the lock for longer than the database waits.
    """
    with database_refusals(agency):
        found = first_row(connection, *lock_on(agency))
    if found is None:
        raise UnknownAgency(agency)


def under_lock(connection: Connection, agency: str, *more: Asked) -> Ask:
    """Return what asks one statement and locks the agency before, as `lock_agency`, in one trip.

    ``more`` are statements that lock further things, in between. The statement sees what was
    committed before the last lock was had.
    """

    def ask(statement: Statement, parameters: Parameters) -> Row | None:
        with database_refusals(agency):
            found, *_, row = first_rows(connection, lock_on(agency), *more, (statement, parameters))
        if found is None:
            raise UnknownAgency(agency)
        return row

    return ask


@contextmanager
def database_refusals(agency: str, *, reference: str = "", person: str = "") -> Iterator[None]:
    """Turn what the database's second walls refuse into errors of this package.

    The transaction is spent when one of them is raised.

    Raises:
        AgencyBusy: a lock was not to be had in time, or two acts waited for each other.
        QuotaOverdrawn: a movement would pass its ceiling or take what is not there, or a waiver, a
            licence grant or the unused licences stated are used up or not in force.
        DuplicateReference: another order of the agency has the reference.
        SerialTaken: a serial is in another place, of whichever agency.
        SamePerson: whoever asks tried to grant or answer.
    """
    try:
        yield
    except DBAPIError as error:
        cause = error.orig
        if isinstance(cause, postgres.LockNotAvailable | postgres.DeadlockDetected):
            raise AgencyBusy(agency) from error
        name = cause.diag.constraint_name if isinstance(cause, postgres.Error) else None
        if name in _OVERDRAWN:
            raise QuotaOverdrawn(agency) from error
        if name == "uq_purchase_order_agency_reference":
            raise DuplicateReference(reference, "") from error
        if name == "serial_in_one_place":
            raise SerialTaken((_detail(cause),)) from error
        if name == "another_person":
            raise SamePerson(person) from error
        raise


def _detail(cause: BaseException | None) -> str:
    detail = cause.diag.message_detail if isinstance(cause, postgres.Error) else None
    return detail or ""
