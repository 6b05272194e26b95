"""The law as tables a person reads in a terminal, in Chinese and English, source by figure."""

from collections.abc import Iterable, Iterator
from itertools import zip_longest

from rich.markup import escape
from rich.table import Table

from api.verdict_text import cited
from validators.edition import Edition
from validators.evidence import Level
from validators.finding import Citation, Message
from validators.law import Law
from validators.life_text import life_text
from validators.limits import Limit, QuantityLimit, table

_PRICE, _NUMBER, _LIFE, _MEASURE = "价格 price", "数量 number", "年限 life", "配置 measure"
_ABSENT = "—"


def heading(edition: Edition, law: Law) -> str:
    """Return an edition on one line."""
    last = law.last_day(edition)
    until = "" if last is None else last.text
    return (
        f"{edition.id:<32} r{edition.revision}  {edition.document or _ABSENT}"
        f"  {edition.since.text}–{until}  {edition.title.zh}"
    )


def edition_parts(edition: Edition, law: Law) -> Iterator[str | Table]:
    """Yield an edition whole: what it is, its rows, its duties, its clauses, its sources."""
    yield escape(heading(edition, law))
    yield escape(f"  {edition.title.en}")
    for name, told in _about(edition):
        yield escape(f"  {name}: {told}")
    if edition.rows:
        yield limits_table(table(edition))
    for duty in edition.requirements:
        classes = ", ".join(sorted(duty.classes))
        yield escape(f"  义务 duty: {duty.duty.value} ({classes})  {cited(duty.citation)}")
    for clause in edition.clauses:
        yield escape(f"  条款 clause: {both(clause.paraphrase)}  {cited(clause.citation)}")
    for source in edition.sources:
        yield escape(f"  来源 source {source.id}: {source.kind}, {source.covers}, {source.url}")


def _about(edition: Edition) -> Iterator[tuple[str, str]]:
    yield "地区 place", edition.jurisdiction
    if edition.binds != frozenset(Level):
        yield "适用层级 binds", ", ".join(sorted(edition.binds))
    yield "状态 status", edition.status.value
    if edition.since.evidence != "read":
        yield "施行日 first day", edition.since.evidence
    if edition.issuers:
        yield "印发 issued by", "、".join(edition.issuers)
    if edition.supersedes:
        yield "取代 supersedes", ", ".join(edition.supersedes)
    if edition.amends is not None:
        yield "修改 amends", edition.amends


def limits_table(limits: Iterable[Limit]) -> Table:
    """Return rows of the law with every limit on the things in them, and where each stands."""
    shown = Table()
    for column in ("版本 edition", "物品 thing", "限制 limit", "出处 source"):
        # Folded, never cut: a figure must not be lost at the edge of a column.
        shown.add_column(column, overflow="fold")
    for limit in limits:
        figures = list(_figures(limit))
        # One line of the table for each figure, so that each stands beside its source.
        for place, (name, told, citation) in enumerate(figures or [("", _ABSENT, None)]):
            first = place == 0
            sure = "" if limit.certain else "\n(是否施行未定 may not hold)"
            shown.add_row(
                escape(f"{limit.edition} r{limit.revision}{sure}") if first else "",
                escape(f"{both(limit.title)}\n{_kinds(limit)}") if first else "",
                escape(f"{name}: {told}" if name else told),
                escape(_ABSENT if citation is None else cited(citation)),
                end_section=place == len(figures) - 1,
            )
    return shown


def beside(old: Edition, new: Edition) -> Table:
    """Return two editions side by side, figure by figure; ``≠`` where they differ."""
    shown = Table()
    for column in ("物品 thing", "限制 limit", old.id, new.id, ""):
        shown.add_column(column, overflow="fold")
    rows = {it.row: it for it in table(old)}, {it.row: it for it in table(new)}
    for row in dict.fromkeys((*rows[0], *rows[1])):
        title = both(next(it[row] for it in rows if row in it).title)
        figures = [[] if row not in it else list(_figures(it[row])) for it in rows]
        for name in (_PRICE, _NUMBER, _LIFE, _MEASURE):
            cells = [[_told(it) for it in side if it[0] == name] for side in figures]
            for one, other in zip_longest(*cells, fillvalue=_ABSENT):
                mark = "" if one == other else "≠"
                shown.add_row(escape(title), name, escape(one), escape(other), mark)
                title = ""
        shown.add_section()
    return shown


def _told(figure: tuple[str, str, Citation]) -> str:
    _, told, citation = figure
    return f"{told} ({citation.evidence})"


def _figures(limit: Limit) -> Iterator[tuple[str, str, Citation]]:
    """Yield every limit of a row: what it is of, what it says, and where it stands."""
    price, life = limit.price, limit.life
    if price is not None:
        parts = "" if not price.includes else f" (含 with {', '.join(price.includes)})"
        sign = "" if price.ceiling is None else "≤ "
        yield _PRICE, f"{sign}{both(price.text)} 元 yuan{parts}", price.citation
    for it in limit.quantities:
        yield _NUMBER, _number(it, limit.title), it.citation
    if life is not None:
        yield _LIFE, both(life_text(life.years, life.pages)), life.citation
    for one in limit.specifications:
        yield _MEASURE, f"{both(one.title)} ≤ {one.at_most:f}", one.citation


def _number(it: QuantityLimit, row: Message) -> str:
    title = "" if it.title == row else f"{both(it.title)}: "
    pooled = " (合计 pooled)" if it.pooled else ""
    consent = "" if it.consent is None else f"; {both(it.consent)}"
    return f"{title}{both(it.text)}{pooled}{consent}"


def _kinds(limit: Limit) -> str:
    """Return the classes of a row, each with the attributes it asks for."""
    return ", ".join(
        item_class.value
        + "".join(f" {name}={'|'.join(map(str, values)).lower()}" for name, values in attributes)
        for item_class, attributes in limit.kinds
    )


def both(message: Message) -> str:
    """Return a phrase in both languages, once where they are the same."""
    return message.zh if message.zh == message.en else f"{message.zh} / {message.en}"
