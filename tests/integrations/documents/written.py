"""Order documents as other systems write them, made here so that each part can be changed."""

from collections.abc import Iterable, Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
AGENCY = "11100000EXAMPLE01N"
SUPPLIER = "91110000EXAMPLE01J"

SYSTEM: Mapping[str, str] = {
    "/operating_system/preloaded": "true",
    "/operating_system/name": "银河麒麟桌面操作系统",
    "/operating_system/version": "V11",
    "/operating_system/kernel": "Linux 6.6",
    "/operating_system/licence/channel": "oem",
    "/operating_system/licence/count": "2",
    "/operating_system/licence/evidence/0/kind": "oem-agreement",
    "/operating_system/licence/evidence/0/number": "EX-2026-1",
}
"""The system of the example order, as properties."""


def ubl_line(**changes: Any) -> str:  # noqa: ANN401 - texts of a line
    """One line of a UBL order; ``None`` leaves a part out."""
    it: dict[str, Any] = {
        "id": "1",
        "quantity": "2",
        "unit": "EA",
        "currency": "CNY",
        "price": "4940.00",
        "base": None,
        "amount": None,
        "name": "Example desktop 1",
        "description": None,
        "code": "A02010105",
        "scheme": "cn2022",
        "properties": {**SYSTEM, "/processor/name": "龙芯3B6000"},
        **changes,
    }
    unit = "" if it["unit"] is None else f" unitCode={quoteattr(it['unit'])}"
    money = "" if it["currency"] is None else f" currencyID={quoteattr(it['currency'])}"
    scheme = "" if it["scheme"] is None else f" listID={quoteattr(it['scheme'])}"
    parts = [
        _element("cbc:ID", it["id"]),
        _element("cbc:Quantity", it["quantity"], unit),
        _element("cbc:LineExtensionAmount", it["amount"], money),
        "<cac:Price>",
        _element("cbc:PriceAmount", it["price"], money),
        _element("cbc:BaseQuantity", it["base"], unit),
        "</cac:Price><cac:Item>",
        _element("cbc:Description", it["description"]),
        _element("cbc:Name", it["name"]),
    ]
    if it["code"] is not None:
        code = _element("cbc:ItemClassificationCode", it["code"], scheme)
        parts.append(f"<cac:CommodityClassification>{code}</cac:CommodityClassification>")
    for name, value in it["properties"].items():
        told = f"procheck:{name}" if name.startswith("/") else name
        pair = _element("cbc:Name", told) + _element("cbc:Value", value)
        parts.append(f"<cac:AdditionalItemProperty>{pair}</cac:AdditionalItemProperty>")
    inside = "".join(parts)
    return f"<cac:OrderLine><cac:LineItem>{inside}</cac:Item></cac:LineItem></cac:OrderLine>"


def ubl_order(
    reference: str,
    lines: Iterable[str] | None = None,
    *,
    before: str = "",
    head: str = "",
    customisation: str = "urn:example:order",
    agency: str | None = AGENCY,
    supplier: str | None = SUPPLIER,
) -> bytes:
    """A UBL order; ``before`` stands before its root, ``head`` among its first elements."""
    body = "".join([ubl_line()] if lines is None else lines)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}'
        f'<Order xmlns="{_UBL}Order-2" xmlns:cac="{_UBL}CommonAggregateComponents-2"'
        f' xmlns:cbc="{_UBL}CommonBasicComponents-2">'
        f"<cbc:UBLVersionID>2.1</cbc:UBLVersionID>"
        f"<cbc:CustomizationID>{escape(customisation)}</cbc:CustomizationID>"
        f"<cbc:ID>{escape(reference)}</cbc:ID><cbc:IssueDate>2026-11-23</cbc:IssueDate>{head}"
        f"<cbc:DocumentCurrencyCode>CNY</cbc:DocumentCurrencyCode>"
        f"{_party('BuyerCustomerParty', agency)}{_party('SellerSupplierParty', supplier)}"
        f"{body}</Order>"
    ).encode()


def _party(name: str, code: str | None) -> str:
    identified = (
        ""
        if code is None
        else f"<cac:PartyIdentification><cbc:ID>{code}</cbc:ID></cac:PartyIdentification>"
    )
    return (
        f"<cac:{name}><cac:Party>"
        f'<cbc:EndpointID schemeID="0088">7300010000001</cbc:EndpointID>{identified}'
        f"<cac:PartyName><cbc:Name>Example {name}</cbc:Name></cac:PartyName>"
        f"</cac:Party></cac:{name}>"
    )


def _element(name: str, text: str | None, attributes: str = "") -> str:
    return "" if text is None else f"<{name}{attributes}>{escape(text)}</{name}>"
