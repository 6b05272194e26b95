"""Histories made up in memory: a plain second reckoning of what the service would have recorded."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from hypothesis import strategies as st

from approvals.history import (
    Act,
    Change,
    Delivered,
    Disposed,
    Ended,
    Ending,
    Examined,
    Sealed,
)
from approvals.states import dispose
from tests.approvals.builders import law, law_digest, uscc
from validators.classes import ItemClass
from validators.evidence import Agency, Count, Evidence, Holding, Level, Standing
from validators.examine import ENGINE, Dates, examine
from validators.order import Currency, Order, OrderLine, PriceBasis, Tax
from validators.writing import verdict_document

AGENCIES = (uscc(1), uscc(2))
HEADS = 8
PRICES = ("3900.00", "4500.00", "5200.00")
_DAYS = Dates(placed_on=date(2026, 11, 23))

steps = st.lists(
    st.tuples(
        st.sampled_from(["order", "order", "order", "cancel", "deliver", "expire", "dispose"]),
        st.sampled_from(AGENCIES),
        st.sampled_from([ItemClass.DESKTOP, ItemClass.LAPTOP]),
        st.integers(1, 5),
        st.sampled_from(PRICES),
    ),
    max_size=40,
)


@dataclass
class World:
    """What agencies have, reckoned by counting, and the acts that made it so."""

    acts: list[Act] = field(default_factory=list)
    counters: dict[str, Counter[tuple[ItemClass, Standing]]] = field(default_factory=dict)
    approved: dict[str, dict[str, tuple[ItemClass, int]]] = field(default_factory=dict)
    devices: dict[str, list[tuple[str, ItemClass]]] = field(default_factory=dict)

    def step(self, act: str, agency: str, item: ItemClass, quantity: int, price: str) -> None:
        if act == "order":
            self._order(agency, item, quantity, price)
        elif act == "dispose":
            self._dispose(agency)
        elif self.approved.get(agency):
            order_id = min(self.approved[agency])
            if act == "deliver":
                self._deliver(agency, order_id)
            else:
                self._end(agency, order_id, Ending.CANCELLED if act == "cancel" else Ending.EXPIRED)

    def _count(self, agency: str) -> Counter[tuple[ItemClass, Standing]]:
        return self.counters.setdefault(agency, Counter())

    def _order(self, agency: str, item: ItemClass, quantity: int, price: str) -> None:
        order_id = f"order-{len(self.acts):04d}"
        asked = Order(
            agency=agency,
            reference=order_id,
            price_basis=PriceBasis(currency=Currency.CNY, tax=Tax.INCLUDED),
            lines=(OrderLine(item_class=item, quantity=quantity, unit_price=Decimal(price)),),
        )
        evidence = Evidence(
            agency=_agency(agency),
            holdings=tuple(
                Holding(item_class=what, attributes=(), standing=standing, quantity=units)
                for (what, standing), units in sorted(self._count(agency).items())
                if units
            ),
        )
        verdict = examine(asked, evidence, law(), _DAYS)
        disposition = dispose(verdict, names_approvers=False)
        document = verdict_document(verdict)
        sealed = Sealed(asked, evidence, _DAYS, ENGINE, law_digest(), document)
        quota: tuple[Change, ...] = ()
        if disposition.state == "approved":
            quota = (Change((item, ()), committed=quantity),)
            self._count(agency)[item, Standing.COMMITTED] += quantity
            self.approved.setdefault(agency, {})[order_id] = (item, quantity)
        self.acts.append(
            Examined(agency, order_id, disposition.state, disposition.awaits, quota, sealed)
        )

    def _deliver(self, agency: str, order_id: str) -> None:
        item, left = self.approved[agency][order_id]
        serial = f"serial-{len(self.acts)}"
        change = Change((item, ()), committed=-1, on_hand=1)
        self.acts.append(Delivered(agency, order_id, (serial,), (change,)))
        self._count(agency).update({(item, Standing.COMMITTED): -1, (item, Standing.ON_HAND): 1})
        self.devices.setdefault(agency, []).append((serial, item))
        self.approved[agency][order_id] = (item, left - 1)
        if left == 1:
            del self.approved[agency][order_id]

    def _end(self, agency: str, order_id: str, how: Ending) -> None:
        item, left = self.approved[agency].pop(order_id)
        self._count(agency)[item, Standing.COMMITTED] -= left
        change = Change((item, ()), committed=-left)
        self.acts.append(Ended(agency, order_id, how, (change,)))

    def _dispose(self, agency: str) -> None:
        if self.devices.get(agency):
            serial, item = self.devices[agency].pop(0)
            self._count(agency)[item, Standing.ON_HAND] -= 1
            self.acts.append(Disposed(agency, serial, (Change((item, ()), on_hand=-1),)))


def _agency(code: str) -> Agency:
    heads = Count(value=HEADS, since=date(2026, 1, 1), source="example")
    return Agency(
        uscc=code,
        name="Example agency",
        jurisdiction="ex",
        level=Level.CENTRAL,
        properties=MappingProxyType({"field_duty": False, "evaluation_bound": False}),
        counts=MappingProxyType({"filled-establishment": heads}),
    )


def history_of(taken: list[tuple[str, str, ItemClass, int, str]]) -> World:
    world = World()
    for step in taken:
        world.step(*step)
    return world
