"""Whole paths by Tab and Enter alone, in both languages and at both widths."""

import re
import uuid

import pytest

from api.examples import AGENCY
from tests.browser.chromium import NARROW, WIDE, Chromium
from tests.browser.keyboard import Keyboard
from tests.browser.places import World

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("language", "width", "words"),
    [
        (
            "zh",
            NARROW,
            ("登录", "访问密钥", "核验批准书", "签名文本", "核验签名文本", "已确认", "退出"),
        ),
        (
            "en",
            WIDE,
            (
                "Sign in",
                "Access key",
                "Verify",
                "signed",
                "Verify the statement",
                "Confirmed",
                "Sign out",
            ),
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
        keys.sign_in(sign_in, key, auditor)
        keys.follow(f"^{verify}")
        keys.write(statement, approval["statement"])
        keys.send(f"^{send}$")
        assert window.page.get_by_role("heading", name=confirmed, exact=True).is_visible()
        keys.send(sign_out)
        assert window.page.get_by_role("button", name=sign_out).count() == 0
        assert window.wrong == []


_OFFICER = {
    "zh": (
        "登录",
        "访问密钥",
        "新订单",
        "采购申请编号",
        "含税",
        "^含",
        "品目",
        "台式",
        "数量",
        "单价.元",
    ),
    "en": (
        *("Sign in", "Access key", "New order", "Reference", "Prices and tax", "included", "Class"),
        *("desktop", "Quantity", "Unit price"),
    ),
}
_PLACED = {
    "zh": ("是否预装", "未预装", "提交订单", "不符合", "200.00"),
    "en": ("is preloaded", "not preloaded", "Place the order", "not conforming|refused", "200.00"),
}


@pytest.mark.parametrize(("language", "width"), [("zh", WIDE), ("en", NARROW)])
def test_an_officer_places_an_order_and_reads_what_is_wrong_with_it(
    chromium: Chromium, world: World, language: str, width: int
) -> None:
    sign_in, key, new, reference, tax, included, kind, desktop, quantity, price = _OFFICER[language]
    preloaded, bare, place, outcome, over = _PLACED[language]
    with chromium.window(world.service) as window:
        window.wear(width)
        window.open("/", language=language)
        keys = Keyboard(window.page)
        keys.sign_in(sign_in, key, world.service.keys["officer"])
        keys.follow(f"^{new}$")
        named = f"K-{uuid.uuid4()}"
        keys.write(reference, named)
        keys.choose(tax, included)
        keys.choose(kind, desktop)
        keys.write(quantity, "1")
        keys.write(price, "5200.00")
        keys.choose(preloaded, bare)
        keys.send(f"^{place}$")
        assert named in window.page.get_by_role("heading", level=1).inner_text()
        told = window.page.get_by_role("main").inner_text()
        assert re.search(outcome, told)
        assert over in told


@pytest.mark.parametrize(
    ("language", "width", "words"),
    [
        ("zh", NARROW, ("登录", "访问密钥", "查订单", "采购单位", "^查找$", "凭据重算")),
        (
            "en",
            WIDE,
            ("Sign in", "Access key", "Find orders", "Agency", "^Find$", "Its receipt, recomputed"),
        ),
    ],
)
def test_an_auditor_finds_an_order_and_reads_its_whole_life(
    chromium: Chromium, world: World, language: str, width: int, words: tuple[str, ...]
) -> None:
    sign_in, key, find, agency, send, recomputed = words
    reference = world.approved["reference"]
    with chromium.window(world.service) as window:
        window.wear(width)
        window.open("/", language=language)
        keys = Keyboard(window.page)
        keys.sign_in(sign_in, key, world.service.keys["auditor"])
        keys.follow(f"^{find}$")
        keys.write(agency, AGENCY)
        keys.send(send)
        keys.follow(f"^{re.escape(reference)}$")
        assert window.page.get_by_role("heading", name=recomputed).is_visible()
        assert window.wrong == []


@pytest.mark.parametrize(
    ("language", "width", "words"),
    [
        ("zh", NARROW, ("登录", "用户名", "密码", "登录会话", "更改我的密码", "已更改")),
        (
            "en",
            WIDE,
            ("Sign in", "Name", "Password", "Sessions", "Change my password", "was changed"),
        ),
    ],
)
def test_one_changes_ones_own_password(
    chromium: Chromium, world: World, language: str, width: int, words: tuple[str, ...]
) -> None:
    sign_in, called, password, sessions, change, changed = words
    old, new = "an old one, long enough", "a new one, long enough"
    fields = ("旧密码", "^新密码", "再输入一次") if language == "zh" else ("^Old", "^New", "again")
    account = {"name": f"k-{uuid.uuid4()}", "role": "officer", "agency": AGENCY, "password": old}
    world.post("/v1/accounts", "security-administrator", account)
    with chromium.window(world.service) as window:
        window.wear(width)
        window.open("/", language=language)
        keys = Keyboard(window.page)
        keys.follow(f"^{sign_in}$")
        keys.write(f"^{called}", account["name"])
        keys.write(f"^{password}", old)
        with window.page.expect_navigation():
            window.page.keyboard.press("Enter")
        keys.follow(f"^{sessions}$")
        keys.follow(f"^{change}$")
        for name, typed in zip(fields, (old, new, new), strict=True):
            keys.write(name, typed)
        with window.page.expect_navigation():
            window.page.keyboard.press("Enter")
        assert changed in window.page.get_by_role("status").inner_text()
        assert window.wrong == []


def test_the_first_tab_leads_past_the_menu(chromium: Chromium, world: World) -> None:
    with chromium.window(world.service, "officer") as window:
        window.open("/orders", language="zh")
        window.page.keyboard.press("Tab")
        window.page.keyboard.press("Enter")
        assert window.page.locator("main:focus").count() == 1
