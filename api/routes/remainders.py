"""What of an approval was sent, accepted, sent back or lapsed, and what is still open on it."""

from typing import Any

from api import examples
from api.call import Call, Reply
from api.conditions import etag_of, require_match
from api.operation import Answer, Resource
from api.presenting_deliveries import line_account
from api.schemas.acts import REASON, ReasonIn
from approvals import store
from approvals.close_remainder import close_remainder
from ledger.store import Leaf

REMAINDERS = Resource("remainders", "Where the units of an approval are, line by line.")
_PATH = "/v1/approvals/<number>/account"


@REMAINDERS.operation(
    "GET",
    _PATH,
    id="getAccount",
    summary="Where the units of an approval are, line by line",
    description="Accepted, returned, lapsed, under way and open units are what was approved.",
    answers={200: Answer(description="the account", schema="Account", headers=("ETag",))},
)
def get_account(call: Call) -> Reply:
    """Return the account of an approval."""
    return _account(call)


@REMAINDERS.operation(
    "POST",
    "/v1/approvals/<number>/closure",
    id="closeRemainder",
    summary="Give up what of an approval was not sent yet",
    description=(
        "Its quota, units of waivers and copies of licences return. What is under way stays, and "
        "the approval is in force for it. Where nothing is open, nothing is done."
    ),
    body=ReasonIn,
    acts=True,
    answers={
        200: Answer(description="the account as it stands now", schema="Account", headers=("ETag",))
    },
    problems=frozenset({"wrong-state"}),
    conditional=False,
    examples={"no longer needed": dict(examples.REASON)},
)
def close(call: Call) -> Reply:
    """Close the remainder of an approval."""
    reason = call.read(REASON)["reason"]
    require_match(call.headers.get("If-Match"), _account(call).etag or "", needed=False)
    leaf = close_remainder(
        call.connection,
        actor=call.actor,
        number=call.path["number"],
        reason=reason,
        ids=call.services.office.ids,
        now=call.now,
    )
    return _account(call, leaf)


def _account(call: Call, leaf: Leaf | None = None) -> Reply:
    held = store.approval_by_number(call.connection, call.path["number"])
    state = held.state_at(call.now).value
    lines = [line_account(it) for it in store.line_units(call.connection, held.order_id)]
    document: dict[str, Any] = {"number": held.number, "state": state, "account": lines}
    etag = etag_of("account", held.number, state, lines)
    if leaf is not None:
        document["ledger"] = {"leaf": leaf.text}
    return Reply(document=document, etag=etag)
