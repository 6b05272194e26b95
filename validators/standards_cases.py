"""How law cases are written (see ``law_cases`` for what they are).

A file states once, under ``given``, what its cases share: the agency, the price basis, the lists,
and what every line of a class states (``each``). A case repeats only what matters to it.
"""

from marshmallow import fields

from validators.classes import ItemClass
from validators.evidence import Level, Standing
from validators.finding import Conclusion
from validators.listing import ListingKind
from validators.listing_event import EventKind
from validators.order import Included, Tax
from validators.rule import Gate
from validators.standards_cases_delivery import UnitShape
from validators.standards_cases_software import (
    CertificateShape,
    ContractShape,
    FreeShape,
    GrantShape,
    ResponsibleShape,
    SoftwareShape,
    SpareShape,
    SuspensionShape,
    SystemShape,
)
from validators.standards_fields import (
    Amount,
    Choice,
    Day,
    Exactly,
    Shape,
    Text,
    Titled,
    Whole,
    Word,
    Written,
    YesNo,
)
from validators.standards_lists import Listed, Named

CASES = "procheck/law-cases/1"


class Money(Written):
    """A unit price, kept as it is written."""

    expected = Amount.expected
    pattern = Amount.pattern
    longest = Amount.longest


class AgencyShape(Shape):
    """The example agency; what is not stated is not known."""

    place = Word()
    level = Choice(Level)
    properties = Named(YesNo(), least=0)
    counts = Named(Whole(zero=True), least=0)


class ThingShape(Shape):
    """A thing of a class, with the attributes it has."""

    item_class = Choice(ItemClass, required=True, data_key="class")
    attributes = Named(Titled(), data_key="is")


class HoldingShape(ThingShape):
    """Units an agency has."""

    quantity = Whole(zero=True, required=True)
    standing = Choice(Standing, load_default=Standing.ON_HAND)


class AssetShape(ThingShape):
    """A device in service."""

    serial = Text(required=True)
    in_service_since = Day()
    pages = Whole(zero=True)
    beyond_repair = Text()
    disposed_on = Day()
    replaced_by = Text()


class AnswerShape(Shape):
    """A question of judgement answered."""

    question = Text(required=True)
    granted = YesNo(required=True)
    role = Word(required=True)
    reason = Text(load_default="example")


class ListingEventShape(Shape):
    """What a notice says of a listing."""

    kind = Choice(EventKind, required=True)
    notice = Word(load_default="example-notice")
    since = Day(required=True)
    since_at_latest = Day()
    until = Day()
    by = Word()
    name = Text()
    version = Text()
    kernel = Text()
    proves = YesNo(load_default=True)


class ListingShape(Shape):
    """A product on a list; ``near`` are texts that may mean it and are not its name."""

    name = Text(required=True)
    version = Text()
    kernel = Text()
    near = Listed(Text(), load_default=[], least=0)
    publication = Word(load_default="example")
    valid_from = Day()
    valid_until = Day()
    proves = YesNo(load_default=True)
    certain = YesNo(load_default=True)
    events = Listed(fields.Nested(ListingEventShape), load_default=[], least=0)


class RegisterShape(Shape):
    """What the lists of one scheme and kind say; incomplete ones are named."""

    scheme = Word(required=True)
    kind = Choice(ListingKind, required=True)
    incomplete = Listed(Word(), load_default=[], least=0)
    outlast = YesNo(load_default=False)
    listings = Listed(fields.Nested(ListingShape), load_default=[], least=0)


class BasisShape(Shape):
    """What every price of the order means."""

    tax = Choice(Tax, load_default=Tax.INCLUDED)
    tax_rate = Money()
    includes = Listed(Choice(Included), load_default=[], least=0)


class CodeShape(Shape):
    """A product code with its table."""

    scheme = Word(required=True)
    code = Text(required=True)


class StatedShape(Shape):
    """What a line states besides its class."""

    attributes = Named(Titled(), data_key="is")
    quantity = Whole()
    unit_price = Money()
    codes = Listed(fields.Nested(CodeShape))
    model = Text()
    processor = Text()
    part_number = Text()
    statement = Text()
    energy_certificate = fields.Nested(CertificateShape)
    environment_label = fields.Nested(CertificateShape)
    framework_admission = fields.Nested(CertificateShape)
    operating_system = fields.Nested(SystemShape)
    software = Listed(fields.Nested(SoftwareShape), once=False)
    department = Text()
    replaces = Listed(Text(), least=0)
    deliver_by = Day()


class LineShape(StatedShape):
    """A line of the order."""

    item_class = Choice(ItemClass, required=True, data_key="class")
    without = Listed(Word(), load_default=[], least=0)


class GivenShape(Shape):
    """What the cases of a file share."""

    agency = fields.Nested(AgencyShape, required=True)
    price_basis = fields.Nested(BasisShape)
    registers = Listed(fields.Nested(RegisterShape))
    each = Named(fields.Nested(StatedShape), names=ItemClass)


class PatternShape(Shape):
    """What a finding must be."""

    rule = Word()
    code = Word()
    outcome = Word()
    pointer = Text()
    observed = Text()
    limit = Text()
    over = Text()
    sum = Text()
    edition = Word()
    evidence = Word()
    needs = Text()
    source = Word()
    remedy = Text()


class ExpectShape(Shape):
    """What must, and what must not, be found; which editions the verdict must rest on or not."""

    outcome = Choice(Conclusion)
    findings = Listed(fields.Nested(PatternShape), load_default=[], least=0)
    absent = Listed(fields.Nested(PatternShape), load_default=[], least=0)
    holds = Listed(Word(), load_default=[], least=0)
    holds_not = Listed(Word(), load_default=[], least=0)


class CaseShape(Shape):
    """One case."""

    name = Text(required=True)
    on = Day(required=True)
    approved_on = Day()
    valid_until = Day()
    gate = Choice(Gate, load_default=Gate.ORDER)
    contract = fields.Nested(ContractShape)
    responsible = fields.Nested(ResponsibleShape)
    under = Named(Whole())
    agency = fields.Nested(AgencyShape)
    price_basis = fields.Nested(BasisShape)
    registers = Listed(fields.Nested(RegisterShape), least=0)
    holdings = Listed(fields.Nested(HoldingShape), once=False, load_default=[], least=0)
    assets = Listed(fields.Nested(AssetShape), load_default=[], least=0)
    answers = Listed(fields.Nested(AnswerShape), load_default=[], least=0)
    licences = Listed(fields.Nested(GrantShape), load_default=[], least=0)
    free_software = Listed(fields.Nested(FreeShape), load_default=[], least=0)
    suspensions = Listed(fields.Nested(SuspensionShape), load_default=[], least=0)
    spares = Listed(fields.Nested(SpareShape), load_default=[], least=0)
    lines = Listed(fields.Nested(LineShape), once=False, required=True)
    units = Listed(fields.Nested(UnitShape), once=False, load_default=[], least=0)
    expect = fields.Nested(ExpectShape, required=True)


class CasesShape(Shape):
    """A file of cases."""

    format = Exactly(CASES, required=True)
    about = Text(required=True)
    given = fields.Nested(GivenShape, required=True)
    cases = Listed(fields.Nested(CaseShape), required=True)
