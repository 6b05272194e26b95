"""Many at once: real connections, real commits."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest
from sqlalchemy import text

from approvals.errors import (
    ActRefused,
    AgencyBusy,
    DuplicateReference,
    QuotaOverdrawn,
    WrongState,
)
from approvals.locking import lock_agency
from approvals.movements import Movement, move
from approvals.quota import Verb
from storage.database import apply_scope
from tests.approvals.builders import AGENCY, APPROVER, NOW, OFFICER, TODAY, line, order
from tests.approvals.stage import Stage, number_of, order_of, state_of
from tests.approvals.waivers import ask, decline, grant, granted, left, wanted, withdraw

T = TypeVar("T")


def at_once(acts: Iterable[Callable[[], T]]) -> list[T | ActRefused]:
    def tried(act: Callable[[], T]) -> T | ActRefused:
        try:
            return act()
        except ActRefused as error:
            return error

    with ThreadPoolExecutor(16) as pool:
        return list(pool.map(tried, acts))


def test_fifty_parallel_orders_for_the_last_seven_units_grant_exactly_seven(
    open_stage: Stage,
) -> None:
    open_stage.register(heads=10)
    open_stage.submit(order("FIRST", line(3)))
    acts = [lambda it=it: open_stage.submit(order(f"A-{it}", line(1))) for it in range(50)]
    states = [state_of(it) for it in at_once(acts) if not isinstance(it, ActRefused)]
    assert sorted(states) == ["approved"] * 7 + ["refused"] * 43
    assert open_stage.balance() == (0, 10, 0)


def test_twelve_orders_for_the_last_unit_of_a_waiver_pass_once(open_stage: Stage) -> None:
    open_stage.register(heads=50)
    number = granted(open_stage, wanted(units=3))
    open_stage.submit(order("FIRST", line(2, "6200.00")))
    acts = [
        lambda it=it: open_stage.submit(order(f"A-{it}", line(1, "6200.00"))) for it in range(12)
    ]
    states = [state_of(it) for it in at_once(acts) if not isinstance(it, ActRefused)]
    assert sorted(states) == ["approved"] + ["refused"] * 11
    assert left(open_stage, number) == 0
    assert open_stage.column("select sum(units) from procheck.waiver_draw") == [3]


def test_an_order_beside_the_withdrawal_of_its_waiver_comes_before_it_or_is_refused(
    open_stage: Stage,
) -> None:
    open_stage.register(heads=50)
    for attempt in range(6):
        number = granted(open_stage, wanted(units=1))
        with ThreadPoolExecutor(2) as pool:
            placed = pool.submit(open_stage.submit, order(f"A-{attempt}", line(1, "6200.00")))
            pool.submit(withdraw, open_stage, number).result()
            found = placed.result()
        assert (state_of(found) == "approved") is (left(open_stage, number) == 0)


def test_two_approvers_at_once_decide_a_waiver_once(open_stage: Stage) -> None:
    open_stage.register()
    number = ask(open_stage)
    found = at_once([lambda: grant(open_stage, number), lambda: decline(open_stage, number)] * 4)
    assert [type(it) for it in found].count(WrongState) == 7
    assert open_stage.column("select count(*) from procheck.waiver_decision") == [1]


def test_parallel_cancellations_give_a_waivers_units_back_once(open_stage: Stage) -> None:
    open_stage.register()
    number = granted(open_stage)
    drop = open_stage.submit(order("A-1", line(3, "6200.00")))
    at_once([lambda: open_stage.cancel(order_of(drop))] * 8)
    assert left(open_stage, number) == 3


def test_parallel_orders_of_several_kinds_never_deadlock_and_fill_the_caps(
    open_stage: Stage,
) -> None:
    open_stage.register(heads=20)
    desktop, laptop = line(1), line(1, of="laptop")
    acts = [
        lambda it=it: open_stage.submit(
            order(f"A-{it}", *((desktop, laptop) if it % 2 else (laptop, desktop)))
        )
        for it in range(30)
    ]
    found = at_once(acts)
    states = [state_of(it) for it in found if not isinstance(it, ActRefused)]
    assert sorted(states) == ["approved"] * 10 + ["refused"] * 20
    assert open_stage.balance("laptop") == (0, 10, 0)


def test_parallel_cancellations_release_once(open_stage: Stage) -> None:
    open_stage.register(heads=10)
    keep, drop = (open_stage.submit(order(name, line(4))) for name in ("A-1", "A-2"))
    found = at_once([lambda: open_stage.cancel(order_of(drop))] * 12)
    assert [type(it) for it in found].count(WrongState) == 11
    assert open_stage.balance() == (0, 4, 0)
    assert open_stage.order(order_of(keep)).state == "approved"


def test_cancel_revoke_and_expiry_at_once_release_once(open_stage: Stage) -> None:
    open_stage.register(heads=10)
    found = open_stage.submit(order("A-1", line(4)))
    open_stage.now = open_stage.approval(number_of(found)).expires_at
    before = Stage(open_stage.database, open_stage.office)
    at_once(
        [
            lambda: before.cancel(order_of(found)),
            lambda: before.revoke(number_of(found)),
            open_stage.expire,
        ]
        * 4
    )
    assert open_stage.balance() == (0, 0, 0)
    released = "select -sum(committed_change) from procheck.quota_movement where verb = 'release'"
    assert open_stage.column(released) == [4]


def test_two_approvers_at_once_grant_one_approval(open_stage: Stage) -> None:
    open_stage.register(heads=10)
    open_stage.approvers(APPROVER.person)
    found = open_stage.submit(order("A-1", line(10)))
    at_once([lambda: open_stage.grant(order_of(found))] * 8)
    assert open_stage.column("select count(*) from procheck.approval") == [1]
    assert open_stage.balance() == (0, 10, 0)


def test_one_reference_sent_twice_at_once_makes_one_order(open_stage: Stage) -> None:
    open_stage.register(heads=10)
    found = at_once([lambda: open_stage.submit(order("A-1", line(1)))] * 12)
    assert [type(it) for it in found].count(DuplicateReference) == 11
    assert open_stage.balance() == (0, 1, 0)


def test_an_order_beside_a_headcount_cut_rests_on_the_one_number_or_the_other(
    open_stage: Stage,
) -> None:
    open_stage.register(heads=10)
    for attempt in range(6):
        with ThreadPoolExecutor(2) as pool:
            placed = pool.submit(open_stage.submit, order(f"A-{attempt}", line(10)))
            cut = pool.submit(open_stage.headcount, 5, TODAY)
            found, _ = placed.result(), cut.result()
        counted = found.examination.sealed.receipt
        approved = state_of(found) == "approved"
        assert (b'"value":10' in counted) is approved
        if approved:
            open_stage.cancel(order_of(found))
        open_stage.headcount(10, since=TODAY)


def test_a_lock_that_is_not_had_in_time_is_told_as_such(open_stage: Stage) -> None:
    open_stage.register()
    scope = open_stage.scope(OFFICER)
    with open_stage.database.transaction(scope) as first:
        lock_agency(first, AGENCY)
        with open_stage.database.engine.connect() as second:
            second.execute(text("set lock_timeout = '50ms'"))
            apply_scope(second, scope)
            with pytest.raises(AgencyBusy):
                lock_agency(second, AGENCY)
            second.invalidate()


def test_the_database_refuses_what_a_stale_examination_would_take(open_stage: Stage) -> None:
    """The second wall: the lock is left out, and the ceiling was reckoned before others took."""
    open_stage.register(heads=10)
    open_stage.submit(order("A-1", line(8)))
    stale = open_stage.submit(order("A-2", line(2), line(1, "9000.00")))
    assert state_of(stale) == "refused"
    take = Movement(
        verb=Verb.COMMIT,
        item_class="desktop",
        attributes="{}",
        committed=3,
        order_id=order_of(stale),
        line=0,
        ceiling=10,
        cap="example",
    )
    with (
        pytest.raises(QuotaOverdrawn),
        open_stage.database.transaction(open_stage.scope(OFFICER)) as connection,
    ):
        move(connection, AGENCY, [take], OFFICER.person, NOW)
    assert open_stage.balance() == (0, 8, 0)
