"""A verdict as lines a person reads in a terminal, in Chinese and English."""

from collections.abc import Iterator
from types import MappingProxyType

from validators.finding import Citation, Conclusion, Finding, Outcome, Verdict

_CONCLUSIONS = MappingProxyType(
    {
        Conclusion.CONFORMING: "合规 conforming",
        Conclusion.REFUSED: "不合规 refused",
        Conclusion.UNDETERMINED: "待定 undetermined",
    }
)
_OUTCOMES = MappingProxyType(
    {
        Outcome.BREACH: "违规 breach",
        Outcome.UNDETERMINED: "待定 undetermined",
        Outcome.WAIVED: "豁免 waived",
        Outcome.NOTICE: "提示 notice",
    }
)


def verdict_lines(verdict: Verdict) -> Iterator[str]:
    """Yield a verdict with all its findings, each with its citation and its remedy."""
    yield f"{_CONCLUSIONS[verdict.outcome]} ({verdict.examined_on}, engine {verdict.engine})"
    for edition in verdict.editions:
        yield f"  依据 under {edition.id} r{edition.revision} {edition.digest[:19]}…"
    for finding in verdict.findings:
        yield ""
        yield from _finding_lines(finding)


def _finding_lines(finding: Finding) -> Iterator[str]:
    yield f"{_OUTCOMES[finding.outcome]}  {finding.pointer or '/'}  [{finding.code}]"
    yield f"  {finding.message.zh}"
    yield f"  {finding.message.en}"
    if finding.sum is not None:
        yield f"  算式 sum: {finding.sum}"
    if finding.citation is not None:
        yield f"  出处 source: {cited(finding.citation)}"
    if finding.remedy is not None:
        yield f"  更正 remedy: {finding.remedy.message.zh} / {finding.remedy.message.en}"


def cited(citation: Citation) -> str:
    """Return where something stands in the law, and whether that was read, on one line."""
    parts = (citation.document or citation.edition, citation.row, citation.article)
    return f"{' · '.join(part for part in parts if part)} ({citation.evidence})"
