"""A walk over every page there is, as everybody sees it who may open it."""

from collections.abc import Collection, Iterator
from itertools import chain, product

from api.access_table import ACCESS
from api.pages.all import DESKS
from api.pages.page import Page
from api.roles import Role
from tests.pages.browsing import Browser, Shown
from tests.pages.hostile_world import World

_FILES = frozenset(
    {
        *("/approvals/<number>/document", "/approvals/<number>/bundle"),
        *("/audit/exports/<list>", "/audit/orders/<order_id>/evidence-pack"),
        "/audit/purchase-module",
        "/keeping/proposals/<proposal>/document",
    }
)
"""Pages that hand a file over: their texts are walked as exports and prints, or as they were."""
_WAYS_IN = frozenset(
    {
        *("/language/<language>", "/sign-in/provider", "/prove/provider", "/sign-in/callback"),
        *("/sign-in/role", "/prove"),
    }
)
"""Pages that lead elsewhere or show nothing anybody wrote."""
_ASKED = {
    "/audit/orders/<order_id>/facts": "?on=2026-11-23&known=2026-11-24",
    "/audit/red-list": "?within=0.5",
    "/audit/samples": "?list=approvals&size=50&seed=1",
    "/keeping/editions/compared": "?left=cn-central-mof-2011-budget&right=cn-central-mof-2016-27",
}
_PARTS = {
    "order_id": ("listOrders", Role.AUDITOR, "id"),
    "number": ("listApprovals", Role.AUDITOR, "number"),
    "waiver": ("listWaivers", Role.AUDITOR, "number"),
    "substitution": ("listSubstitutions", Role.AUDITOR, "id"),
    "case_id": ("listReviewCases", Role.AUDITOR, "id"),
    "proposal": ("listProposals", Role.STANDARDS_KEEPER, "id"),
    "replay": ("listReplays", Role.STANDARDS_KEEPER, "id"),
    "account": ("listAccounts", Role.SECURITY_ADMINISTRATOR, "id"),
}
_SEEING_MOST = (Role.OFFICER, Role.APPROVER, Role.AUDITOR, *Role)
"""Who has buttons beside what a page shows, then who reads of everybody, then the rest."""


def addresses(world: World, page: Page) -> list[str]:
    """Where a page is found here: one address for each thing it can be about."""
    if "<listing>" in page.path:
        return [page.path.replace("<listing>", "cpu-hygon-c86-4g")]
    if "<list>" in page.path:
        return [page.path.replace("<list>", it) for it in ("orders", "waivers")]
    for part, (operation, role, member) in _PARTS.items():
        if f"<{part}>" in page.path:
            named = world.known(operation, role.value, member)
            return [page.path.replace(f"<{part}>", it) + _ASKED.get(page.path, "") for it in named]
    return [page.path + _ASKED.get(page.path, "")]


def shown_pages(world: World) -> Iterator[tuple[str, Shown]]:
    """Every page there is, as each role sees it that may open it."""
    at = {role: Browser(world.stage).sign_in(role.value) for role in Role}
    other = Browser(world.stage).sign_in("officer", second=True)
    for page, roles in _walked():
        seeing = [at[it] for it in roles or (Role.OFFICER,)]
        seeing += [other] if Role.OFFICER in (roles or ()) else []
        for address, browser in product(addresses(world, page), seeing):
            yield address, browser.get(address)


def english_pages(world: World) -> Iterator[tuple[str, Shown]]:
    """Every page there is in English, as whoever sees most of it sees it."""
    at = {role: Browser(world.stage, accept_language="en").sign_in(role.value) for role in Role}
    for page, roles in _walked():
        browser = at[next(it for it in _SEEING_MOST if roles is None or it in roles)]
        for address in addresses(world, page):
            yield address, browser.get(address)


def _walked() -> Iterator[tuple[Page, Collection[Role] | None]]:
    """Yield the pages that show something, with who may open each; ``None``: everybody."""
    for page in chain(*DESKS):
        if page.method == "GET" and page.path not in _FILES | _WAYS_IN:
            yield page, ACCESS[page.asks[0]].roles if page.asks else None
