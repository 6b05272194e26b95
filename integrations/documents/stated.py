"""What an order document states, line by line, with the place of every statement.

Nothing is altered, and nothing is left out: what has no member of its own here stands among
``unread``. What follows from it for an order of ours is drafted elsewhere (``drafting``).
"""

from dataclasses import dataclass
from enum import StrEnum, unique

from integrations.machine.stated import Said


@unique
class DocumentKind(StrEnum):
    """What kind of order document was read."""

    UBL_ORDER = "ubl-order"
    UBL_QUOTATION = "ubl-quotation"
    CXML_ORDER = "cxml-order-request"
    CXML_PUNCH_OUT = "cxml-punch-out-order-message"
    TABLE = "table"
    """A purchase plan of an office: XLSX or CSV."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeSaid:
    """A code or address, and the classification or scheme it is of as the document names it."""

    code: Said
    scheme: Said | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """A property by a free name, as documents keep what their format has no place for."""

    name: Said
    value: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class LineStated:
    """One line as the document has it.

    Attributes:
        place: where it stands.
        id: its number or name in the document; the running number of a row of a table.
        quantity: in ``unit``.
        price: of ``per`` of ``per_unit``, or of one where nothing is said.
        factor: how many units of the price one ordered unit is.
        amount: of the whole line.
        name: what it is called.
        descriptions: what else is said of it in words.
        model: the maker's name or number of it.
        items: item numbers of seller, buyer and maker.
        department: for whom it is.
    """

    place: str
    id: Said | None = None
    quantity: Said | None = None
    unit: Said | None = None
    price: Said | None = None
    currency: Said | None = None
    per: Said | None = None
    per_unit: Said | None = None
    factor: Said | None = None
    amount: Said | None = None
    name: Said | None = None
    descriptions: tuple[Said, ...] = ()
    model: Said | None = None
    items: tuple[Said, ...] = ()
    codes: tuple[CodeSaid, ...] = ()
    deliver_by: Said | None = None
    department: Said | None = None
    properties: tuple[Property, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentStated:
    """All that an order document states.

    Attributes:
        kind: what it was recognised as, by its content.
        version: of the format.
        customisation, profile: which restriction of the format it says it keeps.
        payload: what its sender calls the message it came in.
        buyer_address, seller_address: by which they are reached, with the scheme of the address.
        reference: the document's own number.
        issued: its date.
        currency: of prices that name none.
        buyer, seller: every identifier it gives of them.
        buyer_names, seller_names: what it calls them.
        contract: number of the contract it draws on.
        deliver_by: the day by which all of it is wanted.
        total: the sum of its lines, as it gives it.
        properties: of the document as a whole.
        unread: every statement that has no member here.
    """

    kind: DocumentKind
    lines: tuple[LineStated, ...]
    version: Said | None = None
    customisation: Said | None = None
    profile: Said | None = None
    payload: Said | None = None
    buyer_address: CodeSaid | None = None
    seller_address: CodeSaid | None = None
    reference: Said | None = None
    issued: Said | None = None
    currency: Said | None = None
    buyer: tuple[Said, ...] = ()
    seller: tuple[Said, ...] = ()
    buyer_names: tuple[Said, ...] = ()
    seller_names: tuple[Said, ...] = ()
    contract: Said | None = None
    deliver_by: Said | None = None
    total: Said | None = None
    properties: tuple[Property, ...] = ()
    unread: tuple[Said, ...] = ()
