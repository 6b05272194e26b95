"""Replays quota, waivers and licences from ledger entries alone: pure, so that auditors can too."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

COUNTERS = ("reserved", "committed", "on_hand")
"""What quota is counted in, as entries and balances name it."""


class Counted(NamedTuple):
    """What one set of counters is about: an agency's units of one class and its attributes."""

    agency: str
    item_class: str
    attributes: str


@dataclass(slots=True)
class Counters:
    """How many units stand where, by the entries replayed so far."""

    reserved: int = 0
    committed: int = 0
    on_hand: int = 0


Change = tuple[Counted, Sequence[int]]
"""By how many units each counter of ``COUNTERS`` changed, of what."""


def replay(entries: Iterable[Mapping[str, Any]]) -> dict[Counted, Counters]:
    """Return the counters that entries add up to, from nothing; their order does not matter.

    Args:
        entries: entries of every kind, as JSON documents; those that moved no quota count nothing.
    """
    found: dict[Counted, Counters] = {}
    for entry in entries:
        count(found, moved_by(entry["tenant"]["agency"], entry["body"]))
    return found


def moved_by(agency: str | None, body: Mapping[str, Any]) -> Iterator[Change]:
    """Yield what an entry of an agency says that it moved."""
    for kinds in body.get("quota", {}).values():
        for kind in kinds:
            about = Counted(agency or "", kind["class"], kind["attributes"])
            yield about, [kind.get(name, 0) for name in COUNTERS]


def drawn_by(body: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """Yield what an entry says that an order drew of waivers, or gave back: number and units."""
    for it in body.get("waivers", ()):
        yield it["waiver"], it["units"]


def licensed_by(body: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """Yield what an entry says that an order drew of licence grants: number and copies."""
    for it in body.get("licences", ()):
        yield it["licence"], it["copies"]


def spared_by(agency: str | None, body: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """Yield what an entry of an agency says that an order rests on of unused licences, or no more.

    They are named by the agency and the class.
    """
    for it in body.get("spares", ()):
        yield spares_of(agency or "", it["class"]), it["copies"]


def spares_of(agency: str, item_class: str) -> str:
    """Return how the unused licences of one class of an agency are named."""
    return f"{agency} {item_class}"


def count(found: dict[Counted, Counters], changes: Iterable[Change]) -> None:
    """Add changes to the counters in ``found``."""
    for about, units in changes:
        counters = found.setdefault(about, Counters())
        for name, change in zip(COUNTERS, units, strict=True):
            setattr(counters, name, getattr(counters, name) + change)
