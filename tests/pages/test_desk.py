"""The desk beside its orders: what may be bought, what waits, waivers, approvals, verification."""

import json
from io import BytesIO
from typing import Any

import pytest

from ledger.canonical import digest
from tests.api.stage import HEADS, Stage, fresh
from tests.api.test_waivers import ask, asked
from tests.pages.browsing import Browser

_HOSTILE = "<b>x</b>=cmd|'/c'!A0"


@pytest.fixture
def officer(stage: Stage) -> Browser:
    return Browser(stage).sign_in("officer")


@pytest.fixture
def approver(stage: Stage) -> Browser:
    return Browser(stage).sign_in("approver", second=True)


def referred(stage: Stage) -> Any:  # noqa: ANN401 - a JSON value
    made = stage.place(second=True, agency="11100000EXAMPLE02R", quantity=1)
    assert made["state"] == "referred"
    return made


def test_what_may_be_bought_is_shown_with_its_sum_and_a_picture(officer: Browser) -> None:
    officer.stage.place(quantity=1)
    shown = officer.get("/entitlements")
    assert f"{HEADS} × 100% = {HEADS}" in shown.words
    assert shown.page.xpath("//*[local-name()='rect' and @class='part-committed']")
    # The picture is said in words too.
    assert all(shown.page.xpath("//*[@class='bar']/@aria-label"))
    assert officer.get("/entitlements?on=nonsense").status == 422
    assert Browser(officer.stage).sign_in("auditor").get("/entitlements").status == 200


def test_an_approver_sees_what_waits_and_grants_what_he_looked_at_once(
    stage: Stage, approver: Browser
) -> None:
    made = referred(stage)
    assert made["reference"] in approver.get("/waiting").words
    address = f"/orders/{made['id']}/decision"
    page = approver.get(f"/orders/{made['id']}")
    assert "4,940.00" in page.words
    form = page.form(address)
    blank = approver.post(address, form | {"decision": "grant", "reason": ""})
    assert blank.status == 422
    stale = approver.post(address, form | {"decision": "grant", "reason": "r", "etag": '"old"'})
    assert (stale.status, stale.form(address)["reason"]) == (412, "r")
    said = form | {"decision": "grant", "reason": _HOSTILE}
    done = approver.post(address, said)
    again = approver.post(address, said)
    assert (done.status, again.status) == (303, 303)
    assert "批准书" in approver.follow(done).words
    assert made["reference"] not in approver.get("/waiting").words
    assert Browser(stage).sign_in("officer").get("/waiting").status == 403


def test_an_order_names_its_editions_by_title(stage: Stage, officer: Browser) -> None:
    made = stage.place(quantity=1)
    titles = {it["id"]: it["title"]["zh"] for it in stage.call("GET", "/v1/editions").json["items"]}
    used = [it["id"] for it in made["verdict"]["editions"]]
    assert used
    shown = officer.get(f"/orders/{made['id']}").words
    assert [it for it in used if titles[it] not in shown] == []


def test_an_approver_declines_with_a_reason(stage: Stage, approver: Browser) -> None:
    made = referred(stage)
    address = f"/orders/{made['id']}/decision"
    form = approver.get(f"/orders/{made['id']}").form(address)
    approver.post(address, form | {"decision": "decline", "reason": "not this year"})
    assert "已拒绝" in approver.get(f"/orders/{made['id']}").words
    own = Browser(stage).sign_in("officer", second=True).get(f"/orders/{made['id']}")
    assert not own.page.xpath(f"//form[@action='{address}']")


def test_a_waiver_is_asked_from_a_refused_order_and_decided_by_another(
    stage: Stage, officer: Browser
) -> None:
    refused = stage.place(quantity=1, unit_price="5200.00")
    form = officer.get(f"/waivers/new?order={refused['id']}").form("/waivers/new")
    assert (form["rule"], form["class"], form["unit_price"]) == (
        "unit-price-ceiling",
        "desktop",
        "5200.00",
    )
    blank = officer.post("/waivers/new", form | {"reason": _HOSTILE, "valid_from": "soon"})
    assert blank.status == 422
    assert blank.form("/waivers/new")["reason"] == _HOSTILE
    assert {"valid_from", "evidence"} <= set(blank.page.xpath("//@aria-invalid/../@name"))
    whole = {name: str(it) for name, it in asked().items()} | {"evidence": "memo 7\nmemo 8"}
    sent = form | whole | {"reason": _HOSTILE}
    made = officer.post("/waivers/new", sent)
    assert officer.post("/waivers/new", sent).headers["Location"] == made.headers["Location"]
    place = made.headers["Location"]
    assert not officer.get(place).page.xpath("//form[contains(@action, 'decision')]")
    approver = Browser(stage).sign_in("approver")
    assert _HOSTILE in approver.get("/waiting").words
    narrowed = approver.get(place).form(f"{place}/decision") | {
        "decision": "grant",
        "reason": "one is enough",
        "units": "1",
    }
    assert approver.post(f"{place}/decision", narrowed | {"units": "9"}).status == 422
    granted = approver.follow(approver.post(f"{place}/decision", narrowed))
    assert "已准许" in granted.words
    assert place.rpartition("/")[2] in officer.get("/ending").words
    withdrawal = granted.form(f"{place}/withdrawal") | {"reason": "over"}
    gone = approver.follow(approver.post(f"{place}/withdrawal", withdrawal))
    assert "已收回" in gone.words
    assert Browser(stage).sign_in("officer", second=True).get(place).status == 404


def test_an_approval_shows_what_was_signed_and_is_revoked_for_a_reason(
    stage: Stage, officer: Browser
) -> None:
    number = stage.place(quantity=1)["approval"]["number"]
    place = f"/approvals/{number}"
    assert number in officer.get("/approvals").words
    assert number in officer.get("/approvals?ends_by=2027-12-31").words
    assert number not in officer.get("/approvals?ends_by=2026-11-24").words
    stage.sequence()
    bundle = officer.get(f"{place}/bundle")
    assert f"{number}.bundle.json" in bundle.headers["Content-Disposition"]
    assert json.loads(bundle.text)["statement"]
    assert Browser(stage).sign_in("officer", second=True).get(place).status == 404
    approver = Browser(stage).sign_in("approver")
    form = approver.get(place).form(f"{place}/revocation")
    wrong = form | {"reason": "the supplier withdrew", "effective_on": "2031-01-01"}
    refused = approver.post(f"{place}/revocation", wrong)
    assert refused.status in {409, 422}
    assert refused.form(f"{place}/revocation")["reason"] == "the supplier withdrew"
    done = approver.post(f"{place}/revocation", form | {"reason": "the supplier withdrew"})
    assert "已撤销" in approver.follow(done).words
    assert "已撤销" in Browser(stage).get(f"/verify?approval={number}").words


def test_anybody_verifies_by_number_code_statement_and_bundle(stage: Stage) -> None:
    made = stage.place(quantity=1, reference=fresh("SECRET"))
    number, statement = made["approval"]["number"], made["approval"]["statement"]
    anybody = Browser(stage)
    found = anybody.post("/verify", {"number": f" {number.lower()} "})
    assert "有效" in found.words
    for secret in (made["reference"], made["agency"], "demo:officer"):
        assert secret not in found.text
    told = stage.call("GET", f"/v1/approvals/{number}/status").json
    assert set(told) == {"number", "state", "valid_from", "valid_until", "as_of"}
    printed = f"/verify?approval={number}&statement={digest(statement.encode())}"
    assert "一致" in anybody.get(printed).words
    wrong = anybody.get(f"/verify?approval={number}&statement=sha256:{'0' * 64}")
    assert "不一致" in wrong.words
    assert anybody.get(f"/verify?approval={number}&statement=x").status == 422
    assert anybody.post("/verify", {"number": "PC-2026-0000-0000-0000-0000"}).status == 404
    assert "已确认" in anybody.post("/verify", {"statement": statement}).words
    bundle = b'{"statement": "' + statement.encode() + b'"}'
    for file in (statement.encode(), bundle):
        sent = anybody.post("/verify", {"file": (BytesIO(file), "x.json")})
        assert "已确认" in sent.words
    for file in (b"%PDF-1.7 \xff\xfe", b"{", b""):
        assert anybody.post("/verify", {"file": (BytesIO(file), "x")}).status == 422
    assert "未能确认" in anybody.post("/verify", {"statement": _HOSTILE}).words
    turned = anybody.post("/verify", {"statement": "a.b.\u202ec"})
    assert (turned.status, turned.form("/verify")["statement"]) == (422, "a.b.\u202ec")


def test_every_page_of_the_desk_is_in_both_languages(stage: Stage) -> None:
    waiver = ask(stage)["number"]
    made = stage.place(quantity=1)
    number = made["approval"]["number"]
    reader = Browser(stage, accept_language="en").sign_in("officer")
    for address in (
        "/orders/new",
        "/entitlements",
        "/waivers",
        "/waivers/new",
        "/approvals",
        "/ending",
        f"/orders/{made['id']}",
        f"/orders/{made['id']}/amend",
        f"/waivers/{waiver}",
        f"/approvals/{number}",
        f"/verify?approval={number}",
    ):
        shown = reader.get(address)
        assert (shown.status, shown.page.get("lang")) == (200, "en"), address
        assert len(shown.page.xpath("//h1")) == 1, address
        named = {it.get("id") for it in shown.page.xpath("//*[@id]")}
        assert set(shown.page.xpath("//label/@for | //@aria-labelledby")) <= named, address
