"""What acts on substitutions say."""

from api import limits
from api.schemas.body import Body, Part
from api.schemas.fields import Amount, Choice, Integer, Text
from api.schemas.order import CertificateIn, OperatingSystemIn, ProcessorIn


class SubstituteIn(Body):
    """The substitute, in the words of an order line; what is not stated is not known of it."""

    model = Text(required=True)
    unit_price = Amount(required=True, description="never more than was approved")
    processor = Part(ProcessorIn)
    operating_system = Part(OperatingSystemIn)
    energy_certificate = Part(CertificateIn)
    environment_label = Part(CertificateIn)


class SubstitutionIn(Body):
    """What a supplier proposes to send in place of an approved model."""

    approval = Text(40, required=True, description="number of the approval")
    reference = Text(
        limits.REFERENCE, required=True, description="the supplier's own, to be used once"
    )
    line = Integer(0, limits.LINES - 1, required=True, description="line of the approved order")
    quantity = Integer(1, limits.QUANTITY, required=True, description="for how many open units")
    device = Part(SubstituteIn, required=True)
    reason = Text(limits.LONG_TEXT, required=True)


class SubstitutionDecisionIn(Body):
    """What the buyer decides."""

    decision = Choice(("consent", "decline"), required=True)
    reference = Text(
        limits.REFERENCE,
        description="the agency's number of the order that consent places, to be used once",
    )
    reason = Text(limits.LONG_TEXT, required=True)


SUBSTITUTION, SUBSTITUTION_DECISION = SubstitutionIn(), SubstitutionDecisionIn()
