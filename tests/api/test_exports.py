"""Exports over HTTP: whole, signed, countable again, safe to open, and recorded."""

import csv
import io
import json
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from pyarrow import parquet

from api.commands.export import describe, run
from api.commands.line import Parser
from api.examples import AGENCY, SECOND_AGENCY
from approvals.export_lists import LISTS
from integrations.exports.checking import ExportBroken, check_export
from integrations.exports.csv_rows import guarded, unguarded
from ledger.entry import read_entry
from ledger.kinds import EntryKind
from ledger.store import bodies_of
from storage.scope import SYSTEM
from tests.api.stage import Answer, Stage

_HOSTILE = (
    "=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\uff1d1+1", "\uff20x", "<b onclick=x>&amp;",
    "a\u202eb", "' OR 1=1", "  =1", "x" * 10_000, "\u6b63\u5e38\u6587\u672c",
)  # fmt: skip


@pytest.fixture(scope="module")
def bought(stage: Stage) -> Stage:
    for price in ("4800.00", "4950.00", "9999.00"):
        stage.place(quantity=1, unit_price=price, model="=HYPERLINK(1)")
    stage.sequence()
    return stage


def get(stage: Stage, name: str, form: str, query: str = "", role: str = "auditor") -> Answer:
    answer = stage.call("GET", f"/v1/exports/{name}?format={form}{query}", role)
    assert answer.status == 200, answer.data
    return answer


def opened(answer: Answer) -> tuple[bytes, dict[str, Any]]:
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        name, *rest = archive.namelist()
        assert rest == ["manifest.json", "manifest.jws"]
        return archive.read(name), json.loads(archive.read("manifest.json"))


def lines(answer: Answer) -> list[dict[str, Any]]:
    return [json.loads(it) for it in opened(answer)[0].splitlines()]


def named(stage: Stage, word: str) -> str:
    """What a list that is of one thing may be asked about."""
    if word == "listing":
        return str(stage.call("GET", "/v1/catalog/listings?limit=1").json["items"][0]["id"])
    asked = {"since": "2026-01-01"}
    return str(stage.call("POST", "/v1/replays", "standards-keeper", asked).json["id"])


@pytest.mark.parametrize("name", LISTS)
def test_every_list_is_the_same_in_every_form_and_holds(bought: Stage, name: str) -> None:
    told, rows = {}, {}
    query = "".join(f"&{word}={named(bought, word)}" for word in LISTS[name].needs)
    for form in ("csv", "jsonl", "parquet"):
        answer = get(bought, name, form, query)
        checked = check_export(io.BytesIO(answer.data), bought.services.keys)
        assert checked.counted is (form != "parquet")
        data, manifest = opened(answer)
        told[form] = (manifest["rows"], manifest["sums"], manifest["columns"])
        rows[form] = data
    assert told["csv"] == told["jsonl"] == told["parquet"]
    table = parquet.read_table(io.BytesIO(rows["parquet"]))
    assert table.num_rows == told["csv"][0]
    assert table.column_names == [it["name"] for it in told["csv"][2]]
    for line, record in zip(rows["jsonl"].splitlines(), table.to_pylist(), strict=True):
        one = json.loads(line)
        texts = [k for k, v in record.items() if isinstance(v, str)]
        assert {k: record[k] for k in texts} == {k: one[k] for k in texts}


def test_a_manifest_tells_filter_sums_and_the_ledger_of_that_moment(bought: Stage) -> None:
    answer = get(bought, "approval-lines", "jsonl", f"&agency={AGENCY}&class=desktop")
    _, manifest = opened(answer)
    found = lines(answer)
    assert manifest["filter"] == {"agency": AGENCY, "class": "desktop"}
    assert {it["agency"] for it in found} == {AGENCY}
    total = sum(Decimal(it["amount"]) for it in found)
    assert Decimal(manifest["sums"]["amount"]) == total > 0
    checkpoint = bought.call("GET", "/v1/ledger/checkpoint").data.decode()
    assert manifest["ledger"]["checkpoint"] == checkpoint
    assert manifest["ledger"]["size"] == int(checkpoint.split("\n")[1])
    # The reading itself is an entry, recorded before a row was read.
    assert manifest["ledger"]["pending"] >= 1
    bought.sequence()
    with bought.services.database.transaction(SYSTEM) as connection:
        bodies = bodies_of(connection, EntryKind.AUDITOR_READ)
    (body,) = [it.body for it in map(read_entry, bodies) if it.body.get("export") == manifest["id"]]
    assert (body["list"], body["filter"]) == ("approval-lines", manifest["filter"])


def test_a_cut_or_altered_file_is_never_taken_for_whole(bought: Stage, tmp_path: Path) -> None:
    whole = get(bought, "approvals", "jsonl").data
    for kept in (0, 1, len(whole) // 2, len(whole) - 1):
        with pytest.raises(ExportBroken):
            check_export(io.BytesIO(whole[:kept]))
    rows, manifest = opened(get(bought, "approvals", "csv"))
    told = json.dumps(manifest, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    for altered, part in (((rows + b"x\r\n", told), "approvals.csv"), ((rows, b"{}"), "manifest")):
        file = tmp_path / "altered.zip"
        with zipfile.ZipFile(file, "w") as archive:
            for name, data in zip(("approvals.csv", "manifest.json"), altered, strict=True):
                archive.writestr(name, data)
            archive.writestr("manifest.jws", "a.b.c")
        with file.open("rb") as opened_file, pytest.raises(ExportBroken) as broken:
            check_export(opened_file)
        assert broken.value.part.startswith(part)


def test_the_command_checks_a_file(
    bought: Stage, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, keys = tmp_path / "orders.zip", tmp_path / "jwks.json"
    file.write_bytes(get(bought, "orders", "csv").data)
    keys.write_bytes(bought.call("GET", "/.well-known/jwks.json").data)
    parser = Parser()
    describe(parser)
    assert run(parser.parse_args(["verify", str(file), "--keys", str(keys)])) == 0
    assert "orders" in capsys.readouterr().out
    file.write_bytes(file.read_bytes()[:-30])
    assert run(parser.parse_args(["verify", str(file), "--keys", str(keys)])) == 1
    assert "cut short" in capsys.readouterr().err


def test_hostile_texts_stay_texts(bought: Stage) -> None:
    record = csv.DictReader(
        io.StringIO(opened(get(bought, "approval-lines", "csv"))[0].decode("utf-8-sig"))
    )
    assert "'=HYPERLINK(1)" in {it["model"] for it in record}
    book = load_workbook(io.BytesIO(opened(get(bought, "approval-lines", "xlsx"))[0]))
    models = [
        cell for row in book.worksheets[0].iter_rows() for cell in row if "HYPER" in str(cell.value)
    ]
    assert {(it.value, it.data_type) for it in models} == {("=HYPERLINK(1)", "s")}
    assert "=HYPERLINK(1)" in {it["model"] for it in lines(get(bought, "approval-lines", "jsonl"))}
    for text in _HOSTILE:
        assert unguarded(guarded(text)) == text
        assert guarded(text).lstrip()[:1] not in set("=+-@\uff1d\uff20")


def test_an_agency_exports_its_own_and_nothing_else(bought: Stage) -> None:
    other = get(bought, "orders", "jsonl", f"&agency={SECOND_AGENCY}", "officer")
    assert lines(other) == []
    mine = lines(get(bought, "orders", "jsonl", role="officer"))
    assert {it["agency"] for it in mine} == {AGENCY}


def test_what_narrows_nothing_is_refused_by_name(bought: Stage) -> None:
    path = "/v1/exports/waivers?format=csv&amount_from=1.00"
    answer = bought.call("GET", path, "auditor")
    assert (answer.status, answer.codes) == (422, {("?amount_from", "word-unused")})
    reversed_ = "/v1/exports/orders?format=csv&placed_from=2026-02-01&placed_to=2026-01-01"
    assert bought.call("GET", reversed_, "auditor").codes == {("?placed_to", "range-reversed")}
    assert bought.call("GET", "/v1/exports/none?format=csv", "auditor").status == 404


def test_a_sample_is_drawn_again_from_the_export_alone(
    bought: Stage, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, parser = tmp_path / "approvals.zip", Parser()
    file.write_bytes(get(bought, "approvals", "jsonl").data)
    describe(parser)
    for method in ("simple", "stratified", "monetary-unit"):
        asked = f"/v1/samples/approvals?method={method}&size=2&seed=2026"
        answer = bought.call("GET", asked, "auditor")
        assert answer.status == 200, answer.data
        words = ["sample", str(file), "--seed", "2026", "--method", method, "--size", "2"]
        assert run(parser.parse_args(words)) == 0
        again = json.loads(capsys.readouterr().out)
        assert again["items"] == answer.json["items"] != []
        assert again["population"]["sha256"] == answer.json["population"]["sha256"]
    assert bought.call("GET", "/v1/samples/waivers", "auditor").status == 404


def test_totals_and_pages_of_a_search_equal_the_export(bought: Stage) -> None:
    query = f"agency={AGENCY}&class=desktop&amount_from=1.00&placed_from=2026-01-01"
    totals = bought.call("GET", f"/v1/orders/totals?{query}", "auditor").json
    _, manifest = opened(get(bought, "orders", "jsonl", f"&{query}"))
    assert (totals["orders"], totals["amount"]) == (manifest["rows"], manifest["sums"]["amount"])
    path, found = f"/v1/orders/search?limit=1&{query}", []
    for _ in range(totals["orders"] + 1):
        answer = bought.call("GET", path, "auditor")
        found += answer.json["items"]
        if "next" not in answer.json:
            break
        path = f"/v1/orders/search?limit=1&{query}&after={answer.json['next']}"
    assert len({it["id"] for it in found}) == len(found) == totals["orders"]
    assert sum(Decimal(it["amount"]) for it in found) == Decimal(totals["amount"])
    breach = bought.call(
        "GET", "/v1/orders/search?rule=unit-price-ceiling&waived=false", "auditor"
    ).json
    assert {it["outcome"] for it in breach["items"]} == {"refused"}
    known = bought.call("GET", "/v1/editions", None).json["items"]
    edition = next(it["id"] for it in known if "27" in it["id"])
    held = bought.call("GET", f"/v1/orders/search?edition={edition}", "auditor")
    assert len(held.json["items"]) >= 3
