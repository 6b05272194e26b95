"""The keepers' pages: a list proposed by one and published by another; the law side by side."""

import io
from collections.abc import Mapping
from pathlib import Path

from werkzeug.datastructures import FileStorage

from api import examples
from catalog.seeds import SEEDS
from tests.api.stage import Stage, fresh
from tests.api.test_law_and_catalogue import newer, propose
from tests.pages.browsing import Browser, Shown
from validators.standards_file import STANDARDS

_EDITIONS = ("cn-central-mof-2011-budget", "cn-central-mof-2016-27")


def _file(text: str, name: str = "list.csv") -> FileStorage:
    return FileStorage(io.BytesIO(text.encode()), name)


def _sent(browser: Browser, action: str, fields: Mapping[str, object]) -> Shown:
    form = browser.get(action).form(action)
    return browser.post(action, {**form, **fields})


def test_a_list_is_read_proposed_once_and_published_by_a_second_person(stage: Stage) -> None:
    browser = Browser(stage).sign_in("catalog-keeper")
    statement = str(examples.IMPORT["statement"]).replace("anke-2026-9", fresh("anke-2026-test"))
    typed = {"statement": statement, "name": "list.csv"}
    wrong = _sent(browser, "/keeping/import", {**typed, "file": _file("甲,乙\n1,2\n")})
    assert wrong.status == 422
    assert wrong.page.xpath("//textarea[@name='statement']")[0].text == statement
    hostile = "名称,版本,内核\n<b>统信</b>=1+1,V1,Linux 6.6\n"
    read = _sent(browser, "/keeping/import", {**typed, "file": _file(hostile)})
    assert read.status == 200, read.words
    assert "<b>统信</b>=1+1" in read.words
    form = read.form("/keeping/proposals")
    first, again = (browser.post("/keeping/proposals", form) for _ in range(2))
    assert first.headers["Location"] == again.headers["Location"]
    place = first.headers["Location"]
    alone = browser.get(place)
    assert "须由另一人公布" in alone.words
    refused = browser.post(place, alone.form(place))
    assert (refused.status, "另一" in refused.words) == (403, True)
    second = Browser(stage).sign_in("catalog-keeper", second=True)
    published = second.post(place, second.get(place).form(place))
    assert published.status == 303, published.words
    assert "已公布生效" in second.follow(published).words


def test_who_keeps_other_documents_may_look_and_not_publish(stage: Stage) -> None:
    officer = Browser(stage).sign_in("officer")
    assert officer.get("/keeping/proposals").status == 403
    keeper = Browser(stage).sign_in("standards-keeper")
    made = propose(stage, "catalog-keeper", newer(SEEDS, next(iter(_lists())).name))
    place = f"/keeping/proposals/{made.json['id']}"
    shown = keeper.get(place)
    assert (shown.status, shown.page.xpath(f"//form[@action='{place}']")) == (200, [])
    token = shown.form("/sign-out")["form"]
    fields = {"form": token, "key": "publish-it-anyway-1", "etag": "*"}
    assert keeper.post(place, fields).status == 403
    assert keeper.get(f"/keeping/editions/compared?left=x&right=proposal:{'0' * 32}").status == 404


def _lists() -> list[Path]:
    return sorted(it for it in SEEDS.glob("*.yaml") if "publication/" in it.read_text()[:200])


def test_editions_stand_side_by_side_and_what_differs_is_marked(stage: Stage) -> None:
    browser = Browser(stage).sign_in("standards-keeper")
    offered = browser.get("/keeping/editions").page.xpath("//select[@name='left']/option/@value")
    left, right = (it for it in _EDITIONS if it in offered)
    both = browser.get(f"/keeping/editions/compared?left={left}&right={right}")
    assert len(both.page.xpath("//tr[@class='differs']")) > 2
    same = browser.get(f"/keeping/editions/compared?left={left}&right={left}")
    assert not same.page.xpath("//tr[@class='differs']")
    made = propose(stage, "standards-keeper", newer(STANDARDS, f"{left}.yaml"))
    assert made.status == 201, made.data
    shown = browser.get(f"/keeping/proposals/{made.json['id']}")
    (link,) = shown.page.xpath("//a[contains(@href, 'compared')]/@href")
    assert f"{left} r2" in browser.get(link).words


def test_listings_are_found_by_text_with_their_state_of_a_day(stage: Stage) -> None:
    browser = Browser(stage)
    found = browser.get("/keeping/listings?text=统信&as_of=2026-11-01")
    names = found.page.xpath("//tbody//th[@scope='row']/a")
    assert names
    one = browser.get(names[0].get("href"))
    assert one.status == 200, one.text
    assert not browser.get("/keeping/listings?text=<script>").page.xpath("//tbody//th")
    wrong = browser.get("/keeping/listings?as_of=never&text=x")
    assert (wrong.status, wrong.page.xpath("//input[@name='text']/@value")) == (422, ["x"])
    keeper = Browser(stage).sign_in("catalog-keeper")
    assert "今天依赖它" in keeper.get(names[0].get("href")).words
    assert keeper.get("/keeping/expiries").status == 200


def test_a_rehearsal_is_asked_for_once_and_watched(stage: Stage) -> None:
    browser = Browser(stage).sign_in("standards-keeper")
    refused = _sent(browser, "/keeping/replays", {"as_if_from": "2026-01-01"})
    assert refused.status == 422
    assert refused.page.xpath("//input[@name='as_if_from']/@value") == ["2026-01-01"]
    form = {**browser.get("/keeping/replays").form("/keeping/replays"), "since": "2026-11-01"}
    first, again = (browser.post("/keeping/replays", form) for _ in range(2))
    assert first.headers["Location"] == again.headers["Location"]
    shown = browser.follow(first)
    assert "等待中" in shown.words
    part = browser.get(first.headers["Location"], {"HX-Request": "true"})
    assert "<html" not in part.text
    stopped = browser.post(first.headers["Location"], shown.form(first.headers["Location"]))
    assert "已停止" in browser.follow(stopped).words
