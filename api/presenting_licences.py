"""Licence grants as JSON documents: names are fixed, additions are free."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from api.instants import instant
from api.presenting import kept
from approvals.licence import Terms
from approvals.licence_store import Acted, StoredLicence, StoredStatement, written_evidence
from ledger.store import Leaf
from validators.licensing import LicenceDraw


def licence_document(
    held: StoredLicence,
    now: datetime,
    *,
    reader: str | None,
    draws: Iterable[tuple[str, LicenceDraw]] | None = None,
    leaf: Leaf | None = None,
) -> dict[str, Any]:
    """Return a grant with what it is for and what is left of it.

    An agency that is entitled and does not hold it is told neither who recorded it, nor what waits
    to be confirmed; whom else it entitles, the walls keep from it already.

    Args:
        held: the grant.
        now: the instant its state is told for.
        reader: the agency that reads; ``None`` for an office that sees every agency's.
        draws: what orders of the reader's hold of it, where that is to be shown.
        leaf: the entry of the act that led here, if one did.
    """
    statement, terms = held.statement, held.statement.terms
    document = {
        "number": held.number,
        "state": held.state_at(now).value,
        "version": statement.version,
        "holder": {"uscc": held.agency, "name": terms.holder_name},
        **_terms(terms),
        "confirmed": held.copies,
        "drawn": held.drawn,
        "left": held.copies - held.drawn,
        **kept(
            draws=None if draws is None else [_draw(order, it) for order, it in draws],
            ledger=None if leaf is None else {"leaf": leaf.text},
        ),
    }
    if reader not in {None, held.agency}:
        return document
    pending = held.pending
    return {
        **document,
        **_acts(statement),
        **kept(
            pending=None
            if pending is None
            else {"version": pending.version, **_terms(pending.terms), **_acts(pending)},
            revocation=None if held.revoked is None else _act("reason", held.revoked),
        ),
    }


def _terms(terms: Terms) -> dict[str, Any]:
    until = terms.valid_until
    return {
        "class": terms.item_class.value,
        "product": terms.product,
        **kept(edition=terms.edition),
        "versions": list(terms.versions),
        "channel": terms.channel.value,
        "copies": terms.copies,
        "valid_from": terms.valid_from.isoformat(),
        **kept(valid_until=None if until is None else until.isoformat()),
        "evidence": written_evidence(terms.evidence),
        "proven": terms.proven,
        "entitled": list(terms.entitled),
    }


def _acts(statement: StoredStatement) -> dict[str, Any]:
    confirmed = statement.confirmed
    return {
        "recorded": _act("reason", statement.recorded),
        **kept(confirmation=None if confirmed is None else _act("note", confirmed)),
    }


def _act(name: str, act: Acted) -> dict[str, Any]:
    words = {name: act.words} if act.words else {}
    return {**words, "person": act.person, "recorded_at": instant(act.recorded_at)}


def _draw(order_id: str, drawn: LicenceDraw) -> dict[str, Any]:
    return {"order": order_id, "line": drawn.line, "item": drawn.item, "copies": drawn.copies}
