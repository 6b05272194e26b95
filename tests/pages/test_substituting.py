"""A substitute on the desk of who decides: beside what was approved, and as one decides."""

import pytest

from tests.api.deliveries import approved
from tests.api.stage import Answer, Stage, fresh
from tests.api.test_substitutions import propose
from tests.pages.browsing import Browser

_HOSTILE = "<script>alert(1)</script>=1+1\u202egnp\"&'"


@pytest.fixture
def officer(stage: Stage) -> Browser:
    return Browser(stage).sign_in("officer")


def place_of(made: Answer) -> str:
    assert made.status == 201, made.data
    return f"/substitutions/{made.json['id']}"


def test_a_substitute_stands_beside_what_was_approved_and_is_consented_to_once(
    stage: Stage, officer: Browser
) -> None:
    number = approved(stage, 3)
    place = place_of(propose(stage, number, 2, unit_price="4000.00"))
    assert place in officer.get(f"/substitutions?approval={number}").text
    shown = officer.get(place)
    was, new = (it.text_content() for it in shown.page.xpath("//section[@class='card']")[:2])
    assert "3 × 4,940.00 = 14,820.00" in " ".join(was.split())
    assert "2 × 4,000.00 = 8,000.00" in " ".join(new.split())
    assert "Example desktop 2" in new
    assert "Example desktop 2" not in was
    assert "按批准时的标准: 符合" in shown.words
    assert "按现行标准: 符合" in shown.words
    sent = shown.form(f"{place}/decision") | {"decision": "consent", "reason": "as good"}
    blank = officer.post(f"{place}/decision", sent)
    assert blank.status == 422
    assert "采购申请编号: 须填写" in blank.words
    assert blank.form(f"{place}/decision")["reason"] == "as good"
    sent |= {"reference": fresh("REF"), "key": blank.form(f"{place}/decision")["key"]}
    done = officer.post(f"{place}/decision", sent)
    assert officer.post(f"{place}/decision", sent).status == 303
    after = officer.follow(done)
    assert "已同意" in after.words
    assert not after.page.xpath("//form[contains(@action, '/decision')]")
    (order,) = after.page.xpath("//a[text()='替代订单']/@href")
    assert sent["reference"] in officer.get(order).words


def test_it_is_declined_with_a_reason_shown_as_text_and_nobody_decides_what_changed_meanwhile(
    stage: Stage, officer: Browser
) -> None:
    place = place_of(propose(stage, approved(stage, 1), model=f"Desk{_HOSTILE[:20]}"))
    seen = officer.get(place)
    assert "<script>" not in seen.text
    sent = seen.form(f"{place}/decision") | {"decision": "decline", "reason": "不需要"}
    assert officer.post(f"{place}/decision", sent).status == 303
    assert "未获同意" in officer.get(place).words
    late = officer.post(f"{place}/decision", sent | {"key": fresh("K"), "reason": "again"})
    assert late.status == 412


def test_the_supplier_takes_it_back_and_sees_no_examination(stage: Stage) -> None:
    place = place_of(propose(stage, approved(stage, 1)))
    shop = Browser(stage).sign_in("supplier")
    shown = shop.get(place)
    assert "收据摘要" not in shown.words
    assert not shown.page.xpath("//form[contains(@action, '/decision')]")
    fields = shown.form(f"{place}/withdrawal") | {"reason": "made again"}
    assert "已收回" in shop.follow(shop.post(f"{place}/withdrawal", fields)).words


def test_what_is_not_known_of_it_is_shown_as_a_finding_and_holds_consent(
    stage: Stage, officer: Browser
) -> None:
    place = place_of(propose(stage, approved(stage, 1), operating_system=None))
    shown = officer.get(place)
    assert "按现行标准: 尚不能确定" in shown.words
    sent = shown.form(f"{place}/decision")
    sent |= {"decision": "consent", "reference": fresh("REF"), "reason": "as good"}
    held = officer.post(f"{place}/decision", sent)
    assert held.status == 409
    assert held.page.xpath("//*[@role='alert']")


def test_another_agencys_substitution_is_not_there(stage: Stage) -> None:
    place = place_of(propose(stage, approved(stage, 1)))
    other = Browser(stage).sign_in("officer", second=True)
    assert other.get(place).status == 404
