"""What an order asks of an agency's quota: one demand a line, and a ceiling for each kind of thing.

Quota is a ledger with four verbs. A movement says by how much it changes what is reserved,
committed and on hand of one kind; the balances are the sums of the movements and nothing else.
The examination decides whether an order fits; the ceiling reckoned here travels with each movement
into the database, which holds it against its own balance as the second wall.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, unique

from validators.classes import ItemClass
from validators.evidence import Evidence, Holding
from validators.law import Law
from validators.order import Attributes, Order, OrderLine
from validators.quota import left_of
from validators.quota_system import Exchange, Quotas

Kind = tuple[ItemClass, Attributes]
"""What quota is counted by: a class and the attributes that tell caps apart."""


@unique
class Verb(StrEnum):
    """What a movement does."""

    RESERVE = "reserve"
    """Sets units aside for an order that waits for an approver."""
    COMMIT = "commit"
    """Binds units to an approval, from reserved ones or afresh."""
    CONSUME = "consume"
    """Turns committed units into devices on hand, or records devices the agency had before."""
    RELEASE = "release"
    """Gives units back: cancelled, declined, lapsed, revoked, expired, or disposed of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceiling:
    """How many units of one kind the caps leave in all, and the cap that binds.

    ``units`` counts every standing. ``excused`` names what lets an order pass above it: an answer
    to a question of judgement, a waiver, or a swap with another cap that has room.
    """

    units: int
    cap: str
    excused: str | None = None


def kind_of(line: OrderLine) -> Kind:
    """Return the kind of thing a line asks for."""
    return line.item_class, line.attributes


def ceilings(
    order: Order, evidence: Evidence, law: Law, on: date, waivers: Iterable[str] = ()
) -> Mapping[Kind, Ceiling]:
    """Return the ceiling of each kind an order asks for; a kind no cap counts has none.

    The ceiling of a kind is what the tightest cap leaves to it after all other kinds, those the
    order itself asks for included, so that a kind at or under it is every cap kept.

    Args:
        order: what is to be bought.
        evidence: the agency's facts and holdings, without what this order holds already.
        law: every edition the service knows.
        on: the day whose law counts.
        waivers: the numbers of those that let the order pass a cap.

    Raises:
        KeyError: the agency's jurisdiction is unknown to the law.
    """
    agency = evidence.agency
    held = law.in_force(agency.jurisdiction, agency.level, on, agency.properties)
    lines = held.beside(order.lines).lines
    quotas = Quotas(held, held.footing(agency), evidence, lines)
    over_nothing = left_of([0] * len(held.caps), held, evidence.holdings, lines)
    kinds = {kind_of(line): counted for _, line, counted in lines}
    totals = _totals(kinds, order.lines, evidence.holdings)
    excuse = _excuse(evidence, waivers)
    found: dict[Kind, Ceiling] = {}
    for kind, counted in kinds.items():
        total = totals[kind]
        rooms = [
            (int(quotas.limit(cap).limit.low) + over_nothing[cap] + total, held.caps[cap].key, cap)
            for cap in counted.counted
        ]
        if rooms:
            units, cap_key, cap = min(rooms)
            excused = _by_swap(excuse, quotas.exchange(cap)) if total > units else None
            found[kind] = Ceiling(units=units, cap=cap_key, excused=excused)
    return found


def _excuse(evidence: Evidence, waivers: Iterable[str]) -> str | None:
    """Return the questions answered with yes, and the waivers: only they let an order pass a cap.

    What passes it by a waiver is held against the units that waiver has, by a CHECK of its own.
    """
    granted = sorted(answer.question for answer in evidence.answers.values() if answer.granted)
    return "; ".join([*granted, *sorted(set(waivers))]) or None


def _by_swap(excuse: str | None, exchange: Exchange | None) -> str | None:
    """Return what lets an order pass a cap, with the swap by which another one pays for it."""
    swap = None if exchange is None else f"swap: {exchange.sum}"
    return "; ".join(it for it in (excuse, swap) if it is not None) or None


def _totals(
    kinds: Iterable[Kind], lines: Iterable[OrderLine], holdings: Iterable[Holding]
) -> dict[Kind, int]:
    """Return how many units of each kind are asked for and held together."""
    totals = dict.fromkeys(kinds, 0)
    for line in lines:
        totals[kind_of(line)] += line.quantity
    for holding in holdings:
        kind = holding.item_class, holding.attributes
        if kind in totals:
            totals[kind] += holding.quantity
    return totals
