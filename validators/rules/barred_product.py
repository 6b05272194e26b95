"""What a notice bars from a purchasing channel is not bought through it while the bar holds. L28.

Source: the notice that bars it; who is bound is told by the channel an agency buys through.
"""

from collections.abc import Iterator
from functools import lru_cache

from validators.case import Case
from validators.duty import Duty
from validators.finding import Finding, Message, Remedy
from validators.in_force import KEPT
from validators.matching import folded, words_in
from validators.messages import say
from validators.provisions import RequirementInForce
from validators.rule import DateBasis, Rule, breach_of, open_duty


def _check(case: Case) -> Iterator[Finding]:
    for position, line, kind in case.bound:
        system, duties = line.operating_system, kind.duties[_BARRED]
        if not duties.all or system is None or system.name is None:
            continue
        for duty in duties.all:
            if _is_barred(duty.refused, system.name, system.version):
                pointer = f"/lines/{position}/operating_system/name"
                yield from _of(case, duty, pointer, system.name)


@lru_cache(maxsize=KEPT)
def _is_barred(barred: frozenset[str], name: str, version: str | None) -> bool:
    """Return whether a system is a barred one, by its name or by its name with its version."""
    return _names(barred, name) or (version is not None and _names(barred, f"{name} {version}"))


def _names(barred: frozenset[str], text: str) -> bool:
    """Return whether a name says a barred one, and does not go on to another release.

    A maker or a word of praise may stand before it ("微软Windows 8"), but no number: what names
    another release first ("Windows 10, 兼容 Windows 8") is that one.
    """
    text = text.translate(_MARKS)
    for word in words_in(text, barred):
        before, _, rest = folded(text).partition(word)
        number = any(it.isdigit() for it in before)
        if not number and not rest.startswith(".") and not rest[:1].isdigit():
            return True
    return False


def _of(case: Case, duty: RequirementInForce, pointer: str, name: str) -> Iterator[Finding]:
    if duty.bound(case.footing.facts) is False:
        return
    doubts, subject = duty.doubts(case.footing.facts), say("subject-barred", observed=name)
    for doubt in doubts:
        yield open_duty(RULE.id, duty, pointer, subject, doubt, observed=name)
    if not doubts:
        yield breach_of(
            RULE.id,
            duty,
            pointer,
            say("product-barred", observed=name),
            Remedy(pointer=pointer, value=None, message=say("take-other-product")),
            observed=name,
        )


_MARKS = dict.fromkeys(map(ord, "®™©-‐‑–—_·•"))
"""Signs that say nothing of which product it is: "Windows® 8", "Win-8"."""

# Enum looks up its members in Python.
_BARRED = Duty.BARRED_PRODUCT

RULE = Rule(
    id="barred-product",
    title=Message("禁购产品", "what is barred is not bought"),
    basis=DateBasis.PLACED,
    check=_check,
    about=_BARRED,
)
