"""A listing that was withdrawn is granted on no path, and what rests on it is found and told."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from approvals.impact import REQUIRED, Act, Rests, acts
from approvals.legal_day import legal_day
from approvals.listing_review import noticed as told_of
from approvals.listing_review import wake_held
from approvals.outdated import behind, catch_up
from approvals.reliance import TOUCHED, all_relying_on, relying_on
from approvals.reviewing import Cause, reviews_page
from approvals.states import ApprovalState
from tests.approvals.builders import AGENCY, APPROVER, OFFICER, OTHER_AGENCY, line, order
from tests.approvals.listings import event, noticed
from tests.approvals.stage import Stage, number_of, order_of, state_of
from tests.approvals.test_listing_life import Life, seen
from validators.listing_event import EventKind
from validators.listing_state import State

NAME = "示例系统"
LISTING = f"example-{NAME}"
UNTIL = date(2028, 1, 1)


def document(reference: str, *others: dict[str, Any], quantity: int = 2) -> dict[str, Any]:
    licence = {"channel": "oem", "evidence": [{"kind": "oem-agreement", "number": "1"}]}
    system = {"preloaded": True, "name": NAME, "version": "V1", "kernel": "6.6", "licence": licence}
    return order(reference, line(quantity, operating_system=system), *others)


@pytest.fixture
def bound(stage: Stage) -> Stage:
    stage.register(heads=100, evaluation_bound=True)
    stage.books = noticed(NAME, UNTIL)
    return stage


def stop(stage: Stage, *kinds: EventKind, until: date | None = None) -> None:
    """Have notices take effect today, one after another."""
    today = legal_day(stage.now)
    told = [event(it, today, until if it is EventKind.SUSPENDED else None) for it in kinds]
    stage.books = noticed(NAME, UNTIL, *told)


def codes(stage: Stage, order_id: str) -> set[str]:
    with seen(stage) as connection:
        (found,) = [
            it
            for it in all_relying_on(connection, LISTING, now=stage.now)
            if it.order_id == order_id
        ]
    return {it["code"] for it in found.receipt["verdict"]["findings"]}


@pytest.mark.parametrize("kind", [EventKind.WITHDRAWN, EventKind.SUPERSEDED])
def test_what_was_ended_is_refused_when_it_is_ordered(bound: Stage, kind: EventKind) -> None:
    stop(bound, kind)
    found = bound.submit(document("A-1")).examination
    assert found.disposition.state.value == "refused"
    assert [it.code for it in found.verdict.findings] == [f"listing-{kind.value}"]
    assert found.granted is None


def _reexamined(stage: Stage, order_id: str) -> str:
    return state_of(stage.reexamine(order_id))


def _arrived(stage: Stage, _: str) -> str:
    (state,) = stage.arrive()
    return state


def _caught_up(stage: Stage, order_id: str) -> str:
    assert stage.books is not None
    with seen(stage) as connection:
        made = catch_up(
            connection,
            order_id=order_id,
            agency=AGENCY,
            books=stage.books,
            office=stage.office,
            now=stage.now,
        )
    assert made is not None
    return state_of(made)


@pytest.mark.parametrize("path", [_reexamined, _arrived, _caught_up])
def test_what_was_held_while_suspended_is_refused_once_it_is_withdrawn(
    bound: Stage, path: Callable[[Stage, str], str]
) -> None:
    stop(bound, EventKind.SUSPENDED)
    held = bound.submit(document("A-1"))
    assert state_of(held) == "held"
    bound.later(days=1)
    stop(bound, EventKind.SUSPENDED, EventKind.WITHDRAWN)
    assert path(bound, order_of(held)) == "refused"
    assert bound.balance() == (0, 0, 0)


@pytest.mark.parametrize("path", [_reexamined, _arrived, _caught_up])
def test_what_was_held_while_suspended_is_approved_once_it_is_resumed(
    bound: Stage, path: Callable[[Stage, str], str]
) -> None:
    stop(bound, EventKind.SUSPENDED)
    suspended = legal_day(bound.now)
    held = bound.submit(document("A-1"))
    bound.later(days=1)
    bound.books = noticed(
        NAME,
        UNTIL,
        event(EventKind.SUSPENDED, suspended),
        event(EventKind.RESUMED, legal_day(bound.now)),
    )
    assert path(bound, order_of(held)) == "approved"


def test_an_answer_does_not_pass_what_was_withdrawn_meanwhile(bound: Stage) -> None:
    question = line(price="900", of="printer", attributes={"colour": True})
    referred = bound.submit(document("A-1", question))
    assert state_of(referred) == "referred"
    bound.later(days=1)
    stop(bound, EventKind.WITHDRAWN)
    answered = bound.answer(order_of(referred), "colour-printers-needed")
    assert state_of(answered) == "refused"


def test_an_amendment_that_is_examined_does_not_pass_either(bound: Stage) -> None:
    approved = bound.submit(document("A-1"))
    stop(bound, EventKind.WITHDRAWN)
    amended = bound.amend(order_of(approved), document("A-1b", quantity=3))
    assert amended.kind.value == "refused"
    assert bound.approval(number_of(approved)).state is ApprovalState.IN_FORCE


def test_a_notice_of_a_withdrawal_to_come_lets_orders_pass_until_then(bound: Stage) -> None:
    tomorrow = legal_day(bound.now) + timedelta(days=1)
    bound.books = noticed(NAME, UNTIL, event(EventKind.WITHDRAWN, tomorrow))
    passed = bound.submit(document("A-1"))
    assert state_of(passed) == "approved"
    assert [it.code for it in passed.examination.verdict.findings] == ["listing-stops"]
    bound.later(days=1)
    assert state_of(bound.submit(document("A-2"))) == "refused"


def test_an_agency_that_is_not_bound_may_buy_what_was_withdrawn(stage: Stage) -> None:
    stage.register(heads=100)
    stage.books = noticed(NAME, UNTIL)
    stop(stage, EventKind.WITHDRAWN)
    assert state_of(stage.submit(document("A-1"))) == "approved"


def test_a_suspension_that_ended_by_its_own_last_day_wakes_what_was_held(bound: Stage) -> None:
    today = legal_day(bound.now)
    stop(bound, EventKind.SUSPENDED, until=today + timedelta(days=2))
    held = order_of(bound.submit(document("A-1")))
    other = order_of(bound.submit(order("A-2", line(of="safe"))))
    assert _woken(bound) == 0
    bound.later(days=3)
    assert _woken(bound) == 1
    assert bound.books is not None
    with seen(bound) as connection:
        due = behind(connection, books=bound.books, now=bound.now)
    assert {it.order_id: it.overtaken for it in due} == {held: True}
    assert other != held
    assert _caught_up(bound, held) == "approved"
    assert _woken(bound) == 0


def _woken(stage: Stage) -> int:
    assert stage.books is not None
    with seen(stage) as connection:
        return sum(
            wake_held(connection, it, now=stage.now)
            for it in told_of(stage.books.catalogue, legal_day(stage.now))
        )


def test_a_case_is_opened_once_and_says_what_is_known(bound: Stage) -> None:
    approved = bound.submit(document("A-1"))
    life = Life(bound, NAME)
    life.until = UNTIL
    stop(bound, EventKind.WITHDRAWN)
    assert (life.review(), life.review()) == (1, 0)
    with seen(bound) as connection:
        (case,) = reviews_page(connection, limit=10)
    assert (case.cause, case.code, case.would_be) == (
        Cause.LISTING.value,
        "listing-withdrawn",
        "refused",
    )
    assert case.changes.startswith(f"{LISTING}: withdrawn (notice-withdrawn-")
    bound.revoke(number_of(approved))
    bound.later(days=1)
    assert life.review() == 0


def test_other_books_without_notices_open_nothing(bound: Stage) -> None:
    bound.submit(document("A-1"))
    assert bound.books is not None
    assert list(told_of(bound.books.catalogue, legal_day(bound.now))) == []


def test_what_rests_on_a_listing_is_its_own_agencys_to_see(bound: Stage) -> None:
    approved = bound.submit(document("A-1"))
    bound.deliver(number_of(approved), ["S-1"])
    with seen(bound, OFFICER, AGENCY) as connection:
        (mine,) = relying_on(connection, LISTING, now=bound.now)
    with seen(bound, OFFICER, OTHER_AGENCY) as connection:
        theirs = relying_on(connection, LISTING, now=bound.now)
    assert (mine.lines, mine.outstanding, mine.in_service) == ((0,), 1, 1)
    assert theirs == ()


def test_what_rests_on_a_listing_is_found_page_by_page(bound: Stage) -> None:
    ids = sorted(order_of(bound.submit(document(f"A-{n}", quantity=1))) for n in range(5))
    with seen(bound) as connection:
        first = relying_on(connection, LISTING, now=bound.now, limit=2)
        rest = relying_on(connection, LISTING, now=bound.now, after=first[-1].order_id)
        none = relying_on(connection, "example-no-such", now=bound.now)
    assert [it.order_id for it in (*first, *rest)] == ids
    assert none == ()


def test_what_is_over_rests_on_nothing(bound: Stage) -> None:
    approved = bound.submit(document("A-1"))
    bound.deliver(number_of(approved), ["S-1"])
    bound.revoke(number_of(approved))
    with seen(bound) as connection:
        (left,) = relying_on(connection, LISTING, now=bound.now)
    assert (left.in_force, left.outstanding, left.in_service) == (False, 0, 1)
    assert acts(State.WITHDRAWN, left) == (Act.REPORT,)
    bound.dispose("S-1")
    with seen(bound) as connection:
        assert relying_on(connection, LISTING, now=bound.now) == ()


def test_devices_of_an_order_that_was_cancelled_still_rest_on_its_listing(bound: Stage) -> None:
    approved = bound.submit(document("A-1"))
    bound.deliver(number_of(approved), ["S-1"])
    bound.cancel(order_of(approved))
    with seen(bound) as connection:
        (left,) = relying_on(connection, LISTING, now=bound.now)
    assert (left.open, left.in_force, left.outstanding, left.in_service) == (False, False, 0, 1)
    assert acts(State.WITHDRAWN, left) == (Act.REPORT,)
    bound.dispose("S-1")
    with seen(bound) as connection:
        assert relying_on(connection, LISTING, now=bound.now) == ()


def test_every_receipt_is_kept_under_each_listing_it_names_and_nowhere_else(bound: Stage) -> None:
    vague = document("A-1")
    vague["lines"][0]["operating_system"]["version"] = "V2"
    held = order_of(bound.submit(vague))
    bound.reexamine(held)
    bound.submit(order("A-2", line(of="safe")))
    kept = bound.column("select listing || ' ' || order_id from procheck.receipt_listing")
    assert kept == [f"{LISTING} {held}"]


def test_a_page_is_led_to_by_the_listing_behind_the_wall_too(bound: Stage) -> None:
    bound.submit(document("A-1"))
    asked = {"listing": LISTING, "after": "", "now": bound.now, "limit": 1}
    with seen(bound, OFFICER, AGENCY) as connection:
        connection.execute(text("set local enable_seqscan = off"))
        plan = "\n".join(connection.scalars(text(f"explain {TOUCHED}"), asked))
    assert f"Index Cond: ((listing = '{LISTING}'::text)" in plan
    assert "ix_asset_number" in plan


def test_what_a_listing_is_corrected_to_later_hides_no_order_it_passed(bound: Stage) -> None:
    passed = bound.submit(document("A-1"))
    bound.later(days=1)
    today = legal_day(bound.now)
    corrected = replace(event(EventKind.CORRECTED, today), version="V2")
    bound.books = noticed(NAME, UNTIL, corrected)
    assert state_of(bound.submit(document("A-2"))) == "held"
    with seen(bound) as connection:
        found = [it.order_id for it in relying_on(connection, LISTING, now=bound.now)]
    assert found == [order_of(passed)]


def test_an_order_that_names_the_product_only_nearly_does_not_rest_on_it(bound: Stage) -> None:
    vague = document("A-1")
    vague["lines"][0]["operating_system"]["version"] = "V2"
    assert state_of(bound.submit(vague)) == "held"
    with seen(bound) as connection:
        assert relying_on(connection, LISTING, now=bound.now) == ()


def test_the_acts_are_told_by_state_and_by_what_rests_on_it(bound: Stage) -> None:
    bound.approvers(APPROVER.person)
    referred = bound.submit(document("A-1"))
    with seen(bound) as connection:
        (waiting,) = relying_on(connection, LISTING, now=bound.now)
    assert order_of(referred) == waiting.order_id
    assert acts(State.WITHDRAWN, waiting) == (Act.EXAMINE_AGAIN,)
    assert acts(State.LISTED, waiting) == ()
    whole = replace(waiting, in_service=1)
    assert acts(State.SUPERSEDED, whole) == (Act.EXAMINE_AGAIN,)
    assert {it for table in REQUIRED.values() for it in table} == set(Rests)


def test_the_page_says_the_same_acts() -> None:
    page = (Path(__file__).parents[2] / "docs" / "catalogue.md").read_text(encoding="utf-8")
    _, _, table = page.partition("| state of the listing |")
    header, _, *rows = table.split("\n\n")[0].split("\n")
    columns = re.findall(r"`([a-z]+)`", header)
    told = {}
    for row in rows:
        state, *cells = (it.strip(" `") for it in row.strip("| ").split("|"))
        cells += [""] * (len(columns) - len(cells))
        told[state] = {rests: act for rests, act in zip(columns, cells, strict=True) if act}
    assert told == {
        state.value: {rests.value: act.value for rests, act in table.items()}
        for state, table in REQUIRED.items()
    }
