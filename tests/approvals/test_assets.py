"""Devices: from approved to on hand, and off again; a serial is in one place at most."""

from datetime import date, timedelta

import pytest

from approvals import agency_store
from approvals.errors import (
    AlreadyDisposed,
    ApprovalNotFound,
    AssetNotFound,
    DayOutOfRange,
    MoreThanApproved,
    SerialTaken,
    WrongItem,
    WrongState,
)
from tests.approvals.builders import AGENCY, OFFICER, OTHER_AGENCY, TODAY, line, order
from tests.approvals.stage import Stage, number_of, order_of, state_of
from validators.classes import ItemClass


def approved(stage: Stage, quantity: int = 3) -> str:
    return number_of(stage.submit(order("A-1", line(quantity))))


def test_each_delivered_serial_turns_one_committed_unit_into_one_on_hand(stage: Stage) -> None:
    stage.register()
    number = approved(stage)
    stage.deliver(number, ["S-1", "S-2"])
    assert stage.balance() == (0, 1, 2)
    stage.deliver(number, ["S-3"])
    assert stage.balance() == (0, 0, 3)


def test_a_line_never_takes_more_than_was_approved(stage: Stage) -> None:
    stage.register()
    number = approved(stage)
    stage.deliver(number, ["S-1"])
    with pytest.raises(MoreThanApproved) as caught:
        stage.deliver(number, ["S-2", "S-3", "S-4"])
    assert (caught.value.remaining, caught.value.delivered) == (2, 3)
    assert stage.balance() == (0, 2, 1)


def test_what_was_not_delivered_returns_when_the_approval_ends(stage: Stage) -> None:
    stage.register()
    number = approved(stage)
    stage.deliver(number, ["S-1"])
    stage.now = stage.approval(number).expires_at
    stage.expire()
    assert stage.balance() == (0, 0, 1)
    sums = "select consumed + released = quantity and committed = 0 from procheck.order_line"
    assert stage.column(sums) == [True]


def test_cancelling_after_a_part_was_delivered_gives_back_the_rest(stage: Stage) -> None:
    stage.register()
    found = stage.submit(order("A-1", line(3)))
    stage.deliver(number_of(found), ["S-1"])
    stage.cancel(order_of(found))
    assert stage.balance() == (0, 0, 1)


def test_devices_from_before_count_as_they_are_and_block_additions_only(stage: Stage) -> None:
    stage.register(heads=2)
    stage.deliver(None, ["S-1", "S-2", "S-3"])
    assert stage.balance() == (0, 0, 3)
    assert state_of(stage.submit(order("A-1", line(1)))) == "refused"
    stage.dispose("S-1")
    assert state_of(stage.submit(order("A-2", line(1)))) == "refused"
    stage.dispose("S-2")
    assert state_of(stage.submit(order("A-3", line(1)))) == "approved"


def test_a_serial_is_in_one_place_and_a_foreign_one_is_refused_without_saying_where(
    stage: Stage,
) -> None:
    stage.register()
    stage.register(OTHER_AGENCY)
    number = approved(stage)
    stage.deliver(number, ["S-1"])
    for serials in (["S-1"], ["S-2", "S-2"]):
        with pytest.raises(SerialTaken):
            stage.deliver(number, serials)
    other = stage.scope(OFFICER, OTHER_AGENCY)
    from approvals.assets import record_assets  # noqa: PLC0415 - only here
    from approvals.delivered import Delivered  # noqa: PLC0415 - only here
    from validators.evidence import Asset  # noqa: PLC0415 - only here

    with (
        pytest.raises(SerialTaken) as caught,
        stage.database.transaction(other) as connection,
    ):
        record_assets(
            connection,
            actor=OFFICER,
            uscc=OTHER_AGENCY,
            devices=[Delivered(asset=Asset(serial="S-1", item_class=ItemClass.DESKTOP))],
            source="example",
            ids=stage.office.ids,
            now=stage.now,
        )
    assert vars(caught.value) == {"serials": ("S-1",)}
    assert stage.balance() == (0, 2, 1)


def test_a_device_must_be_what_its_line_is_about(stage: Stage) -> None:
    stage.register()
    number = approved(stage)
    for item_class, at in (
        (ItemClass.LAPTOP, 0),
        (ItemClass.DESKTOP, 1),
        (ItemClass.DESKTOP, None),
    ):
        with pytest.raises(WrongItem):
            stage.deliver(number, ["S-1"], at, item_class=item_class)
    with pytest.raises(WrongItem):
        stage.deliver(number, ["S-1"], attributes=(("paper", "a3"),))


def test_nothing_is_delivered_on_a_dead_or_unknown_approval(stage: Stage) -> None:
    stage.register()
    number = approved(stage)
    stage.revoke(number)
    with pytest.raises(WrongState):
        stage.deliver(number, ["S-1"])
    with pytest.raises(ApprovalNotFound):
        stage.deliver("PC-2026-0000-0000-0000-0000", ["S-1"])


def test_a_device_is_disposed_of_once_within_its_days(stage: Stage) -> None:
    stage.register()
    stage.deliver(None, ["S-1"], in_service_since=date(2020, 1, 1))
    for day in (date(2019, 12, 31), TODAY + timedelta(days=1)):
        with pytest.raises(DayOutOfRange):
            stage.dispose("S-1", day)
    stage.dispose("S-1", TODAY)
    with pytest.raises(AlreadyDisposed):
        stage.dispose("S-1", TODAY)
    with pytest.raises(AssetNotFound):
        stage.dispose("S-2")
    assert stage.balance() == (0, 0, 0)


def test_no_device_is_in_service_since_a_day_to_come(stage: Stage) -> None:
    stage.register()
    with pytest.raises(DayOutOfRange):
        stage.deliver(None, ["S-1"], in_service_since=TODAY + timedelta(days=1))


def test_a_replacement_rests_on_the_serial_it_names(stage: Stage) -> None:
    stage.register()
    stage.deliver(None, ["YOUNG"], in_service_since=date(2025, 1, 1))
    stage.deliver(None, ["OLD"], in_service_since=date(2019, 1, 1), pages=12)
    young = stage.submit(order("A-1", line(replaces=["YOUNG"])))
    old = stage.submit(order("A-2", line(replaces=["OLD"])))
    none = stage.submit(order("A-3", line(replaces=["NONE"])))
    assert [state_of(it) for it in (young, old, none)] == ["refused", "approved", "held"]


def test_the_devices_of_an_agency_are_read_page_by_page(stage: Stage) -> None:
    stage.register()
    stage.deliver(None, ["S-1", "S-2", "S-3"], beyond_repair="report 7")
    stage.dispose("S-2")
    with stage.database.transaction(stage.scope(OFFICER)) as connection:
        first = agency_store.assets_page(connection, AGENCY, limit=2)
        rest = agency_store.assets_page(connection, AGENCY, limit=2, after="S-2")
    assert [(it.asset.serial, it.asset.disposed_on) for it in (*first, *rest)] == [
        ("S-1", None),
        ("S-2", TODAY),
        ("S-3", None),
    ]
    assert first[0].asset.beyond_repair == "report 7"
