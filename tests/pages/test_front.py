"""Signing in, the language, forms of ours alone, and what stands on every page."""

import json
import re
from pathlib import Path

import pytest

from api import pages
from api.app import operations
from api.pages.edge import COOKIE
from api.pages.routing import declared_pages
from api.sessions import LONGEST, REST
from tests.api.stage import Stage
from tests.pages.browsing import Browser

_OPERATIONS = {it.id: it for it in operations()}
PAGES = declared_pages(_OPERATIONS)


def test_a_person_signs_in_with_a_key_and_out_again(stage: Stage) -> None:
    browser = Browser(stage)
    asked = browser.get("/orders?state=approved")
    assert asked.headers["Location"] == "/sign-in?next=%2Forders%3Fstate%3Dapproved"
    form = browser.follow(asked).form("/sign-in")
    assert form["next"] == "/orders?state=approved"
    wrong = browser.post("/sign-in", {**form, "key": "pck_" + "a" * 16 + "_" + "A" * 43})
    assert wrong.status == 401
    assert COOKIE not in browser.cookies
    came_in = browser.post("/sign-in", {**form, "key": stage.keys["officer"]})
    assert browser.follow(came_in).status == 200
    kept = dict(browser.cookies)
    left = browser.post("/sign-out", browser.get("/").form("/sign-out"))
    assert left.headers["Location"] == "/"
    assert left.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert COOKIE not in browser.cookies
    browser.cookies = kept  # whoever copied the cookie has nothing of it
    assert browser.get("/orders").status == 303


def test_the_cookie_of_a_session_is_for_this_host_alone_and_for_no_script(stage: Stage) -> None:
    browser = Browser(stage)
    answer = browser.post("/sign-in", {"key": stage.keys["officer"], "next": "//elsewhere/x"})
    assert answer.headers["Location"] == "/"
    said = answer.headers["Set-Cookie"]
    for word in ("__Host-procheck=pcs_", "Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert word in said
    assert "Domain" not in said
    first = browser.cookies[COOKIE]
    assert re.fullmatch("pcs_[a-z2-7]{16}_[A-Za-z0-9_-]{43}", first)
    # Who signs in anew has another, and the one before is over.
    form = browser.get("/sign-in").form("/sign-in")
    browser.post("/sign-in", {**form, "key": stage.keys["officer"]})
    assert not set(first.split("_")[1:]) & set(browser.cookies[COOKIE].split("_")[1:])
    assert Browser(stage, cookies={COOKIE: first}).get("/orders").status == 303
    assert browser.get("/orders").status == 200


@pytest.mark.parametrize(
    ("seconds", "holds"),
    [(-1, True), (0, False), (1, False)],
)
def test_a_session_that_rests_too_long_is_over(stage: Stage, seconds: int, *, holds: bool) -> None:
    browser = Browser(stage).sign_in("officer")
    with stage.clock.later(seconds=REST.total_seconds() + seconds):
        assert (browser.get("/orders").status == 200) is holds


def test_a_session_in_use_lasts_a_days_work_and_no_longer(stage: Stage) -> None:
    browser = Browser(stage).sign_in("officer")
    minutes = int(LONGEST.total_seconds() // 60)
    for passed in range(20, minutes, 20):
        with stage.clock.later(minutes=passed):
            assert browser.get("/orders").status == 200
    with stage.clock.later(minutes=minutes):
        assert browser.get("/orders").status == 303


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "http://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}],
)
def test_a_form_of_another_page_is_refused(stage: Stage, headers: dict[str, str]) -> None:
    browser = Browser(stage).sign_in("officer")
    form = browser.get("/").form("/sign-out")
    refused = browser.post("/sign-out", form, headers)
    assert (refused.status, COOKIE in browser.cookies) == (403, True)
    assert Browser(stage).post("/sign-in", {"key": "x"}, headers).status == 403


def test_a_form_without_the_sessions_token_is_refused(stage: Stage) -> None:
    browser, other = Browser(stage).sign_in("officer"), Browser(stage).sign_in("officer")
    foreign = other.get("/").form("/sign-out")
    for fields in ({}, foreign):
        assert browser.post("/sign-out", fields).status == 403
    assert browser.get("/orders").status == 200


def test_a_session_is_no_key_of_the_interface(stage: Stage) -> None:
    cookie = Browser(stage).sign_in("officer").cookies[COOKIE]
    for headers in ({"Authorization": f"Bearer {cookie}"}, {"Cookie": f"{COOKIE}={cookie}"}):
        assert stage.call("GET", "/v1/orders", headers=headers).status == 401


@pytest.mark.parametrize("role", ["officer", "approver", "supplier", "auditor", "administrator"])
def test_the_menu_names_what_a_role_may_open_and_nothing_else(stage: Stage, role: str) -> None:
    browser = Browser(stage).sign_in(role)
    named = {it.get("href") for it in browser.get("/").page.xpath("//ul[@class='menu']//a")}
    for page in PAGES.values():
        if page.menu is None:
            continue
        shown = browser.get(page.path)
        assert shown.status == (200 if page.path in named else 403), page.id
        assert "form" in shown.form("/sign-out"), page.id


def test_every_page_says_what_browsers_may_do_with_it(stage: Stage) -> None:
    for address in ("/", "/sign-in", "/verify", "/no-such-page"):
        shown = Browser(stage).get(address)
        policy = shown.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert shown.headers["Cache-Control"] == "no-store"
        assert not re.search(r"<script(?![^>]*src=)|<style|\son[a-z]+=|style=", shown.text)


@pytest.mark.parametrize(
    "address",
    [
        *("//elsewhere.example/x", "https://elsewhere.example/", "javascript:alert(1)"),
        *("/\\elsewhere.example", "\\\\elsewhere.example", "data:text/html,x", "elsewhere"),
    ],
)
def test_no_address_leads_elsewhere(stage: Stage, address: str) -> None:
    browser = Browser(stage)
    answer = browser.post("/sign-in", {"key": stage.keys["officer"], "next": address})
    assert (answer.status, answer.headers["Location"]) == (303, "/")


def test_scripts_of_ours_keep_nothing_and_make_no_markup(stage: Stage) -> None:
    ours = [Path(pages.__file__).with_name("static") / name for name in ("desk.js", "drawing.js")]
    for file in ours:
        found = re.findall(
            r"localStorage|sessionStorage|indexedDB|document\.cookie|eval\(|new Function|innerHTML"
            r"|outerHTML|insertAdjacentHTML|document\.write|postMessage|\"message\"|__proto__"
            r"|prototype|Object\.assign|JSONP",
            file.read_text(),
        )
        assert found == [], file.name
    (config,) = Browser(stage).get("/").page.xpath("//meta[@name='htmx-config']/@content")
    told = json.loads(config)
    assert (told["historyCacheSize"], told["allowEval"], told["selfRequestsOnly"]) == (
        0,
        False,
        True,
    )


def test_what_a_page_loads_is_there_and_may_be_kept_for_ever(stage: Stage) -> None:
    page = Browser(stage).get("/").page
    for address in page.xpath("//link/@href | //script/@src"):
        answer = stage.call("GET", address, headers={"Accept-Encoding": "gzip"})
        assert (answer.status, answer.headers["Content-Encoding"]) == (200, "gzip")
        assert "immutable" in answer.headers["Cache-Control"]
    assert stage.call("GET", "/static/000000000000/desk.css").status == 404


def test_the_language_is_chosen_or_else_the_browsers(stage: Stage) -> None:
    assert Browser(stage).get("/").page.get("lang") == "zh-Hans"
    assert Browser(stage, accept_language="en-GB").get("/").page.get("lang") == "en"
    assert Browser(stage, accept_language="fr").get("/").page.get("lang") == "zh-Hans"
    browser = Browser(stage, accept_language="en")
    back = browser.get("/language/zh?back=/verify%3Fa%3Db")
    assert back.headers["Location"] == "/verify?a=b"
    said = back.headers["Set-Cookie"]
    for word in ("__Host-procheck-language=zh", "Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert word in said
    assert "Domain" not in said
    assert browser.follow(back).page.get("lang") == "zh-Hans"


def test_where_there_is_nothing_systems_and_people_are_told_in_their_own_way(stage: Stage) -> None:
    assert "没有" in Browser(stage).get("/nowhere").words
    told = stage.call("GET", "/v1/nowhere", headers={"Accept": "text/html"})
    assert told.json["type"] == "/problems/not-found"


def test_every_page_asks_only_what_it_declares() -> None:
    assert len({(page.method, page.path) for page in PAGES.values()}) == len(PAGES)
    for page in PAGES.values():
        assert page.view.__doc__, page.id
