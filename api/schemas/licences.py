"""What acts on licence grants say."""

from api import limits
from api.schemas.body import Body, Part
from api.schemas.fields import Choice, Day, Integer, Patterned, Text, Uscc
from api.schemas.gathered import Listed
from api.schemas.order import LicenceEvidenceIn
from approvals.licence import CHANNELS, CLASSES


class LicenceNumber(Patterned):
    """The number of a licence grant."""

    pattern, code, longest = limits.LICENCE_PATTERN, "not-a-licence-number", 27
    example = "LG-2026-0000-0000-0000-0000"


class HolderIn(Body):
    """Who holds a licence: the agency of the key, and its name as the licence says it."""

    uscc = Uscc(required=True)
    name = Text(required=True)


class LicenceGrantIn(Body):
    """A licence grant as its holder states it, for the first time or anew."""

    holder = Part(HolderIn, required=True)
    item_class = Choice(CLASSES, required=True, name="class")
    product = Text(required=True, description="the product as the licence names it")
    edition = Text(description="where the licence is for one edition alone")
    versions = Listed(
        Text(), limits.VERSIONS, required=True, description="usable versions; none: every version"
    )
    channel = Choice(CHANNELS, required=True)
    copies = Integer(1, limits.INTEGER, required=True, description="devices in all")
    valid_from = Day(required=True)
    valid_until = Day(description="last day; without it the right has no end")
    evidence = Listed(
        Part(LicenceEvidenceIn),
        limits.EVIDENCE,
        low=1,
        required=True,
        description="documents; only numbered ones of a kind that proves a right prove it",
    )
    entitled = Listed(
        Uscc(), limits.ENTITLED, description="agencies beside the holder that may draw copies"
    )
    corrects = LicenceNumber(description="the grant this states anew, once it is confirmed")
    reason = Text(limits.LONG_TEXT, description="why it is stated anew; with corrects alone")


class LicenceConfirmationIn(Body):
    """What a second person compared a grant with."""

    note = Text(limits.LONG_TEXT, required=True)


LICENCE, LICENCE_CONFIRMATION = LicenceGrantIn(), LicenceConfirmationIn()
