"""Every list of the auditor's and the keepers' desks has its sums, its permanent link, its export.

Which pages show lists is read from what they ask, so that a new list without the three fails here.
The sums of a page are held against the manifest of its export in each form, and against the rows of
that form added up once more.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from api.examples import AGENCY, ORDER
from api.export_access import READ_BY
from api.jobs import take_replay_further
from api.pages.all import DESKS
from api.roles import Role
from api.routes.all import resources
from approvals.export_lists import LISTS
from integrations.exports.forms import ExportForm
from tests.api.deliveries import approved, key_of
from tests.api.stage import HEADS, Stage
from tests.api.test_reviews import correct_headcount, review
from tests.api.test_substitutions import propose
from tests.api.test_waivers import granted, laptops
from tests.pages.browsing import Browser, Shown
from tests.pages.exported import kept_file
from validators.standards_file import STANDARDS

PAGES: Mapping[str, tuple[str, str, str]] = {
    "/orders": ("officer", "orders", "?state=approved"),
    "/approvals": ("officer", "approvals", "?ends_by=2027-12-31"),
    "/waivers": ("officer", "waivers", "?state=granted"),
    "/substitutions": ("supplier", "substitutions", ""),
    "/audit/orders": ("auditor", "orders", f"?agency={AGENCY}&class=desktop"),
    "/audit/approvals": ("auditor", "approvals", f"?agency={AGENCY}&amount_from=1.00"),
    "/audit/red-list": ("auditor", "red-list", f"?agency={AGENCY}&within=0.2"),
    "/audit/gaps": ("auditor", "gaps", f"?agency={AGENCY}&class=desktop"),
    "/audit/waivers": ("auditor", "waiver-register", ""),
    "/audit/compliance": ("auditor", "approval-lines", f"?agency={AGENCY}"),
    "/audit/samples": ("auditor", "approvals", "?list=approvals&size=2&seed=1&class=desktop"),
    "/audit/cases": ("auditor", "review-cases", "?state=open"),
    "/keeping/editions": ("standards-keeper", "editions", ""),
    "/keeping/proposals": ("standards-keeper", "proposals", ""),
    "/keeping/listings": ("catalog-keeper", "listings", "?kind=operating-system&in_force=true"),
    "/keeping/listings/<listing>": ("catalog-keeper", "impact", ""),
    "/keeping/expiries": ("catalog-keeper", "expiries", ""),
    "/keeping/replays": ("standards-keeper", "replays", ""),
    "/keeping/replays/<replay>": ("standards-keeper", "replay-orders", ""),
}
"""Page → who looks at it here, its list, and what narrows it."""

_OTHER_SUPPLIER = "91110000EXAMPLE02E"
NO_LISTS = {
    **dict.fromkeys(
        ("/waiting", "/ending"), "what waits for somebody or ends soon, of lists shown elsewhere"
    ),
    **dict.fromkeys(
        ("/orders/<order_id>", "/orders/<order_id>/amend", "/orders/new"),
        "one order, with its amendments",
    ),
    "/approvals/<number>": "one approval, with its deliveries",
    "/entitlements": "what may still be bought, each limit with its sum",
    **dict.fromkeys(
        ("/people", "/people/<account>", "/keys", "/sessions"),
        "who comes in: nothing that adds up",
    ),
    "/audit": "it leads to the lists, and asks none of them",
    "/audit/orders/<order_id>": "one order; its export is the evidence pack",
    "/audit/orders/<order_id>/facts": "what one order rested on, by two clocks",
    "/keeping/proposals/<proposal>": "one document; the others are those it may go with",
}

_NAMED: Mapping[tuple[str, str], str | None] = {
    **{("orders", it): None for it in ("approvals", "approved_amount")},
    **{("approvals", it): None for it in ("orders", "amount")},
    ("orders", "orders"): "rows",
    ("approvals", "approvals"): "rows",
    ("approvals", "approved_amount"): "amount",
}
"""What the sums of a search are called in the manifest; it tells those of both lists at once."""


@pytest.fixture(scope="module")
def filled(stage: Stage) -> Stage:
    """An order with a gap, one by a waiver, a case, an expiry, a proposal and a rehearsal."""
    stage.place(quantity=2, unit_price="4840.50")
    assert propose(stage, approved(stage, 1)).status == 201
    granted(stage)
    waived = stage.call("POST", "/v1/orders", "officer", laptops()).json
    assert waived["state"] == "approved"
    correct_headcount(stage, 0)
    try:
        review(stage)
    finally:
        correct_headcount(stage, HEADS)
    stage.watch(
        "insert into procheck.listing_expiry (listing, last_day, days, noticed_at, approvals,"
        " open_orders, leaf) values ('example', '2026-12-20', 30, now(), 3, 2,"
        " repeat('0', 64)) on conflict do nothing"
    )
    file = STANDARDS / "cn-central-mof-2016-27.yaml"
    draft = file.read_text().replace('ceiling: "5000"', 'ceiling: "4500"')
    asked = stage.call("POST", "/v1/replays", "standards-keeper", {"draft": draft, "name": "d"})
    take_replay_further(stage.services.database, asked.json["id"], stage.clock)
    stage.sequence()
    return stage


def pages_with_lists() -> set[str]:
    """The pages that ask for lists, by the documents their operations answer with."""
    found = resources(sandbox=False)
    answers = {it.id: it.answers.get(200) for resource in found for it in resource}
    schemas = _schemas()
    listing = {
        name
        for name, answer in answers.items()
        if answer is not None
        and answer.schema is not None
        and "items" in schemas[answer.schema].get("properties", {})
    }
    return {
        page.path
        for desk in DESKS
        for page in desk
        if page.method == "GET" and listing & set(page.asks)
    }


def _schemas() -> Any:  # noqa: ANN401 - a JSON value
    from api.openapi.contract import document  # noqa: PLC0415 - half a second, for this alone

    return document(resources(sandbox=False), "https://procheck.example")["components"]["schemas"]


def address_of(stage: Stage, page: str) -> str:
    keeper = "standards-keeper"
    replays = stage.call("GET", "/v1/replays", keeper).json["items"]
    path = page.replace("<listing>", _named(stage)).replace("<replay>", replays[0]["id"])
    return path + PAGES[page][2]


def _named(stage: Stage) -> str:
    """The listing that the example order names."""
    named = {it: str(ORDER["lines"][0]["operating_system"][it]) for it in ("name", "version")}
    query = urlencode({"text": named["name"], "in_force": "true", "limit": 200})
    found = stage.call("GET", f"/v1/catalog/listings?{query}").json["items"]
    return str(next(it["id"] for it in found if named.items() <= it.items()))


def test_every_page_with_a_list_is_walked_here() -> None:
    assert pages_with_lists() == PAGES.keys() | NO_LISTS.keys()


def test_every_list_is_read_by_those_an_operation_is_for() -> None:
    known = {it.id for resource in resources(sandbox=False) for it in resource}
    assert READ_BY.keys() == LISTS.keys()
    assert set(READ_BY.values()) <= known


@pytest.mark.parametrize("page", PAGES)
def test_a_list_has_its_sums_its_link_and_its_export_and_they_are_one(
    filled: Stage, page: str
) -> None:
    role, name, _ = PAGES[page]
    browser = Browser(filled).sign_in(role)
    shown = browser.get(address_of(filled, page))
    assert shown.status == 200, shown.text
    (link,) = shown.page.xpath("//a[contains(@class, 'permanent')]/@href")
    again = browser.get(link)
    assert again.status == 200
    assert _cells(again) == _cells(shown)
    told = {_NAMED.get((name, it), it): total for it, total in _sums(browser, shown).items()}
    told = {it: total for it, total in told.items() if it is not None}
    links = {
        dict(parse_qsl(urlsplit(it).query))["format"]: it
        for it in again.page.xpath("//a[@download]/@href")
        if urlsplit(it).path == f"/audit/exports/{name}"
    }
    assert links.keys() == set(ExportForm)
    for form, address in links.items():
        kept = kept_file(filled, browser, address)
        summed = {it.name for it in LISTS[name].columns if it.summed}
        assert kept.manifest["sums"].keys() == summed
        assert len(kept.rows) == kept.manifest["rows"] == told.pop("rows", len(kept.rows)), form
        for column, total in kept.manifest["sums"].items():
            values = (Decimal(str(it[column] or 0)) for it in kept.rows)
            assert sum(values) == Decimal(total), (form, column)
        assert {it: Decimal(kept.manifest["sums"][it]) for it in told} == told, form
        told["rows"] = len(kept.rows)
    assert told["rows"] >= (name != "proposals")


def _cells(shown: Shown) -> list[str]:
    found = shown.page.xpath("//tbody/tr")
    return [" ".join(it.text_content().split()) for it in found]


def _asked(address: str) -> tuple[str, dict[str, str]]:
    parts = urlsplit(address)
    return parts.path, dict(parse_qsl(parts.query))


def _sums(browser: Browser, shown: Shown) -> dict[str, Any]:
    """What a page says its list comes to, by the column; of some pages it is a second request."""
    for place in shown.page.xpath("//div[contains(@class, 'list-sums')]/a/@href"):
        assert shown.page.xpath("//div[contains(@class, 'list-sums')]/@hx-get") == [place]
        alone = browser.get(place)
        (link,) = alone.page.xpath("//a[contains(@class, 'permanent')]/@href")
        assert _asked(link) == _asked(place)
        assert alone.page.xpath("//a[@download]")
        shown = browser.get(place, {"HX-Request": "true"})
    found = {
        it.get("data-sum"): Decimal(it.text_content().replace(",", ""))
        for it in shown.page.xpath("//dd[@data-sum]")
    }
    assert found
    return found


def test_whoever_may_not_read_a_list_takes_nothing_of_it_away(filled: Stage) -> None:
    for role, name in (
        ("officer", "expiries"),
        ("officer", "replays"),
        ("standards-keeper", "orders"),
        ("catalog-keeper", "gaps"),
    ):
        for path in (f"/v1/exports/{name}", f"/v1/exports/{name}/sums"):
            assert filled.call("GET", path, role).status == 403, (role, path)
    own = {it["id"] for it in filled.call("GET", "/v1/exports", "catalog-keeper").json["items"]}
    assert own == {"listings", "expiries", "impact", "editions", "proposals"}
    of_supplier = filled.call("GET", "/v1/exports", "supplier").json["items"]
    assert {it["id"] for it in of_supplier} == {
        *("orders", "approvals", "substitutions", "listings", "editions"),
    }
    for name in ("findings", "approval-lines", "waivers", "quota-movements"):
        assert filled.call("GET", f"/v1/exports/{name}", "supplier").status == 403, name


def test_a_list_that_is_of_one_thing_asks_which(filled: Stage) -> None:
    wanted = {"?replay": ("replay-orders", ""), "?listing": ("impact", "")}
    for parameter, (name, _) in wanted.items():
        for path in (f"/v1/exports/{name}", f"/v1/exports/{name}/sums"):
            answer = filled.call("GET", path, "auditor")
            assert (answer.status, answer.codes) == (422, {(parameter, "required")})
    nowhere = "listing=nowhere"
    assert filled.call("GET", f"/v1/exports/impact?{nowhere}", "auditor").status == 404
    unused = filled.call("GET", "/v1/exports/gaps/sums?within=0.1", "auditor")
    assert unused.codes == {("?within", "word-unused")}


def test_the_sums_are_those_of_an_agencys_own_orders_for_whoever_is_of_it(filled: Stage) -> None:
    own = filled.call("GET", "/v1/exports/orders/sums", "officer").json
    whole = filled.call("GET", "/v1/exports/orders/sums", "auditor").json
    other = filled.call("GET", "/v1/exports/orders/sums", "officer", second=True).json
    assert 1 <= own["rows"] < whole["rows"] or other["rows"] == 0
    mine = filled.call("GET", f"/v1/exports/orders/sums?agency={AGENCY}", "auditor").json
    assert mine == own


def test_a_supplier_takes_away_what_is_his_and_what_a_page_narrows_narrows_its_sums(
    filled: Stage,
) -> None:
    stranger = key_of(filled, Role.SUPPLIER, person="example:other", supplier=_OTHER_SUPPLIER)
    for name in ("orders", "approvals", "substitutions"):
        own = filled.call("GET", f"/v1/exports/{name}/sums", "supplier").json
        path = f"/v1/exports/{name}/sums"
        other = filled.call("GET", path, "supplier", headers=stranger).json
        whole = filled.call("GET", f"/v1/exports/{name}/sums", "auditor").json
        assert 1 <= own["rows"] <= whole["rows"], name
        assert other["rows"] == 0
    named = filled.call("GET", "/v1/orders?limit=1", "officer").json["items"][0]
    for word, rows in ((f"reference={named['reference']}", 1), ("reference=none", 0)):
        told = filled.call("GET", f"/v1/exports/orders/sums?{word}", "officer").json
        assert told["rows"] == rows
    ending = [
        filled.call("GET", f"/v1/exports/approvals/sums?ends_by={day}", "officer").json["rows"]
        for day in ("2026-11-23", "2099-12-31")
    ]
    assert ending[0] < ending[1]
    states = [
        filled.call("GET", f"/v1/exports/waivers/sums?waiver_state={it}", "officer").json["rows"]
        for it in ("asked", "granted", "declined", "withdrawn", "expired")
    ]
    assert sum(states) == filled.call("GET", "/v1/exports/waivers/sums", "officer").json["rows"]
