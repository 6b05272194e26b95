"""Why an order comes out otherwise in a replay, and what the cap would have had to be. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum, unique
from typing import Any, Final

from validators.evidence import Evidence
from validators.finding import Conclusion, Outcome, Verdict
from validators.law import Law
from validators.order import Order
from validators.quota import taken
from validators.writing import editions_document, finding_document, tells

OVER_CAP: Final = "quantity-over-cap"
"""The code of the finding that an order asks for more than a cap leaves."""

_DECISIVE: Mapping[Conclusion, str] = {
    Conclusion.REFUSED: Outcome.BREACH.value,
    Conclusion.UNDETERMINED: Outcome.UNDETERMINED.value,
}
_WEIGHT = (Conclusion.CONFORMING, Conclusion.UNDETERMINED, Conclusion.REFUSED)


@unique
class Through(StrEnum):
    """What brought a change about."""

    LAW = "law"
    """The draft itself: on the facts of then it says something else."""
    COURSE = "course"
    """Earlier outcomes of the replay: they left the agency other units than history did."""
    DECISION = "decision"
    """No finding: a person's act of then met the order in another state."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Why an order comes out otherwise.

    Attributes:
        through: what brought it about.
        finding: the finding that does, as a document: one the replay makes and history did not, or
            (``arose`` false) one that history made and the replay does not.
        arose: whether the finding is the replay's.
        after: the earlier order of the agency whose outcome changed the units left, where known.
    """

    through: Through
    finding: Mapping[str, Any] | None = None
    arose: bool = True
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What one cap would have had to be for one order.

    ``limit`` is what it was for the agency, ``needed`` what was taken and asked for together, in
    units. ``asked`` is the order's part of it.
    """

    cap: str
    edition: str
    limit: int
    needed: int
    asked: int


def same(said: Mapping[str, Any], verdict: Verdict, *, editions: bool) -> bool:
    """Return whether a verdict is the one written down, with the editions used or without."""
    if verdict.outcome.value != said["outcome"] or len(verdict.findings) != len(said["findings"]):
        return False
    if editions:
        if verdict.engine != said["engine"]:
            return False
        if verdict.examined_on.isoformat() != said["examined_on"]:
            return False
        if editions_document(verdict.editions) != said["editions"]:
            return False
    return all(map(tells, said["findings"], verdict.findings))


def first_cause(said: Mapping[str, Any], verdict: Verdict) -> tuple[Mapping[str, Any] | None, bool]:
    """Return the first finding that makes the difference, and whether it is the new verdict's.

    Args:
        said: the verdict as history wrote it down.
        verdict: the replay's.
    """
    before, after = said["findings"], [finding_document(it) for it in verdict.findings]
    was = Conclusion(said["outcome"])
    if _WEIGHT.index(verdict.outcome) >= _WEIGHT.index(was):
        arisen = _first(after, before, _DECISIVE.get(verdict.outcome))
        if arisen is not None:
            return arisen, True
    return _first(before, after, _DECISIVE.get(was)), False


def _first(
    these: Sequence[Mapping[str, Any]], those: Sequence[Mapping[str, Any]], outcome: str | None
) -> Mapping[str, Any] | None:
    """Return the first of ``these`` that decides and is not among ``those``."""
    known = {_name(it) for it in those}
    decisive = [it for it in these if it["outcome"] == outcome]
    return next((it for it in decisive if _name(it) not in known), None)


def _name(finding: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return what makes a finding the same: what it says of what, whatever the figures."""
    return tuple(finding.get(name) for name in ("rule", "code", "outcome", "pointer"))


def needs(order: Order, evidence: Evidence, law: Law, verdict: Verdict) -> tuple[Need, ...]:
    """Return what each cap that refuses an order would have had to be.

    Args:
        order: what was asked for.
        evidence: what the replay examined it on.
        law: what it was examined under.
        verdict: what was said.
    """
    over = [it.citation for it in verdict.findings if it.code == OVER_CAP]
    if not over:
        return ()
    agency = evidence.agency
    held = law.in_force(agency.jurisdiction, agency.level, verdict.examined_on, agency.properties)
    limits = held.footing(agency).limits
    found = []
    for position, cap in enumerate(held.caps):
        high = limits[position].limit.high
        if cap.cap.citation not in over or high is None:
            continue
        asked = sum(
            line.quantity
            for line in order.lines
            if (position, True) in held.kind(line.item_class, line.attributes).caps
        )
        needed = taken(held, evidence.holdings, position).least + asked
        if asked and needed > high:
            edition = cap.source.edition.id
            found.append(
                Need(cap=cap.key, edition=edition, limit=int(high), needed=needed, asked=asked)
            )
    return tuple(found)


def only_over_caps(findings: Iterable[Any]) -> bool:
    """Return whether every breach is that a cap leaves too little."""
    return all(it.code == OVER_CAP for it in findings if it.outcome is Outcome.BREACH)
