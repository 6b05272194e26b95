"""Documents that are written here: valid against their schemas, and never more than was decided."""

import os
from pathlib import Path

import pytest
from lxml import etree

from integrations.documents.answer import AnswerKind
from integrations.documents.cxml_answer import write_cxml_answer
from integrations.documents.order_response import PEPPOL_ORDER, write_order_response
from integrations.documents.stated import DocumentStated
from integrations.documents.xml_order import read_xml
from tests.integrations.documents.conftest import answer_of
from tests.integrations.documents.written import ubl_order

_CBC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"
_CAC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2}"
_PEPPOL = "PROCHECK_PEPPOL_RULES"
_DTD = "PROCHECK_CXML_DTD"


def _stated(customisation: str = "urn:example:order") -> DocumentStated:
    return read_xml(ubl_order("R-1", customisation=customisation))


@pytest.mark.parametrize("customisation", ["urn:example:order", PEPPOL_ORDER])
@pytest.mark.parametrize("kind", list(AnswerKind))
def test_an_order_response_is_valid(
    order_response_schema: etree.XMLSchema, kind: AnswerKind, customisation: str
) -> None:
    data = write_order_response(_stated(customisation), answer_of(kind))
    root = etree.fromstring(data)
    assert order_response_schema.validate(root), order_response_schema.error_log
    code = root.findtext(f"{_CBC}OrderResponseCode")
    assert (code == "AP") == (kind is AnswerKind.APPROVED)
    assert (code == "RE") == (kind is AnswerKind.REFUSED)
    assert root.findtext(f"{_CAC}OrderReference/{_CBC}ID") == "R-1"


@pytest.mark.parametrize("name", ["ubl/UBL-Order-2.1-Example.xml", "ubl/val/order-test-good.xml"])
def test_an_answer_to_a_sample_is_valid(
    samples: Path, order_response_schema: etree.XMLSchema, name: str
) -> None:
    stated = read_xml((samples / name).read_bytes())
    root = etree.fromstring(write_order_response(stated, answer_of(AnswerKind.REFUSED)))
    assert order_response_schema.validate(root), order_response_schema.error_log


def test_every_finding_stands_with_its_line_in_both_languages() -> None:
    root = etree.fromstring(write_order_response(_stated(), answer_of(AnswerKind.REFUSED)))
    notes = root.findall(f"{_CAC}OrderLine/{_CAC}LineItem/{_CBC}Note")
    assert [(it.get("languageID"), it.text) for it in notes] == [
        ("zh", "价格 <超> 上限 & 1"),
        ("en", "the price is > the ceiling & so on"),
    ]


def test_what_keeps_the_rules_of_peppol_is_answered_by_them() -> None:
    data = write_order_response(_stated(PEPPOL_ORDER), answer_of(AnswerKind.APPROVED))
    root = etree.fromstring(data)
    customisation = root.findtext(f"{_CBC}CustomizationID") or ""
    assert customisation.startswith("urn:fdc:peppol.eu:poacc:trns:order_response:3")
    assert root.findall(f"{_CAC}OrderLine") == []
    assert len(root.findall(f"{_CBC}Note")) == 1
    for whose in ("SellerSupplierParty", "BuyerCustomerParty"):
        endpoint = root.find(f"{_CAC}{whose}/{_CAC}Party/{_CBC}EndpointID")
        assert endpoint is not None
        assert endpoint.get("schemeID") == "0088"


@pytest.mark.parametrize("kind", list(AnswerKind))
def test_an_order_response_is_clean_under_the_rules_of_peppol(
    tmp_path: Path, kind: AnswerKind
) -> None:
    rules = os.environ.get(_PEPPOL)
    if not rules:
        pytest.skip(f"{_PEPPOL} names no folder with PEPPOLBIS-T76.xslt (docs/order-documents.md)")
    saxon = pytest.importorskip("saxonche", reason="the rules need saxonche, which is not locked")
    data = write_order_response(_stated(PEPPOL_ORDER), answer_of(kind))
    path = tmp_path / "response.xml"
    path.write_bytes(data)
    with saxon.PySaxonProcessor(license=False) as processor:
        compiled = processor.new_xslt30_processor().compile_stylesheet(
            stylesheet_file=str(Path(rules) / "PEPPOLBIS-T76.xslt")
        )
        told = etree.fromstring(compiled.transform_to_string(source_file=str(path)).encode())
    failed = told.findall(".//{http://purl.oclc.org/dsdl/svrl}failed-assert")
    assert [(it.get("id"), it.get("flag")) for it in failed] == []


@pytest.mark.parametrize("kind", list(AnswerKind))
def test_a_cxml_order_is_confirmed_only_when_it_is_decided(samples: Path, kind: AnswerKind) -> None:
    stated = read_xml((samples / "cxml" / "OrderRequest.xml").read_bytes())
    data = write_cxml_answer(stated, answer_of(kind))
    root = etree.fromstring(data, etree.XMLParser(load_dtd=False, resolve_entities=False))
    header = root.find("Request/ConfirmationRequest/ConfirmationHeader")
    decided = {AnswerKind.APPROVED: "accept", AnswerKind.REFUSED: "reject"}
    assert (None if header is None else header.get("type")) == decided.get(kind)
    assert (root.find("Response/Status") is None) == (kind in decided)
    assert b"coyote" not in data
    if header is not None:
        reference = root.find("Request/ConfirmationRequest/OrderReference/DocumentReference")
        assert reference is not None
        assert reference.get("payloadID") == stated.payload.text if stated.payload else False
        senders = [it.text for it in root.findall("Header/From/Credential/Identity")]
        assert senders == ["supplier@supplier.com"]


def test_a_cart_is_answered_by_a_status(samples: Path) -> None:
    stated = read_xml((samples / "cxml" / "PunchoutOrderMessage.xml").read_bytes())
    root = etree.fromstring(write_cxml_answer(stated, answer_of(AnswerKind.TRIED_OUT)))
    status = root.find("Response/Status")
    assert status is not None
    assert status.get("code") == "200"
    assert "价格 <超> 上限" in (status.text or "")


@pytest.mark.parametrize("kind", list(AnswerKind))
def test_cxml_answers_keep_their_dtd(samples: Path, kind: AnswerKind) -> None:
    folder = os.environ.get(_DTD)
    if not folder:
        pytest.skip(f"{_DTD} names no folder with cXML.dtd and Fulfill.dtd")
    stated = read_xml((samples / "cxml" / "OrderRequest.xml").read_bytes())
    data = write_cxml_answer(stated, answer_of(kind))
    root = etree.fromstring(data, etree.XMLParser(load_dtd=False, resolve_entities=False))
    name = "cXML.dtd" if root.find("Response") is not None else "Fulfill.dtd"
    with (Path(folder) / name).open() as file:
        dtd = etree.DTD(file)
    assert dtd.validate(root), dtd.error_log
