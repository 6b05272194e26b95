"""What acts on agencies, orders and approvals refuse, each as a problem."""

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from api.problem import MOST_FAULTS, RETRY, Problem, plain, unfit
from approvals import delivery_errors as delivering
from approvals import errors as approving
from approvals import free_software_errors as listing
from approvals import licence_errors as licensing
from approvals.replay_errors import ReplayNotFound
from approvals.software_errors import EntriesRefused
from approvals.software_gaps import REASONS
from approvals.state_words import state_words
from validators.finding import Outcome


def _wrong_state(error: approving.WrongState) -> Problem:
    shown = [error.state] if error.awaits is None else [error.state, error.awaits]
    zh, en = _words(error.subject, shown)
    wanted_zh, wanted_en = _words(error.subject, error.wanted)
    # One act is about many devices: which of them it is has to be said.
    unit = error.subject == "unit"
    whose, what = (f"设备 {error.id} ", f"device {error.id}") if unit else ("", error.subject)
    return Problem(
        kind="wrong-state",
        zh=f"{whose}状态为{'、'.join(zh)},应为{'、'.join(wanted_zh)}",
        en=f"the {what} is {', '.join(en)}; this needs it {' or '.join(wanted_en)}",
        members={
            "state": error.state,
            **({} if error.awaits is None else {"awaits": error.awaits}),
            "wanted": list(error.wanted),
        },
    )


def _words(subject: str, states: Iterable[str]) -> tuple[list[str], list[str]]:
    pairs = [state_words(subject, it) for it in states]
    return [zh for zh, _ in pairs], [en for _, en in pairs]


def _duplicate_reference(error: approving.DuplicateReference) -> Problem:
    return Problem(
        kind="duplicate",
        zh=f"编号“{error.reference}”已用于另一订单",
        en=f'the reference "{error.reference}" belongs to another order of the agency',
        members={"order": error.order, "pointer": "/reference"},
    )


def _out_of_range(error: approving.DayOutOfRange) -> Problem:
    day, earliest, latest = error.day, error.earliest, error.latest
    if latest is None:
        said = f"{day} 不得早于 {earliest}", f"{day} is before {earliest}, the earliest day"
    elif earliest is None:
        said = f"{day} 不得晚于 {latest}", f"{day} is after {latest}, the latest day"
    else:
        said = (
            f"{day} 应在 {earliest} 至 {latest} 之间",
            f"{day} is not between {earliest} and {latest}",
        )
    return unfit(f"/{error.name}", *said)


def _more(error: approving.MoreThanApproved) -> Problem:
    return unfit(
        f"/lines/{error.line}",
        f"第 {error.line} 行批准余量为 {error.remaining},收到 {error.delivered}",
        f"line {error.line} still covers {error.remaining}, {error.delivered} were delivered",
    )


def _less(error: approving.LessThanDelivered) -> Problem:
    where = "/lines" if error.line is None else f"/lines/{error.line}/quantity"
    return unfit(
        where,
        f"已交付 {error.delivered} 台,不能少于此数",
        f"{error.delivered} were delivered, and it cannot be fewer",
    )


_NOT_APPROVED: Mapping[listing.NotApproved, tuple[str, str]] = MappingProxyType(
    {
        listing.NotApproved.UNKNOWN: ("清单没有此条目", "the list has no such entry"),
        listing.NotApproved.TWICE: (
            "同一条目写了不止一次",
            "the same entry is named more than once",
        ),
        listing.NotApproved.APPROVED: ("已经批准", "it is approved already"),
        listing.NotApproved.TAKEN_OFF: ("已经移出清单", "it was taken off the list"),
        listing.NotApproved.SAME_PERSON: (
            "由本人登记,须由他人批准",
            "you recorded it yourself: somebody else has to approve it",
        ),
    }
)


def _not_approved(error: listing.EntriesNotApproved) -> Problem:
    shown = [
        {"pointer": f"/entries/{place}", "code": why.value, "message": {"zh": zh, "en": en}}
        for place, why in error.refused
        for zh, en in (_NOT_APPROVED[why],)
    ]
    total = len(shown)
    return Problem(
        kind="not-acceptable-fact",
        zh=f"共 {total} 个条目不能批准,一个也未批准",
        en=f"{total} cannot be approved; none was",
        members={"errors": shown[:MOST_FAULTS], "errors_total": total},
    )


def _entries(error: EntriesRefused) -> Problem:
    shown = [
        {"place": it.row, "code": "does-not-fit", "message": {"zh": reason.zh, "en": reason.en}}
        for it in error.refused
        for reason in (REASONS[type(it)],)
    ]
    total = len(shown)
    return Problem(
        kind="not-acceptable-fact",
        zh=f"共 {total} 处与台账不符,未登记",
        en=f"{total} do{'es' if total == 1 else ''} not fit the ledgers; nothing was recorded",
        members={"errors": shown[:MOST_FAULTS], "errors_total": total},
    )


def _serials(error: approving.SerialTaken) -> Problem:
    shown = ", ".join(error.serials[:10])
    return Problem(
        kind="duplicate",
        zh=f"序列号已有记录:{shown}",
        en=f"these serials are recorded already: {shown}",
        members={"serials": list(error.serials[:MOST_FAULTS])},
    )


def _evidence_used(error: licensing.EvidenceUsed) -> Problem:
    """Say which of what was sent is used, and nothing of where: own and foreign devices alike."""
    return Problem(
        kind="licence-evidence-used",
        zh="所述授权凭据中有已用于另一设备者",
        en="some of the licence evidence is used for another device",
        members={"places": list(error.places[:MOST_FAULTS])},
    )


def _gate_holds(error: delivering.GateHolds) -> Problem:
    """Say which gates hold the step, and of their findings as many as a problem shows."""
    findings = [
        it
        for _, verdict in error.verdicts
        for it in verdict.findings
        if it.outcome is not Outcome.NOTICE
    ]
    shown = [
        {
            "pointer": re.sub("^/units", error.devices, it.pointer),
            "code": it.code,
            "message": {"zh": it.message.zh, "en": it.message.en},
        }
        for it in findings[:MOST_FAULTS]
    ]
    return Problem(
        kind="gate-holds",
        members={
            "gates": [gate.value for gate, _ in error.verdicts],
            "errors": shown,
            "errors_total": len(findings),
        },
    )


def _named_serials(error: delivering.NotInDelivery) -> Problem:
    shown = ", ".join(error.serials[:10])
    return unfit("/serials", f"该批次没有:{shown}", f"not in this delivery: {shown}")


def _told_twice(error: delivering.ToldTwice) -> Problem:
    shown = ", ".join(error.serials[:10])
    return unfit("/serials", f"同一设备说了两次:{shown}", f"told of twice: {shown}")


def _busy(_: Exception) -> Problem:
    return Problem(
        kind="unavailable",
        zh="该单位的额度正被另一操作占用,稍后重试",
        en="another act on the agency's quota is under way: try again shortly",
        headers=RETRY,
    )


def _in_progress(_: Exception) -> Problem:
    return Problem(kind="in-progress", headers=RETRY)


OF_ACTS: Mapping[type[Exception], Callable[[Any], Problem]] = MappingProxyType(
    {
        approving.UnknownAgency: plain("not-found"),
        approving.OrderNotFound: plain("not-found"),
        approving.ReceiptNotFound: plain("not-found"),
        approving.ApprovalNotFound: plain("not-found"),
        approving.ReviewNotFound: plain("not-found"),
        approving.WaiverNotFound: plain("not-found"),
        licensing.LicenceNotFound: plain("not-found"),
        listing.FreeSoftwareNotFound: plain("not-found"),
        listing.EntriesNotApproved: _not_approved,
        listing.FreeSoftwareListed: lambda error: Problem(
            kind="duplicate",
            zh=f"清单上已有此条:{error.number}",
            en=f"just this stands on the list already: {error.number}",
            members={"number": error.number, "pointer": "/name"},
        ),
        licensing.EvidenceUsed: _evidence_used,
        licensing.DrawnBeyond: lambda error: Problem(
            kind="wrong-state",
            zh=f"已占用 {error.drawn} 份,不能核实为 {error.copies} 份",
            en=f"{error.drawn} copies are drawn of it: it cannot be confirmed for {error.copies}",
            members={"state": "drawn", "drawn": error.drawn, "wanted": ["given-back"]},
        ),
        approving.AssetNotFound: plain("not-found"),
        delivering.DeliveryNotFound: plain("not-found"),
        delivering.DeliveryExists: lambda error: Problem(
            kind="duplicate",
            zh=f"发货编号“{error.reference}”已用过",
            en=f'the reference "{error.reference}" belongs to another delivery',
            members={"pointer": "/reference"},
        ),
        delivering.LineNotApproved: lambda error: unfit(
            f"/lines/{error.place}/line",
            f"批准中没有第 {error.line} 行",
            f"the approval has no line {error.line}",
        ),
        delivering.NotInDelivery: _named_serials,
        delivering.ToldTwice: _told_twice,
        delivering.CardStands: lambda error: Problem(
            kind="duplicate",
            zh=f"已登记在另一卡片上:{', '.join(error.serials[:10])}",
            en=f"entered on another card already: {', '.join(error.serials[:10])}",
            members={"serials": list(error.serials[:MOST_FAULTS])},
        ),
        delivering.GateHolds: _gate_holds,
        ReplayNotFound: plain("not-found"),
        approving.WrongState: _wrong_state,
        approving.NothingAmended: lambda _: unfit(
            "", "订单已是如此,没有修改", "the order is that already: nothing is amended"
        ),
        approving.LessThanDelivered: _less,
        approving.PartlyDelivered: lambda _: Problem(
            kind="wrong-state",
            zh="已有部分交付,只能缩减未交付的部分",
            en="devices were delivered on it: only less of the rest can be asked for",
            members={"state": "partly-delivered", "wanted": ["undelivered"]},
        ),
        approving.SamePerson: plain("same-person"),
        approving.NotNamed: plain("not-named"),
        approving.DuplicateReference: _duplicate_reference,
        approving.AgencyExists: plain("duplicate"),
        approving.SerialTaken: _serials,
        approving.AlreadyDisposed: lambda error: Problem(
            kind="wrong-state",
            zh=f"已于 {error.disposed_on} 处置",
            en=f"it was disposed of on {error.disposed_on}",
            members={"state": "disposed", "wanted": ["in-service"]},
        ),
        approving.WrongItem: lambda error: unfit(
            "/assets",
            f"{error.serial} 不是所批准的物品",
            f"{error.serial} is not what was approved",
        ),
        approving.MoreThanApproved: _more,
        approving.DayOutOfRange: _out_of_range,
        EntriesRefused: _entries,
        approving.QuestionNotOpen: lambda error: unfit(
            "/question",
            f"没有待答问题“{error.question}”",
            f'no question "{error.question}" is open',
        ),
        approving.QuotaOverdrawn: plain("quota-taken"),
        approving.AgencyBusy: _busy,
        approving.KeyReused: plain("key-reused"),
        approving.KeyInUse: _in_progress,
    }
)
"""Exception → problem."""
