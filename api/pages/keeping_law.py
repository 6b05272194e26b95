"""The standards keeper's law: editions in force, and two of them side by side."""

from typing import Any

from api.pages.comparing import side_by_side
from api.pages.page import Desk, Menu, Outcome, Shown
from api.pages.visit import Visit

KEEPING_LAW = Desk()
_PROPOSED = "proposal:"


@KEEPING_LAW.page(
    "GET",
    "/keeping/editions",
    id="keeping-editions",
    asks=("listEditions", "listProposals"),
    menu=Menu(zh="标准", en="Editions", place=60),
)
def editions(visit: Visit) -> Outcome:
    """Show every edition, and offer two of them side by side."""
    told = visit.ask("listEditions").document
    return Shown(
        template="keeping_editions.html", values={"law": told, "proposed": _proposed(visit)}
    )


@KEEPING_LAW.page(
    "GET",
    "/keeping/editions/compared",
    id="keeping-compared",
    asks=("getEdition", "getProposedEdition"),
)
def compared(visit: Visit) -> Outcome:
    """Show two editions side by side, or a proposed one beside the one in force."""
    left, right = (_edition(visit, visit.query.get(it, "")) for it in ("left", "right"))
    only = visit.query.get("only") == "changed"
    pairs = [it for it in side_by_side(left, right) if it.differs or not only]
    values = {"left": left, "right": right, "pairs": pairs, "only": only}
    return Shown(template="keeping_compared.html", values=values)


def _edition(visit: Visit, named: str) -> Any:  # noqa: ANN401 - a JSON value
    if named.startswith(_PROPOSED):
        path = {"proposal": named.removeprefix(_PROPOSED)}
        return visit.ask("getProposedEdition", path).document
    return visit.ask("getEdition", {"edition": named}).document


def _proposed(visit: Visit) -> list[dict[str, Any]]:
    if not visit.may("listProposals"):
        return []
    found = visit.ask("listProposals").document["items"]
    return [it for it in found if it["kind"] == "edition"]
