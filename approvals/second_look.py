"""What a decision would have been on what is known now: a second look at a sealed examination.

A correction never rewrites a decision (DESIGN decision 11). It may cast a doubt on it, and this
says whether it does: the order is examined once more on the day it was examined for, with one thing
changed and everything else as it was sealed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from msgspec import structs

from validators.evidence import Count, Evidence
from validators.examine import Dates, examine
from validators.finding import Conclusion, Finding, Verdict
from validators.law import Law
from validators.order import Order
from validators.reading import read_evidence, read_order

_DAYS = ("placed_on", "approved_on", "valid_until")


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedCase:
    """An examination as its receipt seals it: order, evidence, days, outcome and books."""

    order: Order
    evidence: Evidence
    dates: Dates
    outcome: Conclusion
    found: frozenset[tuple[str, str]]
    editions: Mapping[str, int]
    revision: int

    @classmethod
    def of(cls, receipt: Mapping[str, Any]) -> "SealedCase":
        """Read a receipt's document.

        Raises:
            KeyError: it is no receipt of format 1.
        """
        verdict = receipt["verdict"]
        days = {name: date.fromisoformat(it) for name, it in receipt["dates"].items()}
        return cls(
            order=read_order(receipt["order"]),
            evidence=read_evidence(receipt["evidence"]),
            dates=Dates(**{name: days[name] for name in _DAYS if name in days}),
            outcome=Conclusion(verdict["outcome"]),
            found=frozenset((it["code"], it["pointer"]) for it in verdict["findings"]),
            editions={it["id"]: it["revision"] for it in verdict["editions"]},
            revision=receipt["catalogue"]["revision"],
        )

    @property
    def day(self) -> date:
        """Return the day whose facts the examination rested on."""
        return self.dates.approved_on or self.dates.placed_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubted:
    """A decision that would be another one now.

    ``first`` is the first finding it had not before; ``changes`` say what is known otherwise, one
    each (``filled-establishment: 100 → 80``), and are the same as long as the same is known.
    """

    was: Conclusion
    now: Conclusion
    first: Finding | None
    changes: tuple[str, ...]


def on_facts(
    case: SealedCase, law: Law, counts: Mapping[str, Count], properties: Mapping[str, bool]
) -> Doubted | None:
    """Return whether the decision would be another on an agency's facts as they are known now.

    Args:
        case: the sealed examination.
        law: the law it was examined under.
        counts: counted facts in force on its day, as known now.
        properties: yes-or-no facts in force on its day, as known now.
    """
    agency = case.evidence.agency
    sealed = {**agency.properties, **_values(agency.counts)}
    changes = _changes(sealed, {**properties, **_values(counts)})
    if not changes:
        return None
    known = replace(
        agency,
        counts=MappingProxyType(dict(counts)),
        properties=MappingProxyType(dict(properties)),
    )
    verdict = examine(case.order, structs.replace(case.evidence, agency=known), law, case.dates)
    return _doubted(case, verdict, changes)


def on_law(case: SealedCase, law: Law) -> Doubted | None:
    """Return whether the decision would be another under the law as it is published now."""
    verdict = examine(case.order, case.evidence, law, case.dates)
    changes = _changes(case.editions, {it.id: it.revision for it in verdict.editions})
    return _doubted(case, verdict, changes)


def _doubted(case: SealedCase, verdict: Verdict, changes: tuple[str, ...]) -> Doubted | None:
    if verdict.outcome is case.outcome:
        return None
    new = (it for it in verdict.findings if (it.code, it.pointer) not in case.found)
    return Doubted(was=case.outcome, now=verdict.outcome, first=next(new, None), changes=changes)


def _values(counts: Mapping[str, Count]) -> dict[str, int]:
    return {name: count.value for name, count in counts.items()}


def _changes(sealed: Mapping[str, int], known: Mapping[str, int]) -> tuple[str, ...]:
    names = sorted({*sealed, *known})
    return tuple(
        f"{name}: {_shown(sealed.get(name))} → {_shown(known.get(name))}"
        for name in names
        if sealed.get(name) != known.get(name)
    )


def _shown(value: int | None) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "—" if value is None else str(value)
