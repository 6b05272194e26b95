"""What acts on an agency's list of usable free software say."""

from api import limits
from api.schemas.body import Body
from api.schemas.fields import Day, Text
from api.schemas.gathered import Listed
from approvals.free_software import MOST_TOGETHER

ANY = "any"
"""Said in place of a version: every version may be used. Nothing said is none of them."""


class FreeSoftwareIn(Body):
    """An entry of the list: what may be used, where, and why."""

    name = Text(required=True)
    version = Text(required=True, description="the version, or `any` for every one")
    edition = Text(description="where one edition alone may be used")
    department = Text(description="where it may be used; without it, anywhere in the agency")
    source = Text(description="where it is had from")
    vendor = Text()
    phone = Text(description="whom to call at the vendor")
    reason = Text(limits.LONG_TEXT, required=True, description="why it is to be used")
    valid_from = Day(required=True, description="the first day on which it may be used")


class FreeSoftwareApprovalIn(Body):
    """What a second person tested or compared."""

    note = Text(limits.LONG_TEXT, required=True)


class FreeSoftwareApprovalsIn(FreeSoftwareApprovalIn):
    """Entries a second person approves together, every one of them named."""

    entries = Listed(Text(40), MOST_TOGETHER, low=1, required=True)


class RemovalIn(Body):
    """Why an entry is taken off the list, and from when on."""

    reason = Text(limits.LONG_TEXT, required=True)
    off_from = Day(description="the first day on which it no longer stands there; today, or later")


FREE_SOFTWARE, FREE_SOFTWARE_APPROVAL = FreeSoftwareIn(), FreeSoftwareApprovalIn()
FREE_SOFTWARE_APPROVALS, REMOVAL = FreeSoftwareApprovalsIn(), RemovalIn()
