"""Questions of judgement and the answers given to them (PO20)."""

from collections.abc import Iterable, Iterator

from validators.bound import Doubt
from validators.case import Case
from validators.finding import NeedKind


def still_open(case: Case, doubts: Iterable[Doubt]) -> Iterator[tuple[Doubt, bool]]:
    """Yield each doubt that is not settled, with whether it was settled with no.

    A question answered with yes leaves nothing open; one answered with no is a breach, and any
    other doubt waits for a fact or for those who keep the law.
    """
    for doubt in doubts:
        answer = (
            case.evidence.answers.get(doubt.need.fact)
            if doubt.need.kind is NeedKind.JUDGEMENT
            else None
        )
        if answer is None or not answer.granted:
            yield doubt, answer is not None
