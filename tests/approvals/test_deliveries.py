"""Deliveries on a real database: what becomes of units, whoever acts at once and whatever ends."""

from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from approvals.delivery_errors import DeliveryExists, NotInDelivery
from approvals.errors import (
    ActRefused,
    ApprovalNotFound,
    LessThanDelivered,
    MoreThanApproved,
    PartlyDelivered,
    SamePerson,
    SerialTaken,
    WrongState,
)
from approvals.irregularity import Mismatch
from approvals.reconciling import reconcile
from approvals.unit_states import MOVES, UnitAct, UnitState
from storage.scope import SYSTEM
from tests.approvals import licences
from tests.approvals.builders import OFFICER, OTHER_AGENCY, OTHER_SUPPLIER, line, order
from tests.approvals.deliveries import SENDER, account, close, delivery, do, send, states
from tests.approvals.replays import replay
from tests.approvals.stage import Stage, number_of, order_of, state_of
from tests.approvals.test_races import at_once
from tests.approvals.waivers import granted, left
from tests.cluster import TestDatabase


def approved(stage: Stage, quantity: int = 4, price: str = "4500.00") -> tuple[str, str]:
    """The order and the approval of so many desktops."""
    found = stage.submit(order(f"A-{stage.office.ids()}", line(quantity, price)))
    assert state_of(found) == "approved"
    return order_of(found), number_of(found)


def accepted(stage: Stage, identifier: str, *serials: str) -> None:
    do(stage, identifier, UnitAct.INSPECT, serials)
    do(stage, identifier, UnitAct.ACCEPT, serials)


def test_acceptance_takes_the_quota_as_recording_a_device_does(stage: Stage) -> None:
    stage.register(heads=10)
    _, number = approved(stage)
    identifier = send(stage, number, ["S-1", "S-2"])
    assert stage.balance() == (0, 4, 0)
    accepted(stage, identifier, "S-1")
    assert stage.balance() == (0, 3, 1)
    assert account(stage, number) == (1, 0, 0, 1, 2)
    assert stage.kinds()[-2:] == ["delivery.accepted", "asset.recorded"]
    assert stage.column("select source from procheck.asset") == ["acceptance 1"]


def test_whoever_sent_never_accepts_the_database_refuses_it_too(stage: Stage) -> None:
    stage.register()
    _, number = approved(stage)
    identifier = send(stage, number, ["S-1"], actor=OFFICER)
    do(stage, identifier, UnitAct.INSPECT, ["S-1"])
    with pytest.raises(SamePerson):
        do(stage, identifier, UnitAct.ACCEPT, ["S-1"])
    statement = (
        "insert into procheck.delivery_act (delivery, agency, supplier, act, units, person,"
        " recorded_at) select id, agency, supplier, 'accept', '{0}', despatched_by, recorded_at"
        " from procheck.delivery"
    )
    with (
        pytest.raises(DBAPIError, match="never accept"),
        stage.database.transaction(SYSTEM) as connection,
    ):
        connection.execute(text(statement))


def test_nobody_else_sends_on_an_approval_and_no_reference_comes_twice(stage: Stage) -> None:
    stage.register()
    _, number = approved(stage)
    with pytest.raises(ApprovalNotFound):
        send(stage, number, ["S-1"], supplier=OTHER_SUPPLIER)
    send(stage, number, ["S-1"], reference="DN-1")
    with pytest.raises(DeliveryExists):
        send(stage, number, ["S-2"], reference="DN-1")
    assert account(stage, number) == (0, 0, 0, 1, 3)


@pytest.mark.parametrize("asked", [3, 4, 5])
def test_as_many_devices_as_are_open_and_never_one_more(stage: Stage, asked: int) -> None:
    stage.register()
    _, number = approved(stage, 4)
    serials = [f"S-{it}" for it in range(asked)]
    if asked > 4:
        with pytest.raises(MoreThanApproved) as caught:
            send(stage, number, serials)
        assert (caught.value.remaining, caught.value.delivered) == (4, 5)
    else:
        send(stage, number, serials)
        assert account(stage, number) == (0, 0, 0, asked, 4 - asked)


def test_an_act_names_devices_of_its_delivery_alone(stage: Stage) -> None:
    stage.register()
    _, number = approved(stage)
    identifier = send(stage, number, ["S-1"])
    send(stage, number, ["S-2"])
    with pytest.raises(NotInDelivery):
        do(stage, identifier, UnitAct.RECEIVE, ["S-1", "S-2"])
    assert states(stage, identifier) == [UnitState.DESPATCHED]


@pytest.mark.parametrize("end", [UnitAct.WITHDRAW, UnitAct.EXCHANGE, UnitAct.RETURN])
def test_what_is_told_late_of_a_device_leaves_its_next_delivery_alone(
    stage: Stage, end: UnitAct
) -> None:
    stage.register()
    _, number = approved(stage)
    first = send(stage, number, ["S-1"])
    if end is not UnitAct.WITHDRAW:
        do(stage, first, UnitAct.RECEIVE, ["S-1"])
    do(stage, first, end, ["S-1"])
    second = send(stage, number, ["S-1"])
    before = (account(stage, number), stage.balance(), stage.kinds(), delivery(stage, first))
    for act in UnitAct:
        with suppress(WrongState):
            assert do(stage, first, act, ["S-1"]).leaf is None
    assert (
        account(stage, number),
        stage.balance(),
        stage.kinds(),
        delivery(stage, first),
    ) == before
    assert states(stage, second) == [UnitState.DESPATCHED]
    do(stage, second, UnitAct.INSPECT, ["S-1"])
    do(stage, second, UnitAct.ACCEPT, ["S-1"])
    assert states(stage, second) == [UnitState.ACCEPTED]


# what ends while devices are under way


@pytest.mark.parametrize("end", ["expire", "revoke", "cancel"])
def test_what_is_under_way_outlives_the_end_and_the_rest_lapses(stage: Stage, end: str) -> None:
    stage.register(heads=10)
    order_id, number = approved(stage)
    identifier = send(stage, number, ["S-1", "S-2", "S-3"])
    do(stage, identifier, UnitAct.INSPECT, ["S-1", "S-2"])
    do(stage, identifier, UnitAct.MISS, ["S-3"])
    if end == "expire":
        stage.now = stage.approval(number).expires_at + timedelta(days=1)
        assert stage.expire() == 1
    elif end == "revoke":
        stage.revoke(number)
    else:
        stage.cancel(order_id)
    assert account(stage, number) == (0, 0, 1, 3, 0)
    assert stage.balance() == (0, 3, 0)
    with pytest.raises(WrongState):
        send(stage, number, ["S-4"])
    if end == "expire":
        do(stage, identifier, UnitAct.ACCEPT, ["S-1"])
    else:
        with pytest.raises(WrongState):
            do(stage, identifier, UnitAct.ACCEPT, ["S-1"])
        do(stage, identifier, UnitAct.RETURN, ["S-1"])
    # Nothing more is sent on it: what would be open again lapses.
    do(stage, identifier, UnitAct.EXCHANGE, ["S-2"])
    do(stage, identifier, UnitAct.WITHDRAW, ["S-3"])
    here = 1 if end == "expire" else 0
    assert account(stage, number) == (here, 1 - here, 3, 0, 0)
    assert stage.balance() == (0, 0, here)
    assert (replay(stage).changed, replay(stage).tally.verdicts) == ([], 0)


def test_an_amendment_keeps_what_was_sent_and_replaces_nothing_meanwhile(stage: Stage) -> None:
    stage.register()
    found = stage.submit(order("A-1", line(4)))
    send(stage, number_of(found), ["S-1", "S-2"])
    with pytest.raises(LessThanDelivered):
        stage.amend(order_of(found), order("A-1", line(1)))
    with pytest.raises(PartlyDelivered):
        stage.amend(order_of(found), order("A-2", line(5)))
    stage.amend(order_of(found), order("A-1", line(2)))
    assert account(stage, number_of(found)) == (0, 0, 2, 2, 0)


def test_what_goes_back_for_good_frees_its_place_under_the_cap(stage: Stage) -> None:
    stage.register(heads=4)
    _, number = approved(stage, 4)
    identifier = send(stage, number, ["S-1", "S-2"])
    do(stage, identifier, UnitAct.RECEIVE, ["S-1", "S-2"])
    do(stage, identifier, UnitAct.EXCHANGE, ["S-1"])
    assert state_of(stage.submit(order("B-1", line(1)))) == "refused"
    do(stage, identifier, UnitAct.RETURN, ["S-2"])
    assert account(stage, number) == (0, 1, 0, 0, 3)
    assert state_of(stage.submit(order("B-2", line(1)))) == "approved"
    send(stage, number, ["S-2"])


def test_returned_devices_give_units_of_a_waiver_back_exactly_once(stage: Stage) -> None:
    stage.register(heads=20)
    waiver = granted(stage)
    _, number = approved(stage, 3, "6200.00")
    identifier = send(stage, number, ["S-1", "S-2"])
    do(stage, identifier, UnitAct.RECEIVE, ["S-1", "S-2"])
    for _ in range(2):
        do(stage, identifier, UnitAct.RETURN, ["S-1"])
        assert left(stage, waiver) == 1
    stage.revoke(number)
    assert left(stage, waiver) == 2
    do(stage, identifier, UnitAct.RETURN, ["S-2"])
    assert left(stage, waiver) == 3


def test_returned_devices_give_copies_of_a_licence_back_exactly_once(stage: Stage) -> None:
    stage.register(heads=20)
    grant = licences.confirmed(stage, licences.terms(copies=5))
    found = stage.submit(licences.licensed("A-1", 3, grant))
    number = number_of(found)
    identifier = send(stage, number, ["S-1", "S-2"])
    do(stage, identifier, UnitAct.RECEIVE, ["S-1", "S-2"])
    drawn = "select drawn from procheck.licence_grant"
    assert stage.column(drawn) == [3]
    do(stage, identifier, UnitAct.RETURN, ["S-1"])
    assert stage.column(drawn) == [2]
    stage.cancel(order_of(found))
    assert stage.column(drawn) == [1]
    do(stage, identifier, UnitAct.EXCHANGE, ["S-2"])
    assert stage.column(drawn) == [0]
    assert (replay(stage).changed, replay(stage).tally.verdicts) == ([], 0)


def test_what_is_given_up_lapses_and_what_is_under_way_comes_all_the_same(stage: Stage) -> None:
    stage.register(heads=4)
    grant = licences.confirmed(stage, licences.terms(copies=4))
    number = number_of(stage.submit(licences.licensed("A-1", 4, grant)))
    identifier = send(stage, number, ["S-1"])
    assert close(stage, number) is not None
    assert account(stage, number) == (0, 0, 3, 1, 0)
    assert stage.column("select drawn from procheck.licence_grant") == [1]
    assert close(stage, number) is None
    with pytest.raises(MoreThanApproved):
        send(stage, number, ["S-2"])
    accepted(stage, identifier, "S-1")
    assert account(stage, number) == (1, 0, 3, 0, 0)
    assert (replay(stage).changed, replay(stage).tally.verdicts) == ([], 0)
    stage.revoke(number)
    with pytest.raises(WrongState):
        close(stage, number)


# many at once, and across agencies


def test_parallel_despatches_never_send_more_than_was_approved(open_stage: Stage) -> None:
    open_stage.register(heads=20)
    _, number = approved(open_stage, 3)
    found = at_once([partial(send, open_stage, number, [f"S-{it}"]) for it in range(12)])
    assert [type(it) for it in found if isinstance(it, ActRefused)] == [MoreThanApproved] * 9
    assert account(open_stage, number) == (0, 0, 0, 3, 0)


def test_one_serial_sent_to_two_agencies_at_once_is_sent_once(open_stage: Stage) -> None:
    open_stage.register(heads=20)
    open_stage.register(OTHER_AGENCY, heads=20)
    _, mine = approved(open_stage, 8)
    theirs = number_of(open_stage.submit(order("B-1", line(8), agency=OTHER_AGENCY)))
    acts = [
        partial(send, open_stage, number, [f"S-{it}", f"T-{it}"])
        for it in range(4)
        for number in (mine, theirs)
    ]
    found = at_once(acts)
    refused = [it for it in found if isinstance(it, ActRefused)]
    assert [type(it) for it in refused] == [SerialTaken] * 4
    assert open_stage.column("select count(*) from procheck.device_serial") == [8]
    by_hand = at_once([partial(open_stage.deliver, None, [it]) for it in ("S-0", "U-1")] * 3)
    assert [type(it) for it in by_hand].count(SerialTaken) == 5


def test_acceptance_and_return_at_once_end_a_device_once(open_stage: Stage) -> None:
    open_stage.register(heads=20)
    _, number = approved(open_stage, 4)
    serials = [f"S-{it}" for it in range(4)]
    identifier = send(open_stage, number, serials)
    do(open_stage, identifier, UnitAct.INSPECT, serials)
    acts = [
        partial(do, open_stage, identifier, act, [it])
        for it in serials
        for act in (UnitAct.ACCEPT, UnitAct.RETURN, UnitAct.EXCHANGE)
    ]
    found = at_once(acts)
    assert [type(it) for it in found].count(WrongState) == 8
    here, back, _, sent, again = account(open_stage, number)
    assert (here + back + again, sent) == (4, 0)
    assert open_stage.balance() == (0, again, here)


# the second wall, and the record


def test_the_database_holds_the_very_table_of_moves(stage: Stage) -> None:
    stage.register()
    _, number = approved(stage)
    identifier = send(stage, number, ["S-1"])
    allowed = {
        (state, to) for state, moves in MOVES.items() for to in moves.values() if to is not state
    }
    for state in UnitState:
        for to in UnitState:
            if state is not to:
                assert _lets(stage, identifier, state, to) is ((state, to) in allowed), (state, to)


def _lets(stage: Stage, identifier: str, state: UnitState, to: UnitState) -> bool:
    """Whether the trigger lets a device pass; asked of the function itself, nothing is stored."""
    change = "update procheck.delivery_unit set state = :to where delivery = :id"
    steps = {
        UnitState.MISSING: [UnitState.MISSING],
        UnitState.RECEIVED: [UnitState.RECEIVED],
        UnitState.INSPECTED: [UnitState.INSPECTED],
        UnitState.DAMAGED: [UnitState.DAMAGED],
        UnitState.ACCEPTED: [UnitState.INSPECTED, UnitState.ACCEPTED],
        UnitState.RETURNED: [UnitState.RECEIVED, UnitState.RETURNED],
        UnitState.EXCHANGED: [UnitState.RECEIVED, UnitState.EXCHANGED],
        UnitState.WITHDRAWN: [UnitState.WITHDRAWN],
    }
    with stage.database.transaction(SYSTEM) as connection:
        savepoint = connection.begin_nested()
        try:
            for it in (*steps.get(state, ()), to):
                connection.execute(text(change), {"to": it.value, "id": identifier})
        except DBAPIError as error:
            assert "never becomes" in str(error)  # noqa: PT017 - whether it is refused is the answer
            return False
        else:
            return True
        finally:
            savepoint.rollback()


@pytest.mark.parametrize(
    "change",
    ["under_way = committed + 1", "under_way = -1", "returned = released + 1"],
)
def test_the_account_of_a_line_is_kept_by_the_database(stage: Stage, change: str) -> None:
    stage.register()
    _, number = approved(stage)
    send(stage, number, ["S-1"])
    with (
        pytest.raises(DBAPIError, match="ck_order_line_"),
        stage.database.transaction(SYSTEM) as connection,
    ):
        connection.execute(text(f"update procheck.order_line set {change}"))  # noqa: S608 - from above


@pytest.mark.parametrize("table", ["delivery_inspection", "delivery_evidence", "delivery_act"])
def test_what_was_found_only_grows(stage: Stage, table: str) -> None:
    for act in ("delete from procheck.{}", "update procheck.{} set delivery = delivery"):
        with (
            pytest.raises(DBAPIError, match="permission denied"),
            stage.database.transaction(SYSTEM) as connection,
        ):
            connection.execute(text(act.format(table)))


@pytest.fixture
def lived(open_stage: Stage) -> tuple[Stage, str]:
    open_stage.register(heads=20)
    _, number = approved(open_stage, 6)
    identifier = send(open_stage, number, [f"S-{it}" for it in range(6)])
    do(open_stage, identifier, UnitAct.MISS, ["S-0", "S-1"])
    accepted(open_stage, identifier, "S-2")
    do(open_stage, identifier, UnitAct.RECEIVE, ["S-3", "S-4"])
    do(open_stage, identifier, UnitAct.RETURN, ["S-3"])
    do(open_stage, identifier, UnitAct.EXCHANGE, ["S-4"])
    do(open_stage, identifier, UnitAct.WITHDRAW, ["S-0"])
    do(open_stage, identifier, UnitAct.DAMAGE, ["S-5"])
    return open_stage, identifier


def found(stage: Stage) -> list[Any]:
    with stage.database.snapshot(SYSTEM) as connection:
        return [it.mismatch for it in reconcile(connection, page=2)]


def test_rows_of_deliveries_and_their_record_agree(lived: tuple[Stage, str]) -> None:
    stage, identifier = lived
    assert [it.value for it in states(stage, identifier)] == [
        "withdrawn", "missing", "accepted", "returned", "exchanged", "damaged",
    ]  # fmt: skip
    assert account(stage, delivery(stage, identifier).number) == (1, 1, 0, 2, 2)
    assert found(stage) == []


@pytest.mark.parametrize(
    ("statement", "mismatch"),
    [
        (
            "update procheck.delivery_unit set state = 'inspected' where serial = 'S-1'",
            Mismatch.UNIT_STATE,
        ),
        ("update procheck.delivery_unit set serial = 'X' where serial = 'S-3'", Mismatch.UNIT_GONE),
        (
            "update procheck.delivery_unit set serial = 'X' where serial = 'S-3'",
            Mismatch.UNIT_UNRECORDED,
        ),
        ("update procheck.order_line set under_way = 1", Mismatch.UNIT_COUNTER),
        ("update procheck.order_line set returned = 0", Mismatch.UNIT_COUNTER),
        ("update procheck.asset set line = 7 where serial = 'S-2'", Mismatch.UNIT_DEVICE),
    ],
)
def test_a_row_that_is_not_as_recorded_is_named(
    lived: tuple[Stage, str], fresh_database: TestDatabase, statement: str, mismatch: Mismatch
) -> None:
    stage, _ = lived
    with fresh_database.address.connect(database=fresh_database.name) as superuser:
        superuser.execute("set session_replication_role = replica")
        assert superuser.execute(statement.encode()).rowcount == 1
    assert mismatch in found(stage)


def test_who_sends_is_told_in_the_record_with_every_serial(stage: Stage) -> None:
    stage.register()
    _, number = approved(stage)
    identifier = send(stage, number, ["S-1", "S-2"])
    held = delivery(stage, identifier)
    assert (held.despatched_by, held.revision) == (SENDER.person, 1)
    bodies = stage.column(
        "select convert_from(body, 'UTF8')::json->'body'->'lines'->0->'serials' #>> '{}'"
        " from procheck.ledger_event where kind = 'delivery.despatched'"
    )
    assert bodies == ['["S-1","S-2"]']
