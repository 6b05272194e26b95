"""Replays quota from ledger entries alone: pure, so that an auditor can do it with an export."""

from collections.abc import Iterable, Mapping
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


def replay(entries: Iterable[Mapping[str, Any]]) -> dict[Counted, Counters]:
    """Return the counters that entries add up to, from nothing; their order does not matter.

    Args:
        entries: entries of every kind, as JSON documents; those that moved no quota count nothing.
    """
    found: dict[Counted, Counters] = {}
    for entry in entries:
        for kinds in entry["body"].get("quota", {}).values():
            for kind in kinds:
                about = Counted(entry["tenant"]["agency"], kind["class"], kind["attributes"])
                counters = found.setdefault(about, Counters())
                for name in COUNTERS:
                    setattr(counters, name, getattr(counters, name) + kind.get(name, 0))
    return found
