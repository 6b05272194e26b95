"""Writes an order of ours as a UBL 2.1 Order, so that nothing of it is lost on the way.

What UBL has a place for stands there; every other member is a property by its JSON pointer
(``properties``): of a line as an additional item property, of the whole in an extension.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from xml.etree.ElementTree import Element, SubElement, register_namespace

from integrations.documents.properties import PREFIX, flattened
from integrations.documents.xml_writing import EXT, basic, part, ubl_root, written

EXTENSION: Final = "urn:procheck:order:1"
"""Namespace and identifier of the extension that has the properties of the whole."""

register_namespace("procheck", EXTENSION)

_HEAD: Final = frozenset({"agency", "supplier", "reference", "lines"})
_LINE: Final = frozenset({"quantity", "unit_price", "model", "codes", "deliver_by"})


def write_ubl_order(order: Mapping[str, Any], placed_on: date) -> bytes:
    """Return an order as a UBL document in UTF-8.

    Args:
        order: as it was sent, its syntax validated.
        placed_on: the day it was placed.
    """
    root = ubl_root("Order")
    _properties(root, order)
    basic(root, "UBLVersionID", "2.1")
    basic(root, "CustomizationID", EXTENSION)
    basic(root, "ID", order["reference"])
    basic(root, "IssueDate", placed_on.isoformat())
    basic(root, "DocumentCurrencyCode", order["price_basis"]["currency"])
    for whose, member in (("BuyerCustomerParty", "agency"), ("SellerSupplierParty", "supplier")):
        party = part(root, f"{whose}/Party")
        if member in order:
            basic(part(party, "PartyIdentification"), "ID", order[member])
    for number, line in enumerate(order["lines"], 1):
        _line(part(root, "OrderLine/LineItem"), number, line, order["price_basis"]["currency"])
    return written(root)


def _properties(root: Element, order: Mapping[str, Any]) -> None:
    extension = SubElement(SubElement(root, f"{EXT}UBLExtensions"), f"{EXT}UBLExtension")
    content = SubElement(extension, f"{EXT}ExtensionContent")
    held = SubElement(content, f"{{{EXTENSION}}}Properties")
    for pointer, text in flattened(_without(order, _HEAD)):
        one = SubElement(held, f"{{{EXTENSION}}}Property")
        one.set("name", f"{PREFIX}{pointer}")
        one.text = text


def _line(to: Element, number: int, line: Mapping[str, Any], currency: str) -> None:
    basic(to, "ID", str(number))
    basic(to, "Quantity", str(line["quantity"])).set("unitCode", "EA")
    if "deliver_by" in line:
        basic(part(to, "Delivery/RequestedDeliveryPeriod"), "EndDate", line["deliver_by"])
    basic(part(to, "Price"), "PriceAmount", line["unit_price"]).set("currencyID", currency)
    item = part(to, "Item")
    basic(item, "Description", line["class"])
    if "model" in line:
        basic(item, "Name", line["model"])
        basic(item, "ModelName", line["model"])
    for it in line.get("codes", ()):
        code = basic(part(item, "CommodityClassification"), "ItemClassificationCode", it["code"])
        code.set("listID", it["scheme"])
    for pointer, text in flattened(_without(line, _LINE)):
        one = part(item, "AdditionalItemProperty")
        basic(one, "Name", f"{PREFIX}{pointer}")
        basic(one, "Value", text)


def _without(document: Mapping[str, Any], members: frozenset[str]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name not in members}
