"""The law must speak of what is bought: silence is no permission.

Source: DESIGN decision 3 (a class no edition speaks of, an attribute a row needs and a line lacks).
"""

from collections.abc import Iterator

from validators.case import Case, LineCase
from validators.duty import Point
from validators.finding import Finding, Message, Need, NeedKind, Outcome
from validators.messages import say, say_terms
from validators.names import Codes
from validators.rule import DateBasis, Rule

_LAW = Need(kind=NeedKind.LAW, fact="a standard for this class", source="standards-keeper")


def _check(case: Case) -> Iterator[Finding]:
    for laid in case.bound:
        held = LineCase(*laid)
        if Point.UNSETTLED not in held.kind.about:
            continue
        kind, item_class = held.kind, held.line.item_class.value
        if not kind.spoken:
            yield _silent("class-unspoken", f"{held.pointer}/class", item_class)
        elif kind.lacks:
            for name, (citation, titles) in kind.lacks.items():
                yield Finding(
                    rule=RULE.id,
                    code="attribute-missing",
                    outcome=Outcome.UNDETERMINED,
                    pointer=f"{held.pointer}/attributes/{name}",
                    message=say_terms("attribute-missing", {"attribute": name}, titles),
                    citation=citation,
                    needs=Need(kind=NeedKind.FACT, fact=name, source="agency"),
                )
        else:
            if not kind.prices:
                yield _silent("price-unspoken", f"{held.pointer}/unit_price", item_class)
            if not kind.caps:
                yield _silent("quantity-unspoken", f"{held.pointer}/quantity", item_class)


def _silent(code: str, pointer: str, item_class: str) -> Finding:
    """Return what silence amounts to: uncited, since every edition in force was looked through."""
    return Finding(
        rule=RULE.id,
        code=code,
        outcome=Outcome.UNDETERMINED,
        pointer=pointer,
        message=say(code, item_class=Codes(item_class)),
        needs=_LAW,
    )


RULE = Rule(
    id="law-speaks",
    title=Message("标准须有规定", "the law must speak of what is bought"),
    basis=DateBasis.PLACED,
    check=_check,
    about=Point.UNSETTLED,
)
