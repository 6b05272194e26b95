"""What a document makes of an order: what follows, from which statements, and what stays open."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.documents.draft import Draft, DraftRule, Given
from integrations.documents.drafting import drafted
from integrations.documents.figures import figures
from integrations.documents.stated import DocumentKind, DocumentStated, LineStated
from integrations.documents.xml_order import read_xml
from integrations.machine.stated import Said
from tests.integrations.documents.written import AGENCY, SUPPLIER, ubl_line, ubl_order
from validators.classes import ItemClass
from validators.law import Law
from validators.order import Tax
from validators.standards_file import load_folder

_TAXED = Given(tax=Tax.INCLUDED)


@pytest.fixture(scope="module")
def law() -> Law:
    return load_folder()


def _draft(law: Law, *lines: str, beside: Given = _TAXED, **head: Any) -> Draft:  # noqa: ANN401 - parts of a document
    return drafted(read_xml(ubl_order("R-1", lines or None, **head)), beside, law.codes)


def _open(draft: Draft) -> set[str]:
    return {it.code for it in draft.all_open}


def _remarks(draft: Draft) -> set[str]:
    return {
        it.code for it in (*draft.remarks, *(it for line in draft.lines for it in line.remarks))
    }


def test_a_whole_order_follows_with_its_grounds(law: Law) -> None:
    draft = _draft(law)
    assert draft.all_open == ()
    assert draft.order is not None
    assert (draft.order["agency"], draft.order["supplier"]) == (AGENCY, SUPPLIER)
    (line,) = draft.order["lines"]
    assert (line["class"], line["quantity"], line["unit_price"]) == ("desktop", 2, "4940.00")
    assert line["operating_system"]["licence"]["count"] == 2
    told = {it.pointer: it for it in draft.lines[0].derived}
    assert told["/class"].rule is DraftRule.CLASS_BY_CODE
    assert draft.places["/lines/0/quantity"].endswith("/LineItem/Quantity")
    assert draft.places["/agency"].startswith("/Order/BuyerCustomerParty")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"quantity": None}, "quantity-not-stated"),
        ({"quantity": "two"}, "quantity-malformed"),
        ({"quantity": "-1"}, "quantity-not-positive"),
        ({"quantity": "0"}, "quantity-not-positive"),
        ({"quantity": "1.5"}, "quantity-not-whole"),
        ({"quantity": "1.00"}, None),
        ({"quantity": "1e3"}, "quantity-malformed"),
        ({"unit": "LTR"}, "unit-not-of-pieces"),
        ({"unit": None}, None),
        ({"price": None}, "price-not-stated"),
        ({"price": "0"}, "price-malformed"),
        ({"price": "-5"}, "price-malformed"),
        ({"price": "5,000"}, "price-malformed"),
        ({"currency": "DKK"}, "currency-not-yuan"),
        ({"base": "10", "price": "49400"}, None),
        ({"base": "3", "price": "10.00"}, "price-not-exact"),
        ({"base": "0"}, "price-malformed"),
        ({"amount": "9880.00"}, None),
        ({"amount": "9880.01"}, "amount-differs"),
        ({"amount": "9879.99"}, "amount-differs"),
        ({"amount": "?"}, "amount-differs"),
        ({"code": None}, "class-not-stated"),
        ({"code": "99999999", "scheme": "unspsc"}, "class-not-stated"),
        ({"properties": {"/no/member": "x", "": "y"}}, None),
        ({"properties": {"/quantity": "5"}}, "property-unknown"),
        ({"properties": {"//": "5"}}, "property-unknown"),
        ({"properties": {"/class": "spaceship"}}, "class-unclear"),
        ({"properties": {"/software/1/name": "x"}}, "property-unknown"),
    ],
)
def test_a_line_is_made_or_what_is_open_is_told(
    law: Law, changes: dict[str, Any], code: str | None
) -> None:
    draft = _draft(law, ubl_line(**changes))
    assert _open(draft) == (set() if code is None else {code})
    assert (draft.order is None) == (code is not None)


@pytest.mark.parametrize(
    ("code", "scheme", "name", "wanted"),
    [
        ("A02010108", "cn2022", "x", ItemClass.LAPTOP),
        ("A02010105", "cn2013", "x", ItemClass.LAPTOP),
        ("A02010105", "cn2022", "x", ItemClass.DESKTOP),
        ("A02010105", "CN2022", "一体式台式计算机", ItemClass.ALL_IN_ONE),
        ("A02010105", "cn2022", "便携式计算机", None),
        ("A02010105", None, "台式计算机", ItemClass.DESKTOP),
        ("A02010105", None, "便携式计算机", ItemClass.LAPTOP),
        ("A02010105", None, "x", None),
        ("43211503", "TST", "x", ItemClass.LAPTOP),
        ("43211503", "UNSPSC", "x", ItemClass.LAPTOP),
        ("30213100", "STI", "x", ItemClass.LAPTOP),
        ("30213100-6", "cpv", "x", ItemClass.LAPTOP),
        ("30213100-6", "unspsc", "x", None),
        (None, None, "Notebook computers", ItemClass.LAPTOP),
        (None, None, "LIFEBOOK E8020", None),
        (None, None, "基础软件", None),
    ],
)
def test_a_class_follows_from_a_code_of_its_table_or_an_official_title(
    law: Law, code: str | None, scheme: str | None, name: str, wanted: ItemClass | None
) -> None:
    draft = _draft(law, ubl_line(code=code, scheme=scheme, name=name))
    found = {it.pointer: it.value for it in draft.lines[0].derived}.get("/class")
    assert found == (None if wanted is None else wanted.value)


def test_a_class_is_given_by_line_or_item_number(law: Law) -> None:
    beside = Given(tax=Tax.INCLUDED, classes={"7": ItemClass.LAPTOP})
    draft = _draft(law, ubl_line(id="7", code=None), beside=beside)
    assert draft.order is not None
    assert draft.order["lines"][0]["class"] == "laptop"
    beside = Given(tax=Tax.INCLUDED, classes={"8": ItemClass.LAPTOP})
    assert _open(_draft(law, ubl_line(id="7"), beside=beside)) == {"class-for-nothing"}


def test_a_number_of_two_lines_means_neither(law: Law) -> None:
    beside = Given(tax=Tax.INCLUDED, classes={"7": ItemClass.LAPTOP})
    lines = [ubl_line(id="7", code=None), ubl_line(id="7")]
    draft = _draft(law, *lines, beside=beside)
    assert "line-id-twice" in _remarks(draft)
    assert _open(draft) == {"class-for-nothing", "class-not-stated"}
    assert len(draft.lines) == 2


def test_what_is_given_has_to_agree_with_the_document(law: Law) -> None:
    other = "11100000EXAMPLE02R"
    draft = _draft(law, beside=Given(tax=Tax.INCLUDED, agency=other))
    assert _open(draft) == {"given-differs"}
    assert draft.order is None
    without = _draft(law, beside=Given(tax=Tax.INCLUDED, agency=other), agency=None)
    assert without.order is not None
    assert without.order["agency"] == other


@pytest.mark.parametrize(
    ("beside", "code"),
    [
        (Given(), "tax-not-stated"),
        (Given(tax=Tax.INCLUDED), "agency-not-stated"),
    ],
)
def test_what_nobody_states_is_open(law: Law, beside: Given, code: str) -> None:
    assert code in _open(_draft(law, beside=beside, agency=None))


def test_lines_that_can_be_made_are_examined_beside_those_that_cannot(law: Law) -> None:
    draft = _draft(law, ubl_line(id="1", code=None), ubl_line(id="2"))
    assert draft.order is not None
    assert len(draft.order["lines"]) == 1
    assert [it.line is None for it in draft.lines] == [True, False]
    assert draft.places["/lines/0"].startswith("/Order/OrderLine[2]")


def test_a_computer_without_a_word_about_its_system_is_remarked_and_left_open(law: Law) -> None:
    draft = _draft(law, ubl_line(properties={}))
    assert "system-not-stated" in _remarks(draft)
    assert draft.order is not None
    assert "operating_system" not in draft.order["lines"][0]
    printer = _draft(law, ubl_line(properties={}, code="A02021000", name="打印机"))
    assert "system-not-stated" not in _remarks(printer)


def test_a_day_is_that_of_the_line_else_of_the_document(law: Law) -> None:
    head = (
        "<cac:Delivery><cac:RequestedDeliveryPeriod><cbc:EndDate>2026-12-20</cbc:EndDate>"
        "</cac:RequestedDeliveryPeriod></cac:Delivery>"
    )
    draft = _draft(law, head=head)
    assert draft.order is not None
    assert draft.order["lines"][0]["deliver_by"] == "2026-12-20"
    assert _open(_draft(law, head=head.replace("12-20", "13-20"))) == {"day-malformed"}


_PRICES = st.decimals(min_value="0.01", max_value="99999999", places=2)


@given(price=_PRICES, per=st.integers(1, 1000), quantity=st.integers(1, 100_000))
def test_no_price_is_ever_rounded(price: Decimal, per: int, quantity: int) -> None:
    line = LineStated(
        place="/l",
        quantity=Said(key="q", text=str(quantity), place="/q"),
        price=Said(key="p", text=f"{price:f}", place="/p"),
        per=Said(key="b", text=str(per), place="/b"),
    )
    document = DocumentStated(
        kind=DocumentKind.UBL_ORDER,
        lines=(line,),
        currency=Said(key="c", text="CNY", place="/c"),
    )
    found = figures(document, line)
    assert found.quantity == quantity
    if found.unit_price is None:
        assert {it.code for it in found.open} == {"price-not-exact"}
        assert (price / per).quantize(Decimal("0.0001")) * per != price
    else:
        assert found.unit_price * per == price
        assert found.open == ()
