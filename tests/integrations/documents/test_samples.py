"""Every order document of the conformance samples, beside a count made another way."""

from decimal import Decimal
from pathlib import Path
from typing import Final, cast

import pytest
from lxml import etree

from integrations.documents.door import read_order_document
from integrations.documents.figures import number
from integrations.documents.stated import DocumentStated
from integrations.errors import FileRefused

_ORDERS: Final = (
    "ubl/UBL-Order-2.1-Example.xml",
    "ubl/UBL-Quotation-2.1-Example.xml",
    "ubl/val/order-test-good.xml",
    "ubl/val/order-test-bad-code.xml",
    "oioubl/COMPAY_03_03_00_Order_v2p2.xml",
    "oioubl/BASPRO_01_01_00_Order_v2p2.xml",
)
_CARTS: Final = ("cxml/OrderRequest.xml", "cxml/PunchoutOrderMessage.xml")
_NO_ORDERS: Final = (
    "ubl/UBL-Invoice-2.1-Example.xml",
    "ubl/UBL-OrderChange-2.1-Example.xml",
    "ubl/UBL-OrderCancellation-2.1-Example.xml",
    "ubl/UBL-OrderResponse-2.1-Example.xml",
    "ubl/UBL-OrderResponseSimple-2.1-Example.xml",
    "ubl/CENBII-AcceptOrder-maximal.xml",
    "ubl/UBL-Order-2.1-Example.json",
    "oioubl/COMPAY_03_03_00_OrderResponseSimple_v2p2.xml",
    "cxml/PunchOutSetupRequest.xml",
    "cxml/StatusUpdateRequest.xml",
    "edi/po850-x12-004010.edi",
)


def _tree(path: Path) -> etree._ElementTree:
    return etree.parse(str(path), etree.XMLParser(load_dtd=False, resolve_entities=False))


def _nodes(path: Path, wanted: str) -> list[etree._Element]:
    return cast("list[etree._Element]", _tree(path).xpath(wanted))


def _text(node: etree._Element, path: str) -> str | None:
    found = node.xpath(f"string({path})")
    return str(found) or None


def _figures(read: DocumentStated) -> list[tuple[str | None, ...]]:
    return [
        tuple(
            None if it is None else it.text
            for it in (line.quantity, line.price, line.currency, line.amount)
        )
        for line in read.lines
    ]


@pytest.mark.parametrize("name", _ORDERS)
def test_lines_quantities_and_amounts_of_ubl_are_those_an_xpath_counts(
    samples: Path, name: str
) -> None:
    path = samples / name
    inside = _nodes(path, "/*/*[local-name()='OrderLine' or local-name()='QuotationLine']/*")
    items = [it for it in inside if etree.QName(it).localname == "LineItem"]
    wanted = [
        (
            _text(it, "*[local-name()='Quantity']"),
            _text(it, "*[local-name()='Price']/*[local-name()='PriceAmount']"),
            _text(it, "*[local-name()='Price']/*[local-name()='PriceAmount']/@currencyID"),
            _text(it, "*[local-name()='LineExtensionAmount']"),
        )
        for it in items
    ]
    read = read_order_document(path.read_bytes())
    assert _figures(read) == wanted
    assert wanted
    totals = _nodes(path, "/*/*[contains(local-name(), 'MonetaryTotal')]")
    sums = [Decimal(str(line[3])) for line in wanted if line[3] is not None]
    said = None if not totals else _text(totals[0], "*[local-name()='LineExtensionAmount']")
    assert (None if read.total is None else read.total.text) == said
    if len(sums) == len(wanted) and said is not None:
        assert sum(sums) == Decimal(said)


@pytest.mark.parametrize("name", _CARTS)
def test_lines_and_prices_of_cxml_are_those_an_xpath_counts(samples: Path, name: str) -> None:
    path = samples / name
    items = _nodes(path, "//ItemOut | //ItemIn")
    wanted = [
        (
            _text(it, "@quantity"),
            _text(it, "ItemDetail/UnitPrice/Money"),
            _text(it, "ItemDetail/UnitPrice/Money/@currency"),
            None,
        )
        for it in items
    ]
    read = read_order_document(path.read_bytes())
    assert _figures(read) == wanted
    assert len(wanted) == 2
    parts = [it.text for line in read.lines for it in line.items]
    assert [it for it in parts if it.isdecimal()] == [
        it.text for it in _nodes(path, "//SupplierPartID")
    ]


def test_the_purchase_plan_is_read_row_by_row(samples: Path) -> None:
    read = read_order_document((samples / "xlsx" / "办公设备采购计划表.xlsx").read_bytes())
    assert [it.place for it in read.lines] == [f"采购计划!{row}" for row in (4, 5, 6, 7)]
    quantities = [number(it.quantity) for it in read.lines]
    amounts = [number(it.amount) for it in read.lines]
    assert quantities == [10, 4, 3, 2]
    assert sum(it for it in quantities if it is not None) == 19
    assert sum(it for it in amounts if it is not None) == 93_000


@pytest.mark.parametrize("name", [*_ORDERS, *_CARTS])
def test_every_statement_of_a_sample_is_told_somewhere(samples: Path, name: str) -> None:
    path = samples / name
    read = read_order_document(path.read_bytes())
    told = repr(read)
    for node in _tree(path).getroot().iter("*"):
        texts = [node.text or "", *(str(value) for value in node.attrib.values())]
        for text in texts:
            words = text.strip()
            if words and etree.QName(node).localname != "SharedSecret":
                assert repr(words)[1:-1] in told, words


def test_a_shared_secret_is_told_nowhere(samples: Path) -> None:
    data = (samples / "cxml" / "OrderRequest.xml").read_bytes()
    assert b"coyote" in data
    assert "coyote" not in repr(read_order_document(data))


@pytest.mark.parametrize("name", _NO_ORDERS)
def test_what_is_no_order_is_refused_by_name(samples: Path, name: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read_order_document((samples / name).read_bytes())
    assert refused.value.code == "document-not-an-order"
    assert refused.value.message.zh
    assert refused.value.message.en
