"""Ask for a waiver: an officer of the agency states what for, how far, why, and on what evidence.

Nothing passes by a request. (PO14.)
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert

from approvals import waiver_store
from approvals.entries import own_entry
from approvals.errors import Misfit, WaiverMisstated, WaiverNotFound
from approvals.kinds import attributes_key
from approvals.legal_day import legal_day
from approvals.office import Office
from approvals.statement import number_for
from approvals.waiver import Bounds, Wanted, check_wanted
from approvals.waiver_tables import waiver
from ledger.entry import Actor
from ledger.kinds import EntryKind
from ledger.store import Leaf, append
from validators.amount import money
from validators.law import Law

PREFIX = "WV"
"""What every waiver's number begins with."""


@dataclass(frozen=True, slots=True)
class AskedFor:
    """A request that was recorded: the waiver's number, and the leaf of the entry."""

    number: str
    leaf: Leaf


def ask_waiver(
    connection: Connection,
    *,
    actor: Actor,
    uscc: str,
    wanted: Wanted,
    law: Law,
    office: Office,
    now: datetime,
) -> AskedFor:
    """Record a request for a waiver, which a second person then decides.

    Args:
        connection: a transaction of the caller's.
        actor: who asks, for the agency; he can never be the one who grants.
        uscc: the agency.
        wanted: what for, how far and why.
        law: every edition, to know the provision by.
        office: terms and identifiers.
        now: the instant of the act.

    Raises:
        WaiverMisstated: with every member that does not fit.
    """
    today = legal_day(now)
    check_wanted(wanted, law, office.policy, today)
    _check_extended(connection, wanted)
    number = number_for(office.ids(), today.year, kind="waiver", prefix=PREFIX)
    bounds = wanted.bounds
    connection.execute(
        insert(waiver).values(
            {
                "number": number,
                "agency": uscc,
                "rule": wanted.rule,
                "class": wanted.item_class.value,
                "attributes": attributes_key(wanted.attributes),
                "edition": wanted.edition,
                "row": wanted.row,
                "units": bounds.units,
                "unit_price": bounds.unit_price,
                "valid_from": bounds.valid_from,
                "valid_until": bounds.valid_until,
                "reason": wanted.reason,
                "evidence": list(wanted.evidence),
                "extends": wanted.extends,
                "asked_at": now,
                "asked_by": actor.person,
            }
        )
    )
    narrower = {"edition": wanted.edition, "row": wanted.row, "extends": wanted.extends}
    body: dict[str, object] = {
        "rule": wanted.rule,
        "class": wanted.item_class.value,
        "attributes": attributes_key(wanted.attributes),
        **{name: value for name, value in narrower.items() if value is not None},
        **bounds_members(bounds),
        "reason": wanted.reason,
        "evidence": list(wanted.evidence),
    }
    entry = own_entry(EntryKind.WAIVER_ASKED, office.ids(), uscc, body, actor, now, waiver=number)
    return AskedFor(number, append(connection, entry))


def bounds_members(bounds: Bounds) -> dict[str, object]:
    """Return the bounds of a waiver as the members an entry has of them; the amount is text."""
    price = bounds.unit_price
    return {
        "units": bounds.units,
        **({} if price is None else {"unit_price": money(price)}),
        "valid_from": bounds.valid_from.isoformat(),
        "valid_until": bounds.valid_until.isoformat(),
    }


def _check_extended(connection: Connection, wanted: Wanted) -> None:
    """Look at the waiver a request extends: there, and for the same rule and things."""
    if wanted.extends is None:
        return
    try:
        extended = waiver_store.find_waiver(connection, wanted.extends).wanted
    except WaiverNotFound:
        raise WaiverMisstated((Misfit("extends", "unknown-waiver", {}),)) from None
    about = (extended.rule, extended.item_class, extended.attributes)
    if about != (wanted.rule, wanted.item_class, wanted.attributes):
        raise WaiverMisstated((Misfit("extends", "other-waiver", {}),))
