"""Every page, looked at by everybody who may open it."""

from pathlib import Path

import pytest

from api.app import operations
from api.pages.routing import declared_pages
from api.roles import Role
from tests.browser.chromium import Chromium, Window
from tests.browser.looking import faults, glance
from tests.browser.places import NO_PAGES, PLACES, World

pytestmark = pytest.mark.browser

_PAGES = declared_pages({it.id: it for it in operations()})
_SHOWN = {it.id for it in _PAGES.values() if it.method == "GET"}
_IN_A_MENU = {it.id for it in _PAGES.values() if it.menu is not None}


def test_every_page_is_looked_at() -> None:
    placed = {it.page for it in PLACES}
    assert _SHOWN - _IN_A_MENU - placed - set(NO_PAGES) == set()
    assert placed | set(NO_PAGES) <= _SHOWN


@pytest.mark.parametrize("role", [None, *(it.value for it in Role)])
def test_nothing_is_wrong_with_what_somebody_sees(
    chromium: Chromium, world: World, tools: Path, role: str | None
) -> None:
    places = [it.address(world) for it in PLACES if it.role == role]
    with chromium.window(world.service, role) as window:
        seen = menu(window)
        assert seen
        found = []
        for at, address in enumerate([*seen, *places]):
            known, dark = address in world.looked_at, at % 2 == 1
            found += glance(window, address) if known else faults(window, address, tools, dark=dark)
            world.looked_at.add(address)
    assert found == []


def test_a_page_that_is_not_there_says_so_like_every_other(
    chromium: Chromium, world: World
) -> None:
    with chromium.window(world.service, "officer") as window:
        window.open("/orders/none", language="zh", status=404)
        assert window.page.get_by_role("alert").get_by_role("heading", level=1).inner_text()
        assert window.page.get_by_role("navigation", name="主菜单").is_visible()


def menu(window: Window) -> list[str]:
    """Return the first page and all that the menu leads to."""
    window.open("/", language="zh")
    links = window.page.get_by_role("navigation", name="主菜单").locator(".menu a").all()
    return ["/", *(it.get_attribute("href") or "" for it in links)]
