"""Every list of the auditor's and the keepers' desks has its sums, its permanent link, its export.

Which pages show lists is read from what they ask, so that a new list without the three fails here.
The sums of a page are held against the manifest of its export in each form, and against the rows of
that form added up once more.
"""

import csv
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from openpyxl import load_workbook
from pyarrow import parquet

from api.examples import AGENCY, ORDER
from api.export_access import READ_BY
from api.jobs import take_replay_further
from api.pages.all import DESKS
from api.routes.all import resources
from approvals.export_lists import LISTS
from integrations.exports.checking import check_export
from integrations.exports.forms import ExportForm
from tests.api.stage import HEADS, Stage
from tests.api.test_reviews import correct_headcount, review
from tests.api.test_waivers import granted, laptops
from tests.pages.browsing import Browser, Shown
from validators.standards_file import STANDARDS

PAGES: Mapping[str, tuple[str, str, str]] = {
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

NO_LISTS = {
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


class Kept(NamedTuple):
    """What one form of an export holds: its manifest, and its rows."""

    manifest: dict[str, Any]
    rows: list[dict[str, Any]]


@pytest.fixture(scope="module")
def filled(stage: Stage) -> Stage:
    """An order with a gap, one by a waiver, a case, an expiry, a proposal and a rehearsal."""
    stage.place(quantity=2, unit_price="4840.50")
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
        if page.method == "GET"
        and page.path.startswith(("/audit", "/keeping"))
        and listing & set(page.asks)
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
        kept = _kept(filled, browser, address)
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
    found = shown.page.xpath("//tbody//th[@scope='row']")
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


def _kept(stage: Stage, browser: Browser, address: str) -> Kept:
    client = stage.app.test_client(use_cookies=False)
    cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    answer = client.get(address, headers={"Cookie": cookie})
    assert answer.status_code == 200, answer.get_data()
    data = io.BytesIO(answer.get_data())
    check_export(data, stage.services.keys)
    with zipfile.ZipFile(data) as archive:
        rows, manifest = archive.read(archive.namelist()[0]), archive.read("manifest.json")
    form = dict(parse_qsl(urlsplit(address).query))["format"]
    return Kept(json.loads(manifest), [*_rows(form, rows)])


def _rows(form: str, data: bytes) -> Iterator[dict[str, Any]]:
    if form == ExportForm.CSV:
        yield from csv.DictReader(io.StringIO(data.decode("utf-8-sig")))
    elif form == ExportForm.JSONL:
        yield from (json.loads(it) for it in data.splitlines())
    elif form == ExportForm.PARQUET:
        yield from parquet.read_table(io.BytesIO(data)).to_pylist()
    else:
        names, *rows = load_workbook(io.BytesIO(data)).worksheets[0].iter_rows(values_only=True)
        yield from (dict(zip(map(str, names), row, strict=True)) for row in rows)


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
    assert filled.call("GET", "/v1/exports/orders", "supplier").status == 403


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
    assert {**mine, "filter": {}} == own
