"""A clause that no number expresses taints what it touches until a person has judged (SK8, PO20).

Source: DESIGN decision 3; each edition keeps such clauses with a paraphrase of their own.
"""

from collections.abc import Iterator

from validators.case import Case, LineCase
from validators.duty import Point
from validators.finding import Finding, Message, Need, NeedKind, Outcome
from validators.messages import say
from validators.rule import DateBasis, Rule


def _check(case: Case) -> Iterator[Finding]:
    answers = case.evidence.answers
    for laid in case.bound:
        held = LineCase(*laid)
        for open_clause in held.kind.clauses:
            clause, answer = open_clause.clause, answers.get(open_clause.question)
            if answer is not None and answer.granted:
                continue
            need = Need(kind=NeedKind.JUDGEMENT, fact=open_clause.question, source=_JUDGE)
            yield Finding(
                rule=RULE.id,
                code="clause-open" if answer is None else "clause-denied",
                outcome=Outcome.UNDETERMINED if answer is None else Outcome.BREACH,
                pointer=held.pointer,
                message=_message(clause.paraphrase, denied=answer is not None),
                citation=clause.citation,
                needs=need if answer is None else None,
            )


def _message(paraphrase: Message, *, denied: bool) -> Message:
    code = "clause-denied" if denied else "clause-open"
    zh, en = say(code, paraphrase=paraphrase.zh), say(code, paraphrase=paraphrase.en)
    return Message(zh.zh, en.en)


_JUDGE = "asset-management-head"

RULE = Rule(
    id="open-clause",
    title=Message("无法量化的条款须经判断", "a clause no number expresses has to be judged"),
    basis=DateBasis.PLACED,
    check=_check,
    about=Point.UNSETTLED,
)
