"""The order as compiled strict types, member by member; ``wire`` says what is made of them.

A null is no way of leaving a member out, and no member is longer than ``limits`` has it.
"""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias, TypeVar

from msgspec import Meta, Struct

from api import limits
from api.small_values import amount, attributes, code, day, party, processor, rate
from validators.classes import ItemClass
from validators.order import (
    Certificate,
    Contract,
    Currency,
    Demand,
    EvidenceKind,
    Included,
    Licence,
    LicenceBase,
    LicenceChannel,
    LicenceEvidence,
    OperatingSystem,
    Order,
    OrderLine,
    PriceBasis,
    Recipient,
    Responsible,
    Software,
    Tax,
)

_Text = Annotated[str, Meta(min_length=1, max_length=limits.TEXT)]
_LongText = Annotated[str, Meta(min_length=1, max_length=limits.LONG_TEXT)]
_Reference = Annotated[str, Meta(min_length=1, max_length=limits.REFERENCE)]
_Share = Annotated[str, Meta(pattern=limits.SHARE_PATTERN)]
_Quantity = Annotated[int, Meta(ge=1, le=limits.QUANTITY)]
_Word = Annotated[str, Meta(min_length=1, max_length=limits.CODE)]
_Count = Annotated[int, Meta(ge=0, le=limits.INTEGER)]
_Attributes = Annotated[dict[str, _Word | bool | _Count], Meta(max_length=limits.ATTRIBUTES)]

if TYPE_CHECKING:
    T = TypeVar("T")
    Maybe: TypeAlias = T | None
else:

    class Maybe:
        """A member that may be left out, and is ``None`` then.

        The decoder is told the type alone, so that a null that was sent is refused.
        """

        def __class_getitem__(cls, kind: object) -> object:
            """Return the type itself."""
            return kind


class _Object(Struct, omit_defaults=True, kw_only=True, gc=False):
    pass


class _PriceBasis(_Object):
    currency: Literal["CNY"]
    tax: Tax
    includes: Maybe[Annotated[list[Included], Meta(max_length=4)]] = None
    tax_rate: Maybe[_Share] = None

    def value(self) -> PriceBasis:
        includes = frozenset(self.includes or ())
        return PriceBasis(Currency.CNY, self.tax, includes, rate(self.tax_rate))


class _Contract(_Object):
    number: Maybe[_Text] = None
    non_infringement: Maybe[bool] = None
    compatibility: Maybe[_LongText] = None
    after_sales: Maybe[_LongText] = None
    rights_check: Maybe[_Text] = None
    tender_demands: Maybe[Annotated[list[Demand], Meta(max_length=len(Demand))]] = None
    services_included: Maybe[bool] = None

    def value(self) -> Contract:
        demands = self.tender_demands
        return Contract(
            self.number,
            self.non_infringement,
            self.compatibility,
            self.after_sales,
            self.rights_check,
            None if demands is None else tuple(demands),
            self.services_included,
        )


class _Responsible(_Object):
    head: Maybe[_Text] = None
    it_head: Maybe[_Text] = None

    def value(self) -> Responsible:
        return Responsible(self.head, self.it_head)


class _Evidence(_Object):
    kind: EvidenceKind
    number: Maybe[_Text] = None


class _Base(_Object):
    channel: Maybe[LicenceChannel] = None
    edition: Maybe[_Text] = None

    def value(self) -> LicenceBase:
        return LicenceBase(self.channel, self.edition)


class _Licence(_Object):
    channel: Maybe[LicenceChannel] = None
    count: Maybe[_Count] = None
    evidence: Maybe[Annotated[list[_Evidence], Meta(max_length=limits.EVIDENCE)]] = None
    term: Maybe[_Text] = None
    base: Maybe[_Base] = None

    def value(self) -> Licence:
        shown, base = self.evidence, self.base
        evidence = tuple([LicenceEvidence(it.kind, it.number) for it in shown]) if shown else ()
        return Licence(
            self.channel, self.count, evidence, self.term, None if base is None else base.value()
        )


class _OperatingSystem(_Object):
    preloaded: Maybe[bool] = None
    name: Maybe[_Text] = None
    version: Maybe[_Text] = None
    kernel: Maybe[_Text] = None
    edition: Maybe[_Text] = None
    licence: Maybe[_Licence] = None

    def value(self) -> OperatingSystem:
        licence = self.licence
        return OperatingSystem(
            self.preloaded,
            self.name,
            self.version,
            self.kernel,
            self.edition,
            None if licence is None else licence.value(),
        )


class _Certificate(_Object):
    number: _Text
    valid_until: Maybe[date] = None

    def value(self) -> Certificate:
        return Certificate(self.number, day(self.valid_until))


class _Software(_Object, rename={"item_class": "class"}):
    item_class: ItemClass
    name: _Text
    version: Maybe[_Text] = None
    licence: Maybe[_Licence] = None
    permit: Maybe[_Certificate] = None

    def value(self) -> Software:
        licence, permit = self.licence, self.permit
        return Software(
            self.item_class,
            self.name,
            self.version,
            None if licence is None else licence.value(),
            None if permit is None else permit.value(),
        )


class _Processor(_Object):
    name: _Text
    part_number: Maybe[_Text] = None
    statement: Maybe[_Text] = None


class _Recipient(_Object):
    department: Maybe[_Text] = None
    rank: Maybe[_Text] = None
    room: Maybe[_Text] = None

    def value(self) -> Recipient:
        return Recipient(self.department, self.rank, self.room)


class _ProductCode(_Object):
    scheme: str
    code: str


class _Line(_Object, rename={"item_class": "class", "recipient": "for"}):
    item_class: ItemClass
    quantity: _Quantity
    unit_price: str
    attributes: Maybe[_Attributes] = None
    model: Maybe[_Text] = None
    codes: Maybe[Annotated[list[_ProductCode], Meta(max_length=limits.CODES)]] = None
    recipient: Maybe[_Recipient] = None
    processor: Maybe[_Processor] = None
    energy_certificate: Maybe[_Certificate] = None
    operating_system: Maybe[_OperatingSystem] = None
    software: Maybe[Annotated[list[_Software], Meta(max_length=limits.SOFTWARE)]] = None
    replaces: Maybe[Annotated[list[_Text], Meta(max_length=limits.SERIALS)]] = None
    deliver_by: Maybe[date] = None
    environment_label: Maybe[_Certificate] = None
    framework_admission: Maybe[_Certificate] = None

    def value(self) -> OrderLine:
        # In the order of the members: by name, a tuple takes three times as long to make. And no
        # call for what is absent: most members of most lines are.
        codes, software, recipient = self.codes, self.software, self.recipient
        chip, certificate, system = self.processor, self.energy_certificate, self.operating_system
        label, admission = self.environment_label, self.framework_admission
        return OrderLine(
            self.item_class,
            self.quantity,
            amount(self.unit_price),
            attributes(self.attributes) if self.attributes else (),
            self.model,
            tuple([code(it.scheme, it.code) for it in codes]) if codes else (),
            None if recipient is None else recipient.value(),
            None if chip is None else processor(chip.name, chip.part_number, chip.statement),
            None if certificate is None else certificate.value(),
            None if system is None else system.value(),
            tuple([it.value() for it in software]) if software else (),
            tuple(self.replaces) if self.replaces else (),
            None if self.deliver_by is None else day(self.deliver_by),
            None if label is None else label.value(),
            None if admission is None else admission.value(),
        )


class Decoded(_Object):
    """An order of the right types; `vouch` looks at the rest."""

    agency: _Text
    reference: _Reference
    price_basis: _PriceBasis
    lines: Annotated[list[_Line], Meta(min_length=1, max_length=limits.LINES)]
    supplier: Maybe[_Text] = None
    contract: Maybe[_Contract] = None
    responsible: Maybe[_Responsible] = None

    def value(self) -> Order:
        """Return the order.

        Raises:
            ValueError: a small value is not of the form.
            MalformedUscc: a party's code is none.
        """
        return Order(
            party(self.agency),
            self.reference,
            self.price_basis.value(),
            tuple([line.value() for line in self.lines]),
            self.supplier and party(self.supplier),
            None if self.contract is None else self.contract.value(),
            None if self.responsible is None else self.responsible.value(),
        )
