"""Who may take a list away: whoever may read it, by the operation that shows it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

READ_BY: Final[Mapping[str, str]] = MappingProxyType(
    {
        "orders": "listOrders",
        "approvals": "listApprovals",
        "approval-lines": "searchOrders",
        "findings": "searchOrders",
        "waivers": "listWaivers",
        "substitutions": "listSubstitutions",
        "waiver-draws": "listWaivers",
        "deliveries": "searchOrders",
        "licence-draws": "searchOrders",
        "spare-draws": "searchOrders",
        "quota-movements": "searchOrders",
        "gaps": "listGaps",
        "red-list": "getRedList",
        "waiver-register": "getWaiverRegister",
        "review-cases": "listReviewCases",
        "listings": "listListings",
        "expiries": "listExpiries",
        "impact": "getListingImpact",
        "editions": "listEditions",
        "proposals": "listProposals",
        "replays": "listReplays",
        "replay-orders": "listReplayOrders",
    }
)
"""List → the operation whose readers may export it and have it added up."""
