"""Pictures of pages with Chinese text: `python -m tests.browser.screenshots FOLDER`.

Every page that a menu leads to, by whoever is the first who may open it, and every place; a few of
them as a telephone shows them too. WebP, so that each is small.
"""

import base64
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from api.roles import Role
from tests.browser.chromium import NARROW, WIDE, Chromium, Window, opened
from tests.browser.places import PLACES, World
from tests.browser.test_pages import menu
from tests.journeys.service import serving

MOST_BYTES = 60_000
_QUALITIES = (70, 45, 20, 5)
_TALLEST = 2_000
_NARROW_TOO = {"home", "order-refused"}


def main(folder: Path) -> int:
    """Make all pictures anew; what is no page any more has none."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.webp"):
        old.unlink()
    with (
        tempfile.TemporaryDirectory() as scratch,
        serving(Path(scratch) / "data") as service,
        opened() as chromium,
    ):
        world = World(service)
        world.fill()
        for role in [None, *(it.value for it in Role)]:
            _of(chromium, world, role, folder)
    return 0


def _of(chromium: Chromium, world: World, role: str | None, folder: Path) -> None:
    placed = {it.address(world): it.name for it in PLACES if it.role == role}
    with chromium.window(world.service, role) as window:
        for address in [*menu(window), *placed]:
            name = placed.get(address) or address.strip("/").replace("/", "-")
            if name and not (folder / f"{name}.webp").exists():
                _take(window, address, WIDE, folder / f"{name}.webp")
                if name in _NARROW_TOO:
                    _take(window, address, NARROW, folder / f"{name}-narrow.webp")


def _take(window: Window, address: str, width: int, file: Path) -> None:
    window.wear(width)
    window.open(address, language="zh")
    height = min(window.page.evaluate("document.documentElement.scrollHeight"), _TALLEST)
    clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
    for quality in _QUALITIES:
        data = _picture(window, clip, quality)
        if len(data) <= MOST_BYTES:
            file.write_bytes(data)
            print(f"{file} {len(data)} bytes")  # noqa: T201 - what it made
            return
    msg = f"the picture of {address} is too large in every quality"
    raise ValueError(msg)


def _picture(window: Window, clip: Mapping[str, int], quality: int) -> bytes:
    wire = window.page.context.new_cdp_session(window.page)
    asked = {"format": "webp", "quality": quality, "captureBeyondViewport": True, "clip": clip}
    return base64.b64decode(wire.send("Page.captureScreenshot", asked)["data"])


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
