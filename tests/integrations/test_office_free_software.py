"""An office's own list of usable free software, as the form of the guidance has it."""

from datetime import date

import pytest

from approvals.free_software import FreeTerms
from integrations.office_doubts import TableDoubted
from integrations.office_free_software import read_free_software
from integrations.workbook import read_workbook

_HEAD = "软件编号,软件名称,版本,来源,厂商,厂商支持电话,部门,使用理由"
_DAY = date(2026, 1, 1)


def read(*lines: str) -> list[FreeTerms]:
    found = read_free_software(read_workbook("\n".join(lines).encode()), _DAY)
    return [it.terms for it in found]


def doubted(*lines: str) -> list[tuple[str, str]]:
    with pytest.raises(TableDoubted) as error:
        read(*lines)
    return [(str(it.place), it.code.value) for it in error.value.doubts]


def test_the_form_is_read_with_every_column() -> None:
    made = read(
        "可使用免费软件清单",
        _HEAD,
        "免-1,示例办公软件,25.8,官网,示例基金会,010-0000,信息中心,来文格式需要",
    )
    assert made == [
        FreeTerms(
            name="示例办公软件",
            version="25.8",
            source="官网",
            vendor="示例基金会",
            phone="010-0000",
            department="信息中心",
            reason="来文格式需要",
            valid_from=_DAY,
        )
    ]


@pytest.mark.parametrize("word", ["任意", "不限", "Any", "任 意 版 本"])
def test_any_version_and_anywhere_are_said_in_words(word: str) -> None:
    (made,) = read(_HEAD, f"1,示例软件,{word},,,,全单位,试用通过")
    assert (made.version, made.department) == (None, None)


def test_no_version_and_no_reason_are_faults_and_not_any_version() -> None:
    lines = (_HEAD, "1,示例软件,,,,,,试用通过", "2,示例工具,1,,,,,")
    assert doubted(*lines) == [("C2", "value-missing"), ("H3", "value-missing")]


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (("软件名称,版本", "示例,1"), "heading-missing"),
        (("软件名称,版本,使用理由,秘密", "示例,1,x,y"), "heading-unknown"),
        ((_HEAD,), "table-empty"),
        (("什么,也,不是",), "table-missing"),
    ],
)
def test_another_table_is_refused(lines: tuple[str, ...], code: str) -> None:
    assert code in {it for _, it in doubted(*lines)}
