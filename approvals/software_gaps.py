"""What the software ledgers do not know: each blank is told, with whom it is about, and why.

A blank is never filled in by a guess. (DESIGN decision 3: absence is never a pass.)
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum, unique
from types import MappingProxyType
from typing import Final

from approvals import software_errors as errors
from approvals.software_acts import SoftwareKind
from approvals.software_ledgers import Ledgers
from validators.finding import Message
from validators.wording import Sentences, worded

MOST_SHOWN: Final = 50
"""Most subjects of a gap that are named; ``count`` says how many there are."""


@unique
class GapCode(StrEnum):
    """What is not known, or not on the ledgers."""

    # The head of the summary.
    STAFF = "staff-unknown"
    MACHINE_CLASS = "machine-class-unknown"

    # Computers.
    USER = "user-unknown"
    DEPARTMENT = "department-unknown"
    BRAND = "brand-unknown"
    NO_SOFTWARE = "machine-without-software"

    # Software.
    KIND = "kind-unknown"
    VERSION = "version-unknown"
    LICENCES = "licences-unknown"
    AMOUNT = "amount-unknown"
    REASON = "reason-unknown"

    # Lines of orders, and acts.
    UNNAMED = "software-unnamed"
    NOT_TOLD_WHERE = "installation-not-told"
    REFUSED = "act-not-taken"


SENTENCES: Final[Sentences] = MappingProxyType(
    {
        GapCode.STAFF: (
            "没有职工总人数和使用计算机的人数",
            "the numbers of all staff and of staff using computers are not recorded",
        ),
        GapCode.MACHINE_CLASS: (
            "仅由导入登记的计算机未注明是台式、便携还是服务器,未计入台数",
            (
                "computers entered from a file only: whether they are desktops, portables or"
                " servers is not stated, and they are not counted in the head"
            ),
        ),
        GapCode.USER: ("没有使用人", "who uses the computer is not recorded"),
        GapCode.DEPARTMENT: ("没有使用部门", "no department is recorded"),
        GapCode.BRAND: ("没有品牌型号", "no brand or model is recorded"),
        GapCode.NO_SOFTWARE: (
            "在用计算机,但不知其上装有何种软件",
            "a computer in service of whose software nothing is known",
        ),
        GapCode.KIND: (
            "未注明是商业软件、随机软件还是免费软件",
            "whether the software is commercial, OEM or free is not stated",
        ),
        GapCode.VERSION: (
            "未单独注明版本",
            "the version is not stated apart from the name",
        ),
        GapCode.LICENCES: (
            "许可数量不明:订单未写明,或为以前已有",
            "the number of licences is not known: no order states it, or they were there before",
        ),
        GapCode.AMOUNT: (
            "购置金额不明:未单独计价,或未注明税率,或为以前已有",
            (
                "the amount is not known: it was not priced apart, its tax rate is not stated, or"
                " it was there before"
            ),
        ),
        GapCode.REASON: (
            "不在本单位可使用免费软件清单上,使用理由不明",
            "no entry of the agency's list of usable free software gives the reason for its use",
        ),
        GapCode.UNNAMED: (
            "订单行未写明软件名称,未列入台账",
            "the order line does not name the software: it is not on the ledgers",
        ),
        GapCode.NOT_TOLD_WHERE: (
            "订单未写明每台设备各装一份,装在哪台设备上不明",
            (
                "the order does not say that each device carries one: on which devices it is"
                " installed is not known"
            ),
        ),
        GapCode.REFUSED: (
            "与台账不符,未列入:{reason}",
            "it does not fit the ledgers and is not on them: {reason}",
        ),
    }
)
"""Code → (Chinese, English)."""

REASONS: Final[Mapping[type[errors.LedgerActRefused], Message]] = MappingProxyType(
    {
        errors.NumberTaken: Message(
            "该软件编号已用于另一软件", "the number stands for other software"
        ),
        errors.NumberDiffers: Message(
            "该软件在台账中已有另一编号", "the software has another number in the ledgers"
        ),
        errors.NotBought: Message(
            "没有该软件的购置或清单记录", "the software was neither bought nor listed"
        ),
        errors.LicencesExceeded: Message(
            "安装数量超过许可数量", "more would be installed than there are licences"
        ),
        errors.VersionNotUsable: Message(
            "该版本不在许可的可用版本之内", "the licence does not allow this version"
        ),
        errors.AlreadyListed: Message(
            "清单上或前面的行中已有此条", "just this stands on the list already, or in a row before"
        ),
        errors.AlreadyInstalled: Message(
            "该计算机上已有该软件", "the software is on that computer already"
        ),
        errors.NotInstalled: Message(
            "该计算机上没有该软件", "the software is not on that computer"
        ),
        errors.UnknownComputer: Message("没有该计算机", "there is no such computer"),
        errors.BoundToComputer: Message(
            "随机软件只能用于其随附的计算机",
            "OEM software serves on the computer it came with and on no other",
        ),
        errors.DayToCome: Message("安装时间在今日之后", "the day of installation is to come"),
        errors.DayTooEarly: Message(
            "安装时间早于有个人计算机之时,应为笔误",
            "the day of installation is before there were personal computers: a slip",
        ),
        errors.BeforeInstalled: Message(
            "卸载日期早于安装日期", "the day of removal is before that of installation"
        ),
    }
)
"""Why an act is not taken, for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One kind of blank: how many there are, the first of whom it is about, and a sentence."""

    code: GapCode
    count: int
    subjects: tuple[str, ...]
    message: Message


def gap(code: GapCode, subjects: Iterable[str], /, **values: object) -> Gap | None:
    """Return the gap about these subjects, each named once; ``None`` where there are none."""
    found = tuple(sorted(set(subjects)))
    if not found:
        return None
    message = worded(SENTENCES, code, **values)
    return Gap(code=code, count=len(found), subjects=found[:MOST_SHOWN], message=message)


def refusals(refused: Iterable[errors.LedgerActRefused]) -> list[Gap]:
    """Return the gaps of acts that were not taken, one for each reason."""
    rows: dict[type[errors.LedgerActRefused], list[str]] = {}
    for it in refused:
        rows.setdefault(type(it), []).append(it.row)
    made = (
        gap(GapCode.REFUSED, rows[kind], reason=reason)
        for kind, reason in REASONS.items()
        if kind in rows
    )
    return [it for it in made if it is not None]


def gaps_of(ledgers: Ledgers) -> list[Gap]:
    """Return what is blank in some ledgers."""
    usage, summary = ledgers.usage, ledgers.summary
    unstaffed = ledgers.head.staff is None or ledgers.head.staff_with_computers is None
    commercial = [it for it in summary if it.kind is SoftwareKind.COMMERCIAL]
    subjects: tuple[tuple[GapCode, list[str]], ...] = (
        (GapCode.STAFF, ["head"] if unstaffed else []),
        (GapCode.USER, [it.computer for it in usage if it.user is None]),
        (GapCode.DEPARTMENT, [it.computer for it in usage if it.department is None]),
        (GapCode.BRAND, [it.computer for it in usage if it.brand is None]),
        (GapCode.KIND, [it.software for it in summary if it.kind is SoftwareKind.UNSTATED]),
        (GapCode.VERSION, [it.software for it in summary if it.version is None]),
        (GapCode.LICENCES, [it.software for it in commercial if it.licences is None]),
        (GapCode.AMOUNT, [it.software for it in commercial if it.amount is None]),
        (GapCode.REASON, [it.software for it in ledgers.free if it.reason is None]),
    )
    made = (gap(code, them) for code, them in subjects)
    return [it for it in made if it is not None]
