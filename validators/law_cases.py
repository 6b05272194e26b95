"""Law cases: examples a lawyer can read, with what the law must answer to them.

A case is an order of an example agency on a day, and what an examination of it must and must not
find. An edition is published only while every case holds; the cases stand beside the law as data.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from types import MappingProxyType

from validators.evidence import Evidence
from validators.examine import Dates
from validators.finding import Conclusion, Finding, Message, Verdict
from validators.gates import examine_at
from validators.law import Law
from validators.order import Order
from validators.rule import Gate
from validators.wording import Sentences, worded


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """What a finding must be: every member that is not ``None`` must be equal.

    ``edition`` is that of the citation, ``evidence`` its mark; ``needs`` is the fact asked for,
    ``source`` who can state it; ``remedy`` is the value of the change that would pass.
    """

    rule: str | None = None
    code: str | None = None
    outcome: str | None = None
    pointer: str | None = None
    observed: str | None = None
    limit: str | None = None
    over: str | None = None
    sum: str | None = None
    edition: str | None = None
    evidence: str | None = None
    needs: str | None = None
    source: str | None = None
    remedy: str | None = None

    def fits(self, finding: Finding) -> bool:
        """Return whether a finding is such a one."""
        shown = shape_of(finding)
        return all(
            wanted == getattr(shown, member.name)
            for member in fields(self)
            if (wanted := getattr(self, member.name)) is not None
        )

    def __str__(self) -> str:
        """Return the members that are stated."""
        stated = ((member.name, getattr(self, member.name)) for member in fields(self))
        return ", ".join(f"{name} {value}" for name, value in stated if value is not None)


def shape_of(finding: Finding) -> Pattern:
    """Return a finding in the terms of cases."""
    citation, needs, remedy = finding.citation, finding.needs, finding.remedy
    change = None if remedy is None or remedy.value is None else str(remedy.value)
    return Pattern(
        rule=finding.rule,
        code=finding.code,
        outcome=finding.outcome.value,
        pointer=finding.pointer,
        observed=finding.observed,
        limit=finding.limit,
        over=finding.over,
        sum=finding.sum,
        edition=None if citation is None else citation.edition,
        evidence=None if citation is None else citation.evidence,
        needs=None if needs is None else needs.fact,
        source=None if needs is None else needs.source,
        remedy=change,
    )


SENTENCES: Sentences = MappingProxyType(
    {
        "no-place": ('没有标识为 "{name}" 的地方', 'no place has the id "{name}"'),
        "other-outcome": (
            "应为 {expected},实为 {outcome};所得:{found}",
            "expected {expected}, is {outcome}; found: {found}",
        ),
        "finding-missing": (
            "缺少:{pattern};所得:{found}",
            "missing: {pattern}; found: {found}",
        ),
        "finding-unwanted": ("不应得出:{shape}", "must not be found: {shape}"),
        "edition-missing": (
            "应施行 {edition};所依版本:{found}",
            "{edition} must hold; editions it rests on: {found}",
        ),
        "edition-unwanted": ("{edition} 不应施行", "{edition} must not hold"),
    }
)
"""Why a case fails: code → (Chinese, English); findings are shown by their stable codes."""

_NOTHING = Message("无", "nothing")


@dataclass(frozen=True, slots=True, kw_only=True)
class LawCase:
    """One example and what must be found; ``file`` and ``line`` say where it is written.

    ``under`` names revisions of documents: a case about a point that a document leaves open holds
    of that revision, and is not asked of one that settled the point. ``holds`` names editions the
    verdict must rest on: a document known by its title only finds nothing, and holds all the same.
    ``gate`` is the step whose rules are asked.
    """

    file: str
    line: int
    name: str
    order: Order
    evidence: Evidence
    dates: Dates
    under: tuple[tuple[str, int], ...]
    outcome: Conclusion | None
    findings: tuple[Pattern, ...]
    absent: tuple[Pattern, ...]
    gate: Gate = Gate.ORDER
    holds: tuple[str, ...] = ()
    holds_not: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """A case the law does not answer as it must."""

    file: str
    line: int
    case: str
    message: Message

    def __str__(self) -> str:
        """Return the failure as compilers print theirs, in both languages."""
        return f"{self.file}:{self.line}: {self.case}: {self.message.zh} / {self.message.en}"


def failures(cases: Iterable[LawCase], law: Law) -> tuple[Failure, ...]:
    """Return every way in which ``law`` does not answer ``cases`` as they demand."""
    revisions = {edition.id: edition.revision for edition in law.editions}
    revisions |= {scheme: index.table.revision for scheme, index in law.codes.items()}
    return tuple(
        Failure(case.file, case.line, case.name, message)
        for case in cases
        if all(revisions.get(name, revision) == revision for name, revision in case.under)
        for message in _against(case, law)
    )


def answer_to(case: LawCase, law: Law) -> Verdict:
    """Return what the law says of a case at its gate.

    Raises:
        KeyError: the place of the case is unknown to the law.
    """
    return examine_at(case.gate, case.order, case.evidence, law, case.dates)


def _against(case: LawCase, law: Law) -> Iterator[Message]:
    place = case.evidence.agency.jurisdiction
    if place not in law.jurisdictions:
        yield worded(SENTENCES, "no-place", name=place)
        return
    verdict = answer_to(case, law)
    shapes = "; ".join(str(shape_of(finding)) for finding in verdict.findings)
    found = shapes or _NOTHING
    if case.outcome is not None and case.outcome is not verdict.outcome:
        outcomes = {"expected": case.outcome.value, "outcome": verdict.outcome.value}
        yield worded(SENTENCES, "other-outcome", **outcomes, found=found)
    for pattern in case.findings:
        if not any(pattern.fits(finding) for finding in verdict.findings):
            yield worded(SENTENCES, "finding-missing", pattern=pattern, found=found)
    for pattern in case.absent:
        for finding in verdict.findings:
            if pattern.fits(finding):
                yield worded(SENTENCES, "finding-unwanted", shape=shape_of(finding))
    yield from _not_held(case, [used.id for used in verdict.editions])


def _not_held(case: LawCase, resting: list[str]) -> Iterator[Message]:
    """Yield what is wrong with the editions a verdict rests on."""
    for edition in case.holds:
        if edition not in resting:
            held = ", ".join(resting) or _NOTHING
            yield worded(SENTENCES, "edition-missing", edition=edition, found=held)
    for edition in case.holds_not:
        if edition in resting:
            yield worded(SENTENCES, "edition-unwanted", edition=edition)
