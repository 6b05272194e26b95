"""A price must be told in the terms of its ceiling: tax and parts, or it cannot be compared.

Source: SK13; the rows of 财资〔2016〕27号 read "incl. preloaded genuine operating-system software".
"""

from collections.abc import Iterator

from validators.case import Case
from validators.finding import Finding, Message
from validators.messages import say_terms
from validators.order import Tax
from validators.pricing import in_terms_of
from validators.rule import DateBasis, Rule, open_point


def _check(case: Case) -> Iterator[Finding]:
    basis = case.order.price_basis
    # The common case first: a gross price that includes whatever any ceiling does.
    if basis.tax is Tax.INCLUDED and case.held.includes <= basis.includes:
        return
    for _, line, kind in case.lines:
        said = set()
        for limit in kind.prices:
            stated = in_terms_of(limit.price, basis, line.unit_price)
            subject = say_terms("subject-price", {}, observed=stated.sum, limit=limit.row.title)
            for doubt in stated.doubts:
                if doubt not in said:
                    said.add(doubt)
                    yield open_point(
                        RULE.id,
                        "/price_basis",
                        subject,
                        doubt,
                        citation=limit.price.citation,
                        observed=stated.sum,
                    )


RULE = Rule(
    id="price-basis",
    title=Message("报价口径须与上限一致", "a price must be told in the terms of its ceiling"),
    basis=DateBasis.PLACED,
    check=_check,
)
