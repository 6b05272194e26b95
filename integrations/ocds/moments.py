"""The moments of an order's life at which what is published of it changes, one release each.

A release is told from what was known at its moment alone, so that it is the same whenever it is
made, and what comes later is a release of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum, unique

from approvals.amendment_store import NARROWING, StoredAmendment
from approvals.life import Life, ended_at
from approvals.unit_states import UnitAct, UnitState, fold


@unique
class Tag(StrEnum):
    """Which part of the process a release tells of, in the standard's words."""

    TENDER = "tender"
    TENDER_UPDATE = "tenderUpdate"
    TENDER_CANCELLATION = "tenderCancellation"
    AWARD = "award"
    CONTRACT = "contract"
    CONTRACT_AMENDMENT = "contractAmendment"
    IMPLEMENTATION = "implementation"
    CONTRACT_TERMINATION = "contractTermination"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What was known of an order at an instant: how many of its examinations and amendments.

    ``granted`` and ``ended`` tell of its approval, or of the order where it has none; ``delivered``
    has the states of the devices of each delivery, and when it last changed.
    """

    at: datetime
    tags: tuple[Tag, ...]
    examinations: int = 0
    granted: bool = False
    narrowings: int = 0
    replaced: StoredAmendment | None = None
    ended: str | None = None
    delivered: tuple[tuple[UnitState, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class _Happening:
    at: datetime
    rank: int
    tags: tuple[Tag, ...]
    delivery: int = 0
    states: tuple[UnitState, ...] = ()
    how: str = ""
    amendment: StoredAmendment | None = None


def moments_of(life: Life, now: datetime) -> tuple[Moment, ...]:
    """Return the moments of a life up to an instant, the first first."""
    known: list[Moment] = []
    last = Moment(at=life.order.placed_at, tags=())
    for it in sorted(_happenings(life, now), key=lambda one: (one.at, one.rank)):
        last = _then(last, it)
        known.append(last)
    return tuple(known)


def _then(last: Moment, it: _Happening) -> Moment:
    known = replace(last, at=it.at, tags=it.tags)
    match it.tags[0]:
        case Tag.TENDER | Tag.TENDER_UPDATE:
            return replace(known, examinations=last.examinations + 1)
        case Tag.AWARD:
            return replace(known, granted=True)
        case Tag.CONTRACT_AMENDMENT:
            return replace(known, narrowings=last.narrowings + 1)
        case Tag.IMPLEMENTATION:
            before = last.delivered
            padded = before + ((),) * (it.delivery + 1 - len(before))
            changed = (*padded[: it.delivery], it.states, *padded[it.delivery + 1 :])
            return replace(known, delivered=changed)
        case _:
            return replace(known, ended=it.how, replaced=it.amendment)


def _happenings(life: Life, now: datetime) -> Iterator[_Happening]:
    for it in life.receipts:
        first = it.examination == 1
        yield _Happening(it.recorded_at, 0, (Tag.TENDER if first else Tag.TENDER_UPDATE,))
    granted = life.approval
    if granted is not None:
        yield _Happening(granted.granted_at, 1, (Tag.AWARD, Tag.CONTRACT))
    replaced = None
    for amendment in life.amendments:
        if amendment.kind != NARROWING:
            replaced = amendment if amendment.replaced_by is not None else replaced
        elif granted is not None:
            yield _Happening(amendment.recorded_at, 2, (Tag.CONTRACT_AMENDMENT,))
    yield from _deliveries(life)
    over = ended_at(life, now)
    if over is not None:
        how, at = over
        tag = Tag.CONTRACT_TERMINATION if granted is not None else Tag.TENDER_CANCELLATION
        yield _Happening(at, 4, (tag,), how=how, amendment=replaced)


def _deliveries(life: Life) -> Iterator[_Happening]:
    known = frozenset(UnitAct)
    for place, (held, acts) in enumerate(life.deliveries):
        states = [UnitState.DESPATCHED] * len(held.units)
        for it in acts:
            if it.act in known:
                for unit in it.units:
                    states[unit] = fold(states[unit], [UnitAct(it.act)])
            yield _Happening(
                it.recorded_at, 3, (Tag.IMPLEMENTATION,), delivery=place, states=tuple(states)
            )
