"""An order as it is sent (DESIGN §5): the schema that explains what the compiled types refuse."""

from marshmallow import fields

from api import limits
from api.schemas.body import Body, Part
from api.schemas.fields import (
    Amount,
    Choice,
    Code,
    Day,
    Flag,
    Integer,
    Serial,
    Share,
    Text,
    Uscc,
    read_text,
)
from api.schemas.gathered import Listed, Mapped
from api.schemas.strict import fail
from validators.classes import ItemClass
from validators.order import Currency, Demand, EvidenceKind, Included, LicenceChannel, Tax


def read_attribute(value: object) -> str | bool | int:
    """Return the value of an attribute: a word, a truth value or a count.

    Raises:
        ValidationError: it is none of them.
    """
    if isinstance(value, str):
        return read_text(value, limits.CODE)
    if isinstance(value, bool):
        return value
    if type(value) is int:
        if 0 <= value <= limits.INTEGER:
            return value
        return fail("out-of-range", low=0, high=limits.INTEGER)
    return fail("null" if value is None else "not-a-scalar")


ATTRIBUTE_FORM = {
    "anyOf": [
        {
            "type": "string",
            "minLength": 1,
            "maxLength": limits.CODE,
            "pattern": limits.SIGNS_PATTERN,
        },
        {"type": "boolean"},
        {"type": "integer", "format": "int32", "minimum": 0, "maximum": limits.INTEGER},
    ]
}
"""``read_attribute`` as JSON Schema."""


class PriceBasisIn(Body):
    """What every unit price of the order means (SK13)."""

    currency = Choice(Currency, required=True)
    tax = Choice(Tax, required=True, description="whether prices contain value-added tax")
    includes = Listed(Choice(Included), 4, description="what every price contains")
    tax_rate = Share(description="the rate, where tax is excluded")


class ContractIn(Body):
    """What the purchase contract says, as far as known."""

    number = Text()
    non_infringement = Flag()
    compatibility = Text(limits.LONG_TEXT)
    after_sales = Text(limits.LONG_TEXT)
    rights_check = Text(
        description="the record that the rights in the software were verified before the purchase"
    )
    tender_demands = Listed(
        Choice(Demand),
        len(Demand),
        description="what the tender demands beyond the demand standard; empty where it is nothing",
    )
    services_included = Flag(
        description="whether services of integration are bought in the same package"
    )


class ResponsibleIn(Body):
    """Who answers for genuine software in the agency, by post and not by name."""

    head = Text(description="the post of the principal head, who answers first")
    it_head = Text(description="the post of who carries it out, the head of information technology")


class LicenceEvidenceIn(Body):
    """A document named as proof of a licence."""

    kind = Choice(EvidenceKind, required=True)
    number = Text()


class LicenceBaseIn(Body):
    """The full licence that a volume licence stands on."""

    channel = Choice(LicenceChannel)
    edition = Text()


class LicenceIn(Body):
    """The right to use a piece of software."""

    channel = Choice(LicenceChannel)
    count = Integer(0, limits.INTEGER)
    evidence = Listed(Part(LicenceEvidenceIn), limits.EVIDENCE)
    term = Text(description="for how long it is granted, as the contract says")
    base = Part(LicenceBaseIn)


class OperatingSystemIn(Body):
    """The operating system a device comes with."""

    preloaded = Flag(description="false is a breach; leave it out where it is not known")
    name = Text()
    version = Text()
    kernel = Text()
    edition = Text()
    licence = Part(LicenceIn)


class CertificateIn(Body):
    """A certificate, label or permit of a product."""

    number = Text(required=True)
    valid_until = Day(description="its last day, on which it is still in force")


class SoftwareIn(Body):
    """A piece of software bought with a device."""

    item_class = Choice(ItemClass, required=True, name="class")
    name = Text(required=True)
    version = Text()
    licence = Part(LicenceIn)
    permit = Part(CertificateIn)


class ProcessorIn(Body):
    """The processor of a device."""

    name = Text(required=True)
    part_number = Text()
    statement = Text(
        description="the number of the supplier's statement that the part is the product announced"
    )


class RecipientIn(Body):
    """For whom inside the agency a line is bought."""

    department = Text()
    rank = Text()
    room = Text()


class ProductCodeIn(Body):
    """A classification code with the table it was taken from."""

    scheme = Code(required=True)
    code = Code(required=True)


class LineIn(Body):
    """One kind of thing bought."""

    item_class = Choice(ItemClass, required=True, name="class")
    attributes = Mapped(
        read_attribute, ATTRIBUTE_FORM, description="what tells the rows of a class apart"
    )
    model = Text()
    quantity = Integer(1, limits.QUANTITY, required=True)
    unit_price = Amount(required=True)
    codes = Listed(Part(ProductCodeIn), limits.CODES)
    recipient = Part(RecipientIn, name="for")
    processor = Part(ProcessorIn)
    energy_certificate = Part(CertificateIn)
    operating_system = Part(OperatingSystemIn)
    software = Listed(Part(SoftwareIn), limits.SOFTWARE)
    replaces = Listed(Serial(), limits.SERIALS, description="serials of the devices replaced")
    deliver_by = Day()
    environment_label = Part(CertificateIn)
    framework_admission = Part(CertificateIn)


class OrderIn(Body):
    """What one agency asks to buy, at prices of one basis."""

    agency = Uscc(required=True, description="the buyer")
    supplier = Uscc(description="the seller, where known")
    reference = Text(
        limits.REFERENCE, required=True, description="the agency's own number, used once"
    )
    price_basis = Part(PriceBasisIn, required=True)
    contract = Part(ContractIn)
    responsible = Part(ResponsibleIn)
    lines: fields.Field[list[object]] = Listed(Part(LineIn), limits.LINES, low=1, required=True)


ORDER = OrderIn()
"""Built once: building a schema costs more than loading an order by it."""
