"""Limits as people read them, in Chinese and English: the printed sentence, short."""

from collections.abc import Iterable
from functools import singledispatch

from validators.bound import (
    GREATEST,
    LEAST,
    AsNeeded,
    Bound,
    Choice,
    Combined,
    Condition,
    Fixed,
    PerN,
    Rounding,
    Share,
)
from validators.finding import Message
from validators.terms import TERMS


@singledispatch
def written(bound: Bound) -> Message:
    """Return a limit as a phrase; numbers exact, rounding named wherever a fraction can arise.

    Raises:
        TypeError: ``bound`` is no expression of ``validators.bound``.
    """
    raise TypeError(type(bound).__name__)


@written.register
def _(bound: Fixed) -> Message:
    return Message(f"{bound.value:f}", f"{bound.value:f}")


@written.register
def _(bound: Share) -> Message:
    of, share = _named(bound.of), f"{(bound.rate * 100).normalize():f}%"
    rounding = _ROUNDED[bound.rounding]
    return Message(f"{of.zh} × {share}{rounding.zh}", f"{share} of {of.en}{rounding.en}")


@written.register
def _(bound: PerN) -> Message:
    of, rounding = _named(bound.of), _ROUNDED[bound.rounding]
    zh = [
        f"每 {step.one_per} 计 1"
        if step.up_to is None
        else f"至 {step.up_to} 以内每 {step.one_per} 计 1"
        for step in bound.steps
    ]
    en = [
        f"one per {step.one_per}"
        if step.up_to is None
        else f"one per {step.one_per} up to {step.up_to}"
        for step in bound.steps
    ]
    return Message(
        f"{of.zh}:{',以上'.join(zh)}{rounding.zh}",
        f"{of.en}: {', above that '.join(en)}{rounding.en}",
    )


@written.register
def _(bound: Combined) -> Message:
    parts = [written(part) for part in bound.parts]
    if bound.how not in (LEAST, GREATEST):
        return _joined(parts, " + ")
    sign = Message("取小", "the least of") if bound.how == LEAST else _MOST
    inner = _joined(parts, "; ")
    return Message(f"{sign.zh}({inner.zh})", f"{sign.en} ({inner.en})")


@written.register
def _(bound: Choice) -> Message:
    zh, en = [], []
    for conditions, option in bound.options:
        limit = written(option)
        when = _joined([_stated(condition) for condition in conditions], ", ")
        zh.append(f"{when.zh}时,{limit.zh}" if conditions else f"其他,{limit.zh}")
        en.append(f"({when.en}) {limit.en}" if conditions else f"(otherwise) {limit.en}")
    return Message(";".join(zh), "; ".join(en))


@written.register
def _(bound: AsNeeded) -> Message:
    who = _named(bound.role)
    return Message(f"按需,由{who.zh}判断", f"as needed; the {who.en} judges")


def _stated(condition: Condition) -> Message:
    name = _named(condition.property)
    yes = condition.value
    return Message(f"{name.zh}={'是' if yes else '否'}", f"{name.en}: {'yes' if yes else 'no'}")


def _named(code: str) -> Message:
    zh, en = TERMS.get(code, (code, code))
    return Message(zh, en)


def _joined(parts: Iterable[Message], sign: str) -> Message:
    parts = tuple(parts)
    return Message(sign.join(part.zh for part in parts), sign.join(part.en for part in parts))


_MOST = Message("取大", "the greatest of")
_ROUNDED = {
    Rounding.UP: Message("(不足一台进一)", ", rounded up"),
    Rounding.DOWN: Message("(不足一台舍去)", ", rounded down"),
    Rounding.HALF_UP: Message("(四舍五入)", ", rounded to the nearest"),
    Rounding.UNSTATED: Message("(未写明取整)", ", rounding not stated"),
}
