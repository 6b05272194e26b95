"""Record a licence grant an agency holds, or correct one: nothing is drawn before it is confirmed.

What was recorded is never edited. A correction is a further statement of the same grant, with a
reason: it holds once a second person confirms it, and until then the one before it does. (SS10.)
"""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert

from approvals import licence_store
from approvals.entries import own_entry
from approvals.errors import WrongState
from approvals.legal_day import legal_day
from approvals.licence import Terms, check_terms
from approvals.licence_errors import LicenceNotFound
from approvals.licence_store import StoredLicence, written_evidence
from approvals.licence_tables import (
    licence_entitled,
    licence_grant,
    licence_number,
    licence_statement,
)
from approvals.office import Office
from approvals.statement import number_for
from approvals.states import LicenceState
from ledger.entry import Actor
from ledger.kinds import EntryKind
from ledger.store import Leaf, append
from validators.licensing import PREFIX


@dataclass(frozen=True, slots=True)
class RecordedLicence:
    """A grant that was recorded: its number, and the leaf of the entry."""

    number: str
    leaf: Leaf


def record_licence(
    connection: Connection,
    *,
    actor: Actor,
    uscc: str,
    terms: Terms,
    office: Office,
    now: datetime,
) -> RecordedLicence:
    """Record a grant, which a second person then confirms.

    Args:
        connection: a transaction of the caller's.
        actor: who records it, for the holder; he can never be the one who confirms.
        uscc: the agency that holds it.
        terms: what it is for, for whom, and on what proof.
        office: for a fresh number and identifier.
        now: the instant of the act.

    Raises:
        LicenceMisstated: with every member that does not fit.
    """
    check_terms(terms, uscc)
    number = number_for(office.ids(), legal_day(now).year, kind="licence", prefix=PREFIX)
    connection.execute(insert(licence_number).values(number=number).inline())
    connection.execute(
        insert(licence_grant).values(number=number, agency=uscc, recorded_at=now).inline()
    )
    _write(connection, number, 1, uscc, terms, None, actor, now)
    body = {"version": 1, **terms_members(terms)}
    entry = own_entry(
        EntryKind.LICENCE_RECORDED, office.ids(), uscc, body, actor, now, licence=number
    )
    return RecordedLicence(number, append(connection, entry))


def correct_licence(
    connection: Connection,
    *,
    actor: Actor,
    uscc: str,
    number: str,
    terms: Terms,
    reason: str,
    office: Office,
    now: datetime,
) -> Leaf:
    """State a grant anew, which takes effect once a second person confirms it.

    Args: as `record_licence`; ``number`` is the grant and ``reason`` why it is stated otherwise.

    Raises:
        LicenceNotFound: there is none, or the agency does not hold it.
        WrongState: it was ended.
        LicenceMisstated: with every member that does not fit.
    """
    held = held_by(connection, number, uscc)
    if held.state is LicenceState.REVOKED:
        raise WrongState.of_licence(
            number, held.state.value, LicenceState.RECORDED.value, LicenceState.CONFIRMED.value
        )
    check_terms(terms, uscc)
    version = held.newest.version + 1
    _write(connection, number, version, uscc, terms, reason, actor, now)
    licence_store.change_licence(connection, held)
    body = {"version": version, "reason": reason, **terms_members(terms)}
    entry = own_entry(
        EntryKind.LICENCE_CORRECTED, office.ids(), uscc, body, actor, now, licence=number
    )
    return append(connection, entry)


def held_by(connection: Connection, number: str, uscc: str | None) -> StoredLicence:
    """Lock a grant and return it, for its holder, or for an office that is no agency.

    Raises:
        LicenceNotFound: there is none, or another agency holds it.
    """
    held = licence_store.find_licence(connection, number, lock=True)
    if uscc is not None and held.agency != uscc:
        raise LicenceNotFound(number)
    return held


def terms_members(terms: Terms) -> dict[str, object]:
    """Return what a grant is stated to be as the members an entry has of it."""
    until = terms.valid_until
    return {
        "holder_name": terms.holder_name,
        "class": terms.item_class.value,
        "product": terms.product,
        **({} if terms.edition is None else {"edition": terms.edition}),
        "versions": list(terms.versions),
        "channel": terms.channel.value,
        "copies": terms.copies,
        "valid_from": terms.valid_from.isoformat(),
        **({} if until is None else {"valid_until": until.isoformat()}),
        "evidence": written_evidence(terms.evidence),
        "proven": terms.proven,
        "entitled": list(terms.entitled),
    }


def _write(
    connection: Connection,
    number: str,
    version: int,
    holder: str,
    terms: Terms,
    reason: str | None,
    actor: Actor,
    now: datetime,
) -> None:
    connection.execute(
        insert(licence_statement)
        .values(
            {
                "licence": number,
                "version": version,
                "holder_name": terms.holder_name,
                "class": terms.item_class.value,
                "product": terms.product,
                "edition": terms.edition,
                "versions": list(terms.versions),
                "channel": terms.channel.value,
                "copies": terms.copies,
                "valid_from": terms.valid_from,
                "valid_until": terms.valid_until,
                "evidence": json.dumps(written_evidence(terms.evidence), ensure_ascii=False),
                "proven": terms.proven,
                "reason": reason,
                "person": actor.person,
                "recorded_at": now,
            }
        )
        .inline()
    )
    if terms.entitled:
        connection.execute(
            insert(licence_entitled),
            [
                {"licence": number, "version": version, "holder": holder, "agency": agency}
                for agency in sorted(terms.entitled)
            ],
        )
