"""Accessibility as Lighthouse weighs it, on the pages people spend their day on."""

import json
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest

from api.pages.edge import COOKIE
from tests.browser.chromium import Chromium, session
from tests.browser.places import World

pytestmark = pytest.mark.browser

LEAST = Decimal("0.95")
_SCRIPT = Path(__file__).with_name("lighthouse.mjs")
_SECONDS = 120


@pytest.mark.parametrize("role", [None, "officer"])
def test_pages_are_open_to_everybody(
    chromium: Chromium, world: World, tools: Path, role: str | None
) -> None:
    if role is None:
        places, cookie = ["/", "/verify"], ""
    else:
        places = ["/orders", f"/orders/{world.refused['id']}"]
        cookie = f"{COOKIE}={session(world.service, role)}"
    asked = [f"http://127.0.0.1:{world.service.port}{it}" for it in places]
    done = subprocess.run(
        ["node", _SCRIPT, tools, str(chromium.port), cookie, *asked],
        capture_output=True,
        text=True,
        check=False,
        timeout=_SECONDS,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout, parse_float=Decimal)
    assert [it["shown"] for it in told.values()] == asked
    assert {place: it for place, it in told.items() if it["score"] < LEAST} == {}
