"""Reads cXML 1.2: an ``OrderRequest``, and the cart of a ``PunchOutOrderMessage``.

Of an order the sender is the buyer, of a cart the supplier. The secret that a sender proves himself
with is no statement of the order and is shown to nobody.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import Final, NamedTuple

from integrations.documents.faults import OrderDocumentFault, refused
from integrations.documents.nodes import Node
from integrations.documents.stated import (
    CodeSaid,
    DocumentKind,
    DocumentStated,
    LineStated,
    Property,
)
from integrations.documents.taking import Taking

_SECRETS: Final = frozenset({"SharedSecret", "CredentialMac"})
HIDDEN: Final = "***"
"""Stands in the place of a secret."""


class _Shape(NamedTuple):
    """Where the parts of a kind of document stand."""

    kind: DocumentKind
    path: str
    head: str
    lines: str
    buyer: str
    seller: str


_SHAPES: Final = (
    _Shape(
        DocumentKind.CXML_ORDER,
        "Request/OrderRequest",
        "OrderRequestHeader",
        "ItemOut",
        "Header/From",
        "Header/To",
    ),
    _Shape(
        DocumentKind.CXML_PUNCH_OUT,
        "Message/PunchOutOrderMessage",
        "PunchOutOrderMessageHeader",
        "ItemIn",
        "Header/To",
        "Header/From",
    ),
)


def read_cxml(root: Node) -> DocumentStated:
    """Return what a cXML order or cart states.

    Raises:
        FileRefused: it is another message, or the change or end of an earlier order.
    """
    root = _without_secrets(root)
    for shape in _SHAPES:
        body = root.find(shape.path)
        if body is not None:
            return _read(root, body, shape)
    inside = [it.name for part in root.children if part.name != "Header" for it in part.children]
    found = f"cXML {', '.join(inside) or '?'}"
    raise refused(OrderDocumentFault.NOT_AN_ORDER, root.place, found=found)


def _read(root: Node, body: Node, shape: _Shape) -> DocumentStated:
    take = Taking(root)
    head = body.find(shape.head)
    kind = None if head is None else head.get("type")
    if kind not in {None, "new"}:
        raise refused(OrderDocumentFault.NOT_NEW, body.place, found=kind)
    total = None if head is None else head.find("Total/Money")
    return DocumentStated(
        kind=shape.kind,
        version=take.attribute(root, "version"),
        payload=take.attribute(root, "payloadID"),
        buyer_address=_address(take, root, shape.buyer),
        seller_address=_address(take, root, shape.seller),
        reference=take.attribute(head, "orderID"),
        issued=take.attribute(head, "orderDate"),
        currency=take.attribute(total, "currency"),
        buyer=tuple(take.texts(root, f"{shape.buyer}/Credential/Identity")),
        seller=tuple(take.texts(root, f"{shape.seller}/Credential/Identity")),
        total=None if total is None else take.text(total),
        properties=() if head is None else tuple(_extrinsic(take, head)),
        lines=tuple(_line(take, it) for it in body.all(shape.lines)),
        unread=take.rest(),
    )


def _line(take: Taking, item: Node) -> LineStated:
    price = item.find("ItemDetail/UnitPrice/Money")
    per = item.find("ItemDetail/PriceBasisQuantity")
    factor = None if per is None else take.attribute(per, "conversionFactor")
    return LineStated(
        place=item.place,
        id=take.attribute(item, "lineNumber"),
        quantity=take.attribute(item, "quantity"),
        unit=take.text(item, "ItemDetail/UnitOfMeasure"),
        price=None if price is None else take.text(price),
        currency=take.attribute(price, "currency"),
        per=take.attribute(per, "quantity"),
        per_unit=None if per is None else take.text(per, "UnitOfMeasure"),
        factor=factor,
        name=take.text(item, "ItemDetail/Description/ShortName")
        or take.text(item, "ItemDetail/Description"),
        descriptions=tuple(
            chain(take.texts(item, "ItemDetail/Description"), take.texts(item, "Comments"))
        ),
        model=take.text(item, "ItemDetail/ManufacturerPartID"),
        items=tuple(
            chain(take.texts(item, "ItemID/SupplierPartID"), take.texts(item, "ItemID/BuyerPartID"))
        ),
        codes=tuple(_codes(take, item)),
        deliver_by=take.attribute(item, "requestedDeliveryDate"),
        properties=tuple(
            chain(
                _extrinsic(take, item),
                *(_extrinsic(take, detail) for detail in item.all("ItemDetail")),
            )
        ),
    )


def _address(take: Taking, root: Node, whose: str) -> CodeSaid | None:
    credential = root.find(f"{whose}/Credential")
    code = None if credential is None else take.text(credential, "Identity")
    if code is None:
        return None
    return CodeSaid(code=code, scheme=take.attribute(credential, "domain"))


def _codes(take: Taking, item: Node) -> Iterator[CodeSaid]:
    for it in item.all("ItemDetail/Classification"):
        code = take.text(it)
        if code is not None:
            yield CodeSaid(code=code, scheme=take.attribute(it, "domain"))


def _extrinsic(take: Taking, node: Node) -> Iterator[Property]:
    for it in node.all("Extrinsic"):
        yield from take.property(take.attribute(it, "name"), take.text(it))


def _without_secrets(node: Node) -> Node:
    hidden = HIDDEN if node.name in _SECRETS and node.text else node.text
    return replace(node, text=hidden, children=tuple(_without_secrets(it) for it in node.children))


def is_cxml(root: Node) -> bool:
    """Return whether a root is that of a cXML document."""
    return root.name == "cXML" and not root.space
