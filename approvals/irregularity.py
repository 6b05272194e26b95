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


@dataclass(frozen=True, slots=True)
class Irregularity:
    """One thing found: what it is, the object (approval or counter), and both values."""

    mismatch: Mismatch
    subject: str
    member: str
    held: str
    recorded: str
