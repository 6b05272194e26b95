"""Amendments: fewer or cheaper keeps the approval, anything else replaces the order as a whole."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from sqlalchemy import text

from approvals import store
from approvals.amend import Amendment, AmendmentKind
from approvals.amendment_store import amendments_of, is_narrowed
from approvals.errors import (
    DuplicateReference,
    LessThanDelivered,
    NothingAmended,
    OrderNotFound,
    PartlyDelivered,
    WrongState,
)
from approvals.narrowing import narrowing
from approvals.status_store import CurrentRevocations
from approvals.verify import verify
from ledger.canonical import digest
from tests.approvals.builders import (
    OFFICER,
    OTHER_AGENCY,
    SYSTEM,
    line,
    order,
    published,
)
from tests.approvals.replays import replay
from tests.approvals.stage import Stage
from validators.order import (
    Certificate,
    Contract,
    Included,
    LicenceBase,
    LicenceChannel,
    Responsible,
)
from validators.reading import read_order


def amended(stage: Stage, order_id: str, document: dict[str, Any]) -> Amendment:
    return stage.amend(order_id, document)


def standing(stage: Stage, order_id: str) -> tuple[str, str | None]:
    """Where an order and its approval stand."""
    with stage.database.transaction(stage.scope(SYSTEM, None)) as connection:
        held = store.order(connection, order_id)
        approval = store.approval_of_order(connection, order_id)
    return held.state.value, None if approval is None else approval.state.value


def taken(stage: Stage) -> dict[str, int]:
    """Units that count against the agency's caps, by class."""
    with stage.database.transaction(stage.scope(SYSTEM, None)) as connection:
        rows = connection.execute(
            text(
                "select class, sum(reserved + committed + on_hand) as units"
                " from procheck.quota_balance group by class"
            )
        )
        return {row[0]: int(row[1]) for row in rows if row[1]}


@pytest.fixture
def approved(stage: Stage) -> tuple[Stage, str]:
    """An agency of a hundred, with ten desktops and five laptops approved."""
    stage.register(heads=100)
    made = stage.submit(order("PR-1", line(10), line(5, "6500.00", of="laptop")))
    return stage, made.examination.placed.id


def test_fewer_and_cheaper_keeps_the_approval_and_gives_the_rest_back(
    approved: tuple[Stage, str],
) -> None:
    stage, order_id = approved
    made = amended(stage, order_id, order("PR-1", line(8), line(5, "6400.00", of="laptop")))
    assert made.kind is AmendmentKind.NARROWING
    assert made.changes == ("/lines/0/quantity", "/lines/1/unit_price")
    assert standing(stage, order_id) == ("approved", "in-force")
    assert taken(stage) == {"desktop": 8, "laptop": 5}
    assert stage.kinds()[-1] == "order.amended"


def test_a_line_may_fall_away_and_a_narrowing_may_be_narrowed(approved: tuple[Stage, str]) -> None:
    stage, order_id = approved
    laptops = line(5, "6500.00", of="laptop")
    assert amended(stage, order_id, order("PR-1", laptops)).kind is AmendmentKind.NARROWING
    assert taken(stage) == {"laptop": 5}
    again = amended(stage, order_id, order("PR-1", {**laptops, "quantity": 2}))
    assert again.kind is AmendmentKind.NARROWING
    assert taken(stage) == {"laptop": 2}
    # Back up to what was approved at first is more than what it was narrowed to.
    back = amended(stage, order_id, order("PR-2", laptops))
    assert back.kind is AmendmentKind.REPLACING
    assert taken(stage) == {"laptop": 5}


def test_anything_else_is_examined_as_a_whole_and_takes_the_place(
    approved: tuple[Stage, str],
) -> None:
    stage, order_id = approved
    made = amended(stage, order_id, order("PR-2", line(11), line(5, "6500.00", of="laptop")))
    assert made.kind is AmendmentKind.REPLACING
    assert made.made is not None
    new = made.made.examination.placed.id
    assert standing(stage, order_id) == ("superseded", "superseded")
    assert standing(stage, new) == ("approved", "in-force")
    assert taken(stage) == {"desktop": 11, "laptop": 5}
    assert stage.kinds()[-4:] == [
        "order.amended",
        "approval.superseded",
        "order.examined",
        "approval.granted",
    ]


def test_raising_by_one_at_the_cap_is_answered_like_a_fresh_order(stage: Stage) -> None:
    stage.register(heads=10)
    made = stage.submit(order("PR-1", line(9)))
    order_id = made.examination.placed.id
    assert amended(stage, order_id, order("PR-2", line(10))).kind is AmendmentKind.REPLACING
    assert taken(stage) == {"desktop": 10}


def test_what_is_refused_leaves_the_order_and_its_quota_as_they_were(stage: Stage) -> None:
    stage.register(heads=10)
    order_id = stage.submit(order("PR-1", line(9))).examination.placed.id
    made = amended(stage, order_id, order("PR-2", line(11)))
    assert made.kind is AmendmentKind.REFUSED
    assert made.made is not None
    (finding,) = made.made.examination.verdict.findings
    # Eleven of ten, not twenty: nobody competes with himself.
    assert (finding.code, finding.over) == ("quantity-over-cap", "1")
    assert standing(stage, order_id) == ("approved", "in-force")
    assert standing(stage, made.made.examination.placed.id) == ("refused", None)
    assert taken(stage) == {"desktop": 9}
    with stage.database.transaction(stage.scope(SYSTEM, None)) as connection:
        assert amendments_of(connection, order_id) == ()


def test_what_was_refused_is_refused_again_by_the_same_figures_in_a_replay(stage: Stage) -> None:
    stage.register(heads=10)
    order_id = stage.submit(order("PR-1", line(4))).examination.placed.id
    stage.submit(order("PR-2", line(5)))
    made = amended(stage, order_id, order("PR-3", line(6)))
    again = replay(stage)
    assert made.kind is AmendmentKind.REFUSED
    assert (again.changed, again.tally.verdicts) == ([], 0)


def test_an_order_that_waits_is_replaced_by_what_it_is_to_be(stage: Stage) -> None:
    stage.register(heads=None)
    held = stage.submit(order("PR-1", line(3))).examination.placed.id
    made = amended(stage, held, order("PR-2", line(2)))
    assert made.kind is AmendmentKind.REPLACING
    assert standing(stage, held) == ("superseded", None)


def test_a_replacement_needs_a_reference_of_its_own(approved: tuple[Stage, str]) -> None:
    stage, order_id = approved
    with pytest.raises(DuplicateReference):
        amended(stage, order_id, order("PR-1", line(11)))
    assert standing(stage, order_id) == ("approved", "in-force")
    assert taken(stage) == {"desktop": 10, "laptop": 5}


def test_what_changes_nothing_and_what_is_over_is_refused(approved: tuple[Stage, str]) -> None:
    stage, order_id = approved
    same = order("PR-1", line(10), line(5, "6500.00", of="laptop"))
    with pytest.raises(NothingAmended):
        amended(stage, order_id, same)
    stage.cancel(order_id)
    with pytest.raises(WrongState):
        amended(stage, order_id, order("PR-1", line(8)))


def test_another_agencys_order_is_no_order(approved: tuple[Stage, str]) -> None:
    stage, order_id = approved
    stage.register(OTHER_AGENCY)
    with pytest.raises(OrderNotFound):
        amended(stage, order_id, order("PR-9", line(8), agency=OTHER_AGENCY))


def test_what_was_delivered_stays(approved: tuple[Stage, str]) -> None:
    stage, order_id = approved
    with stage.database.transaction(stage.scope(SYSTEM, None)) as connection:
        held = store.approval_of_order(connection, order_id)
    assert held is not None
    stage.deliver(held.number, ["SN-1", "SN-2", "SN-3"])
    laptops = line(5, "6500.00", of="laptop")
    with pytest.raises(LessThanDelivered) as raised:
        amended(stage, order_id, order("PR-1", line(2), laptops))
    assert (raised.value.line, raised.value.delivered) == (0, 3)
    with pytest.raises(LessThanDelivered):
        amended(stage, order_id, order("PR-1", laptops))
    with pytest.raises(PartlyDelivered):
        amended(stage, order_id, order("PR-2", line(11), laptops))
    assert amended(stage, order_id, order("PR-1", line(3), laptops)).changes == (
        "/lines/0/quantity",
    )
    assert taken(stage) == {"desktop": 3, "laptop": 5}


def test_a_narrowed_order_verifies_and_any_other_change_does_not(
    approved: tuple[Stage, str],
) -> None:
    stage, order_id = approved
    narrowed = order("PR-1", line(8), line(5, "6500.00", of="laptop"))
    amended(stage, order_id, narrowed)
    with stage.database.transaction(stage.scope(SYSTEM, None)) as connection:
        held = store.approval_of_order(connection, order_id)
        assert held is not None
        for document, code in (
            (narrowed, "content-narrowed"),
            (order("PR-1", line(10), line(5, "6500.00", of="laptop")), "content-same"),
            (order("PR-1", line(7), line(5, "6500.00", of="laptop")), "content-differs"),
        ):
            found = verify(
                held.statement,
                keys=[published(stage.office.signer)],
                now=stage.now,
                revocations=CurrentRevocations(connection, stage.now),
                document=document,
                narrowed=lambda number, content: is_narrowed(connection, number, content),
            )
            assert found.content.code == code
        assert not is_narrowed(connection, "PC-other", digest(b"{}"))


def test_amendments_are_kept_and_only_grow(approved: tuple[Stage, str]) -> None:
    stage, order_id = approved
    amended(stage, order_id, order("PR-1", line(8), line(5, "6500.00", of="laptop")))
    with stage.database.transaction(stage.scope(SYSTEM, None)) as connection:
        (kept,) = amendments_of(connection, order_id)
    assert (kept.kind, kept.lines, kept.recorded_by) == ("narrowing", (0, 1), OFFICER.person)
    assert json.loads(kept.document)["lines"][0]["quantity"] == 8


BASE = read_order(
    order(
        "PR-1",
        line(10, operating_system={"name": "A", "licence": {"channel": "oem", "count": 10}}),
        line(5, "6500.00", of="laptop"),
    )
)


def changed(place: int, **changes: Any) -> Any:  # noqa: ANN401 - members of a named tuple
    lines = list(BASE.lines)
    lines[place] = structs.replace(lines[place], **changes)
    return structs.replace(BASE, lines=tuple(lines))


@pytest.mark.parametrize("count", [8, 10])
def test_licences_may_be_as_many_or_fewer_as_long_as_they_cover(count: int) -> None:
    system = BASE.lines[0].operating_system
    assert system is not None
    assert system.licence is not None
    fewer = structs.replace(system, licence=structs.replace(system.licence, copies=count))
    assert narrowing(BASE, changed(0, quantity=8, operating_system=fewer)) == {0: 0, 1: 1}
    assert narrowing(BASE, changed(0, quantity=9, operating_system=fewer)) == (
        {0: 0, 1: 1} if count == 10 else None
    )


@given(st.integers(1, 12), st.integers(-3, 3), st.booleans())
def test_only_fewer_and_cheaper_is_a_narrowing(quantity: int, fen: int, other: bool) -> None:  # noqa: FBT001 - drawn by hypothesis
    price = BASE.lines[1].unit_price + fen
    made = changed(1, quantity=quantity, unit_price=price, model="Other" if other else "Example 1")
    wanted = quantity <= 5 and fen <= 0 and not other
    assert (narrowing(BASE, made) is not None) is wanted


@pytest.mark.parametrize(
    "changes",
    [
        {"supplier": None},
        {"reference": "PR-2"},
        {"agency": OTHER_AGENCY},
        {"price_basis": structs.replace(BASE.price_basis, includes=frozenset({Included.WARRANTY}))},
    ],
)
def test_what_is_said_of_the_whole_order_is_never_narrowed(changes: dict[str, Any]) -> None:
    assert narrowing(BASE, structs.replace(BASE, **changes)) is None


def test_papers_may_be_stated_where_none_was_and_never_changed_nor_withdrawn() -> None:
    shown = structs.replace(
        BASE, contract=Contract(number="EX-1"), responsible=Responsible(head="主要负责人")
    )
    assert narrowing(BASE, shown) == {0: 0, 1: 1}
    more = structs.replace(shown, contract=Contract(number="EX-1", rights_check="EX-2"))
    assert narrowing(shown, more) == {0: 0, 1: 1}
    assert narrowing(more, shown) is None
    assert narrowing(shown, structs.replace(shown, contract=Contract(number="EX-3"))) is None
    certificate = changed(0, energy_certificate=Certificate("EX-4"))
    assert narrowing(BASE, certificate) == {0: 0, 1: 1}
    assert narrowing(certificate, BASE) is None
    until = Certificate("EX-4", date(2027, 12, 31))
    dated = changed(0, energy_certificate=until)
    assert narrowing(certificate, dated) == {0: 0, 1: 1}
    assert narrowing(dated, certificate) is None
    assert narrowing(certificate, changed(0, energy_certificate=until._replace(number="X"))) is None
    system = BASE.lines[0].operating_system
    assert system is not None
    assert system.licence is not None
    for licence, stands in (
        (structs.replace(system.licence, term="永久"), True),
        (structs.replace(system.licence, base=LicenceBase(LicenceChannel.OEM)), False),
        (None, False),
    ):
        made = changed(0, operating_system=structs.replace(system, licence=licence))
        assert (narrowing(BASE, made) is not None) is stands


def test_a_line_is_never_added_nor_moved() -> None:
    first, second = BASE.lines
    assert narrowing(BASE, structs.replace(BASE, lines=(second, first))) is None
    assert narrowing(BASE, structs.replace(BASE, lines=(first, second, second))) is None
    assert narrowing(BASE, structs.replace(BASE, lines=(second,))) == {0: 1}
