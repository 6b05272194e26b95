"""Reads UBL 2 orders and quotations (OASIS, ISO/IEC 19845): 2.0 to 2.4 are of one shape here.

Elements are found by their local names. Peppol BIS, OIOUBL and the like restrict UBL, so they are
read alike. Prices may be of more than one piece (``BaseQuantity``); nothing is computed here.
"""

from collections.abc import Iterator
from itertools import chain
from types import MappingProxyType
from typing import Final

from integrations.documents.nodes import Node
from integrations.documents.stated import (
    CodeSaid,
    DocumentKind,
    DocumentStated,
    LineStated,
    Property,
)
from integrations.documents.taking import Taking
from integrations.machine.stated import Said

SPACES: Final = MappingProxyType(
    {
        "urn:oasis:names:specification:ubl:schema:xsd:Order-2": DocumentKind.UBL_ORDER,
        "urn:oasis:names:specification:ubl:schema:xsd:Quotation-2": DocumentKind.UBL_QUOTATION,
    }
)
"""Namespace of the root → what the document is."""

_LINES: Final = MappingProxyType(
    {DocumentKind.UBL_ORDER: "OrderLine", DocumentKind.UBL_QUOTATION: "QuotationLine"}
)
_TOTALS: Final = ("AnticipatedMonetaryTotal", "QuotedMonetaryTotal")
_IDENTIFIERS: Final = (
    "Party/EndpointID",
    "Party/PartyIdentification/ID",
    "Party/PartyTaxScheme/CompanyID",
    "Party/PartyLegalEntity/CompanyID",
)
_NAMES: Final = ("Party/PartyName/Name", "Party/PartyLegalEntity/RegistrationName")
_ITEMS: Final = tuple(
    f"Item/{whose}ItemIdentification/ID"
    for whose in ("Sellers", "Buyers", "Manufacturers", "Standard")
)


def read_ubl(root: Node, kind: DocumentKind) -> DocumentStated:
    """Return what a UBL order or quotation states."""
    take = Taking(root)
    lines = tuple(
        _line(take, line, item) for line in root.all(_LINES[kind]) for item in line.all("LineItem")
    )
    period = "Delivery/RequestedDeliveryPeriod/EndDate"
    delivered = [take.text(it) for it in root.all(period)] if _is_one(root, period) else [None]
    return DocumentStated(
        kind=kind,
        version=take.text(root, "UBLVersionID"),
        customisation=take.text(root, "CustomizationID"),
        profile=take.text(root, "ProfileID"),
        buyer_address=_address(take, root, "BuyerCustomerParty"),
        seller_address=_address(take, root, "SellerSupplierParty"),
        reference=take.text(root, "ID"),
        issued=take.text(root, "IssueDate"),
        currency=take.text(root, "DocumentCurrencyCode") or take.text(root, "PricingCurrencyCode"),
        buyer=tuple(_party(take, root, "BuyerCustomerParty", _IDENTIFIERS)),
        seller=tuple(_party(take, root, "SellerSupplierParty", _IDENTIFIERS)),
        buyer_names=tuple(_party(take, root, "BuyerCustomerParty", _NAMES)),
        seller_names=tuple(_party(take, root, "SellerSupplierParty", _NAMES)),
        contract=take.text(root, "Contract/ID") if _is_one(root, "Contract/ID") else None,
        deliver_by=delivered[0],
        total=next((it for name in _TOTALS if (it := _amount(take, root, name)) is not None), None),
        properties=tuple(_extensions(take, root)),
        lines=lines,
        unread=take.rest(),
    )


def _line(take: Taking, line: Node, item: Node) -> LineStated:
    price = item.find("Price/PriceAmount")
    base, quantity = item.find("Price/BaseQuantity"), item.find("Quantity")
    return LineStated(
        place=item.place,
        id=take.text(item, "ID"),
        quantity=take.text(item, "Quantity"),
        unit=take.attribute(quantity, "unitCode"),
        price=None if price is None else take.text(price),
        currency=take.attribute(price, "currencyID"),
        per=None if base is None else take.text(base),
        per_unit=take.attribute(base, "unitCode"),
        factor=take.text(item, "Price/OrderableUnitFactorRate"),
        amount=_amount(take, item, ""),
        name=take.text(item, "Item/Name"),
        descriptions=tuple(
            chain(
                take.texts(item, "Item/Description"),
                take.texts(item, "Note"),
                take.texts(line, "Note"),
            )
        ),
        model=take.text(item, "Item/ModelName"),
        items=tuple(chain.from_iterable(take.texts(item, path) for path in _ITEMS)),
        codes=tuple(_codes(take, item)),
        deliver_by=take.text(item, "Delivery/RequestedDeliveryPeriod/EndDate"),
        properties=tuple(_properties(take, item)),
    )


def _amount(take: Taking, node: Node, path: str) -> Said | None:
    """Take the sum of a line, or of all lines; its currency is that of the prices."""
    found = node.find(f"{path}/LineExtensionAmount" if path else "LineExtensionAmount")
    if found is None:
        return None
    take.attribute(found, "currencyID")
    return take.text(found)


def _party(take: Taking, root: Node, whose: str, paths: tuple[str, ...]) -> Iterator[Said]:
    for path in paths:
        yield from take.texts(root, f"{whose}/{path}")


def _address(take: Taking, root: Node, whose: str) -> CodeSaid | None:
    node = root.find(f"{whose}/Party/EndpointID")
    code = None if node is None else take.text(node)
    return None if code is None else CodeSaid(code=code, scheme=take.attribute(node, "schemeID"))


def _codes(take: Taking, item: Node) -> Iterator[CodeSaid]:
    for it in item.all("Item/CommodityClassification/ItemClassificationCode"):
        code = take.text(it)
        if code is not None:
            yield CodeSaid(code=code, scheme=take.attribute(it, "listID"))


def _properties(take: Taking, item: Node) -> Iterator[Property]:
    for it in item.all("Item/AdditionalItemProperty"):
        yield from take.property(take.text(it, "Name"), take.text(it, "Value"))


def _extensions(take: Taking, root: Node) -> Iterator[Property]:
    for it in root.all("UBLExtensions/UBLExtension/ExtensionContent/Properties/Property"):
        yield from take.property(take.attribute(it, "name"), take.text(it))


def _is_one(root: Node, path: str) -> bool:
    """Return whether one such element is there: of several, none is chosen."""
    return len(list(root.all(path))) == 1
