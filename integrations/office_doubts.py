"""What is doubtful about an office's table: one sentence for each code, in both languages."""

from dataclasses import dataclass
from enum import StrEnum, unique
from types import MappingProxyType
from typing import Final

from integrations.errors import IntegrationError, Place
from validators.finding import Message
from validators.wording import Sentences, worded


@unique
class DoubtCode(StrEnum):
    """Why a table cannot be taken as it is."""

    # The table as a whole.
    TABLE_MISSING = "table-missing"
    TABLES_SEVERAL = "tables-several"
    TABLE_EMPTY = "table-empty"
    SHEET_HIDDEN = "sheet-hidden"
    UNIT_MISSING = "unit-missing"
    UNIT_CONTRADICTS = "unit-contradicts"

    # Headings.
    HEADING_MISSING = "heading-missing"
    HEADING_UNKNOWN = "heading-unknown"
    HEADING_TWICE = "heading-twice"
    COLUMN_HIDDEN = "column-hidden"

    # Rows.
    ROW_UNCLEAR = "row-unclear"
    ROW_HIDDEN = "row-hidden"
    TOTAL_DIFFERS = "total-differs"

    # Cells.
    VALUE_MISSING = "value-missing"
    VALUE_WITHOUT_HEADING = "value-without-heading"
    VALUE_MALFORMED = "value-malformed"
    VALUE_NO_CHOICE = "value-no-choice"
    VALUE_ERROR = "value-error"
    VALUE_NOT_SAVED = "value-not-saved"
    DIGITS_LOST = "value-digits-lost"
    BELOW_FEN = "value-below-fen"
    CONTROL_SIGNS = "value-control-signs"
    TOO_LONG = "value-too-long"
    MERGED_ACROSS = "value-merged-across"
    MERGED_DOWN = "value-merged-down"


SENTENCES: Final[Sentences] = MappingProxyType(
    {
        DoubtCode.TABLE_MISSING: (
            "未找到所需的表:表头应包含{wanted}",
            "the table was not found: its head must have {wanted}",
        ),
        DoubtCode.TABLES_SEVERAL: (
            "工作簿中不止一张这样的表:请只保留一张",
            "the workbook has more than one such table: keep one",
        ),
        DoubtCode.TABLE_EMPTY: (
            "表头之下没有数据",
            "nothing stands below the head",
        ),
        DoubtCode.SHEET_HIDDEN: (
            "所需的表在隐藏的工作表中:请取消隐藏",
            "the table stands on a hidden sheet: show the sheet",
        ),
        DoubtCode.UNIT_MISSING: (
            "未注明“{heading}”的金额单位:请在表头或表上方写明,如“单位:元”",
            (
                "no unit is given for the amounts under {heading}: write it in the heading or above"
                " the table, as in 单位:元"
            ),
        ),
        DoubtCode.UNIT_CONTRADICTS: (
            "金额单位不一致:{found}",
            "the table names more than one unit of money: {found}",
        ),
        DoubtCode.HEADING_MISSING: (
            "缺少列:表头应包含{wanted}",
            "a column is missing: the head must have {wanted}",
        ),
        DoubtCode.HEADING_UNKNOWN: (
            "无法识别的列“{found}”:请删除该列,或改用规定的列名",
            "the column {found} is not known: remove it, or head it as the form does",
        ),
        DoubtCode.HEADING_TWICE: (
            "“{found}”与{other}的“{first}”是同一列:请只保留一列",
            "{found} is the same column as {first} in {other}: keep one",
        ),
        DoubtCode.COLUMN_HIDDEN: (
            "列“{found}”被隐藏:请取消隐藏或删除",
            "the column {found} is hidden: show or remove it",
        ),
        DoubtCode.ROW_UNCLEAR: (
            "无法判断该行是数据还是说明:“{found}”",
            "it is not clear whether this row is data or a remark: {found}",
        ),
        DoubtCode.ROW_HIDDEN: (
            "该行被隐藏却有内容:请取消隐藏或删除",
            "the row is hidden and holds something: show or remove it",
        ),
        DoubtCode.TOTAL_DIFFERS: (
            "{label}“{heading}”为{found},各行相加为{wanted}",
            "the {label} under {heading} says {found}, the rows add up to {wanted}",
        ),
        DoubtCode.VALUE_MISSING: (
            "“{heading}”为空:应为{wanted}",
            "nothing stands under {heading}: {wanted} is wanted",
        ),
        DoubtCode.VALUE_WITHOUT_HEADING: (
            "“{found}”所在的列没有表头",
            "{found} stands in a column without a heading",
        ),
        DoubtCode.VALUE_MALFORMED: (
            "“{heading}”为“{found}”:应为{wanted}",
            "under {heading} stands {found}: {wanted} is wanted",
        ),
        DoubtCode.VALUE_NO_CHOICE: (
            "“{heading}”为“{found}”:应为{wanted}之一",
            "under {heading} stands {found}: one of {wanted} is wanted",
        ),
        DoubtCode.VALUE_ERROR: (
            "“{heading}”的公式出错({found})",
            "the formula under {heading} ended with {found}",
        ),
        DoubtCode.VALUE_NOT_SAVED: (
            "“{heading}”是公式而文件中没有结果:请用表格软件打开并保存,或改为数值",
            (
                "under {heading} stands a formula whose result was not saved: open and save the"
                " file with a spreadsheet program, or write the value"
            ),
        ),
        DoubtCode.DIGITS_LOST: (
            "“{heading}”的数字{found}超过15位,表格软件已舍去末位:请将单元格设为文本后重新填写",
            (
                "the number {found} under {heading} has more than 15 digits, of which spreadsheets"
                " drop the last: make the cell a text and write it again"
            ),
        ),
        DoubtCode.BELOW_FEN: (
            "“{heading}”的金额{found}元不足一分的部分无法支付",
            "the amount of {found} yuan under {heading} is finer than a fen",
        ),
        DoubtCode.CONTROL_SIGNS: (
            "“{heading}”含有不可见的控制字符:“{found}”",
            "invisible control characters stand under {heading}: {found}",
        ),
        DoubtCode.TOO_LONG: (
            "“{heading}”有{found}个字符:最多{most}个",
            "{found} characters stand under {heading}: at most {most} are taken",
        ),
        DoubtCode.MERGED_ACROSS: (
            "“{heading}”与左侧的列合并:请取消合并并分别填写",
            (
                "the cell under {heading} is merged with a column to its left: undo the merge and"
                " fill in each"
            ),
        ),
        DoubtCode.MERGED_DOWN: (
            "“{heading}”的数“{found}”由上方合并而来,会被重复计算:请取消合并并分别填写",
            (
                "the number {found} under {heading} is merged with the row above and would count"
                " twice: undo the merge and fill in each"
            ),
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Doubt:
    """One doubt: where, which, and what to do, in Chinese and English."""

    place: Place
    code: DoubtCode
    message: Message

    def __str__(self) -> str:
        """Return the doubt, after its place if it has one."""
        where = f"{self.place}: " if str(self.place) else ""
        return f"{where}{self.code}: {self.message.zh} / {self.message.en}"


def doubt(place: Place, code: DoubtCode, /, **values: object) -> Doubt:
    """Return a doubt with its sentence filled in.

    Raises:
        KeyError: a value that the sentence shows is not given.
    """
    return Doubt(place, code, worded(SENTENCES, code, **values))


@dataclass(eq=False)
class TableDoubted(IntegrationError):  # noqa: N818 - named for what was found
    """A table cannot be taken as it is; nothing of it was used."""

    doubts: tuple[Doubt, ...]
