import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from validators.entitlement import Entitlement, entitlements
from validators.evidence import Level, Standing
from validators.examine import Dates, examine
from validators.finding import Conclusion, Outcome
from validators.law import Law
from validators.reading import read_evidence, read_order
from validators.sentences import SENTENCES
from validators.standards_file import load_folder

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def law() -> Law:
    return load_folder()


def agency(heads: int | None, **properties: bool) -> dict[str, Any]:
    counts = {"value": heads, "since": "2026-01-01", "source": "example"}
    return {
        "uscc": "11100000000013338W",
        "name": "example agency",
        "jurisdiction": "cn",
        "level": "central",
        "properties": properties,
        "counts": {} if heads is None else {"filled-establishment": counts},
    }


def stock(item_class: str, quantity: int, standing: str = "on-hand", **is_: Any) -> dict[str, Any]:  # noqa: ANN401 - attribute values
    attributes = {"attributes": is_} if is_ else {}
    return {"class": item_class, "quantity": quantity, "standing": standing, **attributes}


def left_of(law: Law, cap: str, buyer: dict[str, Any], *held: dict[str, Any]) -> Entitlement:
    evidence = read_evidence({"agency": buyer, "holdings": list(held)})
    found = entitlements(law.in_force("cn", Level.CENTRAL, TODAY), evidence)
    (one,) = [it for it in found if it.cap == f"office-equipment-configuration/{cap}"]
    return one


def test_what_may_still_be_bought_is_the_cap_less_everything_that_takes_of_it(law: Law) -> None:
    held = (stock("desktop", 150), stock("all_in_one", 10, "committed"), stock("laptop", 9))
    one = left_of(law, "desktop", agency(200, classified=False), *held)
    assert (one.limit_low, one.limit_high) == (Decimal(200), Decimal(200))
    assert (one.taken, one.left, one.left_at_most) == (160, 40, 40)
    assert one.by_standing == ((Standing.COMMITTED, 10), (Standing.ON_HAND, 150))
    assert one.sum == "200 × 100% = 200; 200 − 150 on-hand − 0 reserved − 10 committed = 40"
    assert one.explanation == (
        "上限 200,减现有 150、预留 0、已批准 10,得 40;尚可购 40",
        "200 less 150 on hand, 0 reserved, 10 committed is 40; 40 may still be bought",
    )
    assert one.doubts == ()


def test_stock_above_a_cap_leaves_nothing_and_no_less(law: Law) -> None:
    one = left_of(law, "desktop", agency(200, classified=False), stock("desktop", 250))
    assert (one.left, one.left_at_most) == (0, 0)


def test_an_unknown_property_leaves_two_answers_and_says_why(law: Law) -> None:
    one = left_of(law, "desktop", agency(200), stock("desktop", 190))
    assert (one.left, one.left_at_most) == (10, 110)
    assert [doubt.need.fact for doubt in one.doubts] == ["classified"]


def test_stock_of_unknown_attributes_counts_where_it_may_and_not_where_it_need_not(
    law: Law,
) -> None:
    one = left_of(
        law, "printers-a3", agency(100), stock("printer", 5), stock("printer", 4, paper="a3")
    )
    assert (one.taken, one.left, one.left_at_most) == (9, 6, 11)


def test_an_unknown_headcount_and_an_inferred_figure_leave_no_number(law: Law) -> None:
    unknown = left_of(law, "desktop", agency(None))
    inferred = left_of(law, "scanner", agency(200))
    assert (unknown.left, unknown.left_at_most) == (0, None)
    assert (inferred.left, inferred.left_at_most) == (0, None)
    assert "figure-unverified" in {doubt.code for doubt in inferred.doubts}


_SUMS = {
    "stock above the cap": (
        ("desktop", agency(200, classified=False), [stock("desktop", 250)]),
        "200 × 100% = 200; 200 − 250 on-hand − 0 reserved − 0 committed = −50 → 0",
        ["得 −50", "尚可购 0"],
        ["is −50", "0 may still be bought"],
    ),
    "tiers": (
        ("copier", agency(103), [stock("copier", 1, "reserved")]),
        "100 ÷ 20 = 5; ⌈3 ÷ 30⌉ = 1; 5 + 1 = 6; 6 − 0 on-hand − 1 reserved − 0 committed = 5",
        ["上限 6", "尚可购 5"],
        ["6 less", "5 may still be bought"],
    ),
    "rounding the text is silent on": (
        ("laptop", agency(103, field_duty=False), []),
        "103 × 50% = 51.5; 51 − 0 on-hand − 0 reserved − 0 committed = 51",
        ["未写明如何取整", "确定可购 51,至多 52"],
        ["does not say how to round", "51 may surely be bought, and 52 at most"],
    ),
    "a property nobody stated": (
        ("desktop", agency(200), []),
        "200 × 150% = 300 | 200 × 100% = 200; 200 − 0 on-hand − 0 reserved − 0 committed = 200",
        ["缺少“是否涉密单位”", "确定可购 200,至多 300"],
        ['"whether the agency is classified" is missing', "200 may surely be bought"],
    ),
    "stock that may not count": (
        ("printers-a3", agency(100), [stock("printer", 5), stock("printer", 4, paper="a3")]),
        "100 × 15% = 15; 15 − 9 on-hand − 0 reserved − 0 committed = 6",
        ["其中 5 台属性不明", "确定可购 6,至多 11"],
        ["of these 5 may not count", "6 may surely be bought, and 11 at most"],
    ),
    "a headcount nobody stated": (
        ("laptop", agency(None), [stock("laptop", 2, "committed")]),
        "filled-establishment × 50% [fact-missing] − 0 on-hand − 0 reserved − 2 committed → 0",
        ["上限不是数字", "缺少“编制内实有人数”", "确定可购 0"],
        ["limit no number", "filled posts within the establishment", "0 may surely be"],
    ),
    "an inferred figure": (
        ("scanner", agency(200), [stock("scanner", 1)]),
        "200 × 5% = 10; 10 − 1 on-hand − 0 reserved − 0 committed = 9 [figure-unverified] → 0",
        ["上限系推断而得,标准管理员核对原文之前不作准", "确定可购 0"],
        ["was inferred and not read", "0 may surely be bought"],
    ),
    "as needed": (
        ("printer-receipt", agency(200), []),
        "as-needed [figure-unverified, judgement-open] − 0 on-hand − 0 reserved − 0 committed → 0",
        ["文件未定台数,按需要配置,由资产管理部门负责人判断"],
        ["the text names no number: as needed, which is for the head of asset management"],
    ),
    "a consent": (
        ("printers-colour", agency(200), [stock("printer", 2, paper="a4", colour=True)]),
        "200 × 3% = 6; 6 − 2 on-hand − 0 reserved − 0 committed = 4 [judgement-open] → 0",
        ["须经单位资产管理部门负责人同意", "确定可购 0,至多 4"],
        ["it takes the consent of the head", "0 may surely be bought, and 4 at most"],
    ),
}


@pytest.mark.parametrize("case", list(_SUMS))
def test_a_person_can_follow_the_sum_whatever_its_terms_are(law: Law, case: str) -> None:
    (cap, buyer, held), shown, chinese, english = _SUMS[case]
    one = left_of(law, cap, buyer, *held)
    assert one.sum == shown
    for words, said in ((chinese, one.explanation.zh), (english, one.explanation.en)):
        assert [word for word in words if word not in said] == [], said


def test_every_sentence_of_a_sum_is_said_by_one_of_them(law: Law) -> None:
    said = [
        left_of(law, cap, buyer, *held).explanation for (cap, buyer, held), *_ in _SUMS.values()
    ]
    for code, halves in SENTENCES.items():
        if code.startswith("entitlement-"):
            for language, half in enumerate(halves):
                pattern = ".+".join(map(re.escape, re.split(r"\{\w+\}", half)))
                assert any(re.search(pattern, it[language]) for it in said), code


@pytest.mark.parametrize("heads", [None, 0, 103, 200])
def test_no_cap_has_an_empty_term_and_every_sum_ends_in_what_is_left(
    law: Law, heads: int | None
) -> None:
    evidence = read_evidence({"agency": agency(heads), "holdings": [stock("printer", 3)]})
    for one in entitlements(law.in_force("cn", Level.CENTRAL, TODAY), evidence):
        assert one.sum[0] not in " −→", one.cap
        assert re.search(rf"(?:= |→ ){one.left}$", one.sum), one.sum
        assert one.sum.index("on-hand") < one.sum.index("reserved") < one.sum.index("committed")
        assert re.search("[一-鿿]", one.explanation.en) is None
        assert "judgement" not in one.explanation.zh


@pytest.mark.parametrize("heads", [0, 1, 13, 15, 20, 21, 100, 131])
@pytest.mark.parametrize("cap", ["desktop", "laptop", "copier", "mfp-fax"])
def test_what_is_left_conforms_and_one_more_than_may_be_left_is_a_breach(
    law: Law, heads: int, cap: str
) -> None:
    buyer = agency(heads, classified=False, field_duty=False, evaluation_bound=False)
    item = cap.removesuffix("-fax")
    one = left_of(law, cap, buyer, stock(item, 2))
    assert one.left_at_most is not None

    def quantity_breaches(quantity: int) -> list[Outcome]:
        line = {"class": item, "quantity": quantity, "unit_price": "1.00"}
        order = {
            "agency": buyer["uscc"],
            "reference": "EXAMPLE-1",
            "price_basis": {"currency": "CNY", "tax": "included", "includes": ["operating-system"]},
            "lines": [line],
        }
        evidence = read_evidence({"agency": buyer, "holdings": [stock(item, 2)]})
        verdict = examine(read_order(order), evidence, law, Dates(placed_on=TODAY))
        return [it.outcome for it in verdict.findings if it.rule == "headcount-quota"]

    if one.left:
        assert quantity_breaches(one.left) == []
    assert quantity_breaches(one.left_at_most + 1) == [Outcome.BREACH]
    for open_quantity in range(one.left + 1, one.left_at_most + 1):
        assert quantity_breaches(open_quantity) == [Outcome.UNDETERMINED]


def test_a_later_day_of_approval_is_laid_beside_its_own_law(law: Law) -> None:
    """No rule looks at the day of approval yet; a later one changes nothing and fails nothing."""
    order = read_order(
        {
            "agency": "11100000000013338W",
            "reference": "EXAMPLE-1",
            "price_basis": {"currency": "CNY", "tax": "included"},
            "lines": [{"class": "copier", "quantity": 1, "unit_price": "35000.01"}],
        }
    )
    evidence = read_evidence({"agency": agency(200)})
    placed = examine(order, evidence, law, Dates(placed_on=TODAY))
    later = examine(order, evidence, law, Dates(placed_on=TODAY, approved_on=date(2026, 12, 1)))
    assert placed.outcome is Conclusion.REFUSED
    assert later == placed
