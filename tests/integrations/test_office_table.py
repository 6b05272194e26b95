from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from integrations.errors import Place
from integrations.office_columns import Column, Kind, Unit
from integrations.office_read import Table
from integrations.office_rows import Role
from integrations.office_table import read_table
from integrations.workbook import read_workbook
from integrations.workbook_values import Workbook
from tests.integrations.books import book, sheet

NUMBER = Column("number", ("序号",), Kind.ORDINAL)
PLAN = (
    NUMBER,
    Column("department", ("使用部门", "部门")),
    Column("asset", ("资产名称", "设备名称"), required=True),
    Column("code", ("品目编码",)),
    Column("specification", ("规格型号及配置要求",)),
    Column("measure", ("计量单位",)),
    Column("quantity", ("数量",), Kind.COUNT, required=True),
    Column("price", ("预算单价", "单价"), Kind.AMOUNT, required=True),
    Column("amount", ("预算金额", "金额"), Kind.AMOUNT),
    Column("source", ("资金来源",)),
    Column("remark", ("购置理由/备注", "备注")),
)
DETAIL = (
    NUMBER,
    Column("department", ("部门",)),
    Column("user", ("使用人",)),
    Column("asset", ("资产编号",), required=True),
    Column("model", ("品牌型号",)),
    Column("system", ("操作系统/名称及版本",)),
    Column("origin", ("来源",)),
    Column("licence", ("许可证号/软件编号",)),
    Column("office", ("办公软件/名称及版本",)),
    Column("antivirus", ("杀毒软件/名称及版本",)),
)
SMALL = (
    NUMBER,
    Column("asset", ("资产名称",), required=True),
    Column("quantity", ("数量",), Kind.COUNT, required=True),
    Column("price", ("单价",), Kind.AMOUNT),
)


def workbook(*lines: str) -> Workbook:
    return read_workbook("\n".join(lines).encode())


def table(*lines: str, wanted: tuple[Column, ...] = SMALL) -> Table:
    return read_table(workbook(*lines), wanted)


def doubts(found: Table) -> list[tuple[str, str]]:
    return [(str(each.place), each.code.value) for each in found.doubts]


def values(found: Table) -> list[dict[str, object]]:
    return [{name: it.value for name, it in row.values.items()} for row in found.rows]


def test_the_purchase_plan_is_read_whole(samples: Path) -> None:
    data = (samples / "xlsx" / "办公设备采购计划表.xlsx").read_bytes()
    found = read_table(read_workbook(data), PLAN)
    assert found.doubts == ()
    assert (found.sheet, found.unread) == ("采购计划", ())
    assert found.titles == (
        "2027年度办公设备采购计划表",
        "填报单位：××市××局",
        "填报日期：2026年11月23日",
        "金额单位：元",
    )
    assert found.notes == ("单位负责人：", "财务负责人：", "填表人：", "联系电话：")
    assert list(found.roles.values()) == [
        *[Role.TITLE] * 2,
        Role.HEAD,
        *[Role.DATA] * 4,
        Role.TOTAL,
        Role.NOTE,
    ]
    names = ("number", "department", "asset", "code", "measure", "quantity", "price", "amount")
    assert [tuple(row.values[name].value for name in names) for row in found.rows] == [
        ("1", "办公室", "台式计算机", "A02010105", "台", 10, Decimal(5000), Decimal(50000)),
        ("2", "财务科", "便携式计算机", "A02010108", "台", 4, Decimal(7000), Decimal(28000)),
        ("3", "信息中心", "台式计算机", "A02010105", "台", 3, Decimal(4200), Decimal(12600)),
        ("4", "信息中心", "激光打印机", "A02021003", "台", 2, Decimal(1200), Decimal(2400)),
    ]
    assert found.rows[2].values["specification"].value == "i5/8G/256G，无系统（DOS）"
    assert found.rows[2].values["remark"].value == "操作系统由单位自行安装"
    assert "remark" not in found.rows[1].values
    assert found.rows[0].values["price"].place == Place("采购计划", 4, "H4")
    (total,) = found.totals
    assert total.label == "合计"
    assert {name: it.value for name, it in total.values.items()} == {
        "quantity": 19,
        "amount": Decimal(93000),
    }


def test_the_detail_table_with_its_head_of_two_rows_is_read_whole(samples: Path) -> None:
    data = (samples / "xlsx" / "软件使用情况明细表.xlsx").read_bytes()
    found = read_table(read_workbook(data), DETAIL)
    assert found.doubts == ()
    assert [number for number, role in found.roles.items() if role is Role.HEAD] == [3, 4]
    assert [list(row.values()) for row in values(found)] == [
        [
            "1",
            "办公室",
            "张三",
            "PC-2024-001",
            "联想开天M90z",
            "银河麒麟桌面操作系统V10 (SP1)",
            "随机预装",
            "COA-KY-000123",
            "WPS Office 2019",
            "奇安信",
        ],
        [
            "2",
            "财务科",
            "李四",
            "NB-2023-014",
            "戴尔Latitude 5440",
            "Windows 11 专业版",
            "随机预装",
            "OEM（BIOS内置）",
            "WPS Office 2019",
            "奇安信",
        ],
        [
            "3",
            "业务科",
            "王五",
            "PC-2022-031",
            "惠普ProDesk 400",
            "Windows 10 家庭中文版",
            "随机预装",
            "00330-80000-00000-AA000",
            "Office 2016",
            "360",
        ],
    ]


def test_a_head_of_two_rows_is_found_without_merged_cells() -> None:
    found = table(
        "序号,部门,使用人,计算机,,操作系统,,,办公软件,杀毒软件",
        ",,,资产编号,品牌型号,名称及版本,来源,许可证号/软件编号,名称及版本,名称及版本",
        "1,办公室,甲,PC-1,某型,麒麟,预装,A-1,WPS,某某",
        wanted=DETAIL,
    )
    assert found.doubts == ()
    assert values(found)[0]["system"] == "麒麟"
    assert values(found)[0]["antivirus"] == "某某"


def test_headings_are_known_in_every_width_with_units_asides_and_line_breaks() -> None:
    found = table('序 号,"资产\n名称*",数量（台）,单价（万元）', "1,台式计算机,１０台,０．５")
    assert found.doubts == ()
    assert values(found) == [
        {"number": "1", "asset": "台式计算机", "quantity": 10, "price": Decimal(5000)}
    ]


@pytest.mark.parametrize(
    ("title", "heading", "price"),
    [
        ("单位：万元", "单价", 5000),
        ("填报单位:某局 金额单位：元", "单价", Decimal("0.5")),
        ("(万元)", "单价", 5000),
        ("单位：万元", "单价（元）", Decimal("0.5")),
        ("", "单价(单位:千元)", 500),
        ("", "单价/万元", 5000),
        ("", "单价(元/台)", Decimal("0.5")),
    ],
)
def test_the_unit_of_a_heading_goes_before_that_of_the_table(
    title: str, heading: str, price: Decimal
) -> None:
    found = table(title, f"序号,资产名称,数量,{heading}", "1,台式计算机,10,0.5")
    assert found.doubts == ()
    assert values(found)[0]["price"] == price


def test_a_unit_is_wanted_only_where_an_amount_does_not_name_its_own() -> None:
    head = "序号,资产名称,数量,单价"
    assert table(head, "1,甲,1,0.5万元", "2,乙,1,￥5000元").doubts == ()
    assert doubts(table(head, "1,甲,1,5", "2,乙,1,6")) == [("D2", "unit-missing")]
    by_default = (*SMALL[:3], Column("price", ("单价",), Kind.AMOUNT, unit=Unit.YUAN))
    assert values(table(head, "1,甲,1,5", wanted=by_default))[0]["price"] == 5
    both = table("单位:元", head, "1,甲,1,5", "注:金额单位为万元")
    assert doubts(both) == [("", "unit-contradicts")]
    assert "元、万元" in both.doubts[0].message.zh


def test_the_name_of_a_county_is_no_unit() -> None:
    assert doubts(table("填报单位:元氏县财政局", "序号,资产名称,数量,单价", "1,甲,1,5")) == [
        ("D3", "unit-missing")
    ]


def test_every_row_has_its_role() -> None:
    found = table(
        "某局采购表",
        "",
        "序号,资产名称,数量,单价(元)",
        "1,台式计算机,10,5000",
        "序号,资产名称,数量,单价(元)",
        "2,打印机,2,1200",
        "3",
        "小 计,,12,",
        "合计：,,12,",
        "注:1.本表一式两份",
        "填表人：,,审核人：,",
        "以上情况属实",
    )
    assert found.doubts == ()
    roles = (Role.TITLE, Role.HEAD, Role.DATA, Role.HEAD, Role.DATA, Role.BLANK)
    after = (Role.TOTAL, Role.TOTAL, Role.NOTE, Role.NOTE, Role.NOTE)
    assert list(found.roles.values()) == [*roles, *after]
    assert found.notes == ("注:1.本表一式两份", "填表人：", "审核人：", "以上情况属实")


def test_totals_that_add_up_are_accepted_wherever_they_stand() -> None:
    head = "序号,资产名称,数量,单价(元)"
    grouped = ("1,甲,1,", "小计,,1,", "2,乙,2,", "3,丙,3,", "小计,,5,")
    assert table(head, *grouped, "合计,,6,").doubts == ()
    assert table(head, "1,甲,1,", "合计,,1,", "2,乙,2,", "合计,,2,", "总计,,3,").doubts == ()
    assert table(head, "合计,,6,", *grouped).doubts == ()
    assert table(head, "1,甲,1,5", "合计,,1,—").doubts == ()


def test_totals_that_do_not_add_up_are_told_with_both_figures() -> None:
    head = "序号,资产名称,数量,单价(元)"
    found = table(head, "1,甲,1,", "小计,,1,", "2,乙,2,", "小计,,3,", "总计,,2,")
    assert doubts(found) == [("C5", "total-differs"), ("C6", "total-differs")]
    assert found.doubts[1].message.zh == "总计“数量”为2,各行相加为3"
    assert found.doubts[1].message.en == "the total (总计) under 数量 says 2, the rows add up to 3"


def test_a_total_is_not_compared_where_a_value_could_not_be_read() -> None:
    head = "序号,资产名称,数量,单价(元)"
    assert doubts(table(head, "1,甲,约3,", "合计,,3,")) == [("C2", "value-malformed")]


def test_all_doubts_are_told_at_once_in_order() -> None:
    found = table(
        "序号,资产名称,数量,数 量,颜色,,单价(元)",
        "1,,十,1,红,孤,-5",
        "台式计算机",
        "2,乙,1.5,1,蓝,,五千",
    )
    assert doubts(found) == [
        ("D1", "heading-twice"),
        ("E1", "heading-unknown"),
        ("B2", "value-missing"),
        ("C2", "value-malformed"),
        ("F2", "value-without-heading"),
        ("G2", "value-malformed"),
        ("3", "row-unclear"),
        ("C4", "value-malformed"),
        ("G4", "value-malformed"),
    ]
    assert all(each.message.zh and each.message.en for each in found.doubts)
    assert found.doubts[3].message.en == (
        "under 数量 stands 十: a whole number from 0 on is wanted"
    )


def test_a_missing_column_and_a_missing_table_are_told() -> None:
    assert doubts(table("序号,资产名称", "1,甲")) == [("1", "heading-missing")]
    assert doubts(table("序号,资产名称,数量")) == [("", "table-empty")]
    missing = table("甲,乙", "1,2")
    assert (missing.sheet, missing.rows) == (None, ())
    assert doubts(missing) == [("", "table-missing")]
    assert "资产名称、数量" in missing.doubts[0].message.zh


def test_a_second_table_above_or_below_is_not_taken_for_titles_or_data() -> None:
    head, other = "序号,资产名称,数量,单价(元)", "资产名称,数量,使用人"
    assert doubts(table(other, "乙,1,某", head, "1,甲,1,5")) == [("1", "row-unclear")]
    assert ("3", "row-unclear") in doubts(table(head, "1,甲,1,5", other, "乙,1,某"))


def test_two_columns_may_not_claim_one_heading() -> None:
    with pytest.raises(ValueError, match="heading"):
        table("a,b", wanted=(Column("a", ("甲",)), Column("b", ("甲 ",))))
    with pytest.raises(ValueError, match="name"):
        table("a,b", wanted=(Column("a", ("甲",)), Column("a", ("乙",))))


HEAD = (
    '<row r="1"><c t="str"><v>序号</v></c><c t="str"><v>资产名称</v></c>'
    '<c t="str"><v>数量</v></c><c t="str"><v>单价(元)</v></c></row>'
)


def row(number: int, *cells: str, hidden: bool = False) -> str:
    mark = ' hidden="1"' if hidden else ""
    return f'<row r="{number}"{mark}>{"".join(cells)}</row>'


def text(value: str, place: str = "") -> str:
    return f'<c{at(place)} t="str"><v>{value}</v></c>'


def number(value: str, place: str = "") -> str:
    return f"<c{at(place)}><v>{value}</v></c>"


def at(place: str) -> str:
    return f' r="{place}"' if place else ""


def merged(*refs: str) -> str:
    inside = "".join(f'<mergeCell ref="{ref}"/>' for ref in refs)
    return f"<mergeCells>{inside}</mergeCells>"


def of(*rows: str, after: str = "") -> Table:
    """What is read of one sheet of these rows."""
    return read_table(read_workbook(book(sheet("".join(rows), after=after))), SMALL)


def test_hidden_rows_columns_and_sheets_are_told() -> None:
    data = row(2, number("1"), text("甲"), number("1"), hidden=True)
    columns = '<cols><col min="4" max="4" hidden="1"/></cols>'
    visible = book(sheet(HEAD + data, before=columns))
    assert doubts(read_table(read_workbook(visible), SMALL)) == [
        ("表1", "column-hidden"),
        ("表1!2", "row-hidden"),
    ]
    hidden = read_table(read_workbook(book(sheet(HEAD + data), state="hidden")), SMALL)
    assert doubts(hidden) == [("表1", "sheet-hidden")]
    assert hidden.unread == ("表1",)


def test_the_sheet_that_has_most_of_what_is_required_is_read() -> None:
    data = row(2, number("1"), text("甲"), number("1"))
    lesser = row(1, text("序号"), text("资产名称")) + row(2, number("1"), text("乙"))
    remark = row(1, text("填表说明"))
    found = read_table(read_workbook(book(sheet(remark), sheet(lesser), sheet(HEAD + data))), SMALL)
    assert (found.sheet, found.unread, found.doubts) == ("表3", ("表1", "表2"), ())
    twice = read_table(read_workbook(book(sheet(HEAD + data), sheet(HEAD + data))), SMALL)
    assert doubts(twice) == [("表2", "tables-several")]


def test_merged_cells_carry_words_down_and_never_numbers() -> None:
    data = row(2, number("1"), text("甲"), number("3"), number("5")) + row(3, number("2"))
    found = read_table(
        read_workbook(book(sheet(HEAD + data, after=merged("B2:B3", "C2:C3")))), SMALL
    )
    assert doubts(found) == [("表1!C3", "value-merged-down")]
    assert found.rows[1].values["asset"].value == "甲"
    assert found.rows[1].values["asset"].carried


def test_cells_merged_across_columns_say_nothing_of_the_second() -> None:
    data = row(2, number("1"), text("甲"), number("3", "D2"))
    found = of(HEAD, data, after=merged("B2:C2"))
    assert doubts(found) == [("表1!C2", "value-merged-across")]


def test_a_heading_over_merged_columns_is_one_heading() -> None:
    head = row(1, text("资产名称"), text("数量", "C1"))
    data = row(2, text("甲"), number("3", "C2")) + row(3, text("乙"), text("丙"), number("4"))
    wanted = SMALL[1:3]
    found = read_table(
        read_workbook(book(sheet(head + data, after=merged("A1:B1", "A2:B2")))), wanted
    )
    assert doubts(found) == [("表1!B3", "value-without-heading")]
    assert values(found) == [{"asset": "甲", "quantity": 3}, {"asset": "乙", "quantity": 4}]


def test_a_merged_group_title_between_data_is_doubted_and_below_is_a_note() -> None:
    data = row(3, number("1"), text("甲"), number("3"))
    title = row(2, text("一、办公设备"))
    found = read_table(
        read_workbook(book(sheet(HEAD + title + data, after=merged("A2:D2")))), SMALL
    )
    assert doubts(found) == [("表1!2", "row-unclear")]
    below = row(4, text("以上属实"))
    found = of(HEAD, data, below, after=merged("A4:D4"))
    assert (found.doubts, found.notes) == ((), ("以上属实",))


def test_formulas_are_marked_and_told_where_they_have_no_value() -> None:
    data = row(2, number("1"), text("甲"), "<c><f>1+2</f><v>3</v></c>", "<c><f>5</f></c>")
    failed = row(3, number("2"), text("乙"), number("3"), '<c t="e"><f>1/0</f><v>#DIV/0!</v></c>')
    found = of(HEAD, data, failed)
    assert doubts(found) == [("表1!D2", "value-not-saved"), ("表1!D3", "value-error")]
    assert found.rows[0].values["quantity"].formula
    assert not found.rows[0].values["asset"].formula


ORIGINS = {"oem": ("随机预装", "OEM"), "free": ("免费",)}
KINDS = (
    Column("key", ("名称",)),
    Column("text", ("文字",)),
    Column("amount", ("金额(元)",), Kind.AMOUNT),
    Column("share", ("占比",), Kind.SHARE),
    Column("date", ("日期",), Kind.DATE),
    Column("month", ("时间",), Kind.MONTH),
    Column("used", ("在用",), Kind.YES_NO),
    Column("origin", ("来源",), Kind.CHOICE, choices=ORIGINS),
    Column("count", ("数量",), Kind.COUNT),
)


def one(heading: str, written: str) -> object:
    """What one text is read as under a heading, or the code of the doubt."""
    quoted = written.replace('"', '""')
    found = table(f"名称,{heading}", f'甲,"{quoted}"', wanted=KINDS)
    if found.doubts:
        (doubt,) = found.doubts
        return doubt.code.value
    (read,) = values(found)
    return next((value for name, value in read.items() if name != "key"), None)


MALFORMED = "value-malformed"


@pytest.mark.parametrize(
    ("heading", "written", "value"),
    [
        ("文字", "　Ｗｉｎｄｏｗｓ ", "Ｗｉｎｄｏｗｓ"),
        ("文字", "=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
        ("文字", "123456789012345678", "123456789012345678"),
        ("文字", "00330", "00330"),
        ("文字", "/", "/"),
        ("文字", "　", None),
        ("文字", "abc\u202etxt", "value-control-signs"),
        ("文字", "a\u200bb", "value-control-signs"),
        ("金额(元)", "5,000.00", Decimal(5000)),
        ("金额(元)", "５，０００", Decimal(5000)),
        ("金额(元)", "¥1,234,567.89元", Decimal("1234567.89")),
        ("金额(元)", "0.5 万元", Decimal(5000)),
        ("金额(元)", "1.2万", Decimal(12000)),
        ("金额(元)", "人民币100元整", Decimal(100)),
        ("金额(元)", "—", None),
        ("金额(元)", "50,00", MALFORMED),
        ("金额(元)", "-1", MALFORMED),
        ("金额(元)", "1e3", MALFORMED),
        ("金额(元)", "٣", MALFORMED),
        ("金额(元)", "约5000", MALFORMED),
        ("金额(元)", "NaN", MALFORMED),
        ("金额(元)", "9" * 19, MALFORMED),
        ("金额(元)", "0.005", "value-below-fen"),
        ("占比", "5%", Decimal("0.05")),
        ("占比", "0.05", Decimal("0.05")),
        ("占比", "５％", Decimal("0.05")),
        ("占比", "5", MALFORMED),
        ("占比(%)", "5", Decimal("0.05")),
        ("日期", "2026年3月5日", date(2026, 3, 5)),
        ("日期", "2026 年 3 月 5 日", date(2026, 3, 5)),
        ("日期", "2026.3.5", date(2026, 3, 5)),
        ("日期", "2026/03/05", date(2026, 3, 5)),
        ("日期", "2026-03-05 00:00:00", date(2026, 3, 5)),
        ("日期", "２０２６．０３．０５", date(2026, 3, 5)),
        ("日期", "20260305", date(2026, 3, 5)),
        ("日期", "2026-02-29", MALFORMED),
        ("日期", "26.3.5", MALFORMED),
        ("日期", "2026年3月", MALFORMED),
        ("日期", "46086", MALFORMED),
        ("时间", "2027年3月", date(2027, 3, 1)),
        ("时间", "2027.10", date(2027, 10, 1)),
        ("时间", "202703", date(2027, 3, 1)),
        ("时间", "2027年3月8日", date(2027, 3, 1)),
        ("时间", "2027年13月", MALFORMED),
        ("时间", "一季度", MALFORMED),
        ("在用", "√", True),
        ("在用", "是", True),
        ("在用", "Ｎ", False),
        ("在用", "否", False),
        ("在用", "不清楚", MALFORMED),
        ("来源", " oem ", "oem"),
        ("来源", "免费", "free"),
        ("来源", "自带", "value-no-choice"),
        ("数量", "10 台", 10),
        ("数量", "1,000", 1000),
        ("数量", "3.0", 3),
        ("数量", "3.5", MALFORMED),
        ("数量", "-3", MALFORMED),
        ("数量", "三", MALFORMED),
        ("数量", "", None),
    ],
)
def test_what_is_written_is_read_as_what_it_means(
    heading: str, written: str, value: object
) -> None:
    assert one(heading, written) == value


STYLES = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="9"/></cellXfs>'


def stored(heading: str, cell: str, properties: str = "") -> object:
    """What one cell of XML is read as under a heading, or the code of the doubt."""
    rows = row(1, text("名称"), text(heading)) + row(2, text("甲"), cell)
    data = book(sheet(rows), styles=STYLES, properties=properties)
    found = read_table(read_workbook(data), KINDS)
    if found.doubts:
        (doubt,) = found.doubts
        return doubt.code.value
    return next(value for name, value in values(found)[0].items() if name != "key")


@pytest.mark.parametrize(
    ("heading", "cell", "value"),
    [
        ("日期", '<c s="1"><v>46086</v></c>', date(2026, 3, 5)),
        ("日期", '<c s="1"><v>46086.75</v></c>', date(2026, 3, 5)),
        ("日期", '<c s="1"><v>1</v></c>', date(1900, 1, 1)),
        ("日期", '<c s="1"><v>59</v></c>', date(1900, 2, 28)),
        ("日期", '<c s="1"><v>60</v></c>', MALFORMED),
        ("日期", '<c s="1"><v>61</v></c>', date(1900, 3, 1)),
        ("日期", '<c s="1"><v>2958465</v></c>', date(9999, 12, 31)),
        ("日期", '<c s="1"><v>2958466</v></c>', MALFORMED),
        ("日期", '<c s="1"><v>-1</v></c>', MALFORMED),
        ("日期", "<c><v>46086</v></c>", date(2026, 3, 5)),
        ("日期", "<c><v>20260305</v></c>", date(2026, 3, 5)),
        ("日期", "<c><v>202603</v></c>", MALFORMED),
        ("日期", '<c t="d"><v>2026-03-05T00:00:00</v></c>', date(2026, 3, 5)),
        ("时间", "<c><v>2026.1</v></c>", MALFORMED),
        ("时间", "<c><v>202610</v></c>", date(2026, 10, 1)),
        ("时间", '<c s="1"><v>46086</v></c>', date(2026, 3, 1)),
        ("文字", '<c s="1"><v>46086</v></c>', "2026-03-05"),
        ("文字", "<c><v>20240001</v></c>", "20240001"),
        ("文字", "<c><v>1.2345678901234568E+17</v></c>", "value-digits-lost"),
        ("文字", "<c><v>1.1000000000000001</v></c>", "1.1"),
        ("文字", '<c s="2"><v>0.05</v></c>', "5%"),
        ("文字", '<c t="b"><v>1</v></c>', "是"),
        ("文字", '<c t="str"><v>a_x0000_b</v></c>', "value-control-signs"),
        ("文字", '<c t="str"><v>a_xD800_b</v></c>', "value-control-signs"),
        ("金额(元)", "<c><v>4999.9899999999998</v></c>", Decimal("4999.99")),
        ("金额(元)", "<c><v>5E3</v></c>", Decimal(5000)),
        ("金额(元)", "<c><v>1E15</v></c>", MALFORMED),
        ("金额(元)", "<c><v>1E999</v></c>", MALFORMED),
        ("金额(元)", "<c><v>-5</v></c>", MALFORMED),
        ("金额(元)", '<c s="1"><v>46086</v></c>', MALFORMED),
        ("金额(元)", '<c t="b"><v>1</v></c>', MALFORMED),
        ("占比", '<c s="2"><v>0.05</v></c>', Decimal("0.05")),
        ("占比(%)", '<c s="2"><v>0.05</v></c>', Decimal("0.05")),
        ("占比(%)", "<c><v>5</v></c>", Decimal("0.05")),
        ("在用", '<c t="b"><v>0</v></c>', False),
        ("在用", "<c><v>1</v></c>", True),
        ("数量", "<c><v>1E999</v></c>", MALFORMED),
        ("数量", "<c><v>3</v></c>", 3),
    ],
)
def test_what_is_stored_is_read_as_what_it_shows(heading: str, cell: str, value: object) -> None:
    assert stored(heading, cell) == value


def test_a_workbook_may_count_its_days_from_1904() -> None:
    cell = '<c s="1"><v>44624</v></c>'
    assert stored("日期", cell, 'date1904="1"') == date(2026, 3, 5)
