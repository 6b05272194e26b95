"""Unused licences stated as a number are used once, however many orders rest on them. L13, L17."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from approvals.delivery_errors import GateHolds
from approvals.errors import ActRefused, QuotaOverdrawn
from approvals.irregularity import Irregularity, Mismatch
from approvals.receipt import recompute
from approvals.reconciling import reconcile
from approvals.rehearsal import Rehearsal, rehearse
from approvals.rehearsal_cause import Through
from approvals.spare_draws import SHOWN, draw_spares
from approvals.submit import Submission
from approvals.unit_states import UnitAct
from catalog.books import Books
from tests.approvals import deliveries
from tests.approvals.builders import (
    AGENCY,
    APPROVER,
    OFFICER,
    OTHER_AGENCY,
    SYSTEM,
    TODAY,
    line,
    order,
)
from tests.approvals.replays import history
from tests.approvals.spares import (
    COVERING,
    bundled,
    evidence,
    passes,
    rests,
    sealed,
    shown,
    state,
)
from tests.approvals.stage import Stage, number_of, order_of, state_of
from tests.approvals.substitutions import consent, propose
from tests.approvals.test_races import at_once
from validators.classes import ItemClass
from validators.law import Law
from validators.resting import SpareDraw
from validators.standards_file import load

OFFICE = ItemClass.SOFTWARE_OFFICE
DAY = timedelta(days=1)


@pytest.fixture
def scene(stage: Stage) -> Stage:
    """An agency that states 40 unused licences of office software."""
    stage.books = COVERING.books
    stage.register(heads=500)
    state(stage, 40)
    return stage


def placed_at(stage: Stage, reference: str, asked: dict[str, Any]) -> Submission:
    found = stage.submit(order(reference, asked))
    assert state_of(found) == "approved"
    return found


def placed(stage: Stage, reference: str, quantity: int) -> str:
    return order_of(placed_at(stage, reference, line(quantity)))


@pytest.mark.parametrize(("second", "short"), [(9, 0), (10, 0), (11, 1)])
def test_what_one_order_rests_on_covers_no_other(scene: Stage, second: int, short: int) -> None:
    first = placed(scene, "A-1", 30)
    assert rests(scene, first) == 30
    document = order("A-2", line(second))
    other = order_of(scene.submit(document))
    assert rests(scene, other) == min(second, 10)
    found = shown(scene, document)
    assert len(found) == (1 if short else 0)
    assert [it.code for it in found] == ["software-uncovered"] * len(found)
    for it in found:
        assert (it.over, it.observed, it.limit) == (str(short), "10", "11")
        assert it.sum == "11 − 0 − (40 − 30) = 1"
        assert "10 (of 40 held unused, of which 30 are drawn by orders A-1)" in it.message.en
        assert "10(持有未用 40,其中 30 已由采购申请 A-1 占用)" in it.message.zh


def test_a_receipt_seals_what_others_rest_on_and_an_order_never_its_own(scene: Stage) -> None:
    first = scene.submit(order("A-1", line(30)))
    second = scene.submit(order("A-2", line(5)))
    assert sealed(first) is None
    assert sealed(second) == [
        {"class": "software_office", "drawn": 30, "count": 1, "orders": ["A-1"]}
    ]
    laws = {COVERING.digest: COVERING.law}
    for it in (first, second):
        assert recompute(it.examination.sealed.receipt, laws).agrees
    assert [it.drawn for it in evidence(scene, order("A-1", line(30))).spares] == [5]


def test_of_many_orders_the_first_are_named(scene: Stage) -> None:
    for it in range(SHOWN + 2):
        placed(scene, f"A-{it}", 5)
    (spare,) = evidence(scene, order("Z-1")).spares
    assert (spare.drawn, spare.count, len(spare.orders)) == (35, SHOWN + 2, SHOWN)
    (found,) = shown(scene, order("Z-1", line(6)))
    assert "drawn by orders A-0, A-1, A-2, A-3, A-4, …" in found.message.en


def test_licences_the_order_brings_are_not_taken_from_what_is_held(scene: Stage) -> None:
    found = scene.submit(order("A-1", bundled(5, 2)))
    # Two are bought beside forty that are unused: that is asked about first.
    assert state_of(found) == "referred"
    passed = scene.answer(order_of(found), "shortfall-only/software_office")
    assert state_of(passed) == "approved"
    assert rests(scene, order_of(found)) == 3


def test_what_other_orders_rest_on_has_to_be_bought_and_nobody_asks_why(scene: Stage) -> None:
    placed(scene, "A-1", 40)
    assert state_of(scene.submit(order("A-2", bundled(5, 5)))) == "approved"
    assert shown(scene, order("A-2", bundled(5, 5))) == []


def test_an_agency_that_states_nothing_draws_nothing(scene: Stage) -> None:
    scene.register(OTHER_AGENCY, heads=100)
    found = scene.submit(order("A-1", line(10), agency=OTHER_AGENCY))
    assert (state_of(found), rests(scene, order_of(found))) == ("approved", 0)
    bodies = "select convert_from(body, 'UTF8') from procheck.ledger_event"
    assert not [it for it in scene.column(bodies) if '"spares"' in it]


def test_what_is_refused_or_waits_for_facts_rests_on_nothing(scene: Stage) -> None:
    refused = scene.submit(order("A-1", line(3, "9000.00")))
    held = scene.submit(order("A-2", line(3, replaces=["UNKNOWN"])))
    assert [state_of(it) for it in (refused, held)] == ["refused", "held"]
    assert [rests(scene, order_of(it)) for it in (refused, held)] == [0, 0]


@pytest.mark.parametrize("end", ["cancel", "revoke", "expire"])
def test_what_ends_gives_back_what_it_rested_on_once(scene: Stage, end: str) -> None:
    first = scene.submit(order("A-1", line(30)))
    if end == "cancel":
        scene.cancel(order_of(first))
    elif end == "revoke":
        scene.revoke(number_of(first))
    else:
        scene.now = scene.approval(number_of(first)).expires_at
    second = placed(scene, "A-2", 40)
    assert (rests(scene, order_of(first)), rests(scene, second)) == (0, 40)
    assert [it.member for it in _found(scene)] == []


def test_what_waits_for_an_approver_rests_on_them_and_what_is_declined_no_more(
    scene: Stage,
) -> None:
    scene.approvers(APPROVER.person)
    first, second = (scene.submit(order(it, line(25))) for it in ("A-1", "A-2"))
    assert [rests(scene, order_of(it)) for it in (first, second)] == [25, 15]
    scene.decline(order_of(first))
    assert rests(scene, order_of(first)) == 0
    # Examined again by the grant: now all of it is there.
    scene.grant(order_of(second))
    assert rests(scene, order_of(second)) == 25
    assert _found(scene) == []


def test_fewer_units_keep_the_approval_and_give_back_the_rest(scene: Stage) -> None:
    first = placed(scene, "A-1", 30)
    made = scene.amend(first, order("A-1", line(20)))
    assert (made.kind.value, rests(scene, first)) == ("narrowing", 20)
    assert [it.drawn for it in evidence(scene, order("Z-1")).spares] == [20]
    assert _found(scene) == []


def test_an_order_that_takes_anothers_place_takes_what_that_rested_on(scene: Stage) -> None:
    first = placed(scene, "A-1", 30)
    made = scene.amend(first, order("A-3", line(40))).made
    assert made is not None
    assert (rests(scene, first), rests(scene, order_of(made))) == (0, 40)


def test_units_that_are_substituted_take_their_licences_along(scene: Stage) -> None:
    first = scene.submit(order("A-1", line(40)))
    asked = propose(scene, number_of(first), 10)
    consent(scene, asked.id, reference="A-2")
    (second,) = scene.column("select id from procheck.purchase_order where reference = 'A-2'")
    assert (rests(scene, order_of(first)), rests(scene, second)) == (30, 10)
    assert _found(scene) == []


def test_what_is_delivered_stays_drawn_until_a_later_number_is_stated(scene: Stage) -> None:
    first = scene.submit(order("A-1", line(3)))
    scene.deliver(number_of(first), ["S-1", "S-2"])
    assert [it.drawn for it in evidence(scene, order("Z-1")).spares] == [3]
    scene.now += DAY
    # Of the day of the delivery itself nobody can tell whether it is counted before or after it.
    state(scene, 38, TODAY)
    assert [it.drawn for it in evidence(scene, order("Z-1")).spares] == [3]
    state(scene, 38, TODAY + DAY)
    assert [it.drawn for it in evidence(scene, order("Z-1")).spares] == [1]


def test_an_office_that_counts_what_is_left_can_take_the_rest_of_its_order(scene: Stage) -> None:
    first = scene.submit(order("A-1", line(40)))
    scene.deliver(number_of(first), [f"S-{it}" for it in range(30)])
    scene.now += DAY
    state(scene, 10, TODAY + DAY)
    (spare,) = evidence(scene, order("A-1", line(40))).spares
    assert (spare.drawn, spare.used) == (0, 30)
    assert shown(scene, order("A-1", line(40))) == []
    scene.deliver(number_of(first), [f"T-{it}" for it in range(10)])
    assert rests(scene, order_of(first)) == 40
    # Nothing of it waits any more, and the ten are the order's still.
    assert [it.drawn for it in evidence(scene, order("Z-1")).spares] == [10]
    scene.now += DAY
    state(scene, 0, TODAY + 2 * DAY)
    assert evidence(scene, order("Z-1")).spares == ()


def test_what_passes_the_gate_rests_on_what_it_passed_with(scene: Stage) -> None:
    """Approved before the number was stated: its acceptance draws what it was let pass with."""
    scene.register(OTHER_AGENCY, heads=100)
    first = scene.submit(order("A-1", line(6), agency=OTHER_AGENCY))
    with pytest.raises(GateHolds):
        scene.deliver(number_of(first), ["S-1"], uscc=OTHER_AGENCY)
    state(scene, 6, uscc=OTHER_AGENCY)
    assert rests(scene, order_of(first)) == 0
    scene.deliver(number_of(first), ["S-1"], uscc=OTHER_AGENCY)
    assert rests(scene, order_of(first)) == 6
    (finding,) = shown(scene, order("A-2", line(1), agency=OTHER_AGENCY))
    assert finding.sum == "1 − 0 − (6 − 6) = 1"
    assert _found(scene) == []


def test_an_accepted_delivery_rests_on_what_it_passed_with(scene: Stage) -> None:
    scene.register(OTHER_AGENCY, heads=100)
    first = scene.submit(order("A-1", line(4), agency=OTHER_AGENCY))
    sent = deliveries.send(scene, number_of(first), ["S-1", "S-2"])
    deliveries.do(scene, sent, UnitAct.INSPECT, ["S-1", "S-2"])
    state(scene, 4, uscc=OTHER_AGENCY)
    deliveries.do(scene, sent, UnitAct.ACCEPT, ["S-1"])
    assert rests(scene, order_of(first)) == 4
    deliveries.do(scene, sent, UnitAct.RETURN, ["S-2"])
    deliveries.close(scene, number_of(first))
    assert rests(scene, order_of(first)) == 1
    assert _found(scene) == []


def test_a_licence_that_was_bought_and_fell_away_is_drawn_when_the_device_comes(
    scene: Stage,
) -> None:
    found = scene.submit(order("A-1", bundled(5, 10), line(5)))
    scene.answer(order_of(found), "shortfall-only/software_office")
    first = order_of(found)
    assert rests(scene, first) == 0
    assert scene.amend(first, order("A-1", line(5))).kind.value == "narrowing"
    number = scene.column("select number from procheck.approval where order_id = :id", id=first)
    scene.deliver(number[0], ["S-1"], at=1)
    assert rests(scene, first) == 5


def test_a_smaller_number_takes_nothing_back_and_leaves_nothing(scene: Stage) -> None:
    first = placed(scene, "A-1", 30)
    state(scene, 20)
    assert rests(scene, first) == 30
    (finding,) = shown(scene, order("A-2", line(1)))
    assert finding.sum == "1 − 0 − (20 − 20) = 1"
    assert rests(scene, placed(scene, "A-2", 1)) == 0
    (own,) = shown(scene, order("A-1", line(30)))
    assert (own.over, own.sum) == ("10", "30 − 0 − 20 = 10")


def test_the_database_refuses_what_nobody_stated_and_what_nobody_drew(scene: Stage) -> None:
    first, second = placed(scene, "A-1", 30), placed(scene, "A-2", 20)

    def write(order_id: str, copies: int) -> None:
        draws = [SpareDraw(0, OFFICE, copies)]
        with scene.database.transaction(scene.scope(SYSTEM, None)) as connection:
            draw_spares(connection, AGENCY, order_id, draws, "x", scene.now)

    # One more than is stated; one more than the line has devices; one more than was drawn.
    for order_id, copies in ((second, 1), (first, 1), (first, -31)):
        with pytest.raises(QuotaOverdrawn):
            write(order_id, copies)
    write(first, -30)
    write(second, 10)
    assert (rests(scene, first), rests(scene, second)) == (0, 20)


def test_others_see_nothing_of_it(scene: Stage) -> None:
    placed(scene, "A-1", 30)
    query = "select count(*) from procheck.spare_draw"
    for agency, rows in ((AGENCY, 1), (OTHER_AGENCY, 0)):
        with scene.database.transaction(scene.scope(OFFICER, agency)) as connection:
            assert connection.exec_driver_sql(query).scalar_one() == rows


def test_what_holds_devices_back_says_what_they_would_rest_on(scene: Stage) -> None:
    first = placed(scene, "A-1", 30)
    assert passes(scene, first).rests == (SpareDraw(0, OFFICE, 30),)
    scene.register(OTHER_AGENCY)
    state(scene, 0, uscc=OTHER_AGENCY)
    other = scene.submit(order("B-1", line(1), agency=OTHER_AGENCY))
    found = passes(scene, order_of(other))
    assert (len(found.held_by), found.rests) == (1, None)


def cheaper() -> Law:
    """The same law with a lower ceiling."""
    return load(
        [
            (name, data.replace(b'ceiling: "5000"', b'ceiling: "4400"'))
            for name, data in COVERING.documents
        ]
    )


def test_a_replay_leaves_to_others_what_an_order_it_refuses_rested_on(scene: Stage) -> None:
    dear = order_of(placed_at(scene, "A-1", line(40, "4500.00")))
    # Nothing is left, so that what it buys is no more than is lacking.
    bought = order_of(placed_at(scene, "A-2", {**bundled(5, 5), "unit_price": "4300.00"}))
    acts = history(scene)
    again = Rehearsal({COVERING.digest: COVERING.law}.__getitem__)
    assert list(rehearse(acts, again)) == []
    again = Rehearsal({COVERING.digest: cheaper()}.__getitem__)
    found = {it.order_id: it for it in rehearse(acts, again)}
    assert {name: it.replay.state for name, it in found.items()} == {
        dear: "refused",
        bought: "referred",
    }
    assert (found[bought].cause.through, found[bought].cause.after) == (Through.COURSE, dear)


def test_a_replay_takes_from_others_what_an_order_it_lets_pass_rests_on(scene: Stage) -> None:
    scene.books = Books(cheaper(), COVERING.digest, COVERING.books.catalogue, 7)
    refused = scene.submit(order("A-1", line(40, "4500.00")))
    asked = scene.submit(order("A-2", {**bundled(5, 5), "unit_price": "4300.00"}))
    assert [state_of(it) for it in (refused, asked)] == ["refused", "referred"]
    again = Rehearsal({COVERING.digest: COVERING.law}.__getitem__)
    found = {it.order_id: it.replay.state for it in rehearse(history(scene), again)}
    assert found == {order_of(refused): "approved", order_of(asked): "approved"}


def test_a_draw_that_no_entry_tells_of_is_named(scene: Stage) -> None:
    first = placed(scene, "A-1", 30)
    with scene.database.transaction(scene.scope(SYSTEM, None)) as connection:
        draw_spares(connection, AGENCY, first, [SpareDraw(0, OFFICE, -3)], "x", scene.now)
    (found,) = _found(scene)
    assert (found.mismatch, found.subject) == (Mismatch.SPARE_REPLAY, f"{AGENCY} {OFFICE.value}")
    assert (found.held, found.recorded) == ("27", "30")


def test_parallel_orders_for_the_last_licences_get_exactly_what_is_left(open_stage: Stage) -> None:
    open_stage.books = COVERING.books
    open_stage.register(heads=200)
    state(open_stage, 12)
    two = at_once(partial(open_stage.submit, order(f"A-{it}", line(10))) for it in range(2))
    got = {rests(open_stage, order_of(it)): it for it in two if not isinstance(it, ActRefused)}
    assert sorted(got) == [2, 10]
    open_stage.cancel(order_of(got[10]))
    many = at_once(partial(open_stage.submit, order(f"B-{it}", line(3))) for it in range(16))
    found = [it for it in many if not isinstance(it, ActRefused)]
    assert [state_of(it) for it in found] == ["approved"] * 16
    assert sorted(rests(open_stage, order_of(it)) for it in found) == [0] * 12 + [1, 3, 3, 3]
    assert _found(open_stage) == []


def _found(stage: Stage) -> list[Irregularity]:
    with stage.database.transaction(stage.scope(SYSTEM, None)) as connection:
        return list(reconcile(connection))
