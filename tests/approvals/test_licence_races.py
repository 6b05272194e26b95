"""Many at once on one licence grant, of one agency and of several: real connections and commits."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from functools import partial
from typing import Any

import pytest
from sqlalchemy import text

from approvals.errors import ActRefused, AgencyBusy, WrongState
from approvals.submit import Submission
from tests.approvals.builders import AGENCY, OFFICER, OTHER_AGENCY, line, order
from tests.approvals.licences import (
    LICENSED,
    confirm,
    confirmed,
    left,
    licensed,
    record,
    revoke,
    system,
    terms,
)
from tests.approvals.stage import Stage, order_of, state_of
from tests.approvals.test_races import at_once

SUM = "select coalesce(sum(copies), 0) from procheck.licence_draw"
OFF = (
    "select count(*) from procheck.licence_grant g where g.drawn <> ("
    "select coalesce(sum(d.copies), 0) from procheck.licence_draw d where d.licence = g.number)"
)


@pytest.fixture
def scene(open_stage: Stage) -> Iterator[Stage]:
    open_stage.books = LICENSED.books
    open_stage.register(heads=200)
    open_stage.register(OTHER_AGENCY, heads=200)
    yield open_stage
    assert open_stage.column(OFF) == [0]


def test_fifty_clients_of_two_agencies_draw_the_last_seven_copies_and_not_one_more(
    scene: Stage,
) -> None:
    number = confirmed(scene, terms(12, entitled=(OTHER_AGENCY,)))
    scene.submit(licensed("FIRST", 5, number))

    def ask(it: int) -> Submission:
        agency = (AGENCY, OTHER_AGENCY)[it % 2]
        return scene.submit(licensed(f"A-{it}", 1, number, agency=agency))

    found = at_once([partial(ask, it) for it in range(50)])
    assert not [it for it in found if isinstance(it, ActRefused)]
    states = [state_of(it) for it in found if not isinstance(it, ActRefused)]
    assert sorted(states) == ["approved"] * 7 + ["refused"] * 43
    assert left(scene, number) == 0
    assert scene.column(SUM) == [12]


def test_orders_naming_two_grants_crosswise_never_wait_for_each_other(scene: Stage) -> None:
    one, two = (confirmed(scene, terms(15, entitled=(OTHER_AGENCY,))) for _ in range(2))

    def cross(it: int) -> dict[str, Any]:
        first, second = (one, two) if it % 2 else (two, one)
        lines = [line(1, operating_system=system(name)) for name in (first, second)]
        return order(f"A-{it}", *lines, agency=(AGENCY, OTHER_AGENCY)[it % 2])

    found = at_once([partial(scene.submit, cross(it)) for it in range(40)])
    assert not [it for it in found if isinstance(it, AgencyBusy)]
    states = [state_of(it) for it in found if not isinstance(it, ActRefused)]
    assert sorted(states) == ["approved"] * 15 + ["refused"] * 25
    assert (left(scene, one), left(scene, two)) == (0, 0)


def test_grants_are_locked_in_the_order_of_their_numbers(scene: Stage) -> None:
    """Whoever waits for the first holds no later one: nobody can wait for him."""
    first, second = sorted(confirmed(scene, terms(5)) for _ in range(2))
    look = text("select from procheck.licence_grant where number = :number for update nowait")
    scope = scene.scope(OFFICER)
    with (
        ThreadPoolExecutor(1) as pool,
        scene.database.transaction(scope) as holding,
        scene.database.transaction(scope) as beside,
    ):
        holding.execute(look, {"number": first})
        lines = [line(1, operating_system=system(it)) for it in (second, first)]
        waiting = pool.submit(scene.submit, order("A-1", *lines))
        for _ in range(500):
            if scene.column("select 1 from pg_locks where not granted"):
                break
            wait([waiting], timeout=0.01)
        beside.execute(look, {"number": second})
        beside.rollback()
        holding.rollback()
        assert state_of(waiting.result()) == "approved"


def test_what_lapsed_and_what_is_asked_for_are_locked_in_one_order(scene: Stage) -> None:
    """Each agency has something due of the one grant, and asks for the other."""
    one, two = (confirmed(scene, terms(40, entitled=(OTHER_AGENCY,))) for _ in range(2))
    for it, (agency, number) in enumerate(((AGENCY, one), (OTHER_AGENCY, two)) * 3):
        scene.submit(licensed(f"OLD-{it}", 1, number, agency=agency))
    scene.later(days=91)

    def ask(it: int) -> Submission:
        agency, number = ((AGENCY, two), (OTHER_AGENCY, one))[it % 2]
        return scene.submit(licensed(f"A-{it}", 1, number, agency=agency))

    acts: list[Callable[[], object]] = [partial(ask, it) for it in range(16)]
    found = at_once([*acts, *[scene.expire] * 4])
    assert not [it for it in found if isinstance(it, ActRefused)]
    assert (left(scene, one), left(scene, two)) == (32, 32)


def test_parallel_cancellations_give_copies_back_once(scene: Stage) -> None:
    number = confirmed(scene)
    keep, drop = (scene.submit(licensed(it, 3, number)) for it in ("A-1", "A-2"))
    found = at_once([lambda: scene.cancel(order_of(drop))] * 8)
    assert [type(it) for it in found].count(WrongState) == 7
    assert left(scene, number) == 4
    assert scene.order(order_of(keep)).state == "approved"


def test_an_order_beside_the_end_of_its_grant_comes_before_it_or_is_refused(scene: Stage) -> None:
    for attempt in range(6):
        number = confirmed(scene, terms(1))
        with ThreadPoolExecutor(2) as pool:
            placed = pool.submit(scene.submit, licensed(f"A-{attempt}", 1, number))
            pool.submit(revoke, scene, number).result()
            found = placed.result()
        assert (state_of(found) == "approved") is (left(scene, number) == 0)


def test_two_keepers_at_once_confirm_a_grant_once(scene: Stage) -> None:
    number = record(scene)
    found = at_once([lambda: confirm(scene, number)] * 8)
    assert [type(it) for it in found].count(WrongState) == 7
    assert scene.column("select count(*) from procheck.licence_confirmation") == [1]
