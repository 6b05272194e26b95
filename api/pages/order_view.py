"""An order laid out for reading: each line with its findings, its arithmetic, and its questions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from api.pages.order_form import by_line


@dataclass(frozen=True, slots=True, kw_only=True)
class LineShown:
    """A line: its place, what it says, quantity times unit price, and what was found on it."""

    index: int
    line: Mapping[str, Any]
    amount: str
    findings: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderShown:
    """The lines of an order, what was found on the whole of it, and what they come to together."""

    lines: tuple[LineShown, ...]
    whole: tuple[Mapping[str, Any], ...]
    total: str


def laid_out(order: Mapping[str, Any], findings: Iterable[Mapping[str, Any]]) -> OrderShown:
    """Return an order as it was accepted, with its findings beside the lines they are about."""
    found = by_line(findings)
    lines = tuple(
        LineShown(
            index=index,
            line=line,
            amount=f"{_amount(line):f}",
            findings=tuple(found.get(index, ())),
        )
        for index, line in enumerate(order["lines"])
    )
    total = sum((_amount(it) for it in order["lines"]), Decimal(0))
    return OrderShown(lines=lines, whole=tuple(found.get(None, ())), total=f"{total:f}")


def questions_of(
    findings: Iterable[Mapping[str, Any]],
) -> list[tuple[str, Mapping[str, Any] | None]]:
    """Return the questions of judgement that findings leave open, each once, and where it stands.

    The citation names the edition whose words for it hold.
    """
    asked: dict[str, Mapping[str, Any] | None] = {}
    for it in findings:
        needs = it.get("needs", {})
        if needs.get("kind") == "judgement":
            asked.setdefault(needs["fact"], it.get("citation"))
    return list(asked.items())


def _amount(line: Mapping[str, Any]) -> Decimal:
    return Decimal(line["unit_price"]) * int(line["quantity"])
