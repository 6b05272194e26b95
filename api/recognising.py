"""Who presents a key that is as it usually is: found out beside what else is asked of the database.

What is not as usual (a token, no such key, withdrawn, its use to be written down) is left to
`api.identity.authenticate`, which finds out what. The functions of that are used here.
"""

import hmac
from datetime import date, datetime
from typing import Self

from api.identity import ENTERING, IN_FORCE, TOUCH_EVERY, Key, Principal, Stamp, secret_hash
from api.key_scopes import KeyScope
from api.remembering import Question
from api.roles import Role
from api.services import Services
from approvals.idempotency import LOCKING
from storage.driver import Asked, Row, Statement

_USUAL = (
    "k.id = %(id)s and k.revoked_at is null and k.expires_at > %(now)s"
    " and k.last_used_at > %(touched)s"
)
"""What a key is as it usually is: there, alive, and its use written down not long ago."""

_GLANCE = Statement.of(
    "select k.role, k.person, k.agency, k.supplier, k.secret_hash, k.scope,"  # noqa: S608 - constant text
    " b.revision, b.law_digest, b.catalogue_digest, q.revision,"
    " extract(epoch from least(k.expires_at,"
    f" k.last_used_at + interval '{TOUCH_EVERY.total_seconds():.0f} seconds'))::float8"
    " from procheck.access_key k join procheck.quota_anchor q on q.agency = %(agency)s,"
    f" {IN_FORCE} where {_USUAL}"
    " and not exists (select from procheck.supplier_suspension s"
    " where s.supplier = %(supplier)s::text and s.valid_until >= %(on)s)",
)
"""Reads a key that is as usual, the books in force, the revision of an agency's facts, and when the
key ceases to be as usual; nothing where the supplier of the order was ever suspended to a day not
yet past."""

_SIT = Statement.of(
    f"select {LOCKING.format(person='k.person')},"  # noqa: S608 - constant text
    " k.role, k.person, k.agency, k.supplier, k.scope,"
    f" b.revision, b.law_digest, b.catalogue_digest, {ENTERING}"
    f" from procheck.access_key k, {IN_FORCE}"
    f" where {_USUAL} and k.secret_hash = %(secret)s"
)
"""Puts a transaction into the scope of a key that is as usual, tells the books in force, and locks
the idempotency key; nothing of it where the key is not. What else the transaction asks in the same
trip then sees and locks nothing, so the secret is compared here: its digest, of which nobody can
choose the beginning, so that the time it takes tells nothing."""


class Recognition:
    """Who asks, as it was read before, or as it is being read. It ends with the block."""

    __slots__ = ("_asked", "_known", "_look", "_moment", "_remembered")

    def __init__(self, services: Services, key: Key, asked: Question) -> None:
        """Begin; arguments as of `recognise`."""
        self._asked, self._remembered = asked, services.remembered
        _, agency, supplier, on = asked
        now = services.key_time
        # Before anything is read: what is rung from here on may or may not be in it.
        self._moment = self._remembered.moment(agency)
        self._known = self._remembered.row(asked, self._moment, now)
        named = {"agency": agency, "supplier": supplier, "on": on}
        self._look = (
            services.looks.begin(_GLANCE, _usual_at(key, now) | named)
            if self._known is None
            else None
        )

    def __enter__(self) -> Self:
        """Return the recognition itself."""
        return self

    def __exit__(self, *raised: object) -> None:
        """End the look, if there is one."""
        if self._look is not None:
            self._look.__exit__(*raised)

    def row(self) -> Row | None:
        """Return what `recognised` reads; once.

        Raises:
            psycopg.Error: as of `storage.looking.Look.row`.
        """
        if self._look is None:
            return self._known
        row = self._look.row()
        if row is not None:
            self._remembered.keep(self._asked, self._moment, row, row[-1])
        return row


def recognise(
    services: Services, key: Key, agency: str, supplier: str | None, on: date
) -> Recognition:
    """Find out who presents a key, and at which revision the facts of an agency stand.

    From what was read before, if that stands; else by one look instead of a transaction, so that
    it is as of now as well. `recognised` reads its row.

    Args:
        services: those of this process.
        key: as `presented`.
        agency: whose facts are asked about.
        supplier: whom the order names, if it does.
        on: the day of law.

    Raises:
        psycopg.Error: the database is away.
    """
    return Recognition(services, key, (key[0], agency, supplier, on))


def recognised(key: Key, row: Row | None) -> tuple[Principal, int] | None:
    """Return the principal, and the revision of the agency's facts, from what `recognise` saw.

    ``None``: something is not as it usually is (no such key, withdrawn, its use to be written
    down, no such agency), and `authenticate` finds out what.
    """
    if row is None or not hmac.compare_digest(row[4], secret_hash(key[1])):
        return None
    role, person, agency, supplier, _, scope, revision, law, catalogue, facts, _ = row
    stamp = (revision, law, catalogue)
    return _usual(key, role, person, agency, supplier, scope, stamp), facts


def sitting_down(key: Key, route: str, idempotency_key: str, now: datetime) -> Asked:
    """Return what a transaction begins with that acts for whoever presents a key.

    It enters his scope and locks his idempotency key; `seated` reads its row.

    Args:
        key: as `presented`.
        route: what he is going to do.
        idempotency_key: under which he does it.
        now: the instant of the request.
    """
    asked = {"secret": secret_hash(key[1]), "route": route, "key": idempotency_key}
    return _SIT, _usual_at(key, now) | asked


def seated(key: Key, row: Row | None) -> Principal | None:
    """Return the principal of the row that `sitting_down` gave; ``None`` as of `recognised`."""
    if row is None:
        return None
    role, person, agency, supplier, scope, revision, law, catalogue = row[1:9]
    return _usual(key, role, person, agency, supplier, scope, (revision, law, catalogue))


def _usual_at(key: Key, now: datetime) -> dict[str, object]:
    """Return what ``_USUAL`` is asked with."""
    return {"id": key[0], "now": now, "touched": now - TOUCH_EVERY}


def _usual(
    key: Key,
    role: str,
    person: str,
    agency: str | None,
    supplier: str | None,
    scope: str | None,
    stamp: Stamp,
) -> Principal:
    return Principal(
        person=person,
        role=Role(role),
        key=key[0],
        stamp=stamp,
        agency=agency,
        supplier=supplier,
        narrowed=None if scope is None else KeyScope(scope),
    )
