"""An officer's desk: a form that keeps what was typed, an order with its findings, its changes."""

import json
import re
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from api.pages.order_files import coded
from tests.api.stage import Stage, fresh, order
from tests.pages.browsing import Browser, Shown

_HOSTILE = "<script>alert(1)</script>=1+1\u202egnp\"&'" + "长" * 10_000


def form_of(shown: Shown) -> dict[str, Any]:
    """What a browser would send of the form of an order: every field, lists of checked boxes."""
    (form,) = shown.page.xpath("//form[@id='order-form']")
    fields: dict[str, Any] = {}
    for name, value in form.form_values():
        fields[name] = [*fields[name], value] if name in fields else [value]
    return fields


def filled(shown: Shown, document: Mapping[str, Any]) -> dict[str, Any]:
    """The form as it stands, with the order written into its hidden part and its fields."""
    fields = {name: values for name, values in form_of(shown).items() if name[0] != "/"}
    return {**fields, "order": json.dumps(document)}


@pytest.fixture
def officer(stage: Stage) -> Browser:
    return Browser(stage).sign_in("officer")


def test_an_order_is_filled_in_line_by_line_tried_out_mended_by_a_click_and_placed(
    officer: Browser,
) -> None:
    shown = officer.get("/orders/new")
    assert shown.status == 200
    fields = form_of(shown) | {
        "/reference": fresh("FORM"),
        "/price_basis/tax": "included",
        "/price_basis/includes": ["", "operating-system"],
        "/lines/0/class": "desktop",
        "/lines/0/quantity": "1",
        "/lines/0/unit_price": "5200.00",
        "/lines/0/operating_system/preloaded": "true",
        "/lines/0/operating_system/name": "银河麒麟桌面操作系统",
        "/lines/0/operating_system/version": "V11",
        "/lines/0/operating_system/kernel": "Linux 6.6",
        "/lines/0/operating_system/licence/channel": "oem",
        "/lines/0/operating_system/licence/count": "1",
        "/lines/0/operating_system/licence/evidence/0/kind": "oem-agreement",
        "/lines/0/operating_system/licence/evidence/0/number": "EX-2026-1",
        "/lines/0/processor/name": "龙芯3B6000",
        "/lines/0/codes/0/scheme": "cn2022",
        "/lines/0/codes/0/code": "A02010105",
    }
    tried = officer.post("/orders/new", fields | {"do": "try"})
    assert tried.status == 200
    assert "5,200.00" in tried.words
    assert "财资〔2016〕27号" in tried.words
    mends = tried.page.xpath("//button[starts-with(@value, 'set:/lines/0/unit_price=')]/@value")
    (mend,) = set(mends)
    longer = officer.post("/orders/new", form_of(tried) | {"do": "add"})
    assert "/lines/1/class" in form_of(longer)
    shorter = officer.post("/orders/new", form_of(longer) | {"do": "drop:1"})
    assert "/lines/1/class" not in form_of(shorter)
    mended = officer.post("/orders/new", form_of(shorter) | {"do": mend})
    assert form_of(mended)["/lines/0/unit_price"] == ["5000.00"]
    sent = form_of(mended) | {"do": "place"}
    placed = officer.post("/orders/new", sent)
    page = officer.follow(placed)
    assert "已批准" in page.words
    assert officer.post("/orders/new", sent).headers["Location"] == placed.headers["Location"]
    kept = officer.stage.call("GET", f"/v1{placed.headers['Location']}", "officer").json
    assert kept["order"]["price_basis"]["includes"] == ["operating-system"]
    assert kept["order"]["lines"][0]["operating_system"]["licence"]["count"] == 1


def test_what_was_typed_comes_back_with_every_fault_at_its_field(officer: Browser) -> None:
    fields = form_of(officer.get("/orders/new")) | {
        "/reference": _HOSTILE,
        "/lines/0/class": "desktop",
        "/lines/0/quantity": "４台",
        "/lines/0/model": _HOSTILE,
        "do": "place",
    }
    with officer.stage.unchanged():
        shown = officer.post("/orders/new", fields)
    assert shown.status == 422
    kept = form_of(shown)
    assert kept["/reference"] == [_HOSTILE]
    assert kept["/lines/0/model"] == [_HOSTILE]
    assert kept["/lines/0/quantity"] == ["４台"]
    assert not shown.page.xpath("//script[not(@src)]")
    wrong = set(shown.page.xpath("//*[@aria-invalid='true']/@name"))
    assert {"/reference", "/price_basis/tax", "/lines/0/quantity", "/lines/0/unit_price"} <= wrong


def test_as_one_types_only_the_parts_that_say_what_was_found_are_sent(officer: Browser) -> None:
    shown = officer.get("/orders/new")
    token = form_of(shown)["form"]
    with officer.stage.unchanged():
        sent = filled(shown, order(unit_price="5200.00"))
        part = officer.post("/orders/trial", sent, {"HX-Request": "true"})
    assert part.status == 200
    assert "<html" not in part.text
    assert part.page.xpath("//*[@id='found-0' and @hx-swap-oob='true']//article")
    assert "试算结果" in part.words
    broken = officer.post("/orders/trial", {"form": token, "order": "{", "do": "x"})
    assert broken.status == 400


def test_what_a_form_has_no_field_for_stays_as_it_was(officer: Browser) -> None:
    document = order(contract={"number": "C-1", "tender_demands": []}, quantity=1)
    fields = filled(officer.get("/orders/new"), document) | {"do": "place"}
    made = officer.post("/orders/new", fields)
    kept = officer.stage.call("GET", f"/v1{made.headers['Location']}", "officer").json["order"]
    assert kept == document


@pytest.mark.parametrize("name", ["/lines/9999999/model", "/lines/x", "/a" * 40])
def test_a_field_that_no_order_has_is_refused(officer: Browser, name: str) -> None:
    fields = filled(officer.get("/orders/new"), order()) | {name: "1", "do": "try"}
    assert officer.post("/orders/new", fields).status == 403


def test_a_refused_order_shows_its_findings_and_leads_to_a_new_one_that_is_mended(
    officer: Browser,
) -> None:
    made = officer.stage.place(quantity=1, unit_price="5200.00")
    shown = officer.get(f"/orders/{made['id']}")
    for words in ("已拒绝", "5,200.00", "5,000.00", "超出 200.00", "财资〔2016〕27号"):
        assert words in shown.words
    (mend,) = set(shown.page.xpath("//a[contains(@href, 'to=5000.00')]/@href"))
    assert mend.startswith(f"/orders/new?from={made['id']}&")
    assert form_of(officer.get(mend))["/lines/0/unit_price"] == ["5000.00"]


def test_an_amendment_shows_what_it_changes_and_is_made_once(officer: Browser) -> None:
    made = officer.stage.place(quantity=2)
    form = form_of(officer.get(f"/orders/{made['id']}/amend"))
    fewer = form | {"/lines/0/quantity": "1"}
    tried = officer.post(f"/orders/{made['id']}/amend", fewer | {"do": "try"})
    assert [it.text_content() for it in tried.page.xpath("//del | //ins")] == ["2", "1"]
    done = officer.post(f"/orders/{made['id']}/amend", fewer | {"do": "place"})
    assert done.headers["Location"] == f"/orders/{made['id']}"
    again = officer.post(f"/orders/{made['id']}/amend", fewer | {"do": "place"})
    assert again.status == 303
    page = officer.follow(done)
    assert "减少,批准不变" in page.words
    assert len(page.page.xpath("//del")) == 1


def test_an_order_is_taken_back_for_a_reason_and_a_refusal_keeps_the_reason(
    officer: Browser,
) -> None:
    made = officer.stage.place(quantity=1)
    address = f"/orders/{made['id']}/cancellation"
    form = officer.get(f"/orders/{made['id']}").form(address)
    blank = officer.post(address, form | {"reason": " "})
    assert blank.status == 422
    with officer.stage.clock.later(seconds=1):
        officer.stage.call(
            "POST", f"/v1/orders/{made['id']}/cancellation", "officer", {"reason": "x"}
        )
    late = officer.post(address, form | {"reason": "typed once"})
    assert (late.status, "已撤回" in late.words) == (412, True)


@pytest.mark.parametrize("page", ["", "/amend"])
def test_an_order_of_another_agency_is_no_order(stage: Stage, page: str) -> None:
    made = stage.place(quantity=1)
    other = Browser(stage).sign_in("officer", second=True)
    assert other.get(f"/orders/{made['id']}{page}").status == 404
    assert Browser(stage).sign_in("auditor").get("/orders/new").status == 403


def test_a_file_is_read_with_its_doubts_at_their_cells_then_placed_as_it_was_seen(
    officer: Browser,
) -> None:
    address = "/orders/from-file"
    form = officer.get(address).form(address)
    head = "序号,使用部门,资产名称,品目编码,计量单位,数量,预算单价(元),金额(元)"
    table = f"{head}\n1,<b>甲</b>,台式计算机,A02010105,台,1,4940,4940\n".encode()
    said = form | {"reference": fresh("FILE"), "includes": "operating-system", "do": "read"}
    doubtful = officer.post(address, said | {"file": (BytesIO(table), "plan.csv")})
    assert doubtful.status == 200
    assert not doubtful.page.xpath("//button[@value='place']")  # tax was not said
    kept = doubtful.form(address)
    assert kept["reference"] == said["reference"]
    read = officer.post(address, kept | {"tax": "included", "do": "read"})
    assert "<b>甲</b>" in read.words
    assert "尚不能确定" in read.words or "不符合" in read.words
    (button,) = read.page.xpath("//button[@value='place']/@value")
    sent = read.form(address) | {"tax": "included", "do": button}
    placed = officer.post(address, sent)
    assert officer.post(address, sent).headers["Location"] == placed.headers["Location"]
    assert said["reference"] in officer.follow(placed).words
    faulty = table.replace(b",4940,4940", ",四千,4940".encode())
    wrong = officer.post(
        address, kept | {"tax": "included", "do": "read", "file": (BytesIO(faulty), "x")}
    )
    assert "G2" in wrong.words
    assert officer.post(address, kept | {"kept": "@", "do": "read"}).status == 403


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("1:便携式计算机,2:显示器", "1:laptop,2:monitor"),
        ("\uff11\uff1a 显示器\uff0c2: Thin Client", "1:monitor,2:thin_client"),
        ("1:laptop", "1:laptop"),
        ("1:飞船", "1:飞船"),
        ("1", "1"),
        ("", ""),
    ],
)
def test_classes_of_lines_may_be_called_by_their_names(said: str, meant: str) -> None:
    assert coded(said) == meant


def test_whether_it_prints_in_colour_is_chosen_and_not_typed(officer: Browser) -> None:
    printer = order(attributes={"paper": "a4", "colour": True}, codes=[])
    printer["lines"][0]["class"] = "printer"
    shown = officer.post("/orders/new", filled(officer.get("/orders/new"), printer) | {"do": "try"})
    (chosen,) = shown.page.xpath("//select[@name='/lines/0/attributes/colour']/option[@selected]")
    assert (chosen.get("value"), chosen.text) == ("true", "是")


def office_book(quantity: str) -> BytesIO:
    """A plan as offices keep it: merged, in full-width digits and 万元, its head repeated."""
    made, file = openpyxl.Workbook(), BytesIO()
    sheet: Any = made.worksheets[0]
    sheet.title = "采购计划"
    made.create_sheet("草稿").sheet_state = "hidden"
    head = [
        "序号",
        "使用部门",
        "资产名称",
        "品目编码",
        "计量单位",
        "数量",
        "预算单价(万元)",
        "金额(万元)",
    ]
    plain = ("台式计算机", "A02010105", "台")
    for row in (
        ["某局2027年采购计划"],
        head,
        [1, "办公室", *plain, quantity, "０．４９４", 4.94],
        [2, None, *plain, 2, 0.494, 0.988],
        head,
        [3, "财务科", *plain, 1, 0.494, 0.494],
        ["合计", None, None, None, None, 13, None, 6.422],
        ["填表人:"],
    ):
        sheet.append(row)
    for merged in ("A1:H1", "B3:B4", "A7:E7"):
        sheet.merge_cells(merged)
    made.save(file)
    return BytesIO(file.getvalue())


def test_a_workbook_as_offices_keep_it_is_read_right_or_refused_at_its_cell(
    officer: Browser,
) -> None:
    address = "/orders/from-file"
    form = officer.get(address).form(address) | {"tax": "included", "do": "read"}
    said = form | {"reference": fresh("BOOK"), "includes": "operating-system"}
    read = officer.post(address, said | {"file": (office_book("１０"), "plan.xlsx")})
    (button,) = read.page.xpath("//button[@value='place']/@value")
    placed = officer.post(address, read.form(address) | {"tax": "included", "do": button})
    path = placed.headers["Location"]
    lines = officer.stage.call("GET", f"/v1{path}", "officer").json["order"]["lines"]
    told = [(it["for"]["department"], it["quantity"], it["unit_price"]) for it in lines]
    assert told == [("办公室", 10, "4940.00"), ("办公室", 2, "4940.00"), ("财务科", 1, "4940.00")]
    unsaved = officer.post(address, said | {"file": (office_book("=5+5"), "plan.xlsx")})
    assert "采购计划!F3" in unsaved.words
    assert not unsaved.page.xpath("//button[@value='place']")


def test_what_was_left_blank_is_asked_for_in_words_of_people(officer: Browser) -> None:
    for address in ("/orders/new", "/waivers/new"):
        shown = officer.get(address)
        (form,) = shown.page.xpath(f"//form[@action='{address}' or @id='order-form']")
        left = officer.post(address, dict(form.form_values()) | {"do": "place"})
        assert left.status == 422
        assert "须填写" in left.words
        # Members and errors are words of the interface, which nobody sees who fills in a form.
        assert not re.search("成员|errors", left.words)
