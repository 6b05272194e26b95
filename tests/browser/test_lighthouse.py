"""Accessibility as Lighthouse weighs it, on pages people spend their day on."""

import json
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest

from api.pages.edge import COOKIE
from tests.browser.chromium import Chromium, session
from tests.browser.places import WEIGHED, World

pytestmark = pytest.mark.browser

LEAST = Decimal("0.95")
_SCRIPT = Path(__file__).with_name("lighthouse.mjs")
_SECONDS = 150


def test_pages_are_open_to_everybody(chromium: Chromium, world: World, tools: Path) -> None:
    base = f"http://127.0.0.1:{world.service.port}"
    cookies = {
        role: f"{COOKIE}={session(world.service, role)}" if role else ""
        for role in {it.role for it in WEIGHED}
    }
    asked = [(f"{base}{it.address(world)}", cookies[it.role]) for it in WEIGHED]
    done = subprocess.run(
        ["node", _SCRIPT, tools, str(chromium.port), json.dumps(asked)],
        capture_output=True,
        text=True,
        check=False,
        timeout=_SECONDS,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout, parse_float=Decimal)
    assert [it["shown"] for it in told] == [address for address, _ in asked]
    assert [it for it in told if it["score"] < LEAST] == []
