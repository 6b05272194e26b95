"""What comparing rows with their record can find, as values."""

from dataclasses import dataclass
from enum import StrEnum, unique


@unique
class Mismatch(StrEnum):
    """What a row can disagree in."""

    UNRECORDED = "approval-unrecorded"
    """An approval of whose grant the ledger knows nothing."""
    GONE = "approval-gone"
    """The ledger records a grant whose approval is not there."""
    ALTERED = "approval-altered"
    """A member of an approval is not what the ledger records."""
    STATE = "approval-state"
    """An approval is in another state than the ledger records."""
    COUNTER = "quota-counter"
    """A counter is not the sum of its movements."""
    REPLAY = "quota-replay"
    """A counter is not what a replay of the ledger's entries gives."""
    WAIVER_UNRECORDED = "waiver-unrecorded"
    """A waiver of whose request the ledger knows nothing."""
    WAIVER_GONE = "waiver-gone"
    """The ledger records a waiver that is not there."""
    WAIVER_STATE = "waiver-state"
    """A waiver is in another state than the ledger records."""
    WAIVER_COUNTER = "waiver-counter"
    """What is drawn of a waiver is not the sum of its draws."""
    WAIVER_REPLAY = "waiver-replay"
    """What was granted or drawn of a waiver is not what the ledger's entries add up to."""

    LICENCE_UNRECORDED = "licence-unrecorded"
    """A licence grant of whose record the ledger knows nothing."""
    LICENCE_GONE = "licence-gone"
    """The ledger records a licence grant that is not there."""
    LICENCE_STATE = "licence-state"
    """A licence grant is in another state than the ledger records."""
    LICENCE_COUNTER = "licence-counter"
    """What is drawn of a licence grant is not the sum of its draws."""
    LICENCE_REPLAY = "licence-replay"
    """The copies confirmed or drawn of a grant are not what the ledger's entries add up to."""
    SPARE_REPLAY = "spare-replay"
    """What orders rest on of an agency's unused licences is not what the entries add up to."""
    UNIT_UNRECORDED = "unit-unrecorded"
    """A device of a delivery of whose despatch the ledger knows nothing."""
    UNIT_GONE = "unit-gone"
    """The ledger records a despatch of a device that is not there."""
    UNIT_STATE = "unit-state"
    """A device of a delivery stands elsewhere than the ledger's entries leave it."""
    UNIT_COUNTER = "unit-counter"
    """A line does not count as many units under way, or returned, as there are devices."""
    UNIT_DEVICE = "unit-device"
    """A device was accepted and is not among those of the agency."""


@dataclass(frozen=True, slots=True)
class Irregularity:
    """One thing found: what it is, the object (an approval, counter, waiver …), and both values."""

    mismatch: Mismatch
    subject: str
    member: str
    held: str
    recorded: str
