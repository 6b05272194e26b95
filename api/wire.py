"""The order as compiled strict types: accept fast. Whatever this refuses, ``schemas`` explains.

Both halves accept the same language: a property test holds them to it. The compiled decoder skips
names it does not know and keeps the last of repeated ones; both lose a string, so writing what was
read must give as many quotation marks as came in. What is written has no blank outside its texts,
so that a blank beside a quotation mark shows a text that begins or ends blank. It is written in the
canonical form, and so is what is kept of the order.
"""

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any, Final, Literal, Protocol, TypeVar

import msgspec
from msgspec import Meta, Struct

from api import limits
from api.texts import is_plain
from approvals.errors import MalformedUscc
from approvals.stated import Stated
from approvals.uscc import check_uscc
from validators.classes import ItemClass
from validators.order import (
    Attributes,
    AttributeValue,
    Contract,
    Currency,
    EnergyCertificate,
    EvidenceKind,
    Included,
    Licence,
    LicenceChannel,
    LicenceEvidence,
    OperatingSystem,
    Order,
    OrderLine,
    PriceBasis,
    Processor,
    ProductCode,
    Recipient,
    Software,
    Tax,
)
from validators.reading import read_attributes

T_co = TypeVar("T_co", covariant=True)

_Text = Annotated[str, Meta(min_length=1, max_length=limits.TEXT)]
_LongText = Annotated[str, Meta(min_length=1, max_length=limits.LONG_TEXT)]
_Reference = Annotated[str, Meta(min_length=1, max_length=limits.REFERENCE)]
_Amount = Annotated[str, Meta(pattern=limits.AMOUNT_PATTERN)]
_Share = Annotated[str, Meta(pattern=limits.SHARE_PATTERN)]
_Quantity = Annotated[int, Meta(ge=1, le=limits.QUANTITY)]
_Word = Annotated[str, Meta(min_length=1, max_length=limits.CODE)]
_Count = Annotated[int, Meta(ge=0, le=limits.INTEGER)]
_Attributes = Annotated[dict[str, _Word | bool | _Count], Meta(max_length=limits.ATTRIBUTES)]

_ABSENT: Any = None
"""What a member holds that was not sent. No member is of the type, so a sent null is refused."""


class _Object(Struct, omit_defaults=True, kw_only=True, gc=False):
    pass


class _Part(Protocol[T_co]):
    def value(self) -> T_co: ...


def _made(part: _Part[T_co] | None) -> T_co | None:
    return None if part is None else part.value()


class _PriceBasis(_Object):
    currency: Literal["CNY"]
    tax: Tax
    includes: Annotated[list[Included], Meta(max_length=4)] = _ABSENT
    tax_rate: _Share = _ABSENT

    def value(self) -> PriceBasis:
        rate = _rate(self.tax_rate)
        return PriceBasis(Currency.CNY, self.tax, frozenset(self.includes or ()), rate)


class _Contract(_Object):
    number: _Text = _ABSENT
    non_infringement: bool = _ABSENT
    compatibility: _LongText = _ABSENT
    after_sales: _LongText = _ABSENT

    def value(self) -> Contract:
        return Contract(self.number, self.non_infringement, self.compatibility, self.after_sales)


class _Evidence(_Object):
    kind: EvidenceKind
    number: _Text = _ABSENT


class _Licence(_Object):
    channel: LicenceChannel = _ABSENT
    count: _Count = _ABSENT
    evidence: Annotated[list[_Evidence], Meta(max_length=limits.EVIDENCE)] = _ABSENT

    def value(self) -> Licence:
        evidence = [LicenceEvidence(it.kind, it.number) for it in self.evidence or ()]
        return Licence(self.channel, self.count, tuple(evidence))


class _OperatingSystem(_Object):
    preloaded: bool = _ABSENT
    name: _Text = _ABSENT
    version: _Text = _ABSENT
    kernel: _Text = _ABSENT
    edition: _Text = _ABSENT
    licence: _Licence = _ABSENT

    def value(self) -> OperatingSystem:
        licence = _made(self.licence)
        return OperatingSystem(
            self.preloaded, self.name, self.version, self.kernel, self.edition, licence
        )


class _Software(_Object, rename={"item_class": "class"}):
    item_class: ItemClass
    name: _Text
    version: _Text = _ABSENT
    licence: _Licence = _ABSENT

    def value(self) -> Software:
        licence = _made(self.licence)
        return Software(self.item_class, self.name, self.version, licence)


class _Processor(_Object):
    name: _Text
    part_number: _Text = _ABSENT

    def value(self) -> Processor:
        return Processor(self.name, self.part_number)


class _Certificate(_Object):
    number: _Text
    valid_until: date = _ABSENT

    def value(self) -> EnergyCertificate:
        return EnergyCertificate(self.number, _day(self.valid_until))


class _Recipient(_Object):
    department: _Text = _ABSENT
    rank: _Text = _ABSENT
    room: _Text = _ABSENT

    def value(self) -> Recipient:
        return Recipient(self.department, self.rank, self.room)


class _ProductCode(_Object):
    scheme: str
    code: str


class _Line(_Object, rename={"item_class": "class", "recipient": "for"}):
    item_class: ItemClass
    quantity: _Quantity
    unit_price: _Amount
    attributes: _Attributes = _ABSENT
    model: _Text = _ABSENT
    codes: Annotated[list[_ProductCode], Meta(max_length=limits.CODES)] = _ABSENT
    recipient: _Recipient = _ABSENT
    processor: _Processor = _ABSENT
    energy_certificate: _Certificate = _ABSENT
    operating_system: _OperatingSystem = _ABSENT
    software: Annotated[list[_Software], Meta(max_length=limits.SOFTWARE)] = _ABSENT
    replaces: Annotated[list[_Text], Meta(max_length=limits.SERIALS)] = _ABSENT
    deliver_by: date = _ABSENT

    def value(self) -> OrderLine:
        # In the order of the members: by name, a tuple takes three times as long to make.
        codes, software = self.codes, self.software
        return OrderLine(
            self.item_class,
            self.quantity,
            Decimal(self.unit_price),
            _attributes(self.attributes) if self.attributes else (),
            self.model,
            tuple([ProductCode(_code(it.scheme), _code(it.code)) for it in codes]) if codes else (),
            _made(self.recipient),
            _made(self.processor),
            _made(self.energy_certificate),
            _made(self.operating_system),
            tuple([it.value() for it in software]) if software else (),
            tuple(self.replaces) if self.replaces else (),
            _day(self.deliver_by),
        )


class _Order(_Object):
    agency: _Text
    reference: _Reference
    price_basis: _PriceBasis
    lines: Annotated[list[_Line], Meta(min_length=1, max_length=limits.LINES)]
    supplier: _Text = _ABSENT
    contract: _Contract = _ABSENT

    def value(self) -> Order:
        return Order(
            _party(self.agency),
            self.reference,
            self.price_basis.value(),
            tuple([line.value() for line in self.lines]),
            self.supplier and _party(self.supplier),
            _made(self.contract),
        )


_decode: Final = msgspec.json.Decoder(_Order).decode
_encode: Final = msgspec.json.Encoder(order="sorted").encode
_CODE, _NAME = re.compile(limits.CODE_PATTERN), re.compile(limits.NAME_PATTERN)
_REMEMBERED = 4096
_FIRST_YEAR, _LAST_YEAR = 2000, 2099


def accept(data: bytes) -> Stated | None:
    """Return the order that ``data`` states, or ``None`` where it has to be explained.

    ``None`` says only that the quick way does not vouch for it: a name written with escapes is
    left to the slow way as well.
    """
    if b"\\" in data:
        return None
    try:
        if not is_plain(data.decode()):
            return None
        read = _decode(data)
        compact = _encode(read)
        if compact.count(b'"') != data.count(b'"') or _has_blank_ends(compact):
            return None
        return Stated(read.value(), compact)
    except (ValueError, MalformedUscc, RecursionError):
        return None


def _rate(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _has_blank_ends(compact: bytes) -> bool:
    """Return whether a text begins or ends blank; each search goes by the rarer sign of the two."""
    return b'" ' in compact or compact.rfind(b' "') >= 0


def _day(day: date | None) -> date | None:
    """Return a day of this century, as the pattern of the schema has it."""
    if day is not None and not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise ValueError(day)
    return day


def _attributes(stated: dict[str, AttributeValue]) -> Attributes:
    for name in stated:
        _attribute_name(name)
    return read_attributes(stated)


# Codes, names of attributes and parties are few and come again and again: what was found to be of
# the right form is not looked at anew.
@lru_cache(maxsize=_REMEMBERED)
def _code(text: str) -> str:
    return _of_form(_CODE, text)


@lru_cache(maxsize=_REMEMBERED)
def _attribute_name(text: str) -> str:
    return _of_form(_NAME, text)


def _of_form(form: re.Pattern[str], text: str) -> str:
    if form.match(text) is None:
        raise ValueError(text)
    return text


@lru_cache(maxsize=_REMEMBERED)
def _party(code: str) -> str:
    """Return a code whose characters and check character are right."""
    return check_uscc(code)
