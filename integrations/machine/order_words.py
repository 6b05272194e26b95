"""A machine's operating system in the words of an order line, so that both are matched alike."""

from typing import Final

from integrations.machine.products import FANGDE, HARMONY, KYLIN, UOS
from integrations.machine.stated import (
    Fact,
    OperatingSystemRead,
    Reading,
    Said,
    SignatureState,
)
from validators.order import OperatingSystem

_VERSIONS_BY_RULE: Final = frozenset({KYLIN, UOS, FANGDE, HARMONY})
_ABOUT_THE_NAME: Final = frozenset({"families-disagree", "name-unclear", "line-unclear"})
_ABOUT_THE_VERSION: Final = frozenset(
    {
        "families-disagree",
        "version-unclear",
        "service-pack-unclear",
        "service-pack-not-stated",
        "service-pack-by-codename",
    }
)
_ABOUT_THE_EDITION: Final = frozenset({"edition-unclear"})


def order_words(reading: Reading) -> OperatingSystem | None:
    """Return name, version, kernel and edition as an order line would state them.

    What was derived in the words of official lists goes before what was stated, and a name that
    is derived takes no version that is only stated: ``VERSION_ID="v10"`` is no answer to the
    question whether this is V10 or V10 SP1. Where statements disagree about a part, that part is
    left open. Whether the system came with the machine, and under which licence, no document of a
    machine says.

    Returns:
        ``None`` where the document speaks of no system, or of several, or its signature is broken.
    """
    system = reading.system
    if system is None or _broken(reading):
        return None
    doubts = {it.code for it in reading.remarks}
    return OperatingSystem(
        name=None if doubts & _ABOUT_THE_NAME else _name(system),
        version=None if doubts & _ABOUT_THE_VERSION else _version(system),
        kernel=system.get(Fact.KERNEL_SERIES) or _text(system.stated.kernel),
        edition=None if doubts & _ABOUT_THE_EDITION else _edition(system),
    )


def _broken(reading: Reading) -> bool:
    return reading.signature is not None and reading.signature.state is SignatureState.BROKEN


def _name(system: OperatingSystemRead) -> str | None:
    return system.get(Fact.PRODUCT_NAME) or _text(system.stated.name)


def _version(system: OperatingSystemRead) -> str | None:
    by_rules = system.get(Fact.FAMILY) in _VERSIONS_BY_RULE
    stated = None if by_rules else _text(system.stated.version)
    return system.get(Fact.PRODUCT_VERSION) or stated


def _edition(system: OperatingSystemRead) -> str | None:
    return _text(system.stated.edition) or system.get(Fact.EDITION_CLASS)


def _text(said: Said | None) -> str | None:
    return None if said is None else said.text
