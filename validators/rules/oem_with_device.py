"""A licence sold with devices is not sold without one: it cannot legalise a machine already owned.

Source: the guidance of the copyright administration (an OEM licence belongs to the machine it came
with and ends with it). L09.
"""

from collections.abc import Iterator

from validators.case import Case
from validators.classes import ItemClass
from validators.duty import Duty
from validators.finding import Finding, Message, Remedy
from validators.messages import say
from validators.order import LicenceChannel
from validators.papers import Product, products
from validators.provisions import RequirementInForce
from validators.rule import DateBasis, Rule, breach_of, open_duty


def _check(case: Case) -> Iterator[Finding]:
    for position, line, kind in case.bound:
        for duty in kind.duties[_WITH_DEVICE].all:
            for it in products(position, line):
                # On the line of other software, or of a monitor, a system is without a device none
                # the less.
                if (
                    it.item_class is _SYSTEM
                    and it.licence is not None
                    and it.licence.channel is _OEM
                ):
                    yield from _of(case, duty, it)


def _of(case: Case, duty: RequirementInForce, it: Product) -> Iterator[Finding]:
    if duty.bound(case.footing.facts) is False:
        return
    pointer, doubts = f"{it.pointer}/licence/channel", duty.doubts(case.footing.facts)
    for doubt in doubts:
        yield open_duty(RULE.id, duty, pointer, say("subject-oem"), doubt)
    if not doubts:
        yield breach_of(
            RULE.id,
            duty,
            pointer,
            say("oem-without-device"),
            Remedy(pointer=pointer, value=None, message=say("take-full-licence")),
            observed=_OEM.value,
        )


# Enum looks up its members in Python.
_WITH_DEVICE, _OEM = Duty.OEM_WITH_DEVICE, LicenceChannel.OEM
_SYSTEM = ItemClass.SOFTWARE_OS

RULE = Rule(
    id="oem-with-device",
    title=Message("OEM 授权只随设备出售", "an OEM licence is sold with its device only"),
    basis=DateBasis.PLACED,
    check=_check,
    about=_WITH_DEVICE,
)
