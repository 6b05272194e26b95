"""Words that only some lists are narrowed by: those of the pages they stand on."""

from api import limits
from api.operation import Query
from api.routes.audits import WITHIN
from api.routes.catalogue import LISTING_WORDS
from api.schemas.fields import Choice, Day, Patterned, Text
from approvals.states import WaiverState


class ListingName(Patterned):
    """The identifier of a listing."""

    pattern, code, longest, example = limits.LISTING_PATTERN, "not-a-code", 80, "anke-2024-1-1"


class ReplayId(Patterned):
    """The identifier of a rehearsal."""

    pattern, code, longest = rf"^{limits.UUID_PATTERN}\Z", "not-a-code", 36
    example = "01a22533-ed2e-7b27-b39c-1759e95febdf"


OWN = (
    WITHIN,
    Query(
        name="reference",
        field=Text(limits.REFERENCE),
        description="only the order of this reference",
    ),
    Query(
        name="ends_by",
        field=Day(),
        description="only approvals in force whose last day is not after this one",
    ),
    Query(
        name="waiver_state",
        field=Choice(WaiverState),
        description="only waivers in this state today",
    ),
    Query(name="approval", field=Text(40), description="only substitutions on this approval"),
    Query(name="open", field=Choice(("true",)), description="only cases still open"),
    Query(name="listing", field=ListingName(), description="what rests on this listing"),
    Query(name="replay", field=ReplayId(), description="the orders of this rehearsal"),
    *LISTING_WORDS,
)
"""`listExports` says which list heeds which."""
