"""Entries of an agency's list of usable free software that are approved together."""

from api import examples
from api.arriving import examine_waiting
from api.call import Call, Reply
from api.operation import Answer, Resource
from api.schemas.free_software import FREE_SOFTWARE_APPROVALS, FreeSoftwareApprovalsIn
from approvals.approve_free_software_list import approve_free_software_list

FREE_SOFTWARE_APPROVALS_TOGETHER = Resource(
    "free-software-approvals", "Entries of the list of usable free software, approved together."
)


@FREE_SOFTWARE_APPROVALS_TOGETHER.operation(
    "POST",
    "/v1/agencies/<uscc>/free-software-approvals",
    id="approveFreeSoftwareList",
    summary="Approve entries of the list together, each of them named",
    description=(
        "All of them are approved, or none, and every one that cannot be is told by its place. "
        "Whoever recorded an entry cannot approve it. Orders held for want of one are examined "
        "again at once."
    ),
    body=FreeSoftwareApprovalsIn,
    acts=True,
    answers={201: Answer(description="approved", schema="FreeSoftwareApproved")},
    problems=frozenset({"not-acceptable-fact"}),
    examples={"two entries": dict(examples.FREE_SOFTWARE_APPROVALS)},
)
def approve_together(call: Call) -> Reply:
    """Approve entries, and examine again what waited for them."""
    stated, uscc = call.read(FREE_SOFTWARE_APPROVALS), call.path["uscc"]
    leaf = approve_free_software_list(
        call.connection,
        actor=call.actor,
        uscc=uscc,
        numbers=stated["entries"],
        note=stated["note"],
        office=call.services.office,
        now=call.now,
    )
    document = {
        "agency": uscc,
        "entries": stated["entries"],
        "ledger": {"leaf": leaf.text},
        **examine_waiting(call, uscc),
    }
    return Reply(status=201, document=document)
