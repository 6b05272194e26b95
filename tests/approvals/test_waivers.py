"""Waivers: by two people, bounded in quantity, amount and time, used as they are drawn."""

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from approvals.draws import draw
from approvals.errors import (
    NotNamed,
    QuotaOverdrawn,
    SamePerson,
    WaiverMisstated,
    WaiverNotFound,
    WrongState,
)
from approvals.receipt import recompute
from approvals.states import WaiverState
from approvals.submit import Submission
from approvals.waiver import Narrower, Wanted
from ledger.canonical import canonical
from ledger.entry import Actor
from tests.approvals.builders import (
    AGENCY,
    APPROVER,
    OFFICER,
    OTHER_AGENCY,
    TODAY,
    law,
    law_digest,
    line,
    order,
)
from tests.approvals.stage import Stage, number_of, order_of, state_of
from tests.approvals.test_verification import claims_of
from tests.approvals.waivers import (
    LAST,
    LIFE,
    PRICE,
    QUANTITY,
    ask,
    decline,
    grant,
    granted,
    left,
    page,
    waiver,
    wanted,
    withdraw,
)
from validators.rulebook import WAIVABLE
from validators.waiving import Draw

SECOND = Actor(person="person-officer-two", role="officer", authentication="api-key")
SAME = Actor(person=OFFICER.person, role="approver", authentication="api-key")
SECOND_APPROVER = Actor(person=SECOND.person, role="approver", authentication="api-key")
LAWS = {law_digest(): law()}


def dear(reference: str, quantity: int = 1, price: str = "6200.00", **changes: Any) -> Any:  # noqa: ANN401 - JSON values
    return order(reference, line(quantity, price, **changes))


def outcomes(found: Submission) -> list[str]:
    return [it.outcome.value for it in found.examination.verdict.findings]


def test_a_waiver_lets_an_order_pass_and_its_finding_says_by_whom_and_until_when(
    stage: Stage,
) -> None:
    stage.register()
    number = granted(stage)
    found = stage.submit(dear("A-1", 2))
    assert state_of(found) == "approved"
    (finding,) = found.examination.verdict.findings
    assert (finding.outcome, finding.code) == ("waived", "price-over-ceiling")
    assert (finding.observed, finding.limit, finding.over) == ("6200.00", "5000.00", "1200.00")
    assert finding.waiver == (number, APPROVER.person, LAST, 2, 1)
    for said in (finding.message.zh, finding.message.en):
        assert {number, APPROVER.person, LAST.isoformat()} <= set(re.findall(r"[\w-]+", said))
    assert left(stage, number) == 1


def test_without_a_grant_a_request_lets_nothing_pass(stage: Stage) -> None:
    stage.register()
    number = ask(stage)
    assert state_of(stage.submit(dear("A-1"))) == "refused"
    decline(stage, number)
    assert state_of(stage.submit(dear("A-2"))) == "refused"
    assert waiver(stage, number).state == "declined"
    assert stage.kinds().count("waiver.declined") == 1


# by two people


def test_whoever_asked_can_neither_grant_nor_decline_in_whatever_role(stage: Stage) -> None:
    stage.register()
    number = ask(stage)
    for act in (grant, decline):
        with pytest.raises(SamePerson):
            act(stage, number, actor=SAME)
    assert waiver(stage, number).state == "asked"


def test_the_database_too_refuses_that_the_asker_grants(stage: Stage) -> None:
    stage.register()
    number = ask(stage)
    with (
        pytest.raises(DBAPIError, match="can never grant"),
        stage.database.transaction(stage.scope(APPROVER)) as connection,
    ):
        connection.execute(
            text(
                "insert into procheck.waiver_decision (waiver, agency, granted, units, valid_from,"
                " valid_until, reason, person, recorded_at) values (:waiver, :agency, true, 1,"
                " :day, :day, 'r', :person, now())"
            ),
            {"waiver": number, "agency": AGENCY, "day": TODAY, "person": OFFICER.person},
        )


def test_where_the_agency_names_its_approvers_only_one_of_them_grants_and_withdraws(
    stage: Stage,
) -> None:
    stage.register()
    stage.approvers("somebody-else")
    number = ask(stage)
    with pytest.raises(NotNamed):
        grant(stage, number)
    stage.approvers(APPROVER.person)
    grant(stage, number)
    stage.approvers("somebody-else")
    with pytest.raises(NotNamed):
        withdraw(stage, number)


def test_who_granted_a_waiver_passes_no_order_of_his_own_by_it(stage: Stage) -> None:
    stage.register()
    number = granted(stage, actor=SECOND_APPROVER)
    own = stage.submit(dear("A-1"), actor=SECOND)
    assert state_of(own) == "refused"
    assert state_of(stage.submit(dear("A-2"))) == "approved"
    assert left(stage, number) == 2
    statement = text(
        "insert into procheck.waiver_draw (waiver, agency, order_id, line, units, recorded_at,"
        " recorded_by) values (:waiver, :agency, :order, 0, 1, :now, 'x')"
    )
    values = {"waiver": number, "agency": AGENCY, "order": order_of(own), "now": stage.now}
    with (
        pytest.raises(DBAPIError, match="not in force"),
        stage.database.transaction(stage.scope(OFFICER)) as connection,
    ):
        connection.execute(statement, values)


def test_a_decision_is_made_once(stage: Stage) -> None:
    stage.register()
    number = granted(stage)
    for act in (grant, decline):
        with pytest.raises(WrongState):
            act(stage, number)


# bounded


@pytest.mark.parametrize(("units", "state"), [(2, "approved"), (3, "approved"), (4, "refused")])
def test_units_are_a_bound(stage: Stage, units: int, state: str) -> None:
    stage.register()
    granted(stage)
    found = stage.submit(dear("A-1", units))
    assert state_of(found) == state
    if state == "refused":
        (finding,) = found.examination.verdict.findings
        assert finding.outcome == "breach"
        assert finding.waiver is None
        assert "leaves 3, and this takes 4" in finding.message.en
        assert "余 3 台" in finding.message.zh


@pytest.mark.parametrize(
    ("price", "state"), [("6199.99", "approved"), ("6200.00", "approved"), ("6200.01", "refused")]
)
def test_the_unit_price_is_a_bound_to_the_fen(stage: Stage, price: str, state: str) -> None:
    stage.register()
    granted(stage)
    found = stage.submit(dear("A-1", 1, price))
    assert state_of(found) == state
    if state == "refused":
        (finding,) = found.examination.verdict.findings
        assert "at most 6200.00 yuan" in finding.message.en
        assert "至多为 6200.00 元" in finding.message.zh


@pytest.mark.parametrize(
    ("day", "state"),
    [(0, "refused"), (1, "approved"), (2, "approved"), (3, "refused")],
)
def test_first_and_last_day_are_bounds_in_shanghai(stage: Stage, day: int, state: str) -> None:
    stage.register()
    first, last = TODAY + timedelta(days=1), TODAY + timedelta(days=2)
    granted(stage, wanted(first=first, last=last))
    stage.later(days=day)
    assert state_of(stage.submit(dear("A-1"))) == state


def test_a_waiver_is_dead_with_the_first_second_after_its_last_day(stage: Stage) -> None:
    stage.register()
    number = granted(stage, wanted(last=TODAY))
    stage.now = datetime(2026, 11, 23, 15, 59, 59, tzinfo=UTC)
    assert state_of(stage.submit(dear("A-1"))) == "approved"
    assert waiver(stage, number).state_at(stage.now) is WaiverState.GRANTED
    stage.later(seconds=1)
    assert state_of(stage.submit(dear("A-2"))) == "refused"
    assert waiver(stage, number).state_at(stage.now) is WaiverState.EXPIRED


def test_a_grant_may_narrow_every_bound_and_widen_none(stage: Stage) -> None:
    stage.register()
    number = ask(stage)
    day = timedelta(days=1)
    for narrower, member in (
        (Narrower(units=4), "units"),
        (Narrower(unit_price=Decimal("6200.01")), "unit_price"),
        (Narrower(valid_from=TODAY - day), "valid_from"),
        (Narrower(valid_until=LAST + day), "valid_until"),
        (Narrower(valid_until=TODAY - day), "valid_until"),
    ):
        with pytest.raises(WaiverMisstated) as raised:
            grant(stage, number, narrower=narrower)
        assert [it.member for it in raised.value.misfits] == [member]
    narrow = Narrower(units=1, unit_price=Decimal(5500), valid_from=TODAY, valid_until=TODAY)
    grant(stage, number, narrower=narrow)
    states = [
        state_of(stage.submit(dear(f"A-{at}", *what)))
        for at, what in enumerate([(2, "5500"), (1, "5500.01"), (1, "5500"), (1, "5500")])
    ]
    assert states == ["refused", "refused", "approved", "refused"]


def test_a_waiver_is_for_its_rule_its_class_its_attributes_and_its_provision(stage: Stage) -> None:
    stage.register()
    granted(stage, wanted(QUANTITY, 50))
    granted(stage, wanted(of="laptop", price="9000"))
    granted(stage, wanted(of="printer", attributes=(("colour", False),)))
    granted(stage, wanted(edition="example-equipment", row="打印机"))
    assert state_of(stage.submit(dear("A-1"))) == "refused"
    colour = line(1, "1300.00", of="printer", attributes={"colour": True})
    unsaid = line(1, "1300.00", of="printer", attributes={})
    for at, it in enumerate((colour, unsaid)):
        found = stage.submit(order(f"P-{at}", it))
        assert "breach" in outcomes(found)
        assert "waived" not in outcomes(found)
    plain = line(1, "1300.00", of="printer", attributes={"colour": False})
    assert outcomes(stage.submit(order("P-3", plain))) == ["waived"]
    granted(stage, wanted(edition="example-equipment", row="台式计算机"))
    assert state_of(stage.submit(dear("A-2"))) == "approved"


@pytest.mark.parametrize(
    ("what", "member", "code"),
    [
        (wanted("preloaded-genuine-os"), "rule", "not-waivable"),
        (wanted("no-such-rule"), "rule", "not-waivable"),
        (wanted(price=None), "unit_price", "amount-needed"),
        (wanted(edition="no-such"), "provision/edition", "unknown-value"),
        (wanted(edition="example-equipment", row="no"), "provision/row", "unknown-value"),
        (wanted(first=TODAY - timedelta(days=1)), "valid_from", "before-today"),
        (wanted(first=LAST, last=TODAY), "valid_until", "day-outside"),
        (wanted(last=TODAY + timedelta(days=367)), "valid_until", "day-outside"),
        (wanted(extends="WV-2026-0000-0000-0000-0000"), "extends", "unknown-waiver"),
    ],
)
def test_what_cannot_be_asked_for_is_told_by_its_member_and_leaves_nothing(
    stage: Stage, what: Wanted, member: str, code: str
) -> None:
    stage.register()
    with pytest.raises(WaiverMisstated) as raised:
        ask(stage, what)
    assert [(it.member, it.code) for it in raised.value.misfits] == [(member, code)]
    assert page(stage) == []


def test_an_amount_is_not_taken_by_a_rule_that_is_not_about_price(stage: Stage) -> None:
    stage.register()
    priced = replace(wanted().bounds, unit_price=Decimal(1))
    with pytest.raises(WaiverMisstated):
        ask(stage, wanted(QUANTITY, bounds=priced))


def test_price_number_and_life_can_be_waived_and_an_operating_system_cannot() -> None:
    assert set(WAIVABLE) == {PRICE, QUANTITY, LIFE}


# number and life


def test_a_waiver_of_number_takes_what_is_over_the_cap_and_the_next_unit_is_refused(
    stage: Stage,
) -> None:
    stage.register(heads=10)
    number = granted(stage, wanted(QUANTITY, 3))
    found = stage.submit(order("A-1", line(11), line(2)))
    assert state_of(found) == "approved"
    assert [it.waiver.units for it in found.examination.verdict.findings if it.waiver] == [1, 2]
    assert left(stage, number) == 0
    assert stage.balance() == (0, 13, 0)
    assert stage.column("select distinct excused from procheck.quota_movement") == [number]
    over = stage.submit(order("A-2", line(1)))
    assert state_of(over) == "refused"
    assert "leaves 0" in over.examination.verdict.findings[0].message.en


def test_a_waiver_of_life_takes_one_unit_for_each_device(stage: Stage) -> None:
    stage.register()
    stage.deliver(None, ["S-1", "S-2", "S-3"], in_service_since=date(2025, 1, 1))
    number = granted(stage, wanted(LIFE, 2))
    replacing = [line(1, replaces=[serial]) for serial in ("S-1", "S-2", "S-3")]
    assert state_of(stage.submit(order("A-1", *replacing))) == "refused"
    assert left(stage, number) == 2
    assert state_of(stage.submit(order("A-2", *replacing[:2]))) == "approved"
    assert left(stage, number) == 0


def test_of_two_waivers_the_one_that_ends_first_is_used_first_and_none_is_added_to_another(
    stage: Stage,
) -> None:
    stage.register()
    later = granted(stage, wanted(units=2))
    sooner = granted(stage, wanted(units=1, last=TODAY))
    assert state_of(stage.submit(dear("A-1", 3))) == "refused"
    stage.submit(dear("A-2"))
    assert (left(stage, sooner), left(stage, later)) == (0, 2)
    assert state_of(stage.submit(dear("A-3", 2))) == "approved"
    assert left(stage, later) == 0


def test_an_order_that_is_refused_for_something_else_draws_nothing(stage: Stage) -> None:
    stage.register(heads=10)
    number = granted(stage)
    found = stage.submit(order("A-1", line(1, "6200.00"), line(1, "8000.00", of="laptop")))
    assert outcomes(found) == ["waived", "breach"]
    assert state_of(found) == "refused"
    assert left(stage, number) == 3


# given back, exactly once


def test_cancelling_gives_back_once(stage: Stage) -> None:
    stage.register()
    number = granted(stage)
    found = stage.submit(dear("A-1", 3))
    assert left(stage, number) == 0
    stage.cancel(order_of(found))
    assert left(stage, number) == 3
    with pytest.raises(WrongState):
        stage.cancel(order_of(found))
    assert left(stage, number) == 3
    assert stage.column("select units from procheck.waiver_draw order by id") == [3, -3]


def test_revoking_and_expiring_give_back_once(stage: Stage) -> None:
    stage.register()
    number = granted(stage, wanted(units=2))
    first, second = (stage.submit(dear(name)) for name in ("A-1", "A-2"))
    stage.revoke(number_of(first))
    assert left(stage, number) == 1
    stage.now = stage.approval(number_of(second)).expires_at
    stage.expire()
    stage.expire()
    assert left(stage, number) == 2
    assert stage.approval(number_of(second)).state == "expired"


def test_what_was_delivered_has_used_the_waiver(stage: Stage) -> None:
    stage.register()
    number = granted(stage)
    found = stage.submit(dear("A-1", 3))
    stage.deliver(number_of(found), ["S-1", "S-2"])
    stage.cancel(order_of(found))
    assert left(stage, number) == 1


def test_declining_and_lapsing_give_back_what_waited_for_a_decision(stage: Stage) -> None:
    stage.register()
    stage.approvers(APPROVER.person)
    number = granted(stage, wanted(units=2))
    first, second = (stage.submit(dear(name)) for name in ("A-1", "A-2"))
    assert {state_of(first), state_of(second)} == {"referred"}
    assert left(stage, number) == 0
    stage.decline(order_of(first))
    assert left(stage, number) == 1
    stage.later(days=31)
    stage.expire()
    assert stage.order(order_of(second)).ended == "lapsed"
    assert left(stage, number) == 2


# dead on time on every path


def test_a_referred_order_is_granted_by_a_waiver_in_force_and_holds_its_units_once(
    stage: Stage,
) -> None:
    stage.register()
    stage.approvers(APPROVER.person)
    number = granted(stage)
    found = stage.submit(dear("A-1", 3))
    stage.later(days=1)
    again = stage.grant(order_of(found))
    assert state_of(again) == "approved"
    assert left(stage, number) == 0
    assert stage.column("select units from procheck.waiver_draw") == [3]


@pytest.mark.parametrize("end", ["expiry", "withdrawal"])
def test_a_decision_after_the_end_of_the_waiver_refuses_and_gives_back(
    stage: Stage, end: str
) -> None:
    stage.register()
    stage.approvers(APPROVER.person)
    number = granted(stage, wanted(last=TODAY))
    found = stage.submit(dear("A-1", 3))
    if end == "expiry":
        stage.later(days=1)
    else:
        withdraw(stage, number)
    assert state_of(stage.grant(order_of(found))) == "refused"
    assert left(stage, number) == 3
    assert stage.balance() == (0, 0, 0)


def test_a_held_order_is_examined_again_under_the_waivers_of_that_day(stage: Stage) -> None:
    stage.register(heads=None)
    number = granted(stage, wanted(last=TODAY))
    alive, dead = (stage.submit(dear(name)) for name in ("A-1", "A-2"))
    assert {state_of(alive), state_of(dead)} == {"held"}
    assert "waived" in outcomes(alive)
    assert left(stage, number) == 3
    stage.headcount(10)
    assert state_of(stage.reexamine(order_of(alive))) == "approved"
    assert left(stage, number) == 2
    stage.later(days=1)
    assert state_of(stage.reexamine(order_of(dead))) == "refused"


def test_an_answer_after_the_end_of_the_waiver_refuses(stage: Stage) -> None:
    stage.register()
    printer = line(1, "1300.00", of="printer", attributes={"colour": True})
    granted(stage, wanted(of="printer", price="1300.00", last=TODAY))
    alive, dead = (stage.submit(order(name, printer)) for name in ("A-1", "A-2"))
    assert {state_of(alive), state_of(dead)} == {"referred"}
    assert state_of(stage.answer(order_of(alive), "colour-printers-needed")) == "approved"
    stage.later(days=1)
    assert state_of(stage.answer(order_of(dead), "colour-printers-needed")) == "refused"


def test_after_its_end_nothing_is_decided_any_more(stage: Stage) -> None:
    stage.register()
    asked, live = ask(stage, wanted(last=TODAY)), granted(stage, wanted(last=TODAY))
    stage.later(days=1)
    for act, number in ((grant, asked), (decline, asked), (withdraw, live)):
        with pytest.raises(WrongState) as raised:
            act(stage, number)
        assert raised.value.state == "expired"


def test_a_withdrawn_waiver_lets_nothing_pass_and_what_it_allowed_stands(stage: Stage) -> None:
    stage.register()
    number = granted(stage)
    found = stage.submit(dear("A-1"))
    withdraw(stage, number)
    assert stage.approval(number_of(found)).state == "in-force"
    assert state_of(stage.submit(dear("A-2"))) == "refused"
    with pytest.raises(WrongState):
        withdraw(stage, number)
    stage.cancel(order_of(found))
    assert left(stage, number) == 3


def _draw(connection: Connection, stage: Stage, order_id: str, units: Draw) -> None:
    draw(connection, AGENCY, order_id, [units], OFFICER.person, stage.now)


def test_the_database_too_draws_nothing_of_a_waiver_that_is_over(stage: Stage) -> None:
    stage.register()
    number = granted(stage, wanted(last=TODAY))
    found = stage.submit(dear("A-1", 1, "4000.00"))
    stage.later(days=1)
    with (
        pytest.raises(QuotaOverdrawn),
        stage.database.transaction(stage.scope(OFFICER)) as connection,
    ):
        _draw(connection, stage, order_of(found), Draw(number, 0, 1))


def test_the_database_too_draws_no_more_than_was_granted(stage: Stage) -> None:
    stage.register()
    number = granted(stage)
    found = stage.submit(dear("A-1", 1, "4000.00"))
    with (
        pytest.raises(QuotaOverdrawn),
        stage.database.transaction(stage.scope(OFFICER)) as connection,
    ):
        _draw(connection, stage, order_of(found), Draw(number, 0, 4))


# extensions, other agencies, the record


def test_an_extension_is_a_request_of_its_own_and_goes_back_to_review(stage: Stage) -> None:
    stage.register()
    first = granted(stage, wanted(last=TODAY))
    stage.later(days=1)
    day = stage.now.date()
    number = ask(stage, wanted(first=day, extends=first))
    assert state_of(stage.submit(dear("A-1"))) == "refused"
    with pytest.raises(SamePerson):
        grant(stage, number, actor=SAME)
    grant(stage, number)
    assert state_of(stage.submit(dear("A-2"))) == "approved"
    assert left(stage, first) == 3
    with pytest.raises(WaiverMisstated):
        ask(stage, wanted(QUANTITY, first=day, extends=first))


def test_another_agencys_waiver_is_not_found_and_never_applies(stage: Stage) -> None:
    stage.register()
    stage.register(OTHER_AGENCY)
    number = granted(stage)
    stranger = Actor(person="q", role="approver", authentication="api-key")
    foreign = ask(stage, uscc=OTHER_AGENCY)
    for act in (grant, withdraw):
        with pytest.raises(WaiverNotFound):
            act(stage, number, actor=stranger, uscc=OTHER_AGENCY)
    with pytest.raises(WaiverNotFound):
        grant(stage, foreign)
    theirs = {**dear("B-1"), "agency": OTHER_AGENCY}
    assert state_of(stage.submit(theirs)) == "refused"
    assert left(stage, number) == 3


def test_each_act_is_one_entry_and_the_order_says_what_it_drew(stage: Stage) -> None:
    stage.register()
    number = granted(stage)
    found = stage.submit(dear("A-1", 2))
    stage.cancel(order_of(found))
    withdraw(stage, number)
    kinds = [it for it in stage.kinds() if it.startswith("waiver.")]
    assert kinds == ["waiver.asked", "waiver.granted", "waiver.withdrawn"]
    bodies = [
        json.loads(it) for it in stage.column("select body from procheck.ledger_event order by id")
    ]
    drawn = [it["body"]["waivers"] for it in bodies if "waivers" in it["body"]]
    assert drawn == [[{"waiver": number, "units": 2}], [{"waiver": number, "units": -2}]]
    (allowed,) = [it["body"] for it in bodies if it["kind"] == "waiver.granted"]
    assert (allowed["units"], allowed["unit_price"]) == (3, "6200.00")


def test_receipts_with_waivers_recompute_and_a_waiver_taken_out_of_one_shows(
    stage: Stage,
) -> None:
    stage.register()
    number = granted(stage)
    found = stage.submit(dear("A-1", 2))
    sealed = found.examination.sealed.receipt
    assert recompute(sealed, LAWS).agrees
    document = json.loads(sealed)
    (kept,) = document["evidence"]["waivers"]
    assert (kept["number"], kept["left"], kept["unit_price"]) == (number, 3, "6200.00")
    del document["evidence"]["waivers"]
    found_without = recompute(canonical(document), LAWS)
    assert not found_without.agrees
    assert "/outcome" in found_without.differences


def test_a_receipt_of_an_agency_without_waivers_says_nothing_of_them(stage: Stage) -> None:
    stage.register()
    found = stage.submit(dear("A-1", 1, "4000.00"))
    assert b"waiver" not in found.examination.sealed.receipt
    assert found.examination.granted is not None
    assert "waivers" not in claims_of(found.examination.granted.statement)


def test_an_approval_names_the_waivers_it_rests_on_and_outlives_none(stage: Stage) -> None:
    stage.register()
    number = granted(stage)
    found = stage.submit(dear("A-1", 2))
    assert found.examination.granted is not None
    claims = claims_of(found.examination.granted.statement)
    assert claims["waivers"] == [
        {
            "number": number,
            "rule": PRICE,
            "pointer": "/lines/0/unit_price",
            "units": 2,
            "until": LAST.isoformat(),
        }
    ]
    assert claims["valid_until"] == LAST.isoformat()
    assert stage.approval(number_of(found)).valid_until == LAST


def test_waivers_are_listed_by_their_state_of_today(stage: Stage) -> None:
    stage.register()
    over, asked = granted(stage, wanted(last=TODAY)), ask(stage)
    stage.later(days=1)
    live = granted(stage, wanted(first=stage.now.date()))
    declined = ask(stage, wanted(first=stage.now.date()))
    decline(stage, declined)
    assert set(page(stage)) == {over, asked, live, declined}
    for state, number in (
        (WaiverState.EXPIRED, over),
        (WaiverState.ASKED, asked),
        (WaiverState.GRANTED, live),
        (WaiverState.DECLINED, declined),
    ):
        assert page(stage, state) == [number]
    assert page(stage, WaiverState.WITHDRAWN) == []


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("update procheck.waiver set state = 'asked', granted = 0", "never becomes"),
        ("update procheck.waiver set granted = units + 1", "never becomes|within_asked"),
        ("update procheck.waiver set drawn = granted + 1", "within_granted"),
        ("update procheck.waiver set units = 9", "permission denied"),
        ("update procheck.waiver set valid_until = '2030-01-01'", "permission denied"),
        ("update procheck.waiver_decision set units = 9", "permission denied"),
        ("delete from procheck.waiver_draw", "permission denied"),
        ("delete from procheck.waiver", "permission denied"),
    ],
)
def test_waivers_move_only_along_their_guards(stage: Stage, statement: str, said: str) -> None:
    stage.register()
    granted(stage)
    with (
        pytest.raises(DBAPIError, match=said),
        stage.database.transaction(stage.scope(OFFICER)) as connection,
    ):
        connection.execute(text(statement))
