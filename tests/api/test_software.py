"""The software ledgers over HTTP: derived, shown, saved as a workbook, walled off."""

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from api.routes.software import XLSX
from approvals.software_reading import AgencySoftware
from integrations.software_sheets import software_workbook
from integrations.workbook import read_workbook
from tests.api.deliveries import covered, found, hold_no_licences
from tests.api.stage import Answer, Stage, fresh

_OWN = "/v1/agencies/11100000EXAMPLE01N"
_SECOND = "11100000EXAMPLE02R"
_OTHER = f"/v1/agencies/{_SECOND}"
_LEDGERS = f"{_OWN}/software-ledgers"
_SHEETS = [
    "软件使用情况汇总表",
    "软件使用情况明细表",
    "软件安装维护情况明细表",
    "可使用免费软件清单",
    "未填项说明",
]


def delivered(
    stage: Stage, model: str = "Example desktop 1", uscc: str = "11100000EXAMPLE01N"
) -> str:
    """A desktop of an approved order, by its serial."""
    second, asked, serial = uscc == _SECOND, covered(agency=uscc), fresh("SW-SN")
    asked["lines"][0]["model"] = model
    hold_no_licences(stage, uscc)
    made = stage.call("POST", "/v1/orders", "officer", asked, second=second).json
    if made["state"] == "referred":
        granted = {"decision": "grant", "reason": "example"}
        order, match = f"/v1/orders/{made['id']}/decision", {"If-Match": "*"}
        answer = stage.call("POST", order, "approver", granted, second=second, headers=match)
        assert answer.status == 200, answer.data
        made = answer.json
    body = {
        "approval": made["approval"]["number"],
        "source": "example acceptance",
        "assets": [
            {
                **found(serial),
                "class": "desktop",
                "line": 0,
                "in_service_since": "2026-11-20",
            }
        ],
    }
    path = f"/v1/agencies/{uscc}/assets"
    answer = stage.call("POST", path, "officer", body, second=second)
    assert answer.status == 201, answer.data
    return serial


def ledgers(stage: Stage, query: str = "", role: str = "officer", path: str = _LEDGERS) -> Any:  # noqa: ANN401 - a JSON value
    answer = stage.call("GET", path + query, role)
    assert answer.status == 200, answer.data
    return answer.json


def test_a_delivered_desktop_is_on_the_ledgers_with_its_system(stage: Stage) -> None:
    # Of an agency of which no other test enters or amends anything.
    serial, path = delivered(stage, uscc=_SECOND), f"{_OTHER}/software-ledgers"
    told = ledgers(stage, role="auditor", path=path)
    here = [it for it in told["usage"] if it["computer"] == serial]
    assert [it["kind"] for it in here].count("commercial") == 2
    (used,) = (it for it in here if it["kind"] == "oem")
    assert used | {"number": 1, "software": ""} == {
        "number": 1,
        "software": "",
        "name": "银河麒麟桌面操作系统",
        "version": "V11",
        "term": "as long as the machine serves",
        "kind": "oem",
        "computer": serial,
        "brand": "Example desktop 1",
        "installed_on": "2026-11-20",
    }
    (sheet,) = (it for it in told["maintenance"] if it["software"] == used["software"])
    assert serial in [it["computer"] for it in sheet["rows"]]
    assert sheet["rows"][-1]["installed_after"] == sum(
        it["software"] == used["software"] for it in told["usage"]
    )
    assert serial in {it for gap in told["gaps"] for it in gap["subjects"]}
    earlier = ledgers(stage, "?on=2020-01-01", "auditor", path)
    assert (earlier["usage"], earlier["summary"]["rows"]) == ([], [])


def test_the_workbook_opens_with_a_sheet_a_ledger_and_texts_stay_texts(stage: Stage) -> None:
    serial = delivered(stage, model="=1+1")
    answer = stage.call("GET", f"{_LEDGERS}?format=xlsx", "auditor")
    assert (answer.status, answer.headers["Content-Type"]) == (200, XLSX)
    assert "11100000EXAMPLE01N-2026-11-23.xlsx" in answer.headers["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    assert book.sheetnames == _SHEETS
    every: Any = book.worksheets
    heads = {sheet.title: [cell.value for cell in sheet[2]] for sheet in every}
    assert heads["软件使用情况明细表"] == [
        "序号", "部门", "使用人", "计算机编号", "计算机品牌", "软件编号", "软件名称", "版本",
        "许可期限", "类型", "安装时间",
    ]  # fmt: skip
    assert heads["软件使用情况汇总表"] == [
        "序号", "软件编号", "软件名称", "版本", "类型", "购置时间", "购置金额(元)", "许可类型",
        "许可数量", "可使用版本", "许可期限", "序列号", "已安装数量",
    ]  # fmt: skip
    rows: Any = list(book["软件使用情况明细表"].iter_rows(min_row=3))
    (used,) = (it for it in rows if (it[3].value, it[9].value) == (serial, "OEM软件"))
    assert (used[4].value, used[4].data_type) == ("=1+1", "s")
    assert used[10].value.date().isoformat() == "2026-11-20"
    assert [it.name for it in read_workbook(answer.data).sheets] == _SHEETS


def test_a_long_ledger_is_written_after_its_transaction_and_loses_no_row(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, mark = 4_000, fresh("LONG")
    lines = (f",甲,{mark}-{at},,,{mark},2019,,商业软件," for at in range(rows))
    assert entered(stage, table(*lines), path=_OTHER, second=True).json["rows"] == rows
    open_meanwhile = []

    def watched(found: AgencySoftware) -> bytes:
        open_meanwhile.append(stage.open_transactions())
        return software_workbook(found)

    monkeypatch.setattr("api.routes.software.software_workbook", watched)
    answer = stage.call("GET", f"{_OTHER}/software-ledgers?format=xlsx", "auditor")
    assert (answer.status, open_meanwhile) == (200, [0])
    book: Any = openpyxl.load_workbook(io.BytesIO(answer.data), read_only=True)
    used = [row[3] for row in book["软件使用情况明细表"].iter_rows(min_row=3, values_only=True)]
    assert sum(str(it).startswith(mark) for it in used) == rows
    installed = book["软件安装维护情况明细表"].iter_rows(min_row=3, values_only=True)
    assert [row[15] for row in installed if row[1] == mark] == list(range(1, rows + 1))


@pytest.mark.parametrize(
    ("query", "accept", "media"),
    [
        ("", XLSX, XLSX),
        ("", f"{XLSX};q=0.9, text/html", XLSX),
        ("", f"application/json, {XLSX}", "application/json"),
        ("", "*/*", "application/json"),
        ("?format=json", XLSX, "application/json"),
        ("?format=xlsx", "application/json", XLSX),
    ],
)
def test_the_query_or_else_accept_decides_about_the_form(
    stage: Stage, query: str, accept: str, media: str
) -> None:
    answer = stage.call("GET", _LEDGERS + query, "administrator", headers={"Accept": accept})
    assert (answer.status, answer.headers["Content-Type"]) == (200, media)


def test_the_ledgers_of_another_agency_are_not_found(stage: Stage) -> None:
    for path in (f"{_OTHER}/software-ledgers", "/v1/agencies/11100000EXAMPLE999/software-ledgers"):
        answer = stage.call("GET", path, "officer")
        assert (answer.status, answer.json["type"]) == (404, "/problems/not-found"), path
    assert stage.call("GET", f"{_OTHER}/software-ledgers", "officer", second=True).status == 200


@pytest.mark.parametrize("role", ["approver", "supplier", "catalog-keeper", "standards-keeper"])
def test_who_has_no_business_with_an_agencys_machines_is_turned_away(
    stage: Stage, role: str
) -> None:
    assert stage.call("GET", _LEDGERS, role).status == 403


def test_a_form_nobody_knows_is_refused(stage: Stage) -> None:
    answer = stage.call("GET", f"{_LEDGERS}?format=pdf", "officer")
    assert (answer.status, answer.codes) == (422, {("?format", "unknown-value")})


_HEAD = "部门,使用人,计算机编号,计算机品牌,软件编号,软件名称,版本,许可期限,类型,安装时间"


def entered(
    stage: Stage,
    data: bytes,
    media: str = "text/csv",
    path: str = _OWN,
    *,
    second: bool = False,
) -> Answer:
    where = f"{path}/software-installations?source=example%20table"
    headers = {"Content-Type": media}
    return stage.call("POST", where, "officer", data=data, headers=headers, second=second)


def table(*rows: str) -> bytes:
    return "\n".join((_HEAD, *rows)).encode()


def test_an_offices_own_table_is_entered_and_stands_on_the_ledgers(stage: Stage) -> None:
    computer = fresh("PC")
    answer = entered(stage, table(f"财务科,甲,{computer},某型,,示例软件,2019,,商业软件,2020.3.5"))
    assert answer.status == 201, answer.data
    assert (answer.json["rows"], answer.json["computers"]) == (1, 1)
    (used,) = (it for it in ledgers(stage)["usage"] if it["computer"] == computer)
    assert (used["user"], used["installed_on"]) == ("甲", "2020-03-05")


def test_the_sample_of_an_office_is_entered(stage: Stage, samples: Path) -> None:
    data = (samples / "xlsx" / "软件使用情况明细表.xlsx").read_bytes()
    answer = entered(stage, data, XLSX)
    assert (answer.status, answer.json["rows"], answer.json["computers"]) == (201, 9, 3)
    with stage.unchanged():
        again = entered(stage, data, XLSX)
    assert (again.status, again.json["type"]) == (422, "/problems/not-acceptable-fact")
    assert [it["place"] for it in again.json["errors"]][:2] == ["明细表!F5", "明细表!I5"]


def test_a_file_with_faults_changes_nothing_and_names_row_and_cell(stage: Stage) -> None:
    with stage.unchanged():
        answer = entered(stage, table("财务科,甲,,某型,,示例软件,,,盗版,"))
    assert (answer.status, answer.json["type"]) == (422, "/problems/faulty-document")
    found = [(it["place"], it["code"]) for it in answer.json["errors"]]
    assert found == [("C2", "value-missing"), ("I2", "value-no-choice")]


@pytest.mark.parametrize(
    ("data", "media", "status", "kind"),
    [
        (b"PK\x03\x04nonsense", XLSX, 422, "faulty-document"),
        (b"", "text/csv", 422, "faulty-document"),
        (b"a,b", "application/json", 415, "unsupported-media-type"),
    ],
)
def test_what_is_no_table_is_refused(
    stage: Stage, data: bytes, media: str, status: int, kind: str
) -> None:
    with stage.unchanged():
        answer = entered(stage, data, media)
    assert (answer.status, answer.json["type"]) == (status, f"/problems/{kind}")


def test_nothing_is_entered_for_another_agency(stage: Stage) -> None:
    row = table(f"财务科,甲,{fresh('PC')},某型,,示例软件,,,,")
    with stage.unchanged():
        assert entered(stage, row, path=_OTHER).status == 404


def test_indicators_have_their_definition_and_denominator(stage: Stage) -> None:
    delivered(stage, uscc=_SECOND)
    path = f"{_OTHER}/software-indicators"
    found = stage.call("GET", path, "auditor").json
    by_name = {(it["name"], it.get("days")): it for it in found["items"]}
    preloaded = by_name["computers-with-oem-preload", None]
    assert 0 < preloaded["numerator"] <= preloaded["denominator"]
    assert "percent" in preloaded
    assert {days for name, days in by_name if name == "certificates-expiring"} == {30, 90, 180}
    assert all(it["definition"]["zh"] and it["definition"]["en"] for it in found["items"])
    assert len(found["left_out"]) == 3
    before = stage.call("GET", f"{path}?on=2020-01-01", "auditor").json
    assert {it.get("no_denominator") for it in before["items"]} == {True}
    assert stage.call("GET", f"{_OTHER}/software-indicators", "officer").status == 404
