"""What acts on substitutions refuse, each as a problem."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from api.problem import MOST_FAULTS, Problem, plain, unfit
from approvals import substitution_errors as substituting
from validators.finding import Outcome


def _open(error: substituting.SubstitutionOpen) -> Problem:
    """Say what is not known yet, on whichever basis; a supplier never consents."""
    findings = [
        it
        for verdict in error.verdicts
        for it in verdict.findings
        if it.outcome is Outcome.UNDETERMINED
    ]
    shown = [
        {
            "pointer": it.pointer,
            "code": it.code,
            "message": {"zh": it.message.zh, "en": it.message.en},
        }
        for it in findings[:MOST_FAULTS]
    ]
    members = {"errors": shown, "errors_total": len(findings)}
    return Problem(kind="substitution-open", members=members)


OF_SUBSTITUTIONS: Mapping[type[Exception], Callable[[Any], Problem]] = MappingProxyType(
    {
        substituting.SubstitutionNotFound: plain("not-found"),
        substituting.SubstitutionExists: lambda error: Problem(
            kind="duplicate",
            zh=f"替换编号“{error.reference}”已用过",
            en=f'the reference "{error.reference}" belongs to another proposal',
            members={"pointer": "/reference"},
        ),
        substituting.LineNotStanding: lambda error: unfit(
            "/line",
            f"订单已没有第 {error.line} 行",
            f"the order has no line {error.line}, or has it no longer",
        ),
        substituting.MoreThanOpen: lambda error: unfit(
            "/quantity",
            f"第 {error.line} 行未发运的余量为 {error.open},提出替换 {error.asked}",
            f"line {error.line} has {error.open} open, {error.asked} were to be substituted",
        ),
        substituting.PriceRose: lambda error: unfit(
            "/device/unit_price",
            f"替换品单价 {error.asked} 元高于批准的 {error.approved} 元,只能降价",
            f"{error.asked} yuan is more than the {error.approved} approved: it may only fall",
        ),
        substituting.NothingSubstituted: lambda _: unfit(
            "/device",
            "与批准的设备相同;只降价请修改订单",
            "it is the approved device: a lower price alone is an amendment of the order",
        ),
        substituting.SubstitutionOpen: _open,
    }
)
"""Exception → problem."""
