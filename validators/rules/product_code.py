"""A product code must mean the class of the line, in the edition of the table it names (L34).

Source: the classification of government procurement items, 2013 and 2022: the same string means a
desktop in one and a server in the other. Of a line that states a class and the code of another one
nobody can tell which is meant, so it waits for the agency (L34: HOLD). The day the one gave way to
the other was not read, so a code of either table is sure only on days from and up to which its
table was seen in use.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from validators.bound import open_day
from validators.case import Case, LineCase
from validators.code_index import CodeIndex
from validators.edition import CodeEntry, CodeTable
from validators.finding import Citation, Finding, Message, Need, NeedKind, Outcome, Remedy
from validators.messages import say, say_terms
from validators.names import NO_TITLES, Codes
from validators.order import ProductCode
from validators.rule import DateBasis, Rule, need_law, open_point


def _check(case: Case) -> Iterator[Finding]:
    tables = case.held.codes
    for laid in case.lines:
        _, line, kind = laid
        # The common case first: every code surely means the class.
        if not line.codes or kind.codes.issuperset(line.codes):
            continue
        held = LineCase(*laid)
        for position, code in enumerate(line.codes):
            index = tables.get(code.scheme)
            if index is not None and code not in kind.codes:
                pointer = f"{held.pointer}/codes/{position}/code"
                every = tuple(it.table for it in tables.values())
                yield from _compare(held, index, every, code, pointer, case.on)


def _compare(
    held: LineCase,
    index: CodeIndex,
    every: tuple[CodeTable, ...],
    code: ProductCode,
    pointer: str,
    on: date,
) -> Iterator[Finding]:
    """Yield what a code amounts to that is not surely one of the line's class today."""
    item_class, table = held.line.item_class, index.table
    entries = index.entries.get(code.code, ())
    others = [entry for entry in entries if item_class not in entry.classes]
    current = index.surely_in_use(on)
    doubts = () if current else (open_day(index.handover),)
    if len(others) == len(entries) and any(entry.evidence == "read" for entry in others):
        yield _other(held, table, code, pointer, others, current=current)
    elif not entries:
        doubts = (need_law("list-incomplete", table.scheme), *doubts)
    elif (code.code, item_class) not in index.sure:
        doubts = (need_law("figure-unverified", f"{table.scheme} {code.code}"), *doubts)
    for doubt in doubts:
        yield open_point(
            RULE.id,
            pointer,
            say_terms(
                "subject-code",
                {},
                NO_TITLES,
                every,
                code=code.code,
                scheme=Codes(table.scheme),
                item_class=Codes(item_class.value),
            ),
            doubt,
            citation=_citation(table, entries),
            observed=code.code,
            law=every,
        )


def _other(
    held: LineCase,
    table: CodeTable,
    code: ProductCode,
    pointer: str,
    others: list[CodeEntry],
    *,
    current: bool,
) -> Finding:
    """Return what a code of another class leaves open: which of the two is wrong, it does not say.

    Another code of a table that may be out of use mends nothing.
    """
    item_class = held.line.item_class
    title = "、".join(entry.title for entry in others)
    right = [
        entry.code
        for entry in table.entries
        if item_class in entry.classes and entry.evidence == "read"
    ]
    remedy = None
    if right and current:
        message = say("use-code", code=right[0])
        remedy = Remedy(pointer=pointer, value=right[0], message=message)
    return Finding(
        rule=RULE.id,
        code="code-of-other-class",
        outcome=Outcome.UNDETERMINED,
        pointer=pointer,
        message=say_terms(
            "code-of-other-class",
            {},
            code=code.code,
            table=table.title,
            title=title,
            item_class=Codes(item_class.value),
        ),
        observed=code.code,
        citation=_citation(table, others),
        needs=_FITTING,
        remedy=remedy,
    )


_FITTING = Need(kind=NeedKind.FACT, fact="fitting product code", source="agency")


def _citation(table: CodeTable, entries: Sequence[CodeEntry]) -> Citation:
    return Citation(
        edition=table.scheme,
        document=table.document,
        row="、".join(entry.title for entry in entries) or None,
        evidence="read" if entries and entries[0].evidence == "read" else "inferred",
    )


RULE = Rule(
    id="product-code",
    title=Message("品目编码须与类别一致", "a product code must mean the class of the line"),
    basis=DateBasis.PLACED,
    check=_check,
)
