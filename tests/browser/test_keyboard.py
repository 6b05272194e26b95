"""Whole paths by Tab and Enter alone, in both languages and at both widths."""

import pytest

from tests.browser.chromium import NARROW, WIDE, Chromium
from tests.browser.keyboard import Keyboard
from tests.browser.places import World

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("language", "width", "words"),
    [
        ("zh", NARROW, ("登录", "访问密钥", "核验批准书", "签名文本", "核验", "已确认", "退出")),
        (
            "en",
            WIDE,
            ("Sign in", "Access key", "Verify", "signed", "Verify", "Confirmed", "Sign out"),
        ),
    ],
)
def test_one_signs_in_verifies_an_approval_and_signs_out(
    chromium: Chromium, world: World, language: str, width: int, words: tuple[str, ...]
) -> None:
    sign_in, key, verify, statement, send, confirmed, sign_out = words
    number = world.approved["approval"]["number"]
    auditor = world.service.keys["auditor"]
    approval = world.service.call("GET", f"/v1/approvals/{number}", auditor).json
    with chromium.window(world.service) as window:
        window.wear(width)
        window.open("/", language=language)
        keys = Keyboard(window.page)
        keys.follow(f"^{sign_in}$")
        keys.write(key, auditor)
        keys.send(f"^{sign_in}$")
        keys.follow(f"^{verify}")
        keys.write(statement, approval["statement"])
        keys.send(f"^{send}$")
        assert window.page.get_by_role("heading", name=confirmed, exact=True).is_visible()
        keys.send(sign_out)
        assert window.page.get_by_role("button", name=sign_out).count() == 0
        assert window.wrong == []


def test_the_first_tab_leads_past_the_menu(chromium: Chromium, world: World) -> None:
    with chromium.window(world.service, "officer") as window:
        window.open("/orders", language="zh")
        window.page.keyboard.press("Tab")
        window.page.keyboard.press("Enter")
        assert window.page.locator("main:focus").count() == 1
