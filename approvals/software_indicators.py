"""Indicators of how an agency keeps its software, each with its definition and its two counts.

Source: LEGITIMACY §5. Official scores were not recovered, so these are measures and no marks. Where
there is nothing to divide by, an indicator has no value.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum, unique
from types import MappingProxyType
from typing import Final

from approvals.software_acts import SoftwareKind
from approvals.software_derivation import Approved, EnteredRow
from approvals.software_ledgers import SummaryRow
from approvals.software_reading import AgencySoftware, Material
from validators.finding import Message
from validators.order import OrderLine
from validators.papers import products
from validators.wording import Sentences, worded

HORIZONS: Final = (30, 90, 180)
"""Days ahead in which a certificate may expire."""
HALF_A_YEAR: Final = timedelta(days=183)
"""After which the guidance wants the detail table brought up to date, in days."""


@unique
class IndicatorName(StrEnum):
    """What is measured."""

    PRELOADED = "computers-with-oem-preload"
    INSTALLED_LICENSED = "installed-of-licensed"
    EVIDENCE = "approvals-with-complete-evidence"
    EXPIRING = "certificates-expiring"
    OLD_ROWS = "entered-rows-older-than-half-a-year"


DEFINITIONS: Final[Sentences] = MappingProxyType(
    {
        IndicatorName.PRELOADED: (
            "台账上有随机软件(随计算机交付,或导入时注明)的计算机 ÷ 台账上的全部计算机",
            (
                "computers on the ledgers with software that came with them, by delivery or as"
                " entered ÷ all computers on the ledgers"
            ),
        ),
        IndicatorName.INSTALLED_LICENSED: (
            "许可数量已知的商业软件:已安装数量 ÷ 许可数量",
            "commercial software whose licences are counted: installations ÷ licences",
        ),
        IndicatorName.EVIDENCE: (
            "订单中每项软件都列明有编号的许可证明的有效批准 ÷ 订单中有软件的有效批准",
            (
                "approvals in force whose order names a numbered proof of licence for every piece"
                " of software ÷ approvals in force whose order has software"
            ),
        ),
        IndicatorName.EXPIRING: (
            "{days}天内到期的证书 ÷ 有效批准的订单中注明到期日且尚未到期的证书",
            (
                "certificates that expire within {days} days ÷ certificates with a last day, not"
                " yet over, in orders of approvals in force"
            ),
        ),
        IndicatorName.OLD_ROWS: (
            "登记已超过183天的导入行 ÷ 全部导入行",
            "rows entered from files more than 183 days ago ÷ all rows entered from files",
        ),
    }
)
"""Name → (Chinese, English): numerator ÷ denominator."""

LEFT_OUT: Final = (
    Message(
        "国产软件所占比例:没有记录软件是否国产",
        "the domestic share: whether software is domestic is not recorded",
    ),
    Message(
        "有可疑行的计算机所占比例:可疑标记不予保存",
        "the share of computers with a suspicious row: such marks are not kept",
    ),
    Message(
        "按软件类别的安装与许可之比:台账按软件编号而不按类别记录",
        "installed of licensed by class: the ledgers are kept by software number and not by class",
    ),
)
"""What LEGITIMACY §5 names and cannot be derived, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One measure: ``numerator`` of ``denominator``; ``days`` where it looks ahead."""

    name: IndicatorName
    definition: Message
    numerator: int
    denominator: int
    days: int | None = None

    @property
    def percent(self) -> str | None:
        """Return the value as a percentage with one decimal, cut off; ``None`` without a base."""
        if not self.denominator:
            return None
        tenths = self.numerator * 1000 // self.denominator
        return f"{tenths // 10}.{tenths % 10}"


def indicators_of(found: AgencySoftware, material: Material) -> tuple[Indicator, ...]:
    """Return the indicators of an agency on the day of its ledgers, with what they are made of."""
    in_force = [it for it in material.approved if it.in_force]
    return (
        _indicator(
            IndicatorName.PRELOADED, len(found.accounts.preloads), len(found.accounts.machines)
        ),
        _installed(found.ledgers.summary),
        _evidence(in_force),
        *_expiring(in_force, found.on),
        _old(material.rows, found.on),
    )


def _indicator(
    name: IndicatorName, numerator: int, denominator: int, days: int | None = None
) -> Indicator:
    return Indicator(
        name=name,
        definition=worded(DEFINITIONS, name, days=days),
        numerator=numerator,
        denominator=denominator,
        days=days,
    )


def _installed(summary: Iterable[SummaryRow]) -> Indicator:
    counted = [
        (it.installed, it.licences)
        for it in summary
        if it.kind is SoftwareKind.COMMERCIAL and it.licences is not None
    ]
    return _indicator(
        IndicatorName.INSTALLED_LICENSED,
        sum(installed for installed, _ in counted),
        sum(licences for _, licences in counted),
    )


def _evidence(approved: Iterable[Approved]) -> Indicator:
    proven = [
        [
            it.licence is not None and it.licence.proven
            for at, line in each.lines.items()
            for it in products(at, line)
        ]
        for each in approved
    ]
    with_software = [it for it in proven if it]
    return _indicator(IndicatorName.EVIDENCE, sum(map(all, with_software)), len(with_software))


def _expiring(approved: Iterable[Approved], on: date) -> Iterator[Indicator]:
    ends = [
        end
        for each in approved
        for line in each.lines.values()
        for end in _last_days(line)
        if end >= on
    ]
    for days in HORIZONS:
        soon = sum(end <= on + timedelta(days=days) for end in ends)
        yield _indicator(IndicatorName.EXPIRING, soon, len(ends), days)


def _last_days(line: OrderLine) -> Iterator[date]:
    permits = (it.permit for it in line.software)
    stated = (line.energy_certificate, line.environment_label, line.framework_admission)
    for it in (*stated, *permits):
        if it is not None and it.valid_until is not None:
            yield it.valid_until


def _old(rows: Iterable[EnteredRow], on: date) -> Indicator:
    days = [it.recorded_on for it in rows if it.recorded_on <= on]
    old = sum(on - it > HALF_A_YEAR for it in days)
    return _indicator(IndicatorName.OLD_ROWS, old, len(days))
