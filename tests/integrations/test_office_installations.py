"""An office's own table of its software, in the two shapes it comes in."""

from datetime import date
from pathlib import Path

import pytest

from approvals.software_acts import SoftwareKind
from integrations.office_doubts import TableDoubted
from integrations.office_installations import LONGEST_TEXT, read_installations
from integrations.workbook import read_workbook
from integrations.workbook_confined import read_confined
from integrations.workbook_values import Workbook

_HEAD = "序号,部门,使用人,计算机编号,计算机品牌,软件编号,软件名称,版本,许可期限,类型,安装时间"


def workbook(*lines: str) -> Workbook:
    return read_workbook("\n".join(lines).encode())


def doubted(*lines: str) -> list[tuple[str, str]]:
    with pytest.raises(TableDoubted) as error:
        read_installations(workbook(*lines))
    return [(str(it.place), it.code.value) for it in error.value.doubts]


def test_the_sample_with_a_row_a_computer_is_read_in_a_confined_process(samples: Path) -> None:
    data = (samples / "xlsx" / "软件使用情况明细表.xlsx").read_bytes()
    found = read_installations(read_confined(data))
    assert [(it.machine.number, it.kind, it.name, it.row) for it in found][:4] == [
        ("PC-2024-001", SoftwareKind.OEM, "银河麒麟桌面操作系统V10 (SP1)", "明细表!F5"),
        ("PC-2024-001", SoftwareKind.UNSTATED, "WPS Office 2019", "明细表!I5"),
        ("PC-2024-001", SoftwareKind.UNSTATED, "奇安信", "明细表!J5"),
        ("NB-2023-014", SoftwareKind.OEM, "Windows 11 专业版", "明细表!F6"),
    ]
    assert len(found) == 9
    assert found[0].machine.department == "办公室"
    assert not any("COA-KY-000123" in repr(it) for it in found)


def test_the_form_with_a_row_a_software_is_read_with_every_column() -> None:
    (found,) = read_installations(
        workbook(
            "软件使用情况明细表",
            _HEAD,
            "1,办公室,甲,ＰＣ-1,示例型号,RJ-1,示例办公软件,2019,五年,商业软件,2020年3月5日",
        )
    )
    assert (found.number, found.name, found.version) == ("RJ-1", "示例办公软件", "2019")
    assert (found.term, found.kind, found.on) == (
        "五年",
        SoftwareKind.COMMERCIAL,
        date(2020, 3, 5),
    )
    assert (found.machine.brand, found.machine.user) == ("示例型号", "甲")


def test_other_headings_and_blanks_do() -> None:
    found = read_installations(
        workbook(
            "资产编号,名称,软件类型,安装日期,备注", "PC-1,示例软件,OEM,,旧", "PC-1,示例工具,,/,"
        )
    )
    assert [(it.kind, it.on) for it in found] == [
        (SoftwareKind.OEM, None),
        (SoftwareKind.UNSTATED, None),
    ]


def test_a_stroke_or_none_is_no_software_and_no_version() -> None:
    found = read_installations(
        workbook(
            "资产编号,使用部门,使用人,操作系统,来源,办公软件,杀毒软件",
            "PC-1,—,/,示例操作系统,随机预装,/,无",
            "PC-2,财务科,甲,无,,示例办公软件,——",
        )
    )
    assert [(it.machine.number, it.name) for it in found] == [
        ("PC-1", "示例操作系统"),
        ("PC-2", "示例办公软件"),
    ]
    assert (found[0].machine.department, found[0].machine.user) == (None, None)
    (tall,) = read_installations(workbook(_HEAD, "1,办公室,甲,PC-1,某型,无,示例软件,/,—,商业软件,"))
    assert (tall.number, tall.version, tall.term) == (None, None, None)


def test_a_row_whose_software_or_computer_is_a_stroke_is_told() -> None:
    assert doubted(
        _HEAD,
        "1,办公室,甲,PC-1,某型,,无,2019,,商业软件,",
        "2,办公室,甲,/,某型,,示例软件,2019,,商业软件,",
    ) == [("G2", "value-missing"), ("D3", "value-missing")]


@pytest.mark.parametrize("rows", [1, 2, 500])
def test_the_shape_is_told_by_the_head_however_long_the_table_is(rows: int) -> None:
    tall = [f"{it},办公室,甲,PC-{it},某型,,示例软件,2019,,商业软件," for it in range(rows)]
    wide = [f"PC-{it},示例操作系统,随机预装,示例办公软件" for it in range(rows)]
    titles = ["软件使用情况明细表"] * 20
    assert len(read_installations(workbook(*titles, _HEAD, *tall))) == rows
    head = "资产编号,操作系统,来源,办公软件"
    assert len(read_installations(workbook(*titles, head, *wide))) == 2 * rows


def test_a_text_that_no_form_has_room_for_is_told_and_not_kept() -> None:
    row = "1,办公室,甲,PC-1,某型,,{},2019,,商业软件,"
    (found,) = read_installations(workbook(_HEAD, row.format("示" * LONGEST_TEXT)))
    assert len(found.name) == LONGEST_TEXT
    assert doubted(_HEAD, row.format("示" * (LONGEST_TEXT + 1))) == [("G2", "value-too-long")]


def test_every_fault_is_told_with_its_cell() -> None:
    assert doubted(
        _HEAD,
        "1,办公室,甲,PC-1,某型,,示例软件,2019,,盗版,2020年3月5日",
        "2,办公室,甲,,某型,,示例软件,2019,,商业软件,2020年3月",
    ) == [("J2", "value-no-choice"), ("D3", "value-missing"), ("K3", "value-malformed")]


@pytest.mark.parametrize(
    ("lines", "codes"),
    [
        (("什么,也,不是",), {"table-missing"}),
        (("资产编号,操作系统,来源,办公软件", "PC-1,,随机预装,"), {"table-empty"}),
        (("资产编号,软件名称,秘密", "PC-1,示例,x"), {"heading-unknown"}),
    ],
)
def test_another_table_is_refused(lines: tuple[str, ...], codes: set[str]) -> None:
    assert {code for _, code in doubted(*lines)} == codes
