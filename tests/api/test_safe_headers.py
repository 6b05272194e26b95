"""What every answer says to browsers, and what no header makes of a request."""

import re
from dataclasses import replace

import pytest

from api.app import create_app, operations
from tests.api.stage import Stage, fresh, order

_ANSWERS = (
    ("GET", "/v1/orders", 200),
    ("GET", "/v1/orders/x", 404),
    ("DELETE", "/v1/orders", 405),
    ("GET", "/openapi.json", 200),
    ("GET", "/.well-known/jwks.json", 200),
    ("GET", "/metrics", 200),
    ("GET", "/healthz", 200),
    ("GET", "/v1/ledger/checkpoint", 200),
    ("GET", "/v1/nothing", 404),
    ("GET", "/static/000000000000/desk.css", 404),
    ("GET", "/static/", 404),
    ("GET", "/static/000000000000/..%2f..%2fedge.py", 404),
    ("POST", "/v1/orders", 422),
)


def _directives(policy: str) -> dict[str, str]:
    parts = (it.strip().partition(" ") for it in policy.split(";"))
    return {name: value for name, _, value in parts}


def _is_safe(headers: dict[str, str]) -> None:
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] in {"no-referrer", "same-origin"}
    said = _directives(headers["Content-Security-Policy"])
    for name in ("default-src", "base-uri", "frame-ancestors", "object-src"):
        assert said[name] == "'none'", name
    age, _, below = headers["Strict-Transport-Security"].partition("; ")
    assert int(age.removeprefix("max-age=")) >= 31_536_000
    assert below == "includeSubDomains"
    assert "Access-Control-Allow-Origin" not in headers
    media = headers.get("Content-Type", "")
    if media.startswith("text/") or "xml" in media:
        assert "charset=utf-8" in media


@pytest.mark.parametrize(("method", "path", "status"), _ANSWERS)
def test_every_answer_to_a_system_is_safe_in_a_browser(
    stage: Stage, method: str, path: str, status: int
) -> None:
    body: dict[str, str] | None = {} if method == "POST" else None
    headers = {"Origin": "https://elsewhere.example"}
    answer = stage.call(method, path, "officer", body, headers=headers)
    assert answer.status == status
    _is_safe(dict(answer.headers))
    if path.startswith("/v1/"):
        assert answer.headers["Cache-Control"] in {"no-store", "private, no-cache"}


@pytest.mark.parametrize("name", ["access_token", "key", "authorization", "api_key"])
def test_a_key_in_the_address_is_nobodys(stage: Stage, name: str) -> None:
    key = stage.keys["officer"]
    assert stage.call("GET", f"/v1/orders?{name}={key}").status == 401
    refused = stage.call("GET", f"/v1/orders?{name}={key}", "officer")
    assert (refused.status, key in refused.data.decode()) == (422, False)


def test_an_answer_at_a_glance_and_one_without_content_are_safe_as_well(stage: Stage) -> None:
    for _ in range(2):  # the first writes down that the key was used
        glance = stage.call("POST", "/v1/validations", "officer", order())
        _is_safe(dict(glance.headers))
    tag = stage.call("GET", "/openapi.json").headers["ETag"]
    unchanged = stage.call("GET", "/openapi.json", headers={"If-None-Match": tag})
    assert unchanged.status == 304
    _is_safe(dict(unchanged.headers))


@pytest.mark.parametrize("path", ["/", "/sign-in", "/no-such-page"])
def test_every_page_is_safe_as_well(stage: Stage, path: str) -> None:
    answer = stage.call("GET", path, headers={"Accept": "text/html"})
    _is_safe(dict(answer.headers))
    named = re.findall(r'(?:href|src)="(/static/[^"]+)"', answer.data.decode())
    assert {it.rpartition(".")[2] for it in named} == {"css", "js", "svg"}
    for address in named:
        _is_safe(dict(stage.call("GET", address).headers))


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "OPTIONS", "TRACK"])
@pytest.mark.parametrize("path", ["/", "/v1/orders", "/v1/nothing"])
def test_methods_that_tell_of_the_service_are_not_taken(
    stage: Stage, method: str, path: str
) -> None:
    answer = stage.call(method, path, "officer", headers={"X-Told": "canary"})
    assert answer.status in {404, 405}
    assert b"canary" not in answer.data


def test_whatever_acts_is_asked_by_a_method_that_is_not_safe() -> None:
    for it in operations():
        assert it.method in ({"POST", "PUT", "DELETE"} if it.acts else {"GET", "POST", "PUT"}), (
            it.id
        )


def test_what_a_proxy_would_say_of_a_client_changes_nothing_that_anybody_may_say(
    stage: Stage,
) -> None:
    forged = {
        "X-Forwarded-For": "203.0.113.9",
        "X-Real-IP": "203.0.113.9",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Prefix": "/evil",
        "X-HTTP-Method-Override": "DELETE",
        "X-User-ID": "administrator",
        "Forwarded": "for=203.0.113.9;host=evil.example",
    }
    stage.watch("delete from procheck.sign_in_address")
    tried = {"name": fresh("nobody"), "password": "not the password"}
    form = {"Content-Type": "application/x-www-form-urlencoded", **forged}
    sent = "&".join(f"{name}={value}" for name, value in tried.items()).replace(" ", "+").encode()
    answer = stage.call("POST", "/sign-in/password", data=sent, headers=form)
    assert answer.status == 401
    found = stage._watcher.execute("select address from procheck.sign_in_address").fetchall()
    assert found == [("127.0.0.1",)]
    for path in ("/v1/me", "/"):
        answer = stage.call("GET", path, "officer", headers=forged)
        assert answer.status == 200
        assert b"evil" not in answer.data


@pytest.mark.parametrize(
    ("proxies", "told", "counted"),
    [
        (0, "198.51.100.1, 198.51.100.2, 198.51.100.3", "127.0.0.1"),
        (1, "198.51.100.1, 198.51.100.2, 198.51.100.3", "198.51.100.3"),
        (2, "198.51.100.1, 198.51.100.2, 198.51.100.3", "198.51.100.2"),
        (3, "198.51.100.1, 198.51.100.2, 198.51.100.3", "198.51.100.1"),
        (4, "198.51.100.1, 198.51.100.2, 198.51.100.3", "127.0.0.1"),
        (1, "", "127.0.0.1"),
    ],
)
def test_a_client_is_known_by_the_address_that_the_outermost_proxy_saw(
    stage: Stage,
    caplog: pytest.LogCaptureFixture,
    proxies: int,
    told: str,
    counted: str,
) -> None:
    services = replace(stage.services, settings=replace(stage.services.settings, proxies=proxies))
    forged = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    answer = (
        create_app(services)
        .test_client()
        .get("/v1/orders", headers={"X-Forwarded-For": told, "Host": "localhost", **forged})
    )
    assert answer.status_code == 401
    assert f'from="{counted}"' in caplog.text
