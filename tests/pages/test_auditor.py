"""The auditor's pages: what is found, its sums, one order's life, and that texts stay texts."""

import json
import re
from decimal import Decimal

import pytest

from api.pages.audit_figures import bars, percent
from integrations.exports.forms import ExportForm
from tests.api.stage import HEADS, Stage
from tests.api.test_reviews import correct_headcount, review
from tests.pages.browsing import Browser

HOSTILE = "=1+1<b onclick=x>&amp;"


@pytest.fixture(scope="module")
def placed(stage: Stage) -> dict[str, str]:
    """An order with hostile texts in it, and its place in the ledger."""
    made = stage.place(quantity=1, unit_price="4800.00", model=HOSTILE)
    stage.sequence()
    return dict(made)


def test_orders_are_found_and_their_sums_are_those_of_the_interface(
    stage: Stage, placed: dict[str, str]
) -> None:
    browser = Browser(stage).sign_in("auditor")
    shown = browser.get(f"/audit/orders?class=desktop&agency={placed['agency']}&supplier=")
    assert f"/audit/orders/{placed['id']}" in shown.page.xpath("//td/a/@href")
    (sums,) = shown.page.xpath("//div[@id='sums']/a/@href")
    totals = browser.get(sums, {"HX-Request": "true"})
    told = stage.call(
        "GET", f"/v1/orders/totals?class=desktop&agency={placed['agency']}", "auditor"
    ).json
    assert [it.text for it in totals.page.xpath("//dd")][0::2] == [
        f"{told['orders']:,}",
        f"{told['approvals']:,}",
    ]
    exported = shown.page.xpath("//a[@download]/@href")[0]
    assert _download(browser, exported).startswith("PK")
    whole = [it for it in shown.page.xpath("//a[@download]/@href") if "purchase-module" in it]
    assert len(whole) == len(ExportForm)
    assert all(f"agency={placed['agency']}" in it and "class=desktop" in it for it in whole)
    assert "PUR_Orders.csv" in _download(browser, whole[0])


def _download(browser: Browser, link: str) -> str:
    client = browser.stage.app.test_client(use_cookies=False)
    cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    answer = client.get(link, headers={"Cookie": cookie})
    assert answer.status_code == 200
    return answer.get_data().decode("latin-1")


def test_what_was_typed_stays_where_a_word_is_wrong(stage: Stage) -> None:
    browser = Browser(stage).sign_in("auditor")
    shown = browser.get("/audit/approvals?amount_from=ten&agency=<b>")
    assert shown.status == 422
    assert shown.page.xpath("//input[@name='amount_from']/@value") == ["ten"]
    assert shown.page.xpath("//input[@name='agency']/@value") == ["<b>"]
    assert len(shown.page.xpath("//*[@aria-invalid='true']")) == 2


def test_an_orders_life_is_proven_and_recomputed_before_ones_eyes(
    stage: Stage, placed: dict[str, str]
) -> None:
    browser = Browser(stage).sign_in("auditor")
    shown = browser.get(f"/audit/orders/{placed['id']}")
    assert shown.status == 200, shown.text
    assert HOSTILE in shown.words
    assert not shown.page.xpath("//b")
    acts = shown.page.xpath("//section[@aria-labelledby='acts']//tbody/tr")
    assert len(acts) >= 2
    assert all("answer-yes" in row.xpath("./td/@class")[-1] for row in acts)
    again = browser.get(f"/audit/orders/{placed['id']}/recomputation")
    assert "逐字节相同" in again.words
    digests = [it.text for it in again.page.xpath("//dd/code")]
    assert digests[1] == digests[2]
    facts = browser.get(f"/audit/orders/{placed['id']}/facts?on=2026-11-23&known=2026-11-23")
    assert facts.status == 200, facts.text
    wrong = browser.get(f"/audit/orders/{placed['id']}/facts?on=never&known=2026-11-23")
    assert (wrong.status, wrong.page.xpath("//input[@name='on']/@value")) == (422, ["never"])


def test_another_agencys_order_is_not_there(stage: Stage, placed: dict[str, str]) -> None:
    stranger = Browser(stage).sign_in("officer", second=True)
    assert stranger.get(f"/audit/orders/{placed['id']}").status == 404
    assert stranger.get(f"/audit/orders/{placed['id']}/recomputation").status == 404


def test_a_sample_is_drawn_again_by_its_permanent_link(
    stage: Stage, placed: dict[str, str]
) -> None:
    browser = Browser(stage).sign_in("auditor")
    asked = f"list=orders&method=monetary-unit&size=2&agency={placed['agency']}"
    drawn = browser.get(f"/audit/samples?{asked}")
    (link,) = drawn.page.xpath("//a[contains(@href, 'seed=')]/@href")
    rows = "//th[@scope='row']//text()"
    assert drawn.page.xpath(rows) == browser.get(link).page.xpath(rows) != []
    assert browser.get("/audit/samples?list=orders&size=none").status == 422
    stage.sequence()  # of whatever concerned the order meanwhile
    assert _download(browser, f"/audit/orders/{placed['id']}/evidence-pack")[:2] == "PK"


def test_a_case_is_closed_by_a_second_person_and_what_was_typed_stays(stage: Stage) -> None:
    stage.place(quantity=1, unit_price="4700.00")
    correct_headcount(stage, 0)
    try:
        review(stage)
    finally:
        correct_headcount(stage, HEADS)
    auditor = Browser(stage).sign_in("auditor")
    place = auditor.get("/audit/cases?state=open").page.xpath("//th[@scope='row']/a/@href")[0]
    shown = auditor.get(place)
    assert not shown.page.xpath("//form[starts-with(@action, '/audit')]")
    assert " · 第 1 行" in shown.words
    assert "/lines/" not in shown.words
    approver = Browser(stage).sign_in("approver")
    form = approver.get(place).form(place)
    refused = approver.post(place, {**form, "reason": "  <i>"})
    assert (refused.status, refused.page.xpath("//textarea")[0].text) == (422, "\n  <i>")
    closed = approver.post(place, {**form, "disposition": "stands", "reason": "<i>=1"})
    assert "<i>=1" in approver.follow(closed).words


def test_the_figures_of_a_page_are_those_the_interface_tells(
    stage: Stage, placed: dict[str, str]
) -> None:
    browser = Browser(stage).sign_in("auditor")
    agency = placed["agency"]
    red = browser.get(f"/audit/red-list?agency={agency}&within=0.2")
    told = stage.call("GET", f"/v1/audits/red-list?agency={agency}&within=0.2", "auditor").json
    (canvas,) = red.page.xpath("//canvas/@data-chart")
    drawn = json.loads(canvas)["values"]
    rows = red.page.xpath("//section[@aria-labelledby='how-near']//td/text()")
    assert [int(it) for it in rows] == drawn
    assert sum(drawn) == told["hugging"] >= 1
    assert len(red.page.xpath("//section[@aria-labelledby='the-lines']//tbody/tr")) >= 1
    assert browser.get("/audit/red-list?within=much").status == 422
    rate = browser.get(f"/audit/compliance?agency={agency}")
    counted = stage.call("GET", f"/v1/audits/compliance-rate?agency={agency}", "auditor").json
    shown = rate.page.xpath("//tbody/tr[4]/td[position() < 3]/text()")
    assert [it.replace(",", "") for it in shown] == [
        counted["complying"]["amount"],
        counted["approved"]["amount"],
    ]
    assert browser.get(f"/audit/gaps?agency={agency}").page.xpath("//tbody/tr/th")
    assert browser.get("/audit/waivers").status == 200
    assert Browser(stage).sign_in("supplier").get("/audit/waivers").status == 403


@pytest.mark.parametrize(
    ("under", "bar"), [("0", 0), ("14.99", 0), ("15", 1), ("135", 9), ("150", 9)]
)
def test_bars_begin_at_the_ceiling_and_hold_their_lower_border(under: str, bar: int) -> None:
    counted = bars([{"under": under, "ceiling": "5000"}], Decimal("0.03"))
    assert [it["lines"] for it in counted].index(1) == bar
    assert (counted[0]["from"], counted[9]["to"]) == ("0", "3")


def test_a_share_is_a_hundred_only_where_it_is_all() -> None:
    assert percent("999999.99", "1000000.00") == "99.99"
    assert (percent(3, 3), percent(0, 3), percent(0, 0)) == ("100.00", "0.00", None)


def test_every_page_is_wholly_english_for_whoever_asks_for_english(
    stage: Stage, placed: dict[str, str]
) -> None:
    auditor = Browser(stage, accept_language="en").sign_in("auditor")
    keeper = Browser(stage, accept_language="en").sign_in("standards-keeper")
    for browser, path in (
        (auditor, "/audit"),
        (auditor, "/audit/waivers"),
        (auditor, "/audit/compliance?waived=false"),
        (auditor, f"/audit/orders/{placed['id']}/recomputation"),
        (keeper, "/keeping/proposals"),
        (keeper, "/keeping/replays"),
    ):
        words = browser.get(path).words.replace("中文", "")
        assert not re.search(r"[\u4e00-\u9fff]", words), (path, words)
