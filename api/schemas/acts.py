"""What acts on orders, approvals and agencies say: one small schema each."""

from api import limits
from api.schemas.body import Body, Part
from api.schemas.fields import Choice, Code, Day, Flag, Integer, Serial, Text
from api.schemas.gathered import Listed, Mapped
from api.schemas.order import ATTRIBUTE_FORM, OrderIn, read_attribute
from api.schemas.strict import fail
from approvals.fingerprint import DeviceEvidenceKind
from validators.classes import ItemClass
from validators.evidence import Level


class ValidationIn(OrderIn):
    """An order to try out; unlike a real one it may be placed on another day."""

    on = Day(description="the day it is examined for; today where it is not given")


class PlacedOrderIn(OrderIn):
    """An order to place; a signed quote check may be attached, and is no part of the order."""

    quote_check = Text(
        limits.QUOTE_CHECK,
        description="the `quote_check` of a validation asked for with `signed=true`",
    )


class ReasonIn(Body):
    """Why something is done."""

    reason = Text(limits.LONG_TEXT, required=True)


class DecisionIn(Body):
    """What an approver decides."""

    decision = Choice(("grant", "decline"), required=True)
    reason = Text(limits.LONG_TEXT, required=True)


class AnswerIn(Body):
    """An answer to a question of judgement."""

    question = Text(limits.LONG_TEXT, required=True)
    granted = Flag(required=True)
    reason = Text(limits.LONG_TEXT, required=True)


class AnswersIn(Body):
    """Answers to questions an order leaves open."""

    answers = Listed(Part(AnswerIn), 20, low=1, required=True)


class ClosureIn(Body):
    """What became of a review case."""

    disposition = Choice(("stands", "acted-on"), required=True)
    reason = Text(limits.LONG_TEXT, required=True)


class RevocationIn(Body):
    """Why an approval is revoked, and from which day it is void."""

    reason = Text(limits.LONG_TEXT, required=True)
    effective_on = Day(description="not before the grant and not after today; today if not given")


class StatementText(Text):
    """A compact JWS."""

    def __init__(self, *, required: bool = False) -> None:
        super().__init__(limits.BODY_BYTES, required=required)


class VerificationIn(Body):
    """A statement to verify, and the order it should be about, if that is to be compared."""

    statement = StatementText(required=True)
    order = Part(OrderIn)


class AgencyIn(Body):
    """An agency as an administrator registers it."""

    name = Text(required=True)
    jurisdiction = Code(required=True)
    level = Choice(Level, required=True)


class HeadcountIn(Body):
    """How many an agency has on a basis, from a day on."""

    basis = Code(required=True)
    value = Integer(0, limits.INTEGER, required=True)
    valid_from = Day(required=True)
    source = Text(required=True, description="the document it was taken from")


def read_flag(value: object) -> bool:
    """Return a truth value.

    Raises:
        ValidationError: it is none.
    """
    if not isinstance(value, bool):
        fail("not-a-boolean")
    return value


class PropertiesIn(Body):
    """Yes-or-no facts of an agency, from a day on."""

    properties = Mapped(
        read_flag,
        {"type": "boolean"},
        required=True,
        most=limits.PROPERTIES,
        name_pattern=limits.CODE_PATTERN,
    )
    valid_from = Day(required=True)
    source = Text(required=True)


class ApproversIn(Body):
    """Who decides an agency's orders from a day on; nobody: its orders need no decision."""

    persons = Listed(Text(), 50, required=True)
    valid_from = Day(required=True)
    source = Text(required=True)


class SecretText(Text):
    """A value that is read and never shown again."""

    def __init__(self, *, required: bool = False, description: str = "") -> None:
        super().__init__(required=required, description=description)
        self.metadata = {**self.metadata, "writeOnly": True}


class DeviceEvidenceIn(Body):
    """What shows that a device is licensed; the value is kept as a keyed digest alone."""

    kind = Choice(DeviceEvidenceKind, required=True)
    value = SecretText(
        required=True, description="key, serial or identifier, as printed; never shown again"
    )


class InstalledIn(Body):
    """The system really installed, in the words of an order line."""

    name = Text()
    version = Text()
    kernel = Text()
    edition = Text()


class MarkedIn(Body):
    """A label, or a recovery medium or packing list."""

    present = Flag(required=True)
    edition = Text(description="the edition it names")


class FoundIn(Body):
    """What was found on one device; what is left out was not looked at, and is no pass."""

    operating_system = Part(InstalledIn)
    label = Part(MarkedIn, description="the label of authenticity on the device")
    media = Part(MarkedIn, description="the recovery medium or packing list that came with it")
    altered = Flag(description="whether the system is a cracked or altered image")
    licence_evidence = Listed(Part(DeviceEvidenceIn), limits.EVIDENCE)


class DeviceIn(FoundIn):
    """One device, by its serial; what was found on it is asked where it came on an approval."""

    serial = Serial(required=True)
    item_class = Choice(ItemClass, required=True, name="class")
    attributes = Mapped(read_attribute, ATTRIBUTE_FORM)
    in_service_since = Day()
    pages = Integer(0, limits.INTEGER)
    beyond_repair = Text(description="the document that says it is damaged beyond repair")
    line = Integer(0, limits.LINES - 1, description="line of the approval it was delivered on")


class AssetsIn(Body):
    """Devices an agency has: delivered on an approval, or there before."""

    assets = Listed(Part(DeviceIn), 500, low=1, required=True)
    source = Text(required=True)
    approval = Text(40, description="number of the approval they were delivered on")


class LicensedDeviceIn(DeviceEvidenceIn):
    """What shows that a device is licensed which is recorded already."""

    serial = Serial(required=True)


class EvidenceIn(Body):
    """Licence evidence of devices, learnt after they were recorded."""

    licence_evidence = Listed(Part(LicensedDeviceIn), 500, low=1, required=True)
    source = Text(required=True)


class DisposalIn(Body):
    """A device that was disposed of, by the document that accepts it."""

    serial = Serial(required=True)
    disposed_on = Day(required=True)
    document = Text(required=True)


PLACED_ORDER = PlacedOrderIn()
VALIDATION, REASON, DECISION, ANSWERS = ValidationIn(), ReasonIn(), DecisionIn(), AnswersIn()
REVOCATION, VERIFICATION, AGENCY, HEADCOUNT = (
    RevocationIn(),
    VerificationIn(),
    AgencyIn(),
    HeadcountIn(),
)
PROPERTIES, APPROVERS, ASSETS, DISPOSAL = PropertiesIn(), ApproversIn(), AssetsIn(), DisposalIn()
CLOSURE, EVIDENCE = ClosureIn(), EvidenceIn()
