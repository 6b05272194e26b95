"""Any order of acts keeps the account: draws never pass a grant, and equal what orders hold of it.

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
from sqlalchemy import Connection, Engine, text

from approvals.errors import ActRefused
from approvals.history_store import Place, Stretch, acts_after
from approvals.rehearsal import Rehearsal, rehearse
from approvals.rehearsal_saving import restored, saved
from ledger.signing import Ed25519FileSigner
from ledger.store import last_event
from tests.approvals.acting import act_in_any_order
from tests.approvals.builders import APPROVER, SYSTEM, office
from tests.approvals.licences import (
    LICENSED,
    confirm,
    confirmed,
    correct,
    licensed,
    revoke,
    terms,
)
from tests.approvals.stage import Stage, order_of
from tests.conftest import NestedDatabase

COPIES = 7

_OFF = """
select count(*) from procheck.licence_grant g where g.drawn > g.copies or g.drawn <> (
  select coalesce(sum(d.copies), 0) from procheck.licence_draw d where d.licence = g.number)
"""
# Every open unit of a line holds its copy, every device that was delivered keeps it.
_HELD = """
select count(*) from procheck.order_line l
left join (select order_id, line, sum(copies) as copies from procheck.licence_draw group by 1, 2) d
  using (order_id, line)
where coalesce(d.copies, 0) <> l.reserved + l.committed + l.consumed
"""


class Licences(RuleBasedStateMachine):
    """An agency, two grants of seven copies, and all that can happen to orders that name them."""

    engine: ClassVar[Engine]
    signer: ClassVar[Ed25519FileSigner]

    orders = Bundle("orders")

    def __init__(self) -> None:
        super().__init__()
        self.connection: Connection = self.engine.connect()
        self.outer = self.connection.begin()
        self.stage = Stage(NestedDatabase(self.connection), office(self.signer))
        self.stage.books = LICENSED.books
        self.stage.register(heads=500)
        self.grants = [confirmed(self.stage, terms(COPIES)) for _ in range(2)]
        self.count = 0

    def teardown(self) -> None:
        try:
            self._happens_again()
        finally:
            self.outer.rollback()
            self.connection.close()

    @initialize(target=orders)
    def begin(self) -> Any:  # noqa: ANN401 - hypothesis' own type
        return multiple(*(self.submit(3, both) for both in (False, True)))

    @rule(target=orders, quantity=st.integers(1, 5), both=st.booleans())
    def submit(self, quantity: int, both: bool) -> str:  # noqa: FBT001 - drawn
        self.count += 1
        numbers = self.grants if both else self.grants[:1]
        return order_of(self.stage.submit(licensed(f"R-{self.count}", quantity, *numbers)))

    @rule(named=st.booleans())
    def name(self, named: bool) -> None:  # noqa: FBT001 - drawn
        self.stage.approvers(*([APPROVER.person] if named else []))

    @rule(order_id=orders)
    def grant(self, order_id: str) -> None:
        with suppress(ActRefused):
            self.stage.grant(order_id)

    @rule(order_id=orders)
    def decline(self, order_id: str) -> None:
        with suppress(ActRefused):
            self.stage.decline(order_id)

    @rule(target=orders, order_id=orders, quantity=st.integers(1, 5))
    def amend(self, order_id: str, quantity: int) -> Any:  # noqa: ANN401 - hypothesis' own type
        self.count += 1
        query = "select convert_from(document, 'UTF8') from procheck.purchase_order where id = :id"
        (found,) = self.stage.column(query, id=order_id)
        document = json.loads(found)
        (asked,) = document["lines"]
        asked["quantity"] = asked["operating_system"]["licence"]["count"] = quantity
        document["reference"] = f"R-{self.count}"
        with suppress(ActRefused):
            made = self.stage.amend(order_id, document).made
            return multiple() if made is None else order_of(made)
        return multiple()

    @rule(order_id=orders)
    def cancel(self, order_id: str) -> None:
        with suppress(ActRefused):
            self.stage.cancel(order_id)

    @rule(order_id=orders)
    def revoke(self, order_id: str) -> None:
        for number in self._numbers(order_id):
            with suppress(ActRefused):
                self.stage.revoke(number)

    @rule(order_id=orders, count=st.integers(1, 3))
    def deliver(self, order_id: str, count: int) -> None:
        self.count += 1
        for number in self._numbers(order_id):
            with suppress(ActRefused):
                self.stage.deliver(number, [f"S-{self.count}-{it}" for it in range(count)])

    def _numbers(self, order_id: str) -> list[str]:
        query = "select number from procheck.approval where order_id = :order"
        return self.stage.column(query, order=order_id)

    @rule(which=st.integers(0, 1), copies=st.integers(1, 12), wait=st.booleans())
    def correct(self, which: int, copies: int, wait: bool) -> None:  # noqa: FBT001 - drawn
        with suppress(ActRefused):
            correct(self.stage, self.grants[which], terms(copies))
            if not wait:
                confirm(self.stage, self.grants[which])

    @rule()
    def end_one(self) -> None:
        """The first ends, and another takes its place for the orders that come."""
        with suppress(ActRefused):
            revoke(self.stage, self.grants[0])
            self.grants[0] = confirmed(self.stage, terms(COPIES))

    @rule(days=st.sampled_from([1, 29, 60]))
    def wait(self, days: int) -> None:
        self.stage.later(days=days)

    @rule()
    def expire(self) -> None:
        self.stage.expire()

    @invariant()
    def the_accounts_agree(self) -> None:
        for query in (_OFF, _HELD):
            assert self.stage.column(query) == [0], query

    def _happens_again(self) -> None:
        with self.stage.database.transaction(self.stage.scope(SYSTEM, None)) as connection:
            stretch = Stretch(since=None, until=None, through=last_event(connection))
            acts = [act for _, act in acts_after(connection, stretch, Place(), page=50) if act]
            query = text("select number, drawn from procheck.licence_grant where drawn > 0")
            drawn = {number: int(units) for number, units in connection.execute(query)}
        again = Rehearsal({LICENSED.digest: LICENSED.law}.__getitem__)
        assert list(rehearse(acts, again)) == []
        assert again.tally.verdicts == 0
        was, now = again.run.licences.document().values()
        assert was == now
        total: dict[str, int] = {}
        for held in now.values():
            for number, copies in held.items():
                total[number] = total.get(number, 0) + copies
        assert total == drawn
        run, tally = restored(json.loads(json.dumps(saved(again.run, again.tally))))
        assert saved(run, tally) == saved(again.run, again.tally)


def test_any_order_of_acts_keeps_the_accounts_and_happens_again_as_it_was(
    engine: Engine,
    signer: Ed25519FileSigner,
    sequences: int,
    record_property: Callable[[str, object], None],
) -> None:
    Licences.engine, Licences.signer = engine, signer
    act_in_any_order(Licences, sequences=sequences, steps=25, tell=record_property)
