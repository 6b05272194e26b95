"""Limits as people read them, in Chinese and English: the printed sentence, short."""

from collections.abc import Iterable, Mapping
from functools import singledispatch
from types import MappingProxyType

from validators.bound import (
    GREATEST,
    LEAST,
    OF_LINE,
    AsNeeded,
    Beyond,
    Bound,
    Changed,
    Choice,
    Combined,
    Condition,
    Consented,
    Fixed,
    Linked,
    PerN,
    Rounding,
    Share,
    Test,
    Unseen,
)
from validators.finding import Message
from validators.order import AttributeValue
from validators.terms import TERMS

Facts = Mapping[str, Message]
"""Titles of the facts an edition turns on, by name; what is not among them has its common title."""

_NO_TITLES: Facts = MappingProxyType({})


@singledispatch
def written(bound: Bound, facts: Facts = _NO_TITLES) -> Message:  # noqa: ARG001 - the registered ones use it
    """Return a limit as a phrase; numbers exact, rounding named wherever a fraction can arise.

    Args:
        bound: the limit.
        facts: titles of the facts it turns on.

    Raises:
        TypeError: ``bound`` is no expression of ``validators.bound``.
    """
    raise TypeError(type(bound).__name__)


@written.register
def _(bound: Fixed, _facts: Facts = _NO_TITLES) -> Message:
    return Message(f"{bound.value:f}", f"{bound.value:f}")


@written.register
def _(bound: Share, facts: Facts = _NO_TITLES) -> Message:
    of, rounding = _named(bound.of, facts), _ROUNDED[bound.rounding]
    share = f"{(bound.rate * 100).normalize():f}%"
    if bound.rate == bound.rate.to_integral_value() and bound.rounding is Rounding.UNSTATED:
        # So many for each of something counted: no fraction can arise.
        return Message(f"每{of.zh}计 {bound.rate:f}", f"{bound.rate:f} for each of: {of.en}")
    return Message(f"{of.zh} × {share}{rounding.zh}", f"{share} of {of.en}{rounding.en}")


@written.register
def _(bound: PerN, facts: Facts = _NO_TITLES) -> Message:
    of, rounding = _named(bound.of, facts), _ROUNDED[bound.rounding]
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
def _(bound: Combined, facts: Facts = _NO_TITLES) -> Message:
    parts = [written(part, facts) for part in bound.parts]
    if bound.how not in (LEAST, GREATEST):
        return _joined(parts, " + ")
    sign = Message("取小", "the least of") if bound.how == LEAST else _MOST
    inner = _joined(parts, "; ")
    return Message(f"{sign.zh}({inner.zh})", f"{sign.en} ({inner.en})")


@written.register
def _(bound: Choice, facts: Facts = _NO_TITLES) -> Message:
    zh, en = [], []
    for conditions, option in bound.options:
        limit = written(option, facts)
        when = _joined([_stated(condition, facts) for condition in conditions], ", ")
        zh.append(f"{when.zh}时,{limit.zh}" if conditions else f"其他,{limit.zh}")
        en.append(f"({when.en}) {limit.en}" if conditions else f"(otherwise) {limit.en}")
    return Message(";".join(zh), "; ".join(en))


@written.register
def _(bound: AsNeeded, facts: Facts = _NO_TITLES) -> Message:
    who = _named(bound.role, facts)
    return Message(f"按需,由{who.zh}判断", f"as needed; the {who.en} judges")


@written.register
def _(bound: Beyond, facts: Facts = _NO_TITLES) -> Message:
    of, rounding = _named(bound.of, facts), _ROUNDED[bound.rounding]
    add, every, above = f"{bound.add:f}", f"{bound.every:f}", f"{bound.above:f}"
    return Message(
        f"{of.zh}超过 {above} 部分每 {every} 加 {add}{rounding.zh}",
        f"{add} for every {every} of {of.en} above {above}{rounding.en}",
    )


@written.register
def _(bound: Linked, _facts: Facts = _NO_TITLES) -> Message:
    kinds = ", ".join(dict.fromkeys(one.item_class.value for one in bound.counts))
    rounding = "" if bound.each == int(bound.each) else _ROUNDED[bound.rounding].en
    zh_rounding = "" if bound.each == int(bound.each) else _ROUNDED[bound.rounding].zh
    return Message(
        f"每有一台({kinds})计 {bound.each:f}{zh_rounding}",
        f"{bound.each:f} for each of: {kinds}{rounding}",
    )


@written.register
def _(bound: Unseen, _facts: Facts = _NO_TITLES) -> Message:
    return Message(f"数字未能看到({bound.note.zh})", f"figure not seen ({bound.note.en})")


@written.register
def _(bound: Changed, facts: Facts = _NO_TITLES) -> Message:
    more = bound.by >= 0
    by = f"{abs(bound.by):f}"
    was = _EARLIER if bound.earlier is None else written(bound.earlier, facts)
    return Message(
        f"{was.zh} {'加' if more else '减'} {by}",
        f"{was.en}, {'raised' if more else 'lowered'} by {by}",
    )


@written.register
def _(bound: Consented, facts: Facts = _NO_TITLES) -> Message:
    limit, up_to = written(bound.limit, facts), written(bound.up_to, facts)
    who = _named(bound.role, facts)
    return Message(
        f"{limit.zh};经{who.zh}同意至 {up_to.zh}",
        f"{limit.en}; with the consent of the {who.en} up to {up_to.en}",
    )


def _stated(test: Test, facts: Facts) -> Message:
    if isinstance(test, Condition):
        name = _named(test.property, facts)
        zh, en = _ANSWERS.get(test.value, (str(test.value), str(test.value)))
        return Message(f"{name.zh}={zh}", f"{name.en}: {en}")
    name = _named(test.of, facts)
    borders = (("≥", test.least), (">", test.above), ("<", test.below), ("≤", test.most))
    text = " ".join(f"{sign} {border:f}" for sign, border in borders if border is not None)
    return Message(f"{name.zh} {text}", f"{name.en} {text}")


def _named(code: str, facts: Facts) -> Message:
    if code in TERMS:
        return Message(*TERMS[code])
    # Editions call an attribute of a line by its own name.
    name = code.removeprefix(OF_LINE)
    return facts.get(name, Message(name, name))


def _joined(parts: Iterable[Message], sign: str) -> Message:
    parts = tuple(parts)
    return Message(sign.join(part.zh for part in parts), sign.join(part.en for part in parts))


_MOST = Message("取大", "the greatest of")
_ROUNDED = {
    Rounding.UP: Message("(不足一台进一)", ", rounded up"),
    Rounding.DOWN: Message("(不足一台舍去)", ", rounded down"),
    Rounding.HALF_UP: Message("(四舍五入)", ", rounded to the nearest"),
    Rounding.EXACT: Message("(按小数)", ", fractions counting"),
    Rounding.UNSTATED: Message("(未写明取整)", ", rounding not stated"),
}
_EARLIER = Message("原表数字", "the figure of the earlier table")
_ANSWERS: Mapping[AttributeValue, tuple[str, str]] = {True: ("是", "yes"), False: ("否", "no")}
