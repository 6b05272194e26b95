"""A serial in another case is that of the same device, on every way it comes in. (SS8.)"""

from datetime import date

import pytest
from sqlalchemy import text

from approvals.agency_store import find_asset
from approvals.delivery_errors import ToldTwice
from approvals.errors import AlreadyDisposed, SerialTaken
from approvals.licence_errors import EvidenceUsed
from approvals.unit_states import UnitAct
from tests.approvals.builders import AGENCY, OTHER_AGENCY, SYSTEM, line, order
from tests.approvals.deliveries import delivery, do, send
from tests.approvals.licences import bind
from tests.approvals.stage import Stage, number_of, state_of
from tests.approvals.test_deliveries import accepted, approved
from validators.classes import ItemClass
from validators.serial import SIGNS, serial_form


def test_the_database_has_the_same_table_of_signs(stage: Stage) -> None:
    signs = [*map(chr, SIGNS), *map(chr, range(0x20, 0x30)), *"序號ａ①é", "e\u0301", "ŀ", "ſ", "ς"]
    asked = text("select procheck.serial_form(it) from unnest(cast(:signs as text[])) it")
    with stage.database.transaction(stage.scope(SYSTEM, None)) as connection:
        found = connection.scalars(asked, {"signs": [f"1{it}1" for it in signs]}).all()
    assert found == [serial_form(f"1{it}1") for it in signs]


def test_no_second_device_comes_of_another_case(stage: Stage) -> None:
    stage.register(heads=10)
    stage.register(OTHER_AGENCY)
    _, number = approved(stage)
    identifier = send(stage, number, ["SN-A2"])
    with pytest.raises(SerialTaken, match="sn-a2"):
        send(stage, number, ["sn-a2"])
    with pytest.raises(SerialTaken):
        send(stage, number, ["X-1", "x-1"])
    for uscc in (AGENCY, OTHER_AGENCY):
        with pytest.raises(SerialTaken):
            stage.deliver(None, ["Sn-A2"], uscc=uscc)
    with pytest.raises(SerialTaken):
        stage.deliver(None, ["Y-1", "y-1"])
    accepted(stage, identifier, "SN-A2")
    with pytest.raises(SerialTaken):
        send(stage, number, ["sn-a2"])


def test_the_database_itself_refuses_it(stage: Stage) -> None:
    stage.register(heads=10)
    stage.deliver(None, ["SN-A2"])
    again = text(
        "insert into procheck.asset (serial, agency, class, attributes, recorded_at, recorded_by,"
        " source) select 'sn-A2', agency, class, attributes, recorded_at, recorded_by, source"
        " from procheck.asset"
    )
    with (
        pytest.raises(Exception, match="sn-A2 is in another place"),
        stage.database.transaction(stage.scope(SYSTEM, None)) as connection,
    ):
        connection.execute(again)


def test_each_act_finds_the_device_and_keeps_its_serial_as_it_was_sent(stage: Stage) -> None:
    stage.register(heads=10)
    _, number = approved(stage)
    identifier = send(stage, number, ["SN-A2", "SN-A3"])
    do(stage, identifier, UnitAct.RECEIVE, ["sn-a2", "sn-a3"])
    with pytest.raises(ToldTwice):
        do(stage, identifier, UnitAct.INSPECT, ["sn-a2", "SN-A2"])
    assert do(stage, identifier, UnitAct.INSPECT, ["Sn-a2"]).leaf is not None
    assert do(stage, identifier, UnitAct.INSPECT, ["SN-A2"]).unchanged == ("SN-A2",)
    do(stage, identifier, UnitAct.ACCEPT, ["sn-A2"])
    do(stage, identifier, UnitAct.RETURN, ["sn-a3"])
    assert [it.serial for it in delivery(stage, identifier).units] == ["SN-A2", "SN-A3"]
    assert stage.column("select serial from procheck.asset") == ["SN-A2"]
    # What went back is free again, in any case.
    send(stage, number, ["sn-a3"])


def test_a_device_is_replaced_disposed_of_and_licensed_by_any_spelling(stage: Stage) -> None:
    stage.register()
    stage.deliver(None, ["OLD-A", "OLD-B"], in_service_since=date(2010, 1, 1))
    first = stage.submit(order("A-1", line(replaces=["old-a"])))
    second = stage.submit(order("A-2", line(replaces=["OLD-A"])))
    twice = stage.submit(order("A-3", line(2, replaces=["OLD-B", "old-b"])))
    assert [state_of(it) for it in (first, second, twice)] == ["approved", "refused", "refused"]
    assert {it.code for it in twice.examination.verdict.findings} == {"serial-twice"}
    assert number_of(first)
    stage.dispose("Old-A")
    with pytest.raises(AlreadyDisposed):
        stage.dispose("OLD-A")
    with stage.database.transaction(stage.scope(SYSTEM, None)) as connection:
        assert find_asset(connection, AGENCY, "old-a").asset.serial == "OLD-A"


def test_evidence_of_a_device_is_its_own_in_any_spelling(stage: Stage) -> None:
    stage.register()
    stage.deliver(None, ["S-A", "S-B"], item_class=ItemClass.SCANNER)
    bind(stage, "s-a", "EXAMPLE-1")
    bind(stage, "S-A", "EXAMPLE-1")
    assert set(stage.column("select serial from procheck.device_evidence")) == {"S-A"}
    with pytest.raises(EvidenceUsed):
        bind(stage, "s-b", "EXAMPLE-1")
