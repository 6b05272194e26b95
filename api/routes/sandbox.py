"""The clock of a sandbox: read by everybody, set forward by whoever tries something out."""

from typing import Any

from api import examples
from api.call import Call, Reply
from api.conditions import etag_of, require_match
from api.deferring import defer_due
from api.faults import ContentFaults, fault
from api.gathering import office_eyes
from api.identifiers import new_id
from api.instants import instant
from api.operation import Answer, Eyes, Resource
from api.presenting import kept
from api.problem import refuse
from api.sandbox import Ahead, ClockSetBack, TooFarAhead, advance, ahead_in, now_in
from api.schemas.sandbox import CLOCK, ClockIn
from ledger.store import Leaf

SANDBOX = Resource("sandbox", "The clock of a sandbox. A service has none of this.")
_PATH = "/v1/sandbox/clock"


@SANDBOX.operation(
    "GET",
    _PATH,
    id="getSandboxClock",
    summary="What o'clock it is in this sandbox",
    description="The clock runs on. Its ETag changes where it is set, and not as time goes by.",
    eyes=Eyes.OFFICE,
    answers={200: Answer(description="the clock", schema="SandboxClock", headers=("ETag",))},
)
def get_clock(call: Call) -> Reply:
    """Return what the clock shows."""
    return _clock(call)


@SANDBOX.operation(
    "PUT",
    _PATH,
    id="setSandboxClock",
    summary="Set the clock of this sandbox forward",
    description=(
        "It runs on from there, for everybody. It is never set back: the ledger stands in the "
        "order of time, and what ended does not come back. What is due by then ends at once for "
        "every reader; entries and events of it follow within seconds."
    ),
    body=ClockIn,
    conditional=False,
    answers={200: Answer(description="the clock", schema="SandboxClock", headers=("ETag",))},
    examples={"in a hundred days": dict(examples.SANDBOX_CLOCK)},
)
def set_clock(call: Call) -> Reply:
    """Set the clock forward, and have ended what is due by then."""
    wanted = call.read(CLOCK)["instant"]
    require_match(call.headers.get("If-Match"), _etag(_ahead(call)), needed=False)
    try:
        with office_eyes(call):
            leaf = advance(
                call.connection,
                to=wanted,
                wall=call.services.key_time,
                actor=call.actor,
                ids=new_id,
            )
            defer_due(call.connection)
    except ClockSetBack as error:
        shown = instant(error.shown)
        raise ContentFaults([fault("/instant", "clock-runs-forward", shown=shown)]) from None
    except TooFarAhead as error:
        raise ContentFaults([fault("/instant", "clock-ends", last=instant(error.last))]) from None
    return _clock(call, leaf)


def _ahead(call: Call) -> Ahead:
    found = ahead_in(call.connection)
    if found is None:
        refuse("not-found")
    return found


def _clock(call: Call, leaf: Leaf | None = None) -> Reply:
    found = _ahead(call)
    told: dict[str, Any] = {
        "instant": instant(now_in(call.connection, call.services.key_time)),
        "ahead_seconds": int(found.by.total_seconds()),
        **kept(
            advanced_at=None if found.advanced_at is None else instant(found.advanced_at),
            advanced_by=found.advanced_by,
            ledger=None if leaf is None else {"leaf": leaf.text},
        ),
    }
    return Reply(document=told, etag=_etag(found))


def _etag(found: Ahead) -> str:
    return etag_of("clock", found.by)
