"""What orders are looked for by: one set of words for every list, page and export."""

from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from approvals.facets import WAIVED


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Which orders are looked for; what is ``None`` does not narrow, and all of it holds together.

    ``article`` is ``EDITION#ROW``, a row or an article that a finding cites; ``edition`` is one
    the verdict rests on, cited or not. Amounts are yuan as the order was placed, and days those on
    which it was placed, both inclusive. ``rule``, ``article``, ``waiver`` and ``waived`` speak of
    the latest examination of an order.
    """

    agency: str | None = None
    supplier: str | None = None
    item_class: str | None = None
    rule: str | None = None
    article: str | None = None
    edition: str | None = None
    waiver: str | None = None
    waived: bool | None = None
    outcome: str | None = None
    state: str | None = None
    amount_from: Decimal | None = None
    amount_to: Decimal | None = None
    placed_from: date | None = None
    placed_to: date | None = None

    def said(self) -> dict[str, Any]:
        """Return what narrows, as JSON members in the words of a query."""
        given = {it.name: getattr(self, it.name) for it in fields(self)}
        return {_QUERY.get(name, name): _said(it) for name, it in given.items() if it is not None}

    def facets(self) -> tuple[str, ...]:
        """Return the facets an order must have, beside those of an edition."""
        named = {
            "class": self.item_class,
            "rule": self.rule,
            "article": self.article,
            "waiver": self.waiver,
        }
        found = [f"{kind}:{value}" for kind, value in named.items() if value is not None]
        return (*found, WAIVED) if self.waived else tuple(found)


EVERY_WORD = frozenset(it.name for it in fields(Sought))
"""The words a list of orders is narrowed by."""
EVERYTHING = Sought()
"""No order is left out."""

_QUERY = {"item_class": "class"}


def _said(value: object) -> str | bool:
    if isinstance(value, bool | str):
        return value
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
