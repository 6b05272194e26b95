"""Order documents over HTTP: read, tried out, placed, answered in their own format."""

import io
import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from marshmallow import ValidationError

from api.__main__ import main
from api.schemas.documents import ClassesText
from tests.api.stage import Stage, fresh, order
from tests.integrations.documents.written import AGENCY, SUPPLIER, ubl_line, ubl_order

_XML = {"Content-Type": "application/xml"}
_SAID = "?tax=included&includes=operating-system"
_CBC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"
_CXML = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE cXML SYSTEM "http://xml.cXML.org/schemas/cXML/1.2.050/cXML.dtd">
<cXML payloadID="p-1@example" timestamp="2026-11-23T10:00:00+08:00"><Header>
<From><Credential domain="USCC"><Identity>{agency}</Identity></Credential></From>
<To><Credential domain="USCC"><Identity>{supplier}</Identity></Credential></To>
<Sender><Credential domain="USCC"><Identity>{agency}</Identity>
<SharedSecret>never told</SharedSecret></Credential><UserAgent>x</UserAgent></Sender></Header>
<Request><OrderRequest><OrderRequestHeader orderID="{reference}" type="new"/>
<ItemOut quantity="1" lineNumber="1"><ItemID><SupplierPartID>S-1</SupplierPartID></ItemID>
<ItemDetail><UnitPrice><Money currency="CNY">4940.00</Money></UnitPrice>
<Description xml:lang="zh">台式计算机，无系统</Description><UnitOfMeasure>EA</UnitOfMeasure>
<Classification domain="UNSPSC">43211507</Classification></ItemDetail></ItemOut>
</OrderRequest></Request></cXML>"""


def _read(
    stage: Stage,
    data: bytes,
    role: str | None = "officer",
    query: str = _SAID,
    **headers: str,
) -> Any:  # noqa: ANN401 - a response
    path = f"/v1/order-documents/readings{query}"
    return stage.call("POST", path, role, data=data, headers={**_XML, **headers})


def _place(
    stage: Stage,
    data: bytes,
    query: str = _SAID,
    role: str = "officer",
    **headers: str,
) -> Any:  # noqa: ANN401 - a response
    path = f"/v1/order-documents/orders{query}"
    return stage.call("POST", path, role, data=data, headers={**_XML, **headers})


def _cxml(reference: str) -> bytes:
    said = {"agency": AGENCY, "supplier": SUPPLIER, "reference": reference}
    return _CXML.format(**said).encode()


def test_a_document_is_read_and_tried_out_and_nothing_is_stored(stage: Stage) -> None:
    with stage.unchanged():
        answer = _read(stage, ubl_order(fresh("UBL")))
    assert answer.status == 200, answer.data
    found = answer.json
    assert (found["format"], found["open"]) == ("ubl-order", [])
    assert found["outcome"] == found["dry_run"]["verdict"]["outcome"]
    assert found["lines"][0]["line"] == 0
    again = stage.call("POST", "/v1/validations", "officer", found["order"]).json
    assert again["verdict"] == found["dry_run"]["verdict"]


def test_what_is_open_is_never_conforming_and_what_can_be_examined_is(stage: Stage) -> None:
    lines = [ubl_line(id="1", code=None, name="Whiteboard"), ubl_line(id="2", quantity="1")]
    found = _read(stage, ubl_order(fresh("UBL"), lines)).json
    assert found["outcome"] == "undetermined"
    assert [it["code"] for it in found["lines"][0]["open"]] == ["class-not-stated"]
    assert "line" not in found["lines"][0]
    assert found["lines"][1]["line"] == 0
    assert len(found["order"]["lines"]) == 1


def test_a_laptop_without_a_word_about_its_system_needs_evidence(stage: Stage) -> None:
    line = ubl_line(code=None, name="LIFEBOOK E8020", properties={})
    found = _read(stage, ubl_order(fresh("UBL"), [line]), query=f"{_SAID}&classes=1:laptop").json
    assert found["outcome"] == "undetermined"
    assert "system-not-stated" in {it["code"] for it in found["lines"][0]["remarks"]}
    rules = {it["rule"] for it in found["dry_run"]["verdict"]["findings"]}
    assert "preloaded-genuine-os" in rules


def test_a_document_in_another_currency_makes_no_order(stage: Stage) -> None:
    found = _read(stage, ubl_order(fresh("UBL"), [ubl_line(currency="DKK")])).json
    assert found["outcome"] == "undetermined"
    assert "order" not in found
    assert "dry_run" not in found


def test_a_placed_document_is_the_order_it_was_tried_out_as(stage: Stage) -> None:
    data = ubl_order(reference := fresh("UBL"), [ubl_line(quantity="1.00")])
    tried = _read(stage, data).json
    answer = _place(stage, data)
    assert answer.status == 201, answer.data
    placed = answer.json
    assert placed["reference"] == reference
    assert placed["document"]["unread"] == tried["unread"]
    assert placed["document"]["digest"].startswith("sha256:")
    held = stage.call("GET", answer.headers["Location"], "officer").json
    assert held["order"] == tried["order"]
    kept = stage.call("GET", f"{answer.headers['Location']}/reading", "auditor")
    assert kept.json == placed["document"]


def test_what_was_read_is_the_agencys_and_an_order_in_json_has_none(stage: Stage) -> None:
    path = _place(stage, ubl_order(fresh("UBL"))).headers["Location"]
    assert stage.call("GET", f"{path}/reading", "officer").status == 200
    assert stage.call("GET", f"{path}/reading", "officer", second=True).status == 404
    assert stage.call("GET", f"{path}/reading", "supplier").status == 403
    other = stage.place(quantity=1)["id"]
    assert stage.call("GET", f"/v1/orders/{other}/reading", "officer").status == 404


def test_a_document_is_placed_whole_or_not_at_all(stage: Stage) -> None:
    lines = [ubl_line(id="1"), ubl_line(id="2", quantity="-1"), ubl_line(id="3", code=None)]
    with stage.unchanged():
        answer = _place(stage, ubl_order(fresh("UBL"), lines))
    assert (answer.status, answer.json["type"]) == (422, "/problems/faulty-document")
    assert [(it["code"], it["place"]) for it in answer.json["errors"]] == [
        ("quantity-not-positive", "/Order/OrderLine[2]/LineItem/Quantity"),
        ("class-not-stated", "/Order/OrderLine[3]/LineItem"),
    ]


@pytest.mark.parametrize(
    ("properties", "code", "place"),
    [
        ({"/operating_system/licence/channel": "gift"}, "unknown-value", "Value"),
        ({"/attributes/wings": "true"}, "unknown-attribute", "Value"),
        ({"/spaceship": "x"}, "unknown-member", "Value"),
    ],
)
def test_a_member_no_order_may_have_is_told_where_the_document_has_it(
    stage: Stage, properties: dict[str, str], code: str, place: str
) -> None:
    answer = _place(stage, ubl_order(fresh("UBL"), [ubl_line(properties=properties)]))
    assert (answer.status, answer.json["type"]) == (422, "/problems/faulty-document")
    (told,) = answer.json["errors"]
    assert told["code"] == code
    assert told["place"].endswith(f"AdditionalItemProperty/{place}")


def test_a_foreign_agency_and_a_foreign_supplier_are_unknown(stage: Stage) -> None:
    foreign = ubl_order(fresh("UBL"), agency="11100000EXAMPLE02R")
    told = [_read(stage, foreign), _place(stage, foreign)]
    assert [it.status for it in told] == [422, 422]
    assert {it.json["errors"][0]["code"] for it in told} == {"unknown-agency"}
    other = ubl_order(fresh("UBL"), supplier=AGENCY)
    assert _read(stage, other, "supplier").json["errors"][0]["code"] == "unknown-value"


def test_only_an_officer_places_and_a_stranger_is_asked_for_a_key(stage: Stage) -> None:
    data = ubl_order(fresh("UBL"))
    assert _place(stage, data, role="supplier").status == 403
    assert _place(stage, data, role="approver").status == 403
    assert _read(stage, data, None).status == 401


def test_a_supplier_reads_his_quote_and_is_told_nothing_of_the_agency(stage: Stage) -> None:
    found = _read(stage, ubl_order(fresh("UBL")), "supplier").json
    assert "not_examined" in found["dry_run"]
    answered = _read(stage, ubl_order(fresh("UBL")), "supplier", Accept="application/xml")
    assert "headcount" not in answered.data.decode()


def test_one_key_makes_one_order_and_the_answer_repeats_in_its_own_type(stage: Stage) -> None:
    data, key = ubl_order(fresh("UBL")), fresh("key")
    sent = {"Accept": "application/xml", "Idempotency-Key": key}
    first, second = _place(stage, data, **sent), _place(stage, data, **sent)
    assert (first.status, second.status) == (201, 201)
    assert first.data == second.data
    assert second.headers["Idempotent-Replayed"] == "true"
    types = {it.headers["Content-Type"] for it in (first, second)}
    assert types == {"application/xml; charset=utf-8"}
    again = _place(stage, ubl_order(fresh("UBL")), **{"Idempotency-Key": key})
    assert (again.status, again.json["type"]) == (422, "/problems/key-reused")


def test_a_ubl_order_is_answered_by_an_order_response(stage: Stage) -> None:
    line = ubl_line(properties={"/operating_system/preloaded": "false"})
    data = ubl_order(reference := fresh("UBL"), [line])
    root = ET.fromstring(_place(stage, data, Accept="application/xml").data)  # noqa: S314 - our own answer
    assert root.tag.endswith("}OrderResponse")
    assert root.findtext(f"{_CBC}OrderResponseCode") == "RE"
    assert reference in [it.text for it in root.iter(f"{_CBC}ID")]
    tried = ET.fromstring(_read(stage, data, Accept="application/xml").data)  # noqa: S314 - our own answer
    assert tried.findtext(f"{_CBC}OrderResponseCode") == "AB"


def test_a_cxml_order_is_placed_and_confirmed_and_its_secret_kept(stage: Stage) -> None:
    answer = _place(stage, _cxml(fresh("CX")), Accept="application/xml")
    assert answer.status == 201, answer.data
    root = ET.fromstring(answer.data)  # noqa: S314 - our own answer
    header = root.find("Request/ConfirmationRequest/ConfirmationHeader")
    assert header is not None
    assert header.get("type") == "reject"
    told = _place(stage, _cxml(fresh("CX")))
    assert told.status == 201
    assert b"never told" not in told.data + answer.data


def test_a_plan_of_an_office_is_placed(stage: Stage) -> None:
    book, file = openpyxl.Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    sheet.append(["资产名称", "品目编码", "配置要求", "数量", "预算单价(元)"])
    sheet.append(["台式计算机", "A02010105", "无系统（DOS）", 1, 4200])
    book.save(file)
    media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    query = f"{_SAID}&reference={fresh('PLAN')}"
    answer = _place(stage, file.getvalue(), query, **{"Content-Type": media})
    assert answer.status == 201, answer.data
    assert answer.json["state"] == "refused"
    pointers = {it["pointer"] for it in answer.json["verdict"]["findings"]}
    assert (pointer := "/lines/0/operating_system/preloaded") in pointers
    assert answer.json["document"]["places"][pointer] == "Sheet!C2"
    without = _place(stage, file.getvalue(), **{"Content-Type": media})
    assert [it["code"] for it in without.json["errors"]] == ["reference-not-stated"]


@pytest.mark.parametrize(
    ("data", "status", "kind"),
    [
        (b"", 422, "faulty-document"),
        (b"<Order", 400, "malformed-document"),
        (ubl_order("1")[:-30], 400, "malformed-document"),
        (ubl_order("1", before='<!DOCTYPE a [<!ENTITY b "c">]>'), 422, "faulty-document"),
        (b"<Invoice/>", 422, "faulty-document"),
        (b"\x00\x01", 422, "faulty-document"),
        (b"PK\x03\x04", 422, "faulty-document"),
    ],
)
def test_what_is_no_document_is_a_problem_that_says_so(
    stage: Stage, data: bytes, status: int, kind: str
) -> None:
    answer = _read(stage, data)
    assert (answer.status, answer.json["type"]) == (status, f"/problems/{kind}")
    assert answer.json["message"]["zh"]
    assert "Traceback" not in answer.data.decode()


@pytest.mark.parametrize(
    "query",
    ["?tax=maybe", "?classes=1", "?classes=1:spaceship", "?includes=lunch", "?agency=1", "?x=1"],
)
def test_what_is_said_beside_it_is_one_of_the_choices(stage: Stage, query: str) -> None:
    answer = _read(stage, ubl_order(fresh("UBL")), query=query)
    assert (answer.status, answer.json["type"]) == (422, "/problems/invalid-content")
    assert "parameter" in answer.json["errors"][0]


@pytest.mark.parametrize("text", ["1:laptop", "1:laptop,SKU-7:monitor", "第 1 行:laptop , a:b:fax"])
def test_classes_that_are_read_have_the_form_of_the_contract(text: str) -> None:
    assert len(ClassesText().read(text)) == len(text.split(","))
    assert re.search(ClassesText.form["pattern"], text)


@pytest.mark.parametrize("text", ["1", ":laptop", "1:", "1:laptop,", "1:Laptop", "1\x07:laptop"])
def test_classes_without_the_form_of_the_contract_are_not_read(text: str) -> None:
    assert not re.search(ClassesText.form["pattern"], text)
    with pytest.raises(ValidationError):
        ClassesText().read(text)


def test_a_type_that_is_none_of_the_media_is_refused(stage: Stage) -> None:
    answer = _read(stage, b"{}", **{"Content-Type": "application/json"})
    assert (answer.status, answer.json["type"]) == (415, "/problems/unsupported-media-type")


def test_an_order_is_read_as_ubl_and_comes_back_whole(stage: Stage) -> None:
    placed = stage.place(quantity=1)
    path = f"/v1/orders/{placed['id']}/document"
    answer = stage.call("GET", path, "supplier")
    assert answer.status == 200, answer.data
    back = _read(stage, answer.data, query="").json
    held = stage.call("GET", f"/v1/orders/{placed['id']}", "officer").json["order"]
    assert back["order"] == held
    assert stage.call("GET", path, "officer", second=True).status == 404


def test_the_command_checks_documents(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    facts = str(Path(__file__).parents[2] / "docs" / "examples" / "agency.json")
    agency = json.loads(Path(facts).read_text())["uscc"]
    file = tmp_path / "order.xml"
    file.write_bytes(ubl_order("R-1", [ubl_line(properties={})], agency=agency))
    assert main(["check", str(file), "--agency", facts, "--tax", "included"]) == 2
    found = json.loads(capsys.readouterr().out)
    assert (found["outcome"], found["document"]["format"]) == ("undetermined", "ubl-order")
    bare = {"/operating_system/preloaded": "false"}
    file.write_bytes(ubl_order("R-1", [ubl_line(properties=bare)], agency=agency))
    assert main(["check", str(file), "--agency", facts, "--tax", "included", "--text"]) == 1
    told = capsys.readouterr().out
    assert "违规" in told
    assert "preloaded → /Order/OrderLine/LineItem/Item/AdditionalItemProperty/Value" in told
    file.write_bytes(ubl_order("R-1", [ubl_line(code=None)], agency=agency))
    assert main(["check", str(file), "--agency", facts, "--tax", "included", "--text"]) == 2
    assert "class-not-stated" in capsys.readouterr().out
    file.write_bytes(b"<Order")
    assert main(["check", str(file)]) == 65
    assert "XML" in capsys.readouterr().err
    assert main(["check", str(file), "--classes", "1:spaceship"]) == 65


def test_an_order_in_json_is_checked_as_before(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "order.json"
    file.write_text(json.dumps(order(), ensure_ascii=False))
    assert main(["check", str(file)]) == 2
    assert "document" not in json.loads(capsys.readouterr().out)
