"""Signing in at a provider: a real one, and one that lies in every way there is."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc.jwk import RSAKey

from api.app import create_app
from api.examples import AGENCY, SUPPLIER
from api.openid import openid_of
from api.pages.edge import COOKIE, WAY_COOKIE
from storage.scope import SYSTEM
from tests.api.stage import Stage
from tests.pages.browsing import Browser, Shown
from tests.pages.providers import CLIENT, Forger, forger, real_provider, signed_in_as

_PEOPLE = (
    {"sub": "o1", "groups": [f"procheck:officer:{AGENCY}", "staff"], "amr": ["pwd", "otp"]},
    {"sub": "s1", "groups": [f"procheck:supplier:{SUPPLIER}"]},
    {"sub": "a1", "groups": "procheck:auditor"},
    {"sub": "two", "groups": ["procheck:auditor", f"procheck:approver:{AGENCY}"]},
    {"sub": "nobody", "groups": ["staff", "procheck:king", "procheck:officer:1"]},
    {"sub": "both", "groups": ["procheck:administrator", "procheck:security-administrator"]},
)


@contextmanager
def provided(
    stage: Stage,
    issuer: str,
    secret: Path | None = None,
    **more: Any,  # noqa: ANN401 - settings
) -> Iterator[Stage]:
    """The edge of the stage, which lets people in whom a provider knows; its clock goes."""
    settings = replace(
        stage.services.settings,
        oidc_issuer=issuer,
        oidc_client_id=CLIENT,
        oidc_secret_file=secret,
        **more,
    )
    services = replace(
        stage.services,
        settings=settings,
        openid=openid_of(settings),
        clock=lambda: datetime.now(UTC),
    )
    made = replace(stage, app=create_app(services), services=services)
    yield made
    made._watcher.close()


@pytest.fixture(scope="module")
def real(stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    secret = tmp_path_factory.mktemp("provider") / "secret"
    secret.write_text("known to both\n")
    secret.chmod(0o600)
    with real_provider(*_PEOPLE) as issuer, provided(stage, issuer, secret) as made:
        yield made


@pytest.fixture(scope="module")
def lying() -> Iterator[Forger]:
    with forger() as made:
        yield made


@pytest.fixture(scope="module")
def lied_to(stage: Stage, lying: Forger) -> Iterator[Stage]:
    with provided(stage, lying.issuer) as made:
        yield made


def _come(stage: Stage, subject: str) -> tuple[Browser, Shown]:
    browser = Browser(stage)
    address = browser.get("/sign-in/provider?next=/sessions").headers["Location"]
    return browser, browser.get(signed_in_as(subject, address))


@pytest.mark.parametrize(
    ("subject", "role"), [("o1", "采购经办人"), ("s1", "供应商"), ("a1", "审计人员")]
)
def test_people_of_each_role_sign_in_at_a_real_provider(
    real: Stage, subject: str, role: str
) -> None:
    browser, came = _come(real, subject)
    assert came.headers["Location"] == "/sessions"
    shown = browser.follow(came)
    assert role in shown.words
    assert f"#{subject}" in shown.words
    assert "统一身份认证" in shown.words or "oidc" in shown.words


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_no_link_of_another_site_begins_a_session(real: Stage, site: str) -> None:
    browser = Browser(real)
    shown = browser.get("/sign-in/provider?next=/orders", {"Sec-Fetch-Site": site})
    assert (shown.status, browser.cookies) == (200, {})
    assert shown.page.xpath("//a[@href='/sign-in/provider?next=/orders']")


def test_the_cookie_of_a_way_is_for_this_host_alone_and_for_no_script(real: Stage) -> None:
    said = Browser(real).get("/sign-in/provider").headers["Set-Cookie"]
    for word in (f"{WAY_COOKIE}=", "Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert word in said
    assert WAY_COOKIE.startswith("__Host-")
    assert "Domain" not in said


def test_a_provider_that_names_another_issuer_is_not_believed(stage: Stage) -> None:
    with forger() as other:
        asked, other.issuer = other.issuer, "https://another.example"
        with provided(stage, asked) as made:
            shown = Browser(made).get("/sign-in/provider")
            assert (shown.status, "Location" in shown.headers) == (503, False)


def test_a_code_is_taken_once_and_a_way_once(real: Stage) -> None:
    browser = Browser(real)
    back = signed_in_as("o1", browser.get("/sign-in/provider").headers["Location"])
    first = dict(browser.cookies)
    assert browser.get(back).status == 303
    again = Browser(real, cookies=first)
    assert (again.get(back).status, COOKIE in again.cookies) == (400, False)
    # The code alone, on a way of one's own, is refused by the provider.
    other = Browser(real)
    state = _query(other.get("/sign-in/provider"))["state"]
    code = parse_qs(urlsplit(back).query)["code"][0]
    replayed = other.get(f"/sign-in/callback?code={code}&state={state}")
    assert (replayed.status, COOKIE in other.cookies) == (403, False)


def test_who_has_several_roles_picks_one(real: Stage) -> None:
    browser, came = _come(real, "two")
    choice = browser.follow(came)
    assert "审批人" in choice.words
    (account,) = choice.page.xpath("//label[contains(., '审批人')]/input/@value")
    form = choice.form("/sign-in/role")
    assert browser.post("/sign-in/role", {**form, "account": "another"}).status == 400
    browser, came = _come(real, "two")
    browser.follow(came)
    chosen = browser.post("/sign-in/role", {**form, "account": account})
    assert "审批人" in browser.follow(chosen).words


@pytest.mark.parametrize(("subject", "word"), [("nobody", "没有角色"), ("both", "不同的人")])
def test_whose_groups_give_nothing_stays_outside(real: Stage, subject: str, word: str) -> None:
    browser, came = _come(real, subject)
    assert (came.status, COOKIE in browser.cookies) == (403, False)
    assert word in came.words


def test_signing_out_ends_the_session_and_leads_to_the_providers_own(real: Stage) -> None:
    browser, _ = _come(real, "o1")
    left = browser.post("/sign-out", browser.get("/").form("/sign-out"))
    assert COOKIE not in browser.cookies
    assert "end_session" in browser.follow(left).text


def test_a_provider_that_is_away_is_told_so(stage: Stage) -> None:
    with provided(stage, "http://127.0.0.1:9") as made:
        for address in ("/sign-in/provider", "/sign-in/provider?next=/orders"):
            shown = Browser(made).get(address)
            assert shown.status == 503
            assert "暂时无法连接" in shown.words
        assert "cannot be reached" in Browser(made, accept_language="en").get(address).words


# one that lies


def _query(shown: Shown) -> dict[str, str]:
    assert shown.status == 303, shown.text
    told = parse_qs(urlsplit(shown.headers["Location"]).query)
    return {name: values[0] for name, values in told.items()}


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _part(said: dict[str, Any]) -> str:
    return _base64(json.dumps(said).encode())


def _forged(stage: Stage, lying: Forger, **changed: Any) -> tuple[Browser, Shown]:  # noqa: ANN401 - claims
    browser = Browser(stage)
    asked = _query(browser.get("/sign-in/provider"))
    lying.says(asked["nonce"], **changed)
    came = browser.get(f"/sign-in/callback?code=c&state={asked['state']}")
    digest = hashlib.sha256(lying.asked["code_verifier"].encode()).digest()
    assert (asked["code_challenge_method"], asked["code_challenge"]) == ("S256", _base64(digest))
    return browser, came


def test_what_is_true_is_believed(lied_to: Stage, lying: Forger) -> None:
    browser, came = _forged(lied_to, lying, acr="loa2", amr=["pwd", "otp"])
    assert came.status == 303
    # What the provider gave stays with the service: the browser has a session, and no token.
    assert set(browser.cookies) == {COOKIE, WAY_COOKIE}
    assert not [it for it in browser.cookies.values() if "eyJ" in it]
    assert not came.headers["Location"].partition("?")[2]
    assert "oidc acr=loa2 amr=pwd+otp" in browser.get("/sessions").words


@pytest.mark.parametrize(
    "changed",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another"},
        {"aud": [CLIENT, "another"]},
        {"aud": CLIENT, "azp": "another"},
        {"iss": "https://another.example"},
        {"exp": 1},
        {"exp": None},
        {"iat": 1},
        {"iat": 4_000_000_000},
        {"sub": None},
        {"sub": 7},
        {"sub": "x" * 300},
    ],
    ids=str,
)
def test_a_claim_that_is_not_as_it_must_be_lets_nobody_in(
    lied_to: Stage, lying: Forger, changed: dict[str, Any]
) -> None:
    browser, came = _forged(lied_to, lying, **changed)
    assert (came.status, COOKIE in browser.cookies) == (403, False)
    assert "未通过核验" in came.words


@pytest.mark.parametrize("way", ["foreign key", "public key as secret", "no signature"])
def test_a_signature_that_is_not_the_providers_lets_nobody_in(
    lied_to: Stage, lying: Forger, way: str
) -> None:
    browser = Browser(lied_to)
    asked = _query(browser.get("/sign-in/provider"))
    lying.says(asked["nonce"])
    if way == "foreign key":
        lying.key = RSAKey.generate_key(parameters={"kid": "1"})
    else:
        alg = "HS256" if way == "public key as secret" else "none"
        said = ".".join([_part({"alg": alg, "kid": "1"}), _part(lying.claims)])
        pem = lying.published.as_pem(private=False)
        made = b"" if alg == "none" else hmac.digest(pem, said.encode(), "sha256")
        lying.token = f"{said}.{_base64(made)}"
    came = browser.get(f"/sign-in/callback?code=c&state={asked['state']}")
    assert (came.status, COOKIE in browser.cookies) == (403, False)


@pytest.mark.parametrize(
    "query", ["code=c&state=another", "code=c", "error=access_denied&state={}"]
)
def test_an_answer_to_another_question_is_none(lied_to: Stage, lying: Forger, query: str) -> None:
    browser = Browser(lied_to)
    asked = _query(browser.get("/sign-in/provider"))
    lying.says(asked["nonce"])
    assert browser.get(f"/sign-in/callback?{query.format(asked['state'])}").status == 403
    # The way is used up; and one of another browser's is none of this one's.
    right = f"/sign-in/callback?code=c&state={asked['state']}"
    assert browser.get(right).status == 400
    assert Browser(lied_to).get(right).status == 400
    assert WAY_COOKIE in browser.cookies


@pytest.mark.parametrize(
    ("acr", "enters"),
    [("loa3", True), ("loa2", True), ("loa1", False), (None, False), (["loa3"], False)],
)
def test_nobody_comes_in_by_a_weaker_way_than_is_demanded(
    stage: Stage, lying: Forger, acr: object, *, enters: bool
) -> None:
    with provided(stage, lying.issuer, oidc_acr=("loa3", "loa2")) as made:
        browser, came = _forged(made, lying, acr=acr)
        asked = _query(Browser(made).get("/sign-in/provider"))
        assert asked["acr_values"] == "loa3 loa2"
        assert (came.status, COOKIE in browser.cookies) == ((303, True) if enters else (403, False))
        assert enters or "强度不够" in came.words


def test_ways_that_are_closed_are_not_there(stage: Stage, lying: Forger) -> None:
    key = {"key": stage.keys["officer"], "next": "/"}
    with provided(stage, lying.issuer, sign_in=frozenset({"provider"})) as made:
        shown = Browser(made).get("/sign-in")
        assert shown.page.xpath("//a[starts-with(@href, '/sign-in/provider')]")
        assert not shown.page.xpath("//input[@type='password']")
        for address, sent in (("/sign-in", key), ("/sign-in/password", {"name": "a", **key})):
            browser = Browser(made)
            assert (browser.post(address, sent).status, browser.cookies) == (404, {})
        assert _forged(made, lying)[1].status == 303
        # Systems present their keys as ever.
        assert made.call("GET", "/v1/orders", "officer").status == 200
    with provided(stage, lying.issuer, sign_in=frozenset({"key"})) as made:
        shown = Browser(made).get("/sign-in")
        assert [it.get("id") for it in shown.page.xpath("//input[@type='password']")] == ["key"]
        assert not shown.page.xpath("//a[starts-with(@href, '/sign-in/provider')]")
        assert Browser(made).get("/sign-in/provider").status == 404
        assert Browser(made).post("/sign-in", key).status == 303


def test_what_a_group_gave_goes_with_it_and_its_sessions_too(lied_to: Stage, lying: Forger) -> None:
    browser, came = _forged(lied_to, lying, sub="leaver")
    assert came.status == 303
    assert browser.get("/orders").status == 200
    _, refused = _forged(lied_to, lying, sub="leaver", groups=[])
    assert refused.status == 403
    assert browser.get("/orders").status == 303
    # The group comes back, and with it the account; the session stays over.
    again, back = _forged(lied_to, lying, sub="leaver")
    assert (back.status, again.get("/orders").status) == (303, 200)
    with lied_to.services.database.transaction(SYSTEM) as connection:
        query = "select kind from procheck.ledger_event where convert_from(body, 'UTF8') like %s"
        rows = connection.exec_driver_sql(query + " order by id", ("%#leaver%",)).fetchall()
    assert [row[0] for row in rows] == ["account.made", "account.disabled", "account.enabled"]


def test_a_weighty_act_leads_to_the_provider_and_wants_a_fresh_proof(
    lied_to: Stage, lying: Forger
) -> None:
    browser, _ = _forged(lied_to, lying)
    asked = _query(browser.get("/prove/provider"))
    assert (asked["prompt"], asked["max_age"]) == ("login", "0")
    lying.says(asked["nonce"], auth_time=1)
    back = f"/sign-in/callback?code=c&state={asked['state']}"
    assert browser.get(back).status == 403
    asked = _query(browser.get("/prove/provider"))
    lying.says(asked["nonce"], sub="somebody-else")
    back = f"/sign-in/callback?code=c&state={asked['state']}"
    assert browser.get(back).status == 403
    asked = _query(browser.get("/prove/provider"))
    lying.says(asked["nonce"])
    back = f"/sign-in/callback?code=c&state={asked['state']}"
    assert "身份已确认" in browser.get(back).words
