"""Chromium before a running service: a window for whoever sits at it, and what went wrong in it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import Browser, Page, Request, Response, expect, sync_playwright

from api.pages.edge import COOKIE
from api.pages.languages import COOKIE as LANGUAGE
from tests.journeys.service import Service, free_port

CHROMIUM = "/usr/bin/chromium"
NARROW, WIDE = 390, 1280
_HEIGHT = 844
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Chromium:
    """A browser that is open; others reach it at ``port``."""

    browser: Browser
    port: int

    @contextmanager
    def window(self, service: Service, role: str | None = None) -> Iterator["Window"]:
        """Open a window in which a role has signed in, or nobody."""
        context = self.browser.new_context(
            base_url=f"http://127.0.0.1:{service.port}",
            viewport={"width": WIDE, "height": _HEIGHT},
            locale="zh-CN",
        )
        context.set_default_timeout(30_000)
        if role is not None:
            _put(context, COOKIE, session(service, role))
        try:
            yield Window(context.new_page(), role or "anybody")
        finally:
            context.close()


@dataclass
class Window:
    """One window: its page, who sits there, and what went wrong since the page was asked for."""

    page: Page
    role: str
    wrong: list[str] = field(default_factory=list)
    arrived: dict[str, int] = field(default_factory=dict)
    """How many bytes came for each address, as they went over the wire."""
    _asked: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.page.on("console", lambda told: self._complain(told.type, told.text))
        self.page.on("pageerror", lambda error: self._complain("error", str(error)))
        self.page.on("request", self._keep_home)
        self.page.on("response", self._keep_whole)
        wire = self.page.context.new_cdp_session(self.page)
        wire.send("Network.enable")
        wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
        wire.on("Network.requestWillBeSent", self._ask)
        wire.on("Network.loadingFinished", self._count)

    def open(self, address: str, *, language: str, status: int = 200) -> None:
        """Ask for a page as if for the first time, and wait until its parts are there."""
        self.wrong.clear()
        self.arrived.clear()
        _put(self.page.context, LANGUAGE, language)
        answer = self.page.goto(address)
        if answer is None or answer.status != status:
            self.wrong.append(f"answers {answer and answer.status}")
        expect(self.page.locator(".htmx-request")).to_have_count(0)

    def wear(self, width: int, scheme: Literal["light", "dark"] = "light") -> None:
        """Show the page so many pixels wide, by day or by night."""
        self.page.set_viewport_size({"width": width, "height": _HEIGHT})
        self.page.emulate_media(color_scheme=scheme)

    def _complain(self, kind: str, text: str) -> None:
        # A violation of the content security policy is told here too.
        if kind in {"error", "warning"}:
            self.wrong.append(f"{kind}: {text}")

    def _keep_home(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme != "data" and parts.hostname != "127.0.0.1":
            self.wrong.append(f"asks another host: {request.url}")

    def _keep_whole(self, response: Response) -> None:
        if response.request.resource_type != "document" and not response.ok:
            self.wrong.append(f"a part is missing: {response.status} {response.url}")

    def _ask(self, told: dict[str, Any]) -> None:
        self._asked[told["requestId"]] = told["request"]["url"]

    def _count(self, told: dict[str, Any]) -> None:
        address = self._asked.get(told["requestId"], "")
        self.arrived[address] = int(told["encodedDataLength"])


@contextmanager
def opened() -> Iterator[Chromium]:
    """Open Chromium while the block lasts."""
    port = free_port()
    words = [f"--remote-debugging-port={port}", "--disable-dev-shm-usage", "--hide-scrollbars"]
    if os.geteuid() == 0:  # its sandbox refuses root
        words.append("--no-sandbox")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=words)
        try:
            yield Chromium(browser, port)
        finally:
            browser.close()


def session(service: Service, role: str) -> str:
    """Sign a role in as its form does, and return the text of the session's cookie."""
    fields = urlencode({"key": service.keys[role], "next": "/"}).encode()
    answer = service.call("POST", "/sign-in", body=fields, headers=_FORM)
    assert answer.status == 303, answer.data
    (line,) = answer.headers.getlist("Set-Cookie")
    return line.partition(";")[0].partition("=")[2]


def _put(context: Any, name: str, value: str) -> None:  # noqa: ANN401 - its types are not exported
    context.add_cookies(
        [
            {
                "name": name,
                "value": value,
                "domain": "127.0.0.1",
                "path": "/",
                "secure": True,
                "httpOnly": True,
                "sameSite": "Lax",
            }
        ]
    )
