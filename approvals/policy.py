"""What an office decides and no edition does: for how long approvals and open orders live."""

from dataclasses import dataclass
from datetime import date, timedelta

APPROVAL_DAYS = 90
"""For how many days after its grant an approval is valid, where the office sets nothing else."""


def last_day(granted_on: date, days: int = APPROVAL_DAYS) -> date:
    """Return the last day of an approval granted on a day and valid for so many days after."""
    return granted_on + timedelta(days=days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Terms in days, and the name under which approvals are issued.

    Attributes:
        issuer: who issues approvals (the ``iss`` of every statement), a URL.
        address: where the service is reached, if that is another than the issuer.
        sandbox: whether what is signed approves nothing, and has to say so.
        approval_days: an approval is valid on the day it is granted and so many days after.
        referral_days: a referred order lapses after so many days without an act.
        hold_days: an order with a missing fact lapses after so many days.
        waiver_days: a waiver is in force for so many days after its first at the most.
        snapshot_hours: for how long a signed status list may be relied on.
        quote_days: for how long a signed quote check says something.
    """

    issuer: str
    approval_days: int = APPROVAL_DAYS
    referral_days: int = 30
    hold_days: int = 90
    waiver_days: int = 366
    snapshot_hours: int = 24
    quote_days: int = 7
    address: str | None = None
    sandbox: bool = False

    def valid_until(self, granted_on: date) -> date:
        """Return the last day of an approval granted on a day."""
        return last_day(granted_on, self.approval_days)

    @property
    def status_list(self) -> str:
        """Return the address of the status list that statements point to."""
        address = self.address or self.issuer
        return f"{address.rstrip('/')}/v1/approvals/status-list"
