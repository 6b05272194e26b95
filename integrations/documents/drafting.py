"""Drafts an order from what a document states and what its sender gives beside it.

Every line that can be made is in the draft, and everything that keeps a line or the whole from
being made is told at once. Whether the draft is then placed or only tried out, the edge decides by
the same use cases as for an order in JSON.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from approvals.errors import MalformedUscc
from approvals.uscc import check_uscc
from integrations.documents.classing import Codes
from integrations.documents.draft import DerivedMember, Draft, DraftRule, Given
from integrations.documents.figures import number
from integrations.documents.line_drafting import Made, drafted_line, keys_of
from integrations.documents.open_points import OpenCode, point
from integrations.documents.properties import told
from integrations.documents.stated import DocumentStated
from integrations.machine.stated import Remark, Said
from validators.order import Tax

_ELSEWHERE: Final = frozenset({"reference", "lines"})
_REFERENCE: Final = 100
_UNCLEAR: Final = {"agency": OpenCode.AGENCY_UNCLEAR, "supplier": OpenCode.SUPPLIER_UNCLEAR}


class _Head:
    """The members of an order that are of no line, while they are gathered."""

    def __init__(self, document: DocumentStated) -> None:
        said = told(document.properties, _ELSEWHERE)
        self.members: dict[str, Any] = said.members
        self.places: dict[str, str] = said.places
        self.derived: list[DerivedMember] = list(said.derived)
        self.open: list[Remark] = list(said.open)

    def put(self, name: str, value: str, rule: DraftRule, *grounds: str) -> None:
        """Set a member, and keep how it came about."""
        self.members[name] = value
        self.derived.append(
            DerivedMember(pointer=f"/{name}", value=value, rule=rule, grounds=tuple(grounds))
        )
        if grounds:
            self.places[f"/{name}"] = grounds[0]


def drafted(document: DocumentStated, given: Given, codes: Codes) -> Draft:
    """Return the order a document makes, and what is open about it.

    Args:
        document: what it states.
        given: what its sender says beside it.
        codes: the law's tables of product codes.
    """
    made = [drafted_line(document, it, given, codes) for it in document.lines]
    head = _Head(document)
    _party(head, "agency", given.agency, document.buyer)
    _party(head, "supplier", given.supplier, document.seller)
    if "agency" not in head.members and not head.open and given.own_agency is not None:
        head.put("agency", given.own_agency, DraftRule.GIVEN)
    if "agency" not in head.members and not any(it.code in _CLOSED for it in head.open):
        head.open.append(point(OpenCode.AGENCY))
    _reference(head, document, given)
    _basis(head, given)
    if document.contract is not None and "contract" not in head.members:
        head.members["contract"] = {"number": document.contract.text}
        head.places["/contract/number"] = document.contract.place
    head.open += _classes_for_nothing(document, given)
    lines = tuple(it.draft for it in made)
    whole = [it for it in lines if it.line is not None]
    order = (
        {**head.members, "lines": [it.line for it in whole]} if whole and not head.open else None
    )
    return Draft(
        document=document,
        lines=lines,
        derived=tuple(head.derived),
        open=tuple(head.open),
        remarks=tuple(_remarks(document)),
        order=order,
        places=_places(head.places, made),
    )


_CLOSED: Final = frozenset({OpenCode.AGENCY_UNCLEAR.value, OpenCode.GIVEN_DIFFERS.value})


def _party(head: _Head, name: str, given: str | None, said: Iterable[Said]) -> None:
    """Set buyer or seller: whoever is named by a code that checks, if it is one alone."""
    named = [it for it in said if _checks(it.text)]
    found = list(dict.fromkeys(it.text.strip() for it in named))
    stated = head.members.get(name)
    if stated is not None:
        found = list(dict.fromkeys((stated, *found)))
    if len(found) > 1:
        head.open.append(point(_UNCLEAR[name], named[-1].place, found=", ".join(found)))
    elif found and given is not None and given != found[0]:
        where = named[0].place if named else head.places.get(f"/{name}", "")
        head.open.append(point(OpenCode.GIVEN_DIFFERS, where, given=given, found=found[0]))
    elif found and stated is None:
        head.put(name, found[0], DraftRule.IDENTIFIER, *(it.place for it in named))
    elif given is not None and stated is None:
        head.put(name, given, DraftRule.GIVEN)


def _checks(text: str) -> bool:
    try:
        check_uscc(text.strip())
    except MalformedUscc:
        return False
    return True


def _reference(head: _Head, document: DocumentStated, given: Given) -> None:
    said = document.reference
    if given.reference is not None:
        head.put("reference", given.reference, DraftRule.GIVEN)
    elif said is not None and len(said.text) <= _REFERENCE:
        head.put("reference", " ".join(said.text.split()), DraftRule.AS_STATED, said.place)
    elif said is not None:
        found = len(said.text)
        head.open.append(point(OpenCode.TOO_LONG, said.place, found=found, most=_REFERENCE))
    elif given.filler is not None:
        head.members["reference"] = given.filler
    else:
        head.open.append(point(OpenCode.REFERENCE))


def _basis(head: _Head, given: Given) -> None:
    """Set what the prices mean; their currency was looked at line by line."""
    basis = head.members.setdefault("price_basis", {})
    if not isinstance(basis, dict):
        return
    basis.setdefault("currency", "CNY")
    stated = basis.get("tax")
    if given.tax is not None and stated not in {None, given.tax.value}:
        where = head.places.get("/price_basis/tax", "")
        head.open.append(point(OpenCode.GIVEN_DIFFERS, where, given=given.tax.value, found=stated))
    elif given.tax is not None:
        basis["tax"] = given.tax.value
        head.derived.append(
            DerivedMember(pointer="/price_basis/tax", value=given.tax.value, rule=DraftRule.GIVEN)
        )
    elif stated is None:
        head.open.append(point(OpenCode.TAX))
    if given.tax_rate is not None and basis.get("tax") == Tax.EXCLUDED.value:
        basis.setdefault("tax_rate", f"{given.tax_rate:f}")
    if given.includes:
        basis.setdefault("includes", [it.value for it in given.includes])


def _classes_for_nothing(document: DocumentStated, given: Given) -> Iterator[Remark]:
    """Yield a point for each class that is given for no line, or for a number of several."""
    ids = Counter(it.id.text for it in document.lines if it.id is not None)
    known = {key for it in document.lines for key in keys_of(it)}
    for key in given.classes:
        if key not in known or ids[key] > 1:
            yield point(OpenCode.CLASS_FOR_NOTHING, given=key)


def _remarks(document: DocumentStated) -> Iterator[Remark]:
    ids = Counter(it.id.text for it in document.lines if it.id is not None)
    for it in document.lines:
        if it.id is not None and ids[it.id.text] > 1:
            yield point(OpenCode.LINE_TWICE, it.id.place, found=it.id.text)
    total = number(document.total)
    sums = [_sum(it.amount, it.quantity, it.price, it.per) for it in document.lines]
    if document.total is not None and total is not None and None not in sums:
        wanted = sum((it for it in sums if it is not None), Decimal(0))
        if wanted != total:
            yield point(
                OpenCode.TOTAL_DIFFERS,
                document.total.place,
                found=document.total.text,
                wanted=f"{wanted:f}",
            )
    if document.unread:
        yield point(OpenCode.UNREAD, count=len(document.unread))


def _sum(
    amount: Said | None, quantity: Said | None, price: Said | None, per: Said | None
) -> Decimal | None:
    """Return what a line comes to: as it says, else quantity times price."""
    stated, count, each = number(amount), number(quantity), number(price)
    if amount is not None or count is None or each is None or per is not None:
        return stated
    return count * each


def _places(head: Mapping[str, str], made: Iterable[Made]) -> dict[str, str]:
    """Return where in the document the members of the order stand, by pointer into the order."""
    places = dict(head)
    whole = (it for it in made if it.draft.line is not None)
    for index, it in enumerate(whole):
        places[f"/lines/{index}"] = it.draft.stated.place
        for pointer, place in it.places.items():
            places[f"/lines/{index}{pointer}"] = place
    return places
