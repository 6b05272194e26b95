"""Queries of licence grants. None of them commits; who may see what, the walls decide."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CompoundSelect, Connection, Select, and_, or_, select, update

from approvals.errors import WrongState
from approvals.legal_day import legal_day
from approvals.licence import Terms
from approvals.licence_errors import LicenceNotFound
from approvals.licence_tables import (
    licence_confirmation,
    licence_draw,
    licence_entitled,
    licence_grant,
    licence_revocation,
    licence_statement,
)
from approvals.states import CHANGED, LicenceState
from validators.classes import ItemClass
from validators.licensing import LicenceDraw
from validators.order import EvidenceKind, LicenceChannel, LicenceEvidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Acted:
    """Who did something about a grant, when, and with which words."""

    words: str
    person: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredStatement:
    """What a grant is stated to be; ``recorded`` has the reason of a correction."""

    version: int
    terms: Terms
    recorded: Acted
    confirmed: Acted | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredLicence:
    """A grant as it stands in the database: ``drawn`` of its ``copies`` are used.

    ``agency`` is the holder's. ``statement`` is the one in force, or while none is confirmed the
    first; ``pending`` is the newest one that waits for a second person, if that is another.
    """

    number: str
    agency: str
    state: LicenceState
    copies: int
    drawn: int
    revision: int
    recorded_at: datetime
    statement: StoredStatement
    pending: StoredStatement | None
    revoked: Acted | None

    @property
    def newest(self) -> StoredStatement:
        """Return the statement that was recorded last."""
        return self.pending or self.statement

    def state_at(self, now: datetime) -> LicenceState:
        """Return its state at an instant: it is over with its last day, whoever asks."""
        last = self.statement.terms.valid_until
        over = last is not None and legal_day(now) > last
        living = self.state is LicenceState.CONFIRMED
        return LicenceState.EXPIRED if living and over else self.state


def find_licence(connection: Connection, number: str, *, lock: bool = False) -> StoredLicence:
    """Return a grant; with ``lock`` nobody else acts on it until the transaction ends.

    Raises:
        LicenceNotFound: there is none, or it is not the reader's to see.
    """
    query = select(licence_grant).where(licence_grant.c.number == number)
    row = connection.execute(query.with_for_update() if lock else query).mappings().first()
    if row is None:
        raise LicenceNotFound(number)
    return _read(connection, [row])[0]


def licences_page(
    connection: Connection,
    *,
    limit: int,
    agency: str | None = None,
    before: tuple[datetime, str] | None = None,
) -> tuple[StoredLicence, ...]:
    """Return up to ``limit`` grants the reader may see, the newest first.

    Args:
        connection: a transaction.
        limit: most grants returned.
        agency: the reader's own, so that an index serves it: the wall is none.
        before: when the last one of the page before was recorded, and its number.
    """
    columns = licence_grant.c
    query = select(licence_grant).order_by(columns.recorded_at.desc(), columns.number.desc())
    if agency is not None:
        query = query.where(columns.number.in_(_known_to(agency)))
    if before is not None:
        instant, number = before
        earlier = and_(columns.recorded_at == instant, columns.number < number)
        query = query.where(or_(columns.recorded_at < instant, earlier))
    return _read(connection, connection.execute(query.limit(limit)).mappings().all())


def _known_to(agency: str) -> CompoundSelect[str]:
    """Return the numbers of the grants an agency holds, or that any statement entitled it to.

    The wall shows no others: whoever drew of a grant was entitled then. It still leaves out those
    that an agency is no longer entitled to, or not yet, and drew nothing of.
    """
    held, entitled = licence_grant.alias().c, licence_entitled.c
    return (
        select(held.number)
        .where(held.agency == agency)
        .union(select(entitled.licence).where(entitled.agency == agency))
    )


def draws_of(connection: Connection, number: str) -> tuple[tuple[str, LicenceDraw], ...]:
    """Return what each order the reader may see holds of a grant, with the order's identifier."""
    columns = licence_draw.c
    held: dict[tuple[str, int, str], int] = defaultdict(int)
    query = select(columns.order_id, columns.line, columns.item, columns.copies)
    for order_id, line, item, copies in connection.execute(query.where(columns.licence == number)):
        held[order_id, line, item] += copies
    return tuple(
        (order_id, LicenceDraw(number, line, item, copies))
        for (order_id, line, item), copies in sorted(held.items())
        if copies
    )


def change_licence(connection: Connection, held: StoredLicence, **values: object) -> None:
    """Change a grant that was read in this transaction, and count its revision on.

    Raises:
        WrongState: somebody changed it first.
    """
    changed = connection.execute(
        update(licence_grant)
        .where(licence_grant.c.number == held.number, licence_grant.c.revision == held.revision)
        .values(revision=held.revision + 1, **values)
    )
    if changed.rowcount != 1:
        raise WrongState.of_licence(held.number, CHANGED, held.state)


def written_evidence(evidence: Iterable[LicenceEvidence]) -> list[dict[str, str]]:
    """Return evidence as plain members; a document without a number has none."""
    return [
        {"kind": it.kind.value, **({} if it.number is None else {"number": it.number})}
        for it in evidence
    ]


def _read(connection: Connection, rows: Iterable[Mapping[Any, Any]]) -> tuple[StoredLicence, ...]:
    found = list(rows)
    numbers = [row["number"] for row in found]
    statements = _statements(connection, numbers)
    ended = licence_revocation.c
    revoked = {
        row.licence: Acted(words=row.reason, person=row.person, recorded_at=row.recorded_at)
        for row in connection.execute(select(licence_revocation).where(ended.licence.in_(numbers)))
    }
    made = []
    for row in found:
        mine = statements[row["number"]]
        newest, in_force = mine[max(mine)], mine[row["version"]]
        waits = newest is not in_force and newest.confirmed is None
        plain = ("number", "agency", "copies", "drawn", "revision", "recorded_at")
        made.append(
            StoredLicence(
                **{name: row[name] for name in plain},
                state=LicenceState(row["state"]),
                statement=in_force,
                pending=newest if waits else None,
                revoked=revoked.get(row["number"]),
            )
        )
    return tuple(made)


def _statements(
    connection: Connection, numbers: list[str]
) -> Mapping[str, dict[int, StoredStatement]]:
    entitled: dict[tuple[str, int], list[str]] = defaultdict(list)
    named = licence_entitled.c
    query = select(named.licence, named.version, named.agency).where(named.licence.in_(numbers))
    for licence, version, agency in connection.execute(query.order_by(named.agency)):
        entitled[licence, version].append(agency)
    found: dict[str, dict[int, StoredStatement]] = defaultdict(dict)
    for row in connection.execute(_stated(numbers)).mappings():
        key = row["licence"], row["version"]
        found[row["licence"]][row["version"]] = _statement(row, tuple(entitled[key]))
    return found


def _stated(numbers: list[str]) -> Select[Any]:
    stated, confirmed = licence_statement.c, licence_confirmation.c
    same = and_(confirmed.licence == stated.licence, confirmed.version == stated.version)
    return (
        select(
            licence_statement,
            confirmed.note,
            confirmed.person.label("confirmed_by"),
            confirmed.recorded_at.label("confirmed_at"),
        )
        .select_from(licence_statement.outerjoin(licence_confirmation, same))
        .where(stated.licence.in_(numbers))
    )


def _statement(row: Mapping[Any, Any], entitled: tuple[str, ...]) -> StoredStatement:
    plain = ("holder_name", "product", "edition", "copies", "valid_from", "valid_until")
    terms = Terms(
        **{name: row[name] for name in plain},
        item_class=ItemClass(row["class"]),
        versions=tuple(row["versions"]),
        channel=LicenceChannel(row["channel"]),
        evidence=tuple(
            LicenceEvidence(EvidenceKind(it["kind"]), it.get("number"))
            for it in json.loads(row["evidence"])
        ),
        entitled=entitled,
    )
    confirmed = None
    if row["confirmed_by"] is not None:
        confirmed = Acted(
            words=row["note"], person=row["confirmed_by"], recorded_at=row["confirmed_at"]
        )
    return StoredStatement(
        version=row["version"],
        terms=terms,
        recorded=Acted(
            words=row["reason"] or "", person=row["person"], recorded_at=row["recorded_at"]
        ),
        confirmed=confirmed,
    )
