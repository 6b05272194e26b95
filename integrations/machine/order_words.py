"""A machine's operating system in the words of an order line, so that both are matched alike."""

from integrations.machine.stated import Fact, OperatingSystemRead, Reading, Said
from validators.order import OperatingSystem


def order_words(reading: Reading) -> OperatingSystem | None:
    """Return name, version, kernel and edition as an order line would state them.

    What was derived in the words of official lists goes before what was stated, and a name that
    is derived takes no version that is only stated: ``VERSION_ID="v10"`` is no answer to the
    question whether this is V10 or V10 SP1. Whether the system came with the machine, and under
    which licence, no document of a machine says.

    Returns:
        ``None`` where the document speaks of no system, or of several.
    """
    system = reading.system
    if system is None:
        return None
    known = system.get(Fact.FAMILY) is not None
    return OperatingSystem(
        name=system.get(Fact.PRODUCT_NAME) or _text(system.stated.name),
        version=system.get(Fact.PRODUCT_VERSION)
        or (None if known and not _windows(system) else _text(system.stated.version)),
        kernel=system.get(Fact.KERNEL_SERIES) or _text(system.stated.kernel),
        edition=_text(system.stated.edition) or system.get(Fact.EDITION_CLASS),
    )


def _windows(system: OperatingSystemRead) -> bool:
    return system.get(Fact.FAMILY) == "windows"


def _text(said: Said | None) -> str | None:
    return None if said is None else said.text
