"""What follows when a fact of an agency was recorded: orders that waited for one are examined."""

from typing import Any

from api.call import Call
from api.deferring import defer_catching_up
from approvals.arrival import reexamine_held


def examine_waiting(call: Call, uscc: str) -> dict[str, Any]:
    """Examine held orders of an agency again; return the members that tell what became of them.

    Where more wait than one request examines, the rest are left to a job and counted.
    """
    made = reexamine_held(
        call.connection,
        actor=call.actor,
        uscc=uscc,
        books=call.books,
        office=call.services.office,
        now=call.now,
    )
    examined = [
        {"id": it.examination.placed.id, "state": it.examination.disposition.state.value}
        for it in made.examined
    ]
    if not made.left:
        return {"examined": examined}
    defer_catching_up(call.connection)
    return {"examined": examined, "deferred": made.left}
