"""The order as compiled strict types: accept fast. Whatever this refuses, ``schemas`` explains.

Both halves accept the same language: a property test holds them to it. The compiled decoder skips
names it does not know and keeps the last of repeated ones; both lose a string, so writing what was
read must give as many quotation marks as came in. What is written has no blank outside its texts,
so that a blank beside a quotation mark shows a text that begins or ends blank. It is written in the
canonical form, and so is what is kept of the order.
"""

from datetime import date
from typing import Annotated, Any, Final, Literal, Protocol, TypeVar

import msgspec
from msgspec import Meta, Struct

from api import limits
from api.small_values import amount, attributes, code, day, party, processor, rate
from api.texts import is_plain
from approvals.errors import MalformedUscc
from approvals.stated import Stated
from validators.classes import ItemClass
from validators.order import (
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
    Recipient,
    Software,
    Tax,
)

T_co = TypeVar("T_co", covariant=True)

_Text = Annotated[str, Meta(min_length=1, max_length=limits.TEXT)]
_LongText = Annotated[str, Meta(min_length=1, max_length=limits.LONG_TEXT)]
_Reference = Annotated[str, Meta(min_length=1, max_length=limits.REFERENCE)]
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
        includes = frozenset(self.includes or ())
        return PriceBasis(Currency.CNY, self.tax, includes, rate(self.tax_rate))


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
        return processor(self.name, self.part_number)


class _Certificate(_Object):
    number: _Text
    valid_until: date = _ABSENT

    def value(self) -> EnergyCertificate:
        return EnergyCertificate(self.number, day(self.valid_until))


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
    unit_price: str
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
            amount(self.unit_price),
            attributes(self.attributes) if self.attributes else (),
            self.model,
            tuple([code(it.scheme, it.code) for it in codes]) if codes else (),
            _made(self.recipient),
            _made(self.processor),
            _made(self.energy_certificate),
            _made(self.operating_system),
            tuple([it.value() for it in software]) if software else (),
            tuple(self.replaces) if self.replaces else (),
            day(self.deliver_by),
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
            party(self.agency),
            self.reference,
            self.price_basis.value(),
            tuple([line.value() for line in self.lines]),
            self.supplier and party(self.supplier),
            _made(self.contract),
        )


_decode: Final = msgspec.json.Decoder(_Order).decode
_encode: Final = msgspec.json.Encoder(order="sorted").encode


def accept(data: bytes) -> Stated | None:
    """Return the order that ``data`` states, or ``None`` where it has to be explained.

    ``None`` says only that the quick way does not vouch for it: a name written with escapes is
    left to the slow way as well.
    """
    if b"\\" in data:
        return None
    try:
        read = _decode(data)
        compact = _encode(read)
        if not _is_all(compact, data) or _has_blank_ends(compact) or not is_plain(compact):
            return None
        return Stated(read.value(), compact)
    except (ValueError, MalformedUscc, RecursionError):
        return None


def _is_all(compact: bytes, data: bytes) -> bool:
    """Return whether what was written is all that was read.

    Writing adds nothing, so what is as long as it was is complete, and nothing is to be counted.
    """
    return len(compact) == len(data) or compact.count(b'"') == data.count(b'"')


def _has_blank_ends(compact: bytes) -> bool:
    """Return whether a text begins or ends blank; each search goes by the rarer sign of the two."""
    return b'" ' in compact or compact.rfind(b' "') >= 0
