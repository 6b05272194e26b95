"""What acts on deliveries say."""

from api import limits
from api.schemas.acts import FoundIn
from api.schemas.body import Body, Part
from api.schemas.fields import Day, Flag, Integer, Serial, Text
from api.schemas.gathered import Listed
from approvals.assets import MAX_DEVICES


class SentIn(Body):
    """Devices of one line of the approval."""

    line = Integer(0, limits.LINES - 1, required=True, description="line of the approved order")
    serials = Listed(Serial(), MAX_DEVICES, low=1, required=True)


class DespatchIn(Body):
    """What a supplier sends on an approval."""

    approval = Text(40, required=True, description="number of the approval")
    reference = Text(
        limits.REFERENCE, required=True, description="the supplier's own, to be used once"
    )
    despatched_on = Day(required=True, description="not before the approval and not after today")
    lines = Listed(Part(SentIn), limits.LINES, low=1, required=True)


class ReceiptIn(Body):
    """Which devices came; a device that is named nowhere is told nothing of."""

    received = Listed(Serial(), MAX_DEVICES, description="serials of devices that came whole")
    missing = Listed(Serial(), MAX_DEVICES, description="serials of devices that did not come")
    damaged = Listed(Serial(), MAX_DEVICES, description="serials of devices that came damaged")
    note = Text(limits.LONG_TEXT)


class InspectedIn(FoundIn):
    """What was found on one device; what is left out was not looked at, and is no pass."""

    serial = Serial(required=True)


class InspectionIn(Body):
    """What was found on devices of a delivery."""

    units = Listed(Part(InspectedIn), MAX_DEVICES, low=1, required=True)
    source = Text(
        required=True, description="where it stands: a checklist, a photograph, a machine document"
    )


class AcceptanceIn(Body):
    """Which devices are accepted, by which certificate."""

    serials = Listed(Serial(), MAX_DEVICES, low=1, required=True)
    document = Text(required=True, description="the certificate of acceptance")


class ReturnIn(Body):
    """Which devices go back, and whether others are to come in their place."""

    serials = Listed(Serial(), MAX_DEVICES, low=1, required=True)
    reason = Text(limits.LONG_TEXT, required=True)
    replacement = Flag(
        required=True,
        description="true: the approved unit is open again; false: it is given back for good",
    )


class WithdrawalIn(Body):
    """Which devices are not to come."""

    serials = Listed(Serial(), MAX_DEVICES, low=1, required=True)
    reason = Text(limits.LONG_TEXT, required=True)


class CardIn(Body):
    """The asset card one device or piece of software was entered on."""

    serial = Serial(required=True)
    number = Text(required=True)


class CardsIn(Body):
    """Asset cards of what was accepted."""

    cards = Listed(Part(CardIn), MAX_DEVICES, low=1, required=True)


DESPATCH, RECEIPT, INSPECTION = DespatchIn(), ReceiptIn(), InspectionIn()
ACCEPTANCE, RETURN, WITHDRAWAL, CARDS = AcceptanceIn(), ReturnIn(), WithdrawalIn(), CardsIn()
