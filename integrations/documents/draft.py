"""An order drafted from a document: what follows, by which rule, from which statements, what not.

Kept apart from what the document states (``stated``): whoever doubts a draft can look.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum, unique
from types import MappingProxyType
from typing import Any, Final

from integrations.documents.stated import DocumentStated, LineStated
from integrations.machine.stated import Remark
from validators.classes import ItemClass
from validators.order import Included, Tax


@unique
class DraftRule(StrEnum):
    """By which rule something follows; docs/order-documents.md says what each one does."""

    AS_STATED = "as-stated"
    GIVEN = "given-by-sender"
    IDENTIFIER = "identifier-that-checks"
    CLASS_BY_CODE = "class-by-code"
    CLASS_BY_TITLE = "class-by-title"
    SCHEME_BY_CLASS = "scheme-by-class"
    PRICE_PER_BASE = "price-per-base"
    YUAN_OF_TABLE = "yuan-of-table"
    MODEL_BY_NAME = "model-by-name"
    DAY_OF_DOCUMENT = "day-of-document"
    SYSTEM_ABSENT = "system-absent-by-words"
    SYSTEM_NAMED = "system-by-name"
    SYSTEM_PRELOADED = "system-preloaded-by-words"
    PROPERTY = "property"


@dataclass(frozen=True, slots=True, kw_only=True)
class DerivedMember:
    """One member of the order: a JSON pointer into it, its value, the rule, and the grounds.

    ``grounds`` are places in the document; what the sender gives beside it has none.
    """

    pointer: str
    value: str
    rule: DraftRule
    grounds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LineDraft:
    """A line of the document, and the line of the order that it makes.

    Attributes:
        stated: what the document says.
        derived: what follows.
        open: what keeps it from being a line of the order.
        remarks: what to know before relying on it.
        line: the line as orders have it; ``None`` while anything is open.
    """

    stated: LineStated
    derived: tuple[DerivedMember, ...]
    open: tuple[Remark, ...]
    remarks: tuple[Remark, ...]
    line: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a document makes of an order.

    Attributes:
        document: what it states.
        lines: line by line.
        derived: members of the order that are of no line.
        open: what keeps it from being an order; lines have their own.
        remarks: what to know before relying on it.
        order: the order of all lines that could be made; ``None`` without any, or while anything
            about the whole is open.
        places: pointer into ``order`` → place in the document.
    """

    document: DocumentStated
    lines: tuple[LineDraft, ...]
    derived: tuple[DerivedMember, ...]
    open: tuple[Remark, ...]
    remarks: tuple[Remark, ...]
    order: Mapping[str, Any] | None
    places: Mapping[str, str]

    @property
    def all_open(self) -> tuple[Remark, ...]:
        """Everything that keeps the whole document from being an order."""
        return (*self.open, *(it for line in self.lines for it in line.open))


_NONE_GIVEN: Final[Mapping[str, ItemClass]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the sender says beside his document; it has to agree with what the document says.

    Attributes:
        agency, supplier, reference: as in an order.
        tax, tax_rate, includes: what the prices mean.
        scheme: the classification of codes that name none.
        classes: a line's number, or an item number → its class.
        own_agency: whose key it is, for a document that names no buyer.
        filler: the reference of an order that is only tried out, where none is stated.
    """

    agency: str | None = None
    supplier: str | None = None
    reference: str | None = None
    tax: Tax | None = None
    tax_rate: Decimal | None = None
    includes: tuple[Included, ...] = ()
    scheme: str | None = None
    classes: Mapping[str, ItemClass] = field(default_factory=lambda: _NONE_GIVEN)
    own_agency: str | None = None
    filler: str | None = None
