"""Any order of acts uses an unused licence once, and an honest office is never held for ever.

The agency holds so many licences, and states truly how many of them no device uses, now and then.
At the end all of history happens again, and comes out as it was.
"""

import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
)
from sqlalchemy import Connection, Engine

from approvals.errors import ActRefused
from approvals.history_store import Place, Stretch, acts_after
from approvals.legal_day import legal_day
from approvals.reconciling import reconcile
from approvals.rehearsal import Rehearsal, rehearse
from approvals.rehearsal_saving import restored, saved
from ledger.signing import Ed25519FileSigner
from ledger.store import last_event
from tests.approvals.acting import act_in_any_order
from tests.approvals.builders import APPROVER, SYSTEM, line, office, order
from tests.approvals.spares import (
    COVERING,
    passes,
    rests,
    state,
)
from tests.approvals.stage import Stage, order_of
from tests.conftest import NestedDatabase

HELD = 9

_DRAWN = "select coalesce(sum(copies), 0) from procheck.spare_draw"
# A device rests on one licence at most, and no order keeps one for a unit it has given back.
_BEYOND = """
select count(*) from procheck.order_line l
join (select order_id, line, sum(copies) as copies from procheck.spare_draw group by 1, 2) d
  using (order_id, line)
where d.copies not between 0 and l.reserved + l.committed + l.consumed
"""
_DELIVERED = "select count(*) from procheck.asset"
_NUMBERS = """
select number from procheck.approval
where order_id = :order and state = 'in-force' and expires_at > :now
"""


class Spares(RuleBasedStateMachine):
    """An agency with nine licences, and all that can happen to orders that rest on them."""

    engine: ClassVar[Engine]
    signer: ClassVar[Ed25519FileSigner]

    orders = Bundle("orders")

    def __init__(self) -> None:
        super().__init__()
        self.connection: Connection = self.engine.connect()
        self.outer = self.connection.begin()
        self.stage = Stage(NestedDatabase(self.connection), office(self.signer))
        self.stage.books = COVERING.books
        self.stage.register(heads=500)
        self.count = 0
        self.before = 0
        """Devices delivered before today."""
        self.in_time = True
        """The last number stated was taken before the first delivery of its day."""
        state(self.stage, HELD)

    def teardown(self) -> None:
        try:
            self._happens_again()
        finally:
            self.outer.rollback()
            self.connection.close()

    @initialize(target=orders)
    def begin(self) -> Any:  # noqa: ANN401 - hypothesis' own type
        return multiple(*(self.submit(quantity) for quantity in (5, 6)))

    @rule(target=orders, quantity=st.integers(1, 5))
    def submit(self, quantity: int) -> str:
        self.count += 1
        return order_of(self.stage.submit(order(f"R-{self.count}", line(quantity))))

    @rule(named=st.booleans())
    def name(self, named: bool) -> None:  # noqa: FBT001 - drawn
        self.stage.approvers(*([APPROVER.person] if named else []))

    @rule(order_id=orders, granted=st.booleans())
    def decide(self, order_id: str, granted: bool) -> None:  # noqa: FBT001 - drawn
        with suppress(ActRefused):
            (self.stage.grant if granted else self.stage.decline)(order_id)

    @rule(target=orders, order_id=orders, quantity=st.integers(1, 6), price=st.booleans())
    def amend(self, order_id: str, quantity: int, price: bool) -> Any:  # noqa: ANN401, FBT001 - hypothesis' own type; drawn
        """Narrow where it is fewer and no dearer; or else let another take its place."""
        self.count += 1
        held = self.stage.order(order_id)
        document = json.loads(held.document)
        document["lines"][0] |= {"quantity": quantity}
        if price:
            document["lines"][0]["unit_price"] = "4600.00"
            document["reference"] = f"R-{self.count}"
        with suppress(ActRefused):
            made = self.stage.amend(order_id, document).made
            return multiple() if made is None else order_of(made)
        return multiple()

    @rule(order_id=orders, revoked=st.booleans())
    def end(self, order_id: str, revoked: bool) -> None:  # noqa: FBT001 - drawn
        with suppress(ActRefused):
            if not revoked:
                self.stage.cancel(order_id)
            for number in self._numbers(order_id) if revoked else ():
                self.stage.revoke(number)

    @rule(order_id=orders, count=st.integers(1, 3))
    def deliver(self, order_id: str, count: int) -> None:
        """What rests on licences whole is never held back; nothing else comes past the gate."""
        self.count += 1
        for number in self._numbers(order_id):
            found = passes(self.stage, order_id)
            if self.in_time and self._whole(order_id):
                assert found.held_by == ()
            with suppress(ActRefused):
                self.stage.deliver(number, [f"S-{self.count}-{it}" for it in range(count)])

    @rule(late=st.booleans())
    def count_licences(self, late: bool) -> None:  # noqa: FBT001 - drawn
        """State truly what is unused today: as the day began, or as it is now."""
        (delivered,) = self.stage.column(_DELIVERED)
        self.in_time = not late or delivered == self.before
        counted = delivered if late else self.before
        state(self.stage, HELD - counted, legal_day(self.stage.now))

    @rule(days=st.sampled_from([1, 1, 60]))
    def wait(self, days: int) -> None:
        self.stage.later(days=days)
        (self.before,) = self.stage.column(_DELIVERED)

    @rule()
    def expire(self) -> None:
        self.stage.expire()

    @invariant()
    def a_licence_is_used_once(self) -> None:
        assert self.stage.column(_DRAWN)[0] <= HELD
        assert self.stage.column(_DELIVERED)[0] <= HELD
        assert self.stage.column(_BEYOND) == [0]

    def _numbers(self, order_id: str) -> list[str]:
        return self.stage.column(_NUMBERS, order=order_id, now=self.stage.now)

    def _whole(self, order_id: str) -> bool:
        query = "select committed + consumed from procheck.order_line where order_id = :order"
        units: int = sum(self.stage.column(query, order=order_id))
        return rests(self.stage, order_id) == units

    def _happens_again(self) -> None:
        with self.stage.database.transaction(self.stage.scope(SYSTEM, None)) as connection:
            stretch = Stretch(since=None, until=None, through=last_event(connection))
            acts = [act for _, act in acts_after(connection, stretch, Place(), page=50) if act]
            assert list(reconcile(connection)) == []
        again = Rehearsal({COVERING.digest: COVERING.law}.__getitem__)
        assert list(rehearse(acts, again)) == []
        assert again.tally.verdicts == 0
        was, now = again.run.spares.document().values()
        assert was == now
        total = sum(copies for held in now.values() for copies in held.values())
        assert [total] == self.stage.column(_DRAWN)
        run, tally = restored(json.loads(json.dumps(saved(again.run, again.tally))))
        assert saved(run, tally) == saved(again.run, again.tally)


def test_any_order_of_acts_uses_a_licence_once_and_happens_again_as_it_was(
    engine: Engine,
    signer: Ed25519FileSigner,
    sequences: int,
    record_property: Callable[[str, object], None],
) -> None:
    Spares.engine, Spares.signer = engine, signer
    act_in_any_order(Spares, sequences=max(sequences // 4, 1), steps=25, tell=record_property)
