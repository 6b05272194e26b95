"""The purchase-module extract over HTTP: whole, signed, safe to open, named honestly, recorded."""

import csv
import io
import json
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from api.commands.export import describe, run
from api.commands.line import Parser
from api.examples import AGENCY, SECOND_AGENCY, SUPPLIER
from integrations.exports.checking import ExportBroken, check_export
from integrations.exports.extract_names import OWN, purchase_module
from integrations.exports.forms import ExportForm
from ledger.entry import read_entry
from ledger.kinds import EntryKind
from ledger.store import bodies_of
from storage.scope import SYSTEM
from tests.api import deliveries
from tests.api.stage import Answer, Stage

_PATH = "/v1/exports/purchase-module"
_TABLES = (
    "BAS_Business_Segment",
    "BAS_Supplier",
    "PUR_Orders",
    "PUR_Orders_Details",
    "PUR_Materials_Received",
    "PUR_Materials_Received_Details",
)


@pytest.fixture(scope="module")
def serials(stage: Stage) -> list[str]:
    """Two devices that came, the first of which went back."""
    stage.place(quantity=1, unit_price="4800.00", model="=HYPERLINK(1)")
    stage.place(quantity=1, unit_price="9999.00")
    number, sent = deliveries.approved(stage, 2), deliveries.serials(2)
    identifier = deliveries.sent(stage, number, sent)
    assert deliveries.receive(stage, identifier, sent).status == 200
    back = {"serials": sent[:1], "reason": "=cmd|' /C calc'!A0", "replacement": True}
    assert deliveries.act(stage, identifier, "return", back).status == 200
    stage.sequence()
    return sent


@pytest.fixture
def bought(stage: Stage, serials: list[str]) -> Stage:
    assert serials
    return stage


def get(stage: Stage, query: str = "", role: str = "auditor") -> Answer:
    answer = stage.call("GET", f"{_PATH}?{query}", role)
    assert answer.status == 200, answer.data
    return answer


def manifest_of(answer: Answer) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        told: dict[str, Any] = json.loads(archive.read("manifest.json"))
        return told


def tables(answer: Answer) -> dict[str, list[dict[str, str]]]:
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        return {
            name.removesuffix(".csv"): list(
                csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig")))
            )
            for name in archive.namelist()
            if name.endswith(".csv")
        }


@pytest.mark.parametrize("form", ExportForm)
def test_it_is_whole_signed_and_the_same_in_every_form(bought: Stage, form: ExportForm) -> None:
    answer = get(bought, f"format={form.value}")
    checked = check_export(io.BytesIO(answer.data), bought.services.keys)
    assert checked.counted is (form in {ExportForm.CSV, ExportForm.JSONL})
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        files = [f"{it}.{form.value}" for it in _TABLES]
        assert archive.namelist() == [*files, "manifest.json", "manifest.jws"]
    plain = manifest_of(get(bought))
    for one, other in zip(checked.manifest["tables"], plain["tables"], strict=True):
        assert {**one, "file": None} == {**other, "file": None}
        assert one["rows"] > 0
    assert checked.manifest["conformance"] == "not-verified"
    assert checked.manifest["names"] == purchase_module().digest


def test_tables_fit_together_and_equal_the_approvals_to_the_cent(
    bought: Stage, serials: list[str]
) -> None:
    answer = get(bought, f"agency={AGENCY}")
    found, told = tables(answer), {it["name"]: it for it in manifest_of(answer)["tables"]}
    orders = {it["Purchase_Order_ID"] for it in found["PUR_Orders"]}
    lines = {it["Purchase_Order_Line_ID"]: it for it in found["PUR_Orders_Details"]}
    receipts = {it["Receipt_ID"]: it for it in found["PUR_Materials_Received"]}
    assert {it["Purchase_Order_ID"] for it in lines.values()} == orders
    assert {it["Purchase_Order_ID"] for it in receipts.values()} <= orders
    for it in found["PUR_Materials_Received_Details"]:
        assert it["Purchase_Order_Line_ID"] in lines
        assert it["Receipt_ID"] in receipts
    named = {it["Supplier_Account_ID"] for it in found["PUR_Orders"]} - {""}
    assert {it["Supplier_Account_ID"] for it in found["BAS_Supplier"]} == named >= {SUPPLIER}
    assert {it["Business_Segment_Code"] for it in found["BAS_Business_Segment"]} == {AGENCY}
    devices = found["PUR_Materials_Received_Details"]
    moved = [(it["procheck_serial"], it["Receipt_Quantity"]) for it in devices]
    first, second = serials
    assert sorted(it for it in moved if it[0] in serials) == sorted(
        [(first, "-1"), (first, "1"), (second, "1")]
    )
    sums = bought.call("GET", f"/v1/exports/approvals/sums?agency={AGENCY}", "auditor").json
    total = sum(Decimal(it["Order_Transaction_Amount"]) for it in found["PUR_Orders"])
    assert len(found["PUR_Orders"]) == sums["rows"] >= 2
    assert told["PUR_Orders"]["sums"]["Order_Transaction_Amount"] == sums["sums"]["amount"]
    assert total == Decimal(sums["sums"]["amount"])
    kept = told["PUR_Orders_Details"]["sums"]["Order_Line_Transaction_Amount"]
    assert Decimal(kept) == total


def test_no_text_is_taken_for_a_formula(bought: Stage) -> None:
    found = tables(get(bought))
    assert "'=HYPERLINK(1)" in {it["procheck_model"] for it in found["PUR_Orders_Details"]}
    reasons = {
        it["Adjustment_Description"]
        for it in found["PUR_Materials_Received"]
        if it["Adjustment_Indicator"] == "1"
    }
    assert "'=cmd|' /C calc'!A0" in reasons
    for rows in found.values():
        for cell in (it for row in rows for it in row.values()):
            number = cell.startswith("-") and cell[1:].replace(".", "", 1).isdigit()
            assert number or cell[:1] not in set("=+-@")


def test_the_manifest_says_of_every_name_where_it_was_read_or_that_it_is_ours(
    bought: Stage,
) -> None:
    told = manifest_of(get(bought))
    sources = {it["id"] for it in told["sources"]}
    for table in told["tables"]:
        assert table["evidence"] == "read"
        for column in table["columns"]:
            own = column["name"].startswith(OWN)
            assert column["evidence"] == ("inferred" if own else "read")
            assert own is ("standard_name" not in column)
            assert own or (column["sources"] and set(column["sources"]) <= sources)
            assert column["zh"]
            assert column["en"]
    absent = {it["standard_name"] for it in told["absent"]}
    assert {"PUR_Invoices_Received", "PUR_Contracts", "PUR_Requisitions"} <= absent
    assert not absent & set(_TABLES)


def test_an_auditors_extract_is_an_entry_and_others_are_not(bought: Stage) -> None:
    answer = get(bought, f"agency={AGENCY}&placed_from=2026-01-01&placed_to=2026-12-31")
    told = manifest_of(answer)
    narrowed = {"agency": AGENCY, "placed_from": "2026-01-01", "placed_to": "2026-12-31"}
    assert told["filter"] == narrowed
    assert told["reader"]["role"] == "auditor"
    checkpoint = bought.call("GET", "/v1/ledger/checkpoint").data.decode()
    assert told["ledger"]["checkpoint"] == checkpoint
    own = manifest_of(get(bought, role="officer"))["id"]
    with bought.services.database.transaction(SYSTEM) as connection:
        bodies = [it.body for it in map(read_entry, bodies_of(connection, EntryKind.AUDITOR_READ))]
    (body,) = [it for it in bodies if it.get("export") == told["id"]]
    assert (body["list"], body["filter"], body["form"]) == ("purchase-module", narrowed, "csv")
    assert own not in {it.get("export") for it in bodies}


def test_an_agency_takes_its_own_away_and_a_supplier_nothing(bought: Stage) -> None:
    mine = tables(get(bought, role="officer"))
    assert {it["Business_Segment_Code"] for it in mine["BAS_Business_Segment"]} == {AGENCY}
    other = manifest_of(get(bought, f"agency={SECOND_AGENCY}", "officer"))
    assert {it["rows"] for it in other["tables"]} == {0}
    for role in ("supplier", "standards-keeper", "catalog-keeper"):
        assert bought.call("GET", _PATH, role).status == 403
    assert bought.call("GET", _PATH).status == 401
    wrong = bought.call("GET", f"{_PATH}?placed_from=2026-02-01&placed_to=2026-01-01", "auditor")
    assert wrong.codes == {("?placed_to", "range-reversed")}


def test_a_cut_or_altered_extract_is_told(
    bought: Stage, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = get(bought).data
    for kept in (1, len(whole) // 2, len(whole) - 1):
        with pytest.raises(ExportBroken):
            check_export(io.BytesIO(whole[:kept]))
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        members = {it: archive.read(it) for it in archive.namelist()}
    last = f"{_TABLES[-1]}.csv"
    altered = {**members, last: members[last] + b"x\r\n"}
    fewer = {name: data for name, data in members.items() if name != last}
    for changed, part in ((altered, last), (fewer, "manifest.json")):
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            for name, data in changed.items():
                archive.writestr(name, data)
        with pytest.raises(ExportBroken) as broken:
            check_export(made)
        assert broken.value.part == part
    file, keys, parser = tmp_path / "extract.zip", tmp_path / "jwks.json", Parser()
    file.write_bytes(whole)
    keys.write_bytes(bought.call("GET", "/.well-known/jwks.json").data)
    describe(parser)
    assert run(parser.parse_args(["verify", str(file), "--keys", str(keys)])) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[0])
    assert (told["extract"], tuple(told["tables"])) == ("purchase-module", _TABLES)
    assert run(parser.parse_args(["sample", str(file), "--seed", "1"])) != 0
    assert "jsonl" in capsys.readouterr().err
