"""Entries of an agency's list of usable free software as JSON: names are fixed, additions free."""

from datetime import date
from typing import Any

from api.instants import instant
from api.presenting import kept
from api.schemas.free_software import ANY
from approvals.free_software import Signed, StoredFree
from ledger.store import Leaf


def free_software_document(
    held: StoredFree, on: date, *, leaf: Leaf | None = None
) -> dict[str, Any]:
    """Return an entry as it is known now.

    Args:
        held: the entry.
        on: the day its state is told for.
        leaf: the ledger entry of the act that led here, if one did.
    """
    terms, off = held.terms, held.off_from
    removed = None if off is None else {"off_from": off.isoformat()}
    return {
        "number": held.number,
        "agency": held.agency,
        "name": terms.name,
        "version": terms.version or ANY,
        **kept(
            edition=terms.edition,
            department=terms.department,
            source=terms.source,
            vendor=terms.vendor,
            phone=terms.phone,
        ),
        "reason": terms.reason,
        "valid_from": terms.valid_from.isoformat(),
        "state": held.state_on(on).value,
        "on": on.isoformat(),
        "recorded": {"person": held.person, "recorded_at": instant(held.recorded_at)},
        **kept(
            approval=None if held.approved is None else _act("note", held.approved),
            removal=None
            if held.removed is None or removed is None
            else {**_act("reason", held.removed), **removed},
            ledger=None if leaf is None else {"leaf": leaf.text},
        ),
    }


def _act(name: str, act: Signed) -> dict[str, Any]:
    return {name: act.words, "person": act.person, "recorded_at": instant(act.recorded_at)}
