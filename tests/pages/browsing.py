"""A browser without scripts: it keeps cookies, follows forms, and reads pages with lxml."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from lxml import html

from api.pages.edge import COOKIE
from api.pages.languages import COOKIE as LANGUAGE
from tests.api.stage import Stage

_ORIGIN = "http://localhost"


@dataclass
class Shown:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def page(self) -> html.HtmlElement:
        return html.document_fromstring(self.text)

    @property
    def words(self) -> str:
        """What a person reads, in one line."""
        return " ".join(self.page.text_content().split())

    def form(self, action: str) -> dict[str, str]:
        """The fields of a form as they stand on the page."""
        found = self.page.xpath(f"//form[@action='{action}']")
        assert found, action
        return {name: value or "" for it in found for name, value in it.form_values()}


@dataclass
class Browser:
    """One person's browser at the edge of a stage."""

    stage: Stage
    cookies: dict[str, str] = field(default_factory=dict)
    accept_language: str = "zh-CN"

    def get(self, address: str, headers: Mapping[str, str] | None = None) -> Shown:
        return self._open("GET", address, None, headers or {})

    def post(
        self,
        address: str,
        fields: Mapping[str, object],
        headers: Mapping[str, str] | None = None,
    ) -> Shown:
        sent = {"Origin": _ORIGIN, "Sec-Fetch-Site": "same-origin", **(headers or {})}
        return self._open("POST", address, fields, sent)

    def follow(self, shown: Shown) -> Shown:
        """Go where an answer sends."""
        assert shown.status == 303, shown.text
        return self.get(shown.headers["Location"])

    def sign_in(self, role: str, *, second: bool = False) -> "Browser":
        keys = self.stage.second_keys if second else self.stage.keys
        answer = self.post("/sign-in", {"key": keys[role], "next": "/"})
        assert answer.status == 303, answer.text
        return self

    def _open(
        self,
        method: str,
        address: str,
        fields: Mapping[str, object] | None,
        headers: Mapping[str, str],
    ) -> Shown:
        client = self.stage.app.test_client(use_cookies=False)
        kept = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {"Accept": "text/html", "Accept-Language": self.accept_language, **headers}
        if kept:
            sent["Cookie"] = kept
        parts = urlsplit(address)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        answer = client.open(path, method=method, data=fields, headers=sent)
        for line in answer.headers.getlist("Set-Cookie"):
            name, _, value = line.partition(";")[0].partition("=")
            assert name in {COOKIE, LANGUAGE}
            self.cookies.pop(name, None)
            if value:
                self.cookies[name] = value
        return Shown(
            answer.status_code, dict(answer.headers), answer.get_data().decode(errors="replace")
        )
