"""What an approving office works with: its terms, the key it signs with, and fresh identifiers."""

from collections.abc import Callable
from dataclasses import dataclass

from approvals.policy import Policy
from ledger.signing import Signer


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Handed down from the composition root to every use case that may grant.

    Attributes:
        policy: terms, and the name approvals are issued under.
        signer: the approval key (never the ledger's).
        ids: draws a fresh identifier with at least 64 random bits, as text in order of time.
    """

    policy: Policy
    signer: Signer
    ids: Callable[[], str]
