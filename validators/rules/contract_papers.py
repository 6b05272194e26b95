"""What has to be on paper before the contract is made: certificates, clauses, records, statements.

Source: the editions that ask for them, each with its article (L10 to L12, L22, L25 to L27, L31 of
the domain's table). A paper that is not stated is a missing fact, and so is the last day of
a certificate or permit that states none; one that has lapsed, or a clause
that is said not to be there, is a breach; one that is only preferred is noticed, and so is one that
lapses before the day of delivery that is stated (insight 10).
"""

from collections.abc import Iterator
from datetime import date

from msgspec import structs

from validators.bound import missing
from validators.case import Case
from validators.duty import Duty
from validators.finding import Finding, Message, Outcome, Remedy
from validators.messages import say, say_terms
from validators.order import OperatingSystem, OrderLine
from validators.papers import Looked, Paper, look, stated_by
from validators.provisions import KindLaw, RequirementInForce
from validators.rule import DateBasis, Gate, Rule, breach_of, open_duty


def _check(case: Case) -> Iterator[Finding]:
    told: set[tuple[str, str]] = set()
    for position, line, kind in case.lines:
        for duty in kind.duties[Duty.CONTRACT_PAPERS].all:
            if duty.bound(case.footing.facts) is False:
                continue
            for paper in duty.requirement.papers:
                for looked in look(paper, case.order, position, _asked(line, kind)):
                    # What belongs to the order as a whole is told once, not with every line.
                    about = (duty.requirement.id, looked.pointer)
                    if about not in told:
                        told.add(about)
                        yield from _of(case, duty, paper, looked)
                        yield from _lapsing(case, duty, looked, line.deliver_by)


def _asked(line: OrderLine, kind: KindLaw) -> OrderLine:
    """Return a line as one that says nothing of its system, where it has to come with one."""
    if line.operating_system is not None or not kind.duties[Duty.PRELOADED_OS].all:
        return line
    return structs.replace(line, operating_system=_NO_WORD)


def _of(case: Case, duty: RequirementInForce, paper: Paper, looked: Looked) -> Iterator[Finding]:
    advised = paper in duty.requirement.advised
    lapsed = looked.until is not None and looked.until < case.on
    undated = looked.dated and looked.said is not None and looked.until is None and not advised
    if looked.said is not None and looked.said is not False and not lapsed and not undated:
        return
    doubts = duty.doubts(case.footing.facts)
    if advised:
        if not doubts:
            yield _notice(duty, looked)
    elif looked.said is None or undated or doubts:
        fact = f"{looked.fact}.valid_until" if undated else looked.fact
        known = looked.said is not None and not undated
        lacking = () if known else (missing(fact, stated_by(paper)),)
        for doubt in (*lacking, *doubts):
            yield open_duty(RULE.id, duty, looked.pointer, say("subject-papers"), doubt)
    else:
        yield _breach(case, duty, looked)


def _lapsing(
    case: Case, duty: RequirementInForce, looked: Looked, due: date | None
) -> Iterator[Finding]:
    """Yield that what is in force today is not on the day the line is to be delivered."""
    until = looked.until
    if due is None or until is None or not case.on <= until < due:
        return
    yield Finding(
        rule=RULE.id,
        code="paper-lapses",
        outcome=Outcome.NOTICE,
        pointer=looked.pointer,
        message=say_terms("paper-lapses", {"paper": looked.fact}, limit=until, due=due),
        observed=due.isoformat(),
        limit=until.isoformat(),
        unit="day",
        citation=duty.requirement.citation,
    )


def _notice(duty: RequirementInForce, looked: Looked) -> Finding:
    return Finding(
        rule=RULE.id,
        code="paper-preferred",
        outcome=Outcome.NOTICE,
        pointer=looked.pointer,
        message=say_terms("paper-preferred", {"paper": looked.fact}),
        citation=duty.requirement.citation,
    )


def _breach(case: Case, duty: RequirementInForce, looked: Looked) -> Finding:
    lapsed = looked.until is not None
    code = "paper-lapsed" if lapsed else "paper-denied"
    until = None if looked.until is None else looked.until.isoformat()
    return breach_of(
        RULE.id,
        duty,
        looked.pointer,
        say_terms(code, {"paper": looked.fact}, limit=until, on=case.on),
        Remedy(
            pointer=looked.pointer,
            value=None if lapsed else True,
            message=say_terms("state-paper", {"paper": looked.fact}),
        ),
        observed=str(looked.said) if lapsed else "false",
        limit=until,
        unit="day" if lapsed else None,
    )


_NO_WORD = OperatingSystem()

RULE = Rule(
    id="contract-papers",
    title=Message("签订合同前须备齐的材料", "what has to be on paper before the contract"),
    basis=DateBasis.APPROVED,
    gate=Gate.CONTRACT,
    check=_check,
)
