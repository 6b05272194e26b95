"""What acts on waivers say."""

from api import limits
from api.schemas.body import Body, Part
from api.schemas.fields import Amount, Choice, Code, Day, Integer, Patterned, Text
from api.schemas.gathered import Listed, Mapped
from api.schemas.order import ATTRIBUTE_FORM, read_attribute
from validators.classes import ItemClass


class WaiverNumber(Patterned):
    """The number of a waiver."""

    pattern, code, longest = limits.WAIVER_PATTERN, "not-a-waiver-number", 27
    example = "WV-2026-0000-0000-0000-0000"


class ProvisionIn(Body):
    """The one provision a waiver is for: an edition, and a row inside it as findings cite it."""

    edition = Code(required=True)
    row = Text()


class WaiverIn(Body):
    """What is asked for: an exception from one rule, for things of one class, in bounds."""

    rule = Code(required=True, description="the rule, as its findings name it")
    item_class = Choice(ItemClass, required=True, name="class")
    attributes = Mapped(
        read_attribute, ATTRIBUTE_FORM, description="what a line must state, all of it"
    )
    provision = Part(ProvisionIn)
    units = Integer(1, limits.QUANTITY, required=True, description="units in all")
    unit_price = Amount(description="yuan with tax, at most so much a unit; for price alone")
    valid_from = Day(required=True, description="first day; not before today")
    valid_until = Day(required=True, description="last day; at most 366 days after the first")
    reason = Text(limits.LONG_TEXT, required=True)
    evidence = Listed(
        Text(), limits.EVIDENCE, low=1, required=True, description="documents, by name and number"
    )
    extends = WaiverNumber(description="the earlier waiver this one is to follow")


class WaiverDecisionIn(Body):
    """What a second person decides; a grant may narrow the bounds."""

    decision = Choice(("grant", "decline"), required=True)
    reason = Text(limits.LONG_TEXT, required=True)
    units = Integer(1, limits.QUANTITY)
    unit_price = Amount()
    valid_from = Day()
    valid_until = Day()


WAIVER, WAIVER_DECISION = WaiverIn(), WaiverDecisionIn()
