"""What is said about the rows of an official list: faults that refuse it, and what is only told."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum, unique
from types import MappingProxyType
from typing import Final

from integrations.errors import IntegrationError, Place
from validators.finding import Message
from validators.wording import Sentences, worded


@unique
class ListCode(StrEnum):
    """What an importer has to say about a list, beyond what every office's table may be told."""

    # Faults: the list is refused whole, and nothing is changed.
    TOO_MANY_ROWS = "list-too-many-rows"
    ROW_TWICE = "list-row-twice"
    SEVERAL = "list-value-several"
    A_NUMBER = "list-value-number"
    FAMILY_NONE = "list-family-none"
    FAMILY_SEVERAL = "list-family-several"
    LEVEL_UNKNOWN = "list-level-unknown"
    USE_UNKNOWN = "list-use-unknown"
    KIND_UNSTATED = "list-kind-unstated"
    KIND_UNSPOKEN = "list-kind-unspoken"
    DATE_NONE = "list-date-none"
    DATE_OTHER = "list-date-other"
    NUMBER_OTHER = "list-number-other"
    REVISION_BEHIND = "list-revision-behind"
    LISTING_FAULTY = "list-row-faulty"
    STATEMENT_FAULTY = "list-statement-faulty"

    # Told: a keeper looks at each before he proposes the document.
    READ_AS = "list-read-as"
    INFERRED = "list-row-inferred"
    NAME_SEVERAL = "list-name-several"
    LISTED_ELSEWHERE = "list-listed-elsewhere"
    SPELT_NEARLY = "list-spelt-nearly"
    REMOVED = "list-row-removed"
    SHEET_UNREAD = "list-sheet-unread"


TOLD: Final = frozenset(
    {
        ListCode.READ_AS,
        ListCode.INFERRED,
        ListCode.NAME_SEVERAL,
        ListCode.LISTED_ELSEWHERE,
        ListCode.SPELT_NEARLY,
        ListCode.REMOVED,
        ListCode.SHEET_UNREAD,
    }
)
"""What does not refuse a list."""

SENTENCES: Final[Sentences] = MappingProxyType(
    {
        ListCode.TOO_MANY_ROWS: (
            "有{found}行,一份公告最多读取{most}行:请核对是否为一份公告",
            "there are {found} rows; of one list at most {most} are read: see that it is one list",
        ),
        ListCode.ROW_TWICE: (
            "“{name}”的名称、版本与内核同{first}:请删去一行,或改正其一",
            "{name} has the name, version and kernel of {first}: remove one row, or correct it",
        ),
        ListCode.SEVERAL: (
            "“{found}”不止一个版本或内核:每个单独成行,再填写一次",
            "{found} is more than one version or kernel: give each a row of its own",
        ),
        ListCode.A_NUMBER: (
            "“{heading}”是数值“{found}”,表格软件会舍去末尾的0(5.10成为5.1):请设为文本后重新填写",
            (
                "under {heading} stands the number {found}, of which spreadsheets drop the last"
                " nought (5.10 becomes 5.1): make the cell a text and write it again"
            ),
        ),
        ListCode.FAMILY_NONE: (
            "“{name}”中没有该目录任何{kind}系列的词:请先在目录中为其添加系列或词",
            (
                "no word of any {kind} family of the scheme stands in {name}: add the family, or"
                " the word, to the scheme first"
            ),
        ),
        ListCode.FAMILY_SEVERAL: (
            "“{name}”可归入{known}:请在“系列”列写明",
            "{name} may be of the families {known}: name one under 系列",
        ),
        ListCode.LEVEL_UNKNOWN: (
            "该目录没有等级“{found}”,只有{known}",
            "the scheme has no level {found}; it has {known}",
        ),
        ListCode.USE_UNKNOWN: (
            "“{found}”不是桌面或服务器",
            "{found} is neither 桌面 (desktop) nor 服务器 (server)",
        ),
        ListCode.KIND_UNSTATED: (
            '未说明该行是哪类产品:请在说明中写 "kind",或加“产品类别”列',
            (
                "nothing says of what kind of product this row is: name the kind in the statement,"
                " or add the column 产品类别"
            ),
        ),
        ListCode.KIND_UNSPOKEN: (
            '说明的 "parts" 未提及{kind}:请写明该类录入了多少',
            "parts of the statement do not speak of {kind}: say how much of it is loaded",
        ),
        ListCode.DATE_NONE: (
            "“{found}”不是日期",
            "{found} is no date",
        ),
        ListCode.DATE_OTHER: (
            "“{found}”与说明不符:说明为{stated}",
            "{found} is not what the statement says: {stated}",
        ),
        ListCode.NUMBER_OTHER: (
            "文件题为“{found}”,说明为“{stated}”",
            "the file is headed {found}, the statement says {stated}",
        ),
        ListCode.REVISION_BEHIND: (
            "第{revision}次修订不在现行第{held}次之后:请用更大的号",
            "revision {revision} does not follow {held}, which is in force: give it a higher one",
        ),
        ListCode.LISTING_FAULTY: ("{key}:{why}", "{key}: {why}"),
        ListCode.STATEMENT_FAULTY: ("{why}", "{why}"),
        ListCode.READ_AS: (
            "“{found}”读作“{read}”:请核对原文",
            "{found} is read as {read}: compare it with the original",
        ),
        ListCode.INFERRED: (
            "“{name}”标为推断或带问号:录入后不能证明任何事",
            "{name} is inferred or bears a question mark: once loaded it proves nothing",
        ),
        ListCode.NAME_SEVERAL: (
            "“{name}”可能是几个产品的名称:若是,请分行",
            "{name} may name more than one product: if so, give each a row",
        ),
        ListCode.LISTED_ELSEWHERE: (
            "“{name}”也列于{publication}",
            "{name} stands on {publication} too",
        ),
        ListCode.SPELT_NEARLY: (
            "“{name}”与{publication}的“{other}”写法相近:请核对是否同一产品",
            "{name} is spelt nearly as {other} on {publication}: is it the same product?",
        ),
        ListCode.REMOVED: (
            "上一修订中的“{name}”不再列出",
            "{name} stood on the revision before and does not any more",
        ),
        ListCode.SHEET_UNREAD: (
            "该工作表未读取",
            "this sheet was not read",
        ),
    }
)
"""Code → (Chinese, English), with the names of the values each sentence shows in braces."""


@dataclass(frozen=True, slots=True)
class ListNote:
    """One thing said about a list: where it is printed, its stable code, and what to do."""

    place: Place
    code: str
    message: Message

    @property
    def told(self) -> bool:
        """Return whether it is only told, and refuses nothing."""
        return self.code in TOLD

    def __str__(self) -> str:
        """Return it after its place."""
        where = f"{self.place}: " if str(self.place) else ""
        return f"{where}{self.code}: {self.message.zh} / {self.message.en}"


@dataclass(eq=False)
class ListRefused(IntegrationError):  # noqa: N818 - the name of the thing: a list that is refused
    """An official list cannot be taken; nothing of it was used. ``notes`` has every fault of it."""

    notes: tuple[ListNote, ...]

    def __str__(self) -> str:
        """Return all faults, one a line."""
        return "\n".join(map(str, self.notes))


def note(place: Place, code: ListCode, /, **values: object) -> ListNote:
    """Return a note with its sentence filled in.

    Raises:
        KeyError: a value that the sentence shows is not given.
    """
    return ListNote(place, code.value, worded(SENTENCES, code, **values))


def faults_of(notes: Iterable[ListNote]) -> tuple[ListNote, ...]:
    """Return those that refuse a list."""
    return tuple(it for it in notes if not it.told)
