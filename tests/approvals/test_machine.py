"""Any order of acts keeps the books: movements, balances, lines, devices and caps agree."""

import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any, ClassVar

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
)
from sqlalchemy import Connection, Engine, text

from approvals.errors import ActRefused
from approvals.substitution import SubstitutionState
from approvals.unit_states import UnitAct, UnitState, fold
from ledger.signing import Ed25519FileSigner
from tests.approvals import deliveries, substitutions
from tests.approvals.acting import act_in_any_order
from tests.approvals.builders import APPROVER, OFFICER, SYSTEM, line, office, order
from tests.approvals.replays import replay
from tests.approvals.stage import Stage, number_of, order_of, state_of
from tests.conftest import NestedDatabase
from validators.classes import ItemClass

HEADS = 6
CAPS = {"desktop": HEADS, "laptop": HEADS // 2}

_BALANCES = """
select count(*) from (
  select class, attributes, sum(reserved) r, sum(committed) c, sum(on_hand) h from (
    select class, attributes, reserved, committed, on_hand from procheck.quota_balance
    union all
    select class, attributes, -reserved_change, -committed_change, -on_hand_change
    from procheck.quota_movement) x
  group by 1, 2) y where (r, c, h) <> (0, 0, 0)
"""
_LINES = """
select count(*) from (
  select class, sum(reserved) r, sum(committed) c from (
    select class, reserved, committed from procheck.quota_balance
    union all select class, -reserved, -committed from procheck.order_line) x
  group by 1) y where (r, c) <> (0, 0)
"""
_DEVICES = """
select coalesce((select sum(on_hand) from procheck.quota_balance), 0)
  - (select count(*) from procheck.asset)
  + (select count(*) from procheck.asset_disposal)
"""
_OPEN = """
select count(*) from procheck.order_line l join procheck.purchase_order o on o.id = l.order_id
left join procheck.approval a on a.order_id = o.id
where l.reserved > 0 and (o.state, o.awaits) is distinct from ('referred', 'decision')
  or l.committed > l.under_way and a.state is distinct from 'in-force'
"""
_UNDER_WAY = """
select count(*) from procheck.order_line l
where array[l.under_way, l.returned] is distinct from (
  select array[count(*) filter (where u.state in
      ('despatched', 'missing', 'received', 'inspected', 'damaged')),
    count(*) filter (where u.state = 'returned')]::integer[]
  from procheck.delivery_unit u where u.order_id = l.order_id and u.line = l.line)
"""
_ONE_PLACE = """
select count(*) from (
  select serial as form from procheck.device_serial
  union all select form from procheck.asset
  union all select form from procheck.delivery_unit
    where state in ('despatched', 'missing', 'received', 'inspected', 'damaged')) x
group by form having count(*) <> 2
"""
_CONSERVED = """
select count(*) from procheck.order_line l join procheck.approval a on a.order_id = l.order_id
where l.reserved > 0 or l.committed + l.consumed + l.released <> l.quantity
"""
_TAKEN = "select class, sum(reserved + committed + on_hand) from procheck.quota_balance group by 1"


class Purchases(RuleBasedStateMachine):
    """An agency of six heads, its orders, and everybody who may do something about them."""

    engine: ClassVar[Engine]
    signer: ClassVar[Ed25519FileSigner]

    orders = Bundle("orders")
    numbers = Bundle("numbers")
    serials = Bundle("serials")
    sent = Bundle("sent")
    proposals = Bundle("proposals")

    def __init__(self) -> None:
        super().__init__()
        self.connection: Connection = self.engine.connect()
        self.outer = self.connection.begin()
        self.stage = Stage(NestedDatabase(self.connection), office(self.signer))
        self.stage.register(heads=HEADS)
        self.named = False
        self.count = 0
        self.told: dict[tuple[str, str], UnitState] = {}

    def teardown(self) -> None:
        self.outer.rollback()
        self.connection.close()

    @initialize(target=orders, named=st.booleans())
    def begin(self, named: bool) -> Any:  # noqa: ANN401, FBT001 - hypothesis' own type; drawn
        # Some history to act upon, so that no run is spent on an agency without orders.
        self.name(named)
        return multiple(*(self.submit(2, name, twice=False) for name in sorted(CAPS)))

    @rule(
        target=orders,
        quantity=st.integers(1, 4),
        item_class=st.sampled_from(sorted(CAPS)),
        twice=st.booleans(),
    )
    def submit(self, quantity: int, item_class: str, twice: bool) -> str:  # noqa: FBT001 - drawn
        self.count += 1
        lines = [line(quantity, of=item_class)] * (2 if twice else 1)
        before = self._taken().get(item_class, 0)
        found = self.stage.submit(order(f"R-{self.count}", *lines))
        asked = quantity * len(lines)
        fits = before + asked <= CAPS[item_class]
        expected = ("referred" if self.named else "approved") if fits else "refused"
        if state_of(found) != expected:
            # What was due came back inside the act itself: then it fitted after all.
            assert expected == "refused"
            assert self._taken()[item_class] <= CAPS[item_class]
        return order_of(found)

    @rule(named=st.booleans())
    def name(self, named: bool) -> None:  # noqa: FBT001 - drawn
        self.stage.approvers(*([APPROVER.person] if named else []))
        self.named = named

    @rule(target=numbers, order_id=orders)
    def grant(self, order_id: str) -> Any:  # noqa: ANN401 - hypothesis' own type
        with suppress(ActRefused):
            return number_of(self.stage.grant(order_id))
        return multiple()

    @rule(target=numbers, order_id=orders)
    def look_up(self, order_id: str) -> Any:  # noqa: ANN401 - hypothesis' own type
        query = "select number from procheck.approval where order_id = :order"
        return multiple(*self.stage.column(query, order=order_id))

    @rule(order_id=orders)
    def decline(self, order_id: str) -> None:
        with suppress(ActRefused):
            self.stage.decline(order_id)

    @rule(target=orders, order_id=orders, quantity=st.integers(1, 4), fresh=st.booleans())
    def amend(self, order_id: str, quantity: int, fresh: bool) -> Any:  # noqa: ANN401, FBT001 - hypothesis' own type; drawn
        self.count += 1
        query = "select reference, convert_from(document, 'UTF8') from procheck.purchase_order"
        with self.stage.database.transaction(self.stage.scope(SYSTEM, None)) as connection:
            found = connection.execute(text(f"{query} where id = :id"), {"id": order_id}).one()
        document = json.loads(found[1])
        document["lines"] = [{**document["lines"][0], "quantity": quantity}]
        document["reference"] = f"R-{self.count}" if fresh else found[0]
        with suppress(ActRefused):
            made = self.stage.amend(order_id, document).made
            return multiple() if made is None else order_of(made)
        return multiple()

    @rule(order_id=orders)
    def cancel(self, order_id: str) -> None:
        with suppress(ActRefused):
            self.stage.cancel(order_id)

    @rule(number=numbers)
    def revoke(self, number: str) -> None:
        with suppress(ActRefused):
            self.stage.revoke(number)

    @rule(target=serials, number=numbers, count=st.integers(1, 3))
    def deliver(self, number: str, count: int) -> Any:  # noqa: ANN401 - hypothesis' own type
        self.count += 1
        query = (
            "select l.class from procheck.order_line l join procheck.approval a"
            " on a.order_id = l.order_id where a.number = :number and l.line = 0"
        )
        (item_class,) = self.stage.column(query, number=number)
        serials = [f"S-{self.count}-{it}" for it in range(count)]
        with suppress(ActRefused):
            self.stage.deliver(number, serials, item_class=ItemClass(item_class))
            return multiple(*serials)
        return multiple()

    @rule(target=sent, number=numbers, count=st.integers(1, 3))
    def send(self, number: str, count: int) -> Any:  # noqa: ANN401 - hypothesis' own type
        self.count += 1
        serials = [f"D-{self.count}-{it}" for it in range(count)]
        with suppress(ActRefused):
            identifier = deliveries.send(self.stage, number, serials)
            devices = [(identifier, it) for it in serials]
            self.told |= dict.fromkeys(devices, UnitState.DESPATCHED)
            return multiple(*devices)
        return multiple()

    @rule(device=sent, act=st.sampled_from(UnitAct), again=st.booleans())
    def tell(self, device: tuple[str, str], act: UnitAct, again: bool) -> None:  # noqa: FBT001 - drawn
        identifier, serial = device
        for _ in range(1 + again):
            with suppress(ActRefused):
                deliveries.do(self.stage, identifier, act, [serial])
                self.told[device] = fold(self.told[device], [act])

    @rule(target=proposals, number=numbers, quantity=st.integers(1, 3))
    def propose(self, number: str, quantity: int) -> Any:  # noqa: ANN401 - hypothesis' own type
        with suppress(ActRefused):
            return substitutions.propose(self.stage, number, quantity, "1.00").id
        return multiple()

    @rule(target=numbers, proposal=proposals, decide=st.sampled_from(substitutions.DECISIONS))
    def decide(self, proposal: str, decide: substitutions.Decide) -> Any:  # noqa: ANN401 - hypothesis' own type
        buyer = APPROVER if self.named else OFFICER
        before = substitutions.proposal(self.stage, proposal)
        with suppress(ActRefused):
            decide(self.stage, proposal, buyer)
        after = substitutions.proposal(self.stage, proposal)
        if before.state is not SubstitutionState.PROPOSED:
            assert after == before
        made = after.made_approval
        return multiple() if made is None or before.made_approval else made

    @rule(number=numbers)
    def close(self, number: str) -> None:
        with suppress(ActRefused):
            deliveries.close(self.stage, number)

    @rule(serial=serials)
    def dispose(self, serial: str) -> None:
        with suppress(ActRefused):
            self.stage.dispose(serial)

    @rule(days=st.sampled_from([1, 29, 60]))
    def wait(self, days: int) -> None:
        self.stage.later(days=days)

    @precondition(lambda self: self.count > 0)
    @rule()
    def expire(self) -> None:
        self.stage.expire()

    @invariant()
    def the_books_agree(self) -> None:
        for query in (_BALANCES, _LINES, _DEVICES, _OPEN, _CONSERVED, _UNDER_WAY):
            assert self.stage.column(query) == [0], query
        assert self.stage.column(_ONE_PLACE) == []

    @invariant()
    def every_device_stands_where_one_fold_leaves_it(self) -> None:
        for identifier in {it for it, _ in self.told}:
            for it in deliveries.delivery(self.stage, identifier).units:
                assert it.state is self.told[identifier, it.serial]

    @invariant()
    def no_cap_is_passed(self) -> None:
        for item_class, taken in self._taken().items():
            assert taken <= CAPS[item_class]

    def _taken(self) -> dict[str, int]:
        with self.stage.database.transaction(self.stage.scope(SYSTEM, None)) as connection:
            return {name: int(taken) for name, taken in connection.execute(text(_TAKEN))}


@pytest.fixture
def machine(engine: Engine, signer: Ed25519FileSigner) -> type[Purchases]:
    Purchases.engine, Purchases.signer = engine, signer
    return Purchases


def test_any_order_of_acts_keeps_the_books(
    machine: type[Purchases], sequences: int, record_property: Callable[[str, object], None]
) -> None:
    act_in_any_order(machine, sequences=sequences, steps=30, tell=record_property)


class Replayed(Purchases):
    """The same, with orders that wait for facts; at its end all of it happens again."""

    @rule(target=Purchases.orders)
    def submit_unspoken(self) -> str:
        """No edition has a row for a safe: the order is held, and lapses in the end."""
        self.count += 1
        return order_of(self.stage.submit(order(f"R-{self.count}", line(1, of="safe"))))

    @rule()
    def arrive(self) -> None:
        self.stage.arrive()

    def teardown(self) -> None:
        # Whatever is found, the transaction ends: an open one would block the next run, and that
        # would be told instead.
        try:
            self._happens_again()
        finally:
            super().teardown()

    def _happens_again(self) -> None:
        again = replay(self.stage)
        assert (again.changed, again.tally.verdicts) == ([], 0)
        whole = {item: sum(self.stage.balance(item)) for item in CAPS}
        (account,) = again.rehearsal.run.accounts.values()
        assert whole == {
            item: sum(sum(units) for (kind, _), units in account.balances.items() if kind == item)
            for item in CAPS
        }


def test_any_history_happens_again_as_it_was_under_the_same_law(
    engine: Engine,
    signer: Ed25519FileSigner,
    sequences: int,
    record_property: Callable[[str, object], None],
) -> None:
    Replayed.engine, Replayed.signer = engine, signer
    act_in_any_order(Replayed, sequences=sequences, steps=30, tell=record_property)
