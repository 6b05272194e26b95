"""What a replay comes to: each changed order, and the sums over all. Pure; a rehearsal throughout.

Nothing in here can be taken for a decision: every document says that it is a rehearsal, and none
holds the number of an approval, a statement or a signature.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from approvals.rehearsal_cause import Cause, Need

KIND: Final = "rehearsal"
"""What every document of a replay says that it is."""

NOTICE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "zh": "这是推演结果,不是决定:不批准、不拒绝任何订单,不占用额度,不得作为批准凭证。",
        "en": "This is a rehearsal and no decision: it approves and refuses nothing, takes nothing"
        " of any quota, and is not to be shown as an approval.",
    }
)
"""The same for people."""

_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where an order stands: the outcome of its last verdict, its state and what it awaits."""

    outcome: str
    state: str
    awaits: str | None

    def document(self) -> dict[str, str]:
        """Return it as a JSON document."""
        document = {"outcome": self.outcome, "state": self.state}
        return document if self.awaits is None else {**document, "awaits": self.awaits}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedOrder:
    """An order that comes out otherwise.

    ``amount`` is its whole price in yuan on its own price basis (``tax``: included or excluded).
    ``needs`` say, where caps refuse it, what each would have had to be.
    """

    order_id: str
    agency: str
    placed_on: str
    amount: Decimal
    tax: str
    history: Standing
    replay: Standing
    cause: Cause
    needs: tuple[Need, ...]

    def document(self) -> dict[str, Any]:
        """Return it as a JSON document that says of itself what it is."""
        cause: dict[str, Any] = {"through": self.cause.through.value}
        if self.cause.finding is not None:
            cause |= {"arose": self.cause.arose, "finding": dict(self.cause.finding)}
        if self.cause.after is not None:
            cause["after"] = self.cause.after
        return {
            "kind": KIND,
            "order": self.order_id,
            "agency": self.agency,
            "placed_on": self.placed_on,
            "amount": f"{self.amount:.2f}",
            "tax": self.tax,
            "history": self.history.document(),
            "replay": self.replay.document(),
            "first_cause": cause,
            "caps": [
                {
                    "cap": it.cap,
                    "edition": it.edition,
                    "limit": it.limit,
                    "needed": it.needed,
                    "asked": it.asked,
                }
                for it in self.needs
            ],
        }


@dataclass(slots=True)
class CapSum:
    """What one cap refused in a replay, and what it would have had to be.

    ``most`` is by agency the limit and the units needed to refuse none of its orders; ``withheld``
    what was refused so far, which would have been taken had the cap been higher. ``factors``
    counts refused orders by how many times the limit they needed, rounded up to hundredths.
    """

    edition: str
    orders: int = 0
    units: int = 0
    most: dict[str, tuple[int, int]] = field(default_factory=dict)
    withheld: dict[str, int] = field(default_factory=dict)
    factors: Counter[str] = field(default_factory=Counter)

    def add(self, agency: str, need: Need, *, alone: bool) -> None:
        """Count one refused order; ``alone``: nothing but caps refuses it."""
        before = self.withheld.get(agency, 0)
        needed = need.needed + before
        limit, most = self.most.get(agency, (need.limit, 0))
        self.most[agency] = (need.limit, max(most, needed)) if needed >= most else (limit, most)
        self.orders += 1
        self.units += need.asked
        self.factors[_factor(need.limit, needed)] += 1
        if alone:
            self.withheld[agency] = before + need.asked

    def document(self, cap: str) -> dict[str, Any]:
        """Return the sum as a JSON document, with the ladder of what each factor leaves refused."""
        left = self.orders
        ladder = []
        for factor, count in sorted(self.factors.items(), key=_rung):
            left -= count
            if factor:
                ladder.append({"factor": factor, "still_refused": left})
        return {
            "cap": cap,
            "edition": self.edition,
            "orders": self.orders,
            "units": self.units,
            "agencies": [
                {"agency": agency, "limit": limit, "needed": needed}
                for agency, (limit, needed) in sorted(self.most.items())
            ],
            "ladder": ladder,
        }


def _factor(limit: int, needed: int) -> str:
    """Return how many times the limit is needed; nothing, where no multiple of it is enough."""
    if not limit:
        return ""
    return f"{(Decimal(needed) / limit).quantize(_HUNDREDTH, rounding='ROUND_CEILING')}"


def _rung(factor: tuple[str, int]) -> tuple[bool, Decimal]:
    text, _ = factor
    return not text, Decimal(text or 0)


@dataclass(slots=True)
class Tally:
    """Sums over all that was replayed; they grow with agencies, caps and kinds of change only.

    ``verdicts`` counts examinations whose findings are others than history's, ``under_draft`` those
    on a day and in a place in which the draft was in force. ``ways`` counts
    changed orders by agency and by from which state into which, ``money`` their amounts in yuan,
    prices with and without tax apart; ``causes`` by what they came through and the finding's code.
    """

    acts: int = 0
    examinations: int = 0
    lines: int = 0
    orders: int = 0
    verdicts: int = 0
    under_draft: int = 0
    ways: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    money: dict[tuple[str, str, str, str], Decimal] = field(default_factory=dict)
    causes: Counter[tuple[str, str]] = field(default_factory=Counter)
    caps: dict[str, CapSum] = field(default_factory=dict)

    @property
    def changed(self) -> int:
        """Return how many orders come out otherwise."""
        return self.ways.total()

    def change(self, it: ChangedOrder) -> None:
        """Count a changed order."""
        way = (it.agency, it.history.state, it.replay.state)
        self.ways[way] += 1
        key = (*way, it.tax)
        self.money[key] = self.money.get(key, Decimal(0)) + it.amount
        finding = it.cause.finding
        self.causes[it.cause.through.value, "" if finding is None else finding["code"]] += 1

    def refuse(self, agency: str, needs: tuple[Need, ...], *, alone: bool) -> None:
        """Count an order that caps refuse, whether or not history refused it too."""
        for need in needs:
            self.caps.setdefault(need.cap, CapSum(need.edition)).add(agency, need, alone=alone)

    def document(self) -> dict[str, Any]:
        """Return the sums as a JSON document."""
        agencies = sorted({agency for agency, _, _ in self.ways})
        return {
            "kind": KIND,
            "notice": dict(NOTICE),
            "acts": self.acts,
            "examinations": self.examinations,
            "lines": self.lines,
            "under_draft": self.under_draft,
            "orders": self.orders,
            "other_verdicts": self.verdicts,
            "changed_orders": self.changed,
            "changes": self._changes(None),
            "first_causes": [
                {"through": through, "code": code, "orders": count}
                for (through, code), count in sorted(
                    self.causes.items(), key=lambda it: (-it[1], it[0])
                )
            ],
            "agencies": [{"agency": it, "changes": self._changes(it)} for it in agencies],
            "caps": [sums.document(cap) for cap, sums in sorted(self.caps.items())],
        }

    def _changes(self, agency: str | None) -> list[dict[str, Any]]:
        """Return changes with their money, of one agency or of all."""
        orders: Counter[tuple[str, str]] = Counter()
        money: dict[tuple[str, str], dict[str, Decimal]] = {}
        for (whose, *way), count in self.ways.items():
            if agency in {None, whose}:
                orders[way[0], way[1]] += count
        for (whose, old, new, tax), amount in self.money.items():
            if agency in {None, whose}:
                sums = money.setdefault((old, new), {})
                sums[tax] = sums.get(tax, Decimal(0)) + amount
        return [
            {
                "from": old,
                "to": new,
                "orders": count,
                "money": {tax: f"{sum_:.2f}" for tax, sum_ in sorted(money[old, new].items())},
            }
            for (old, new), count in sorted(orders.items())
        ]
