"""What the agency may still buy: every cap with its sum, and a picture of how much is taken."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from api.pages.page import Desk, Menu, Outcome, Shown
from api.pages.visit import Visit
from api.problem import Problem

ENTITLEMENTS = Desk()
_STANDINGS: Final = ("on-hand", "committed", "reserved")
_WHOLE: Final = Decimal(100)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bar that is a hundred wide: what it shows, where it begins, how wide it is."""

    standing: str
    start: str
    width: str


@ENTITLEMENTS.page(
    "GET",
    "/entitlements",
    id="entitlements",
    asks=("getEntitlements",),
    menu=Menu(zh="可购额度", en="What we may buy", place=14),
)
def entitlements(visit: Visit) -> Outcome:
    """Show every cap of one's agency, or of the one asked about, on a day."""
    uscc = visit.person.agency or visit.query.get("agency", "").strip()
    day = visit.query.get("on", "").strip()
    values: dict[str, Any] = {
        "uscc": uscc,
        "on": day or visit.today.isoformat(),
        "items": [],
        "problem": None,
    }
    if not uscc:
        return Shown(template="entitlements.html", values=values)
    found = visit.attempt("getEntitlements", {"uscc": uscc}, query={"on": day} if day else None)
    if isinstance(found, Problem):
        values["problem"] = found.document()
        return Shown(template="entitlements.html", values=values, status=found.status)
    items = [(it, tuple(bar_of(it))) for it in found.document["items"]]
    return Shown(
        template="entitlements.html", values=values | {"on": found.document["on"], "items": items}
    )


def bar_of(cap: Mapping[str, Any]) -> Iterator[Part]:
    """Yield the parts of a cap's bar: what each standing takes of the limit, or of what is taken.

    Where more is taken than the limit allows, the bar is what is taken: it is full.
    """
    taken = Decimal(cap["taken"])
    whole = max(Decimal(cap["limit"]["low"]), taken)
    start = Decimal(0)
    for standing in _STANDINGS:
        count = Decimal(cap["by_standing"].get(standing, 0))
        if whole and count:
            width = count / whole * _WHOLE
            yield Part(standing, f"{start:.2f}", f"{width:.2f}")
            start += width
