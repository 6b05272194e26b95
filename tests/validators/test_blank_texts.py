"""Texts that state nothing, and texts of one sign more that do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.released import released_books
from validators.blank_texts import names_nothing, says_nothing, tells_no_version
from validators.order import EvidenceKind, Licence, LicenceEvidence

BLANK = (
    *("待定", "未定", "暂无", "无", "空", "不详", "另购", "另行通知", "客户自装", "用户自行安装"),
    *("详见附件", "见合同", "同投标文件", "以实际为准", "按需配置", "N/A", "n/a", "ＮＡ", "TBD"),
    *("to be determined", "see attachment", "none", "—", "/", "……", "  ", "（待补）"),
)
GENERIC = (
    *("操作系统", "正版操作系统", "国产操作系统", "预装正版系统", "标配", "最新版", "genuine OS"),
    *("Linux", "Linux 操作系统", "operating system", "X", "1", "信创操作系统"),
)
NAMED = (
    *("麒麟", "统信UOS", "红旗Linux", "一铭操作系统", "同方", "openEuler", "Windows 11(详见附件)"),
    *("Chrome OS", "macOS", "Nano", "Tbdos", "Unknownix", "Red Hat Enterprise Linux", "X1"),
)


@pytest.mark.parametrize("text", BLANK)
def test_what_is_written_to_be_done_with_a_field_states_nothing(text: str) -> None:
    assert says_nothing(text)
    assert names_nothing(text)
    assert tells_no_version(text)


@pytest.mark.parametrize("text", GENERIC)
def test_what_any_product_of_a_kind_is_called_names_none(text: str) -> None:
    assert names_nothing(text)
    assert not says_nothing(text)


@pytest.mark.parametrize("text", NAMED)
def test_a_name_is_a_name_whatever_stands_beside_it(text: str) -> None:
    assert not names_nothing(text)
    assert not says_nothing(text)


def test_every_listed_product_is_named() -> None:
    listed = [it.listing for one in released_books().catalogue.publications for it in one.entries]
    named = [it for one in listed for it in one.names]
    assert len(named) > len(BLANK)
    assert [it for it in named if names_nothing(it)] == []


@given(text=st.text(), digit=st.sampled_from("0123456789"))
def test_what_has_a_digit_states_something(text: str, digit: str) -> None:
    assert not says_nothing(text + digit)
    assert not tells_no_version(digit + text)


@pytest.mark.parametrize(("number", "proven"), [("A-1", True), ("待补", False), ("—", False)])
def test_a_number_to_be_told_later_proves_no_licence(number: str, *, proven: bool) -> None:
    shown = LicenceEvidence(EvidenceKind.OEM_AGREEMENT, number)
    assert Licence(evidence=(shown,)).proven is proven
    # What proves nothing takes nothing away from what does.
    other = LicenceEvidence(EvidenceKind.COA, "COA-7")
    assert Licence(evidence=(shown, other)).proven
