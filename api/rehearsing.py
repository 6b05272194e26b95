"""What a replay has to show: as JSON, and as a table for people, each saying that it is none."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from approvals.rehearsal_tally import NOTICE
from approvals.state_words import STATE_WORDS

_WIDE = "\u1100"
"""From here on a character is taken as two columns wide: Chinese is, Latin is not."""

_THROUGH = {
    "law": ("草案本身", "the draft itself"),
    "course": ("先前结果的影响", "earlier outcomes"),
    "decision": ("当时的人工处理", "an act of then"),
}


def table_of(sums: Mapping[str, Any]) -> Iterator[str]:
    """Yield the sums of a replay as lines that people read."""
    yield NOTICE["zh"]
    yield NOTICE["en"]
    yield ""
    for (zh, en), name in _COUNTS.items():
        yield f"{sums[name]:>12,}  {zh} / {en}"
    yield ""
    if not sums["changes"]:
        yield "没有订单结果改变 / no order comes out otherwise"
        return
    yield from _table(
        ("原结果 / in history", "推演 / here", "订单 / orders", "元 / CNY", "单位 / agencies"),
        [
            (
                _state(it["from"]),
                _state(it["to"]),
                f"{it['orders']:,}",
                _money(it["money"]),
                f"{_agencies(sums, it):,}",
            )
            for it in sums["changes"]
        ],
    )
    yield ""
    yield from _table(
        ("首要原因 / first cause", "代码 / code", "订单 / orders"),
        [
            (" / ".join(_THROUGH[it["through"]]), it["code"] or "—", f"{it['orders']:,}")
            for it in sums["first_causes"]
        ],
    )
    if sums["caps"]:
        yield ""
        yield from _table(
            (
                "上限 / cap",
                "不予批准 / refused",
                "台 / units",
                "最多须为上限的倍数 / at most times the limit",
            ),
            [
                (
                    it["cap"],
                    f"{it['orders']:,}",
                    f"{it['units']:,}",
                    it["ladder"][-1]["factor"] if it["ladder"] else "—",
                )
                for it in sums["caps"]
            ],
        )


_COUNTS = {
    ("重演的行为", "acts that happened again"): "acts",
    ("重新审查", "examinations"): "examinations",
    ("订单行", "order lines"): "lines",
    ("在草案生效范围内", "of them where the draft was in force"): "under_draft",
    ("认定内容不同", "whose findings are others"): "other_verdicts",
    ("订单", "orders"): "orders",
    ("结果改变的订单", "orders that come out otherwise"): "changed_orders",
}


def _agencies(sums: Mapping[str, Any], way: Mapping[str, Any]) -> int:
    """Return how many agencies have orders that changed in one way."""
    wanted = (way["from"], way["to"])
    return sum(
        any((it["from"], it["to"]) == wanted for it in agency["changes"])
        for agency in sums["agencies"]
    )


def _state(state: str) -> str:
    return " / ".join(STATE_WORDS["order"][state])


def _money(money: Mapping[str, str]) -> str:
    """Return amounts; one without tax says so, since the two do not add up."""
    words = {"included": "", "excluded": " 不含税 / without tax"}
    return "; ".join(f"{amount}{words[tax]}" for tax, amount in sorted(money.items(), reverse=True))


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    every = [heads, *rows]
    widths = [max(map(_width, column)) for column in zip(*every, strict=True)]
    for row in every:
        cells = (text + " " * (wide - _width(text)) for text, wide in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()


def _width(text: str) -> int:
    return sum(2 if character >= _WIDE else 1 for character in text)
