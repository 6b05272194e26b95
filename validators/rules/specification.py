"""A thing may not measure more than a row allows: inches, cores, gigabytes.

Source: texts that set a ceiling on configuration beside the one on price, such as
赣财购〔2013〕17号 (office desktops).
"""

from collections.abc import Iterator
from decimal import Decimal

from validators.agency_facts import measured
from validators.bound import missing
from validators.case import Case, LineCase
from validators.duty import Point
from validators.finding import Finding, Message, Outcome, Remedy
from validators.messages import say_terms
from validators.provisions import SpecificationInForce, doubts_of
from validators.rule import DateBasis, Rule, open_point


def _check(case: Case) -> Iterator[Finding]:
    for laid in case.bound:
        _, line, kind = laid
        if kind.specifications:
            stated = dict(line.attributes)
            for held in kind.specifications:
                value = measured(stated.get(held.specification.attribute))
                yield from _compare(LineCase(*laid), held, value)


def _compare(
    line: LineCase, held: SpecificationInForce, value: Decimal | int | None
) -> Iterator[Finding]:
    """Yield a breach, the open points, or nothing, for one measure of one line."""
    attribute, most = held.specification.attribute, held.specification.at_most
    pointer, citation = f"{line.pointer}/attributes/{attribute}", held.specification.citation
    terms, titles = {"attribute": attribute}, held.source.edition.facts
    shown: dict[str, object] = {"title": held.row.title, "limit": f"{most:f}"}
    doubts = doubts_of(held.source, citation, f"{held.row.title.zh} {attribute} {most:f}")
    if value is None:
        doubts = (*doubts, missing(f"attributes.{attribute}"))
    if doubts:
        for doubt in doubts:
            yield open_point(
                RULE.id,
                pointer,
                say_terms("subject-measure", terms, titles, **shown),
                doubt,
                citation=citation,
                limit=f"{most:f}",
                law=held.source.edition,
            )
    elif value is not None and value > most:
        over = f"{value - most:f}"
        yield Finding(
            rule=RULE.id,
            code="measure-over",
            outcome=Outcome.BREACH,
            pointer=pointer,
            message=say_terms(
                "measure-over", terms, titles, observed=f"{value}", over=over, **shown
            ),
            observed=f"{value}",
            limit=f"{most:f}",
            over=over,
            sum=f"{value} − {most:f} = {over}",
            citation=citation,
            remedy=Remedy(
                pointer=pointer,
                value=f"{most:f}",
                message=say_terms("lower-measure", terms, titles, **shown),
            ),
        )


RULE = Rule(
    id="specification-ceiling",
    title=Message("配置参数不得超过上限", "no measure may be over its ceiling"),
    basis=DateBasis.PLACED,
    check=_check,
    about=Point.MEASURED,
)
