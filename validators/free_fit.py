"""Which entries of an agency's list of free software an order's text names, or may mean. Pure.

Source: 正版软件管理工作指南, configuration rules 3 (what is free stands on the list). How names,
editions and versions are compared stands in ``product_fit``.
"""

from collections.abc import Iterable, Iterator
from types import MappingProxyType
from typing import NamedTuple

from validators.free_software import FreeSoftware
from validators.licensing import licences_of
from validators.matching import folded
from validators.order import LicenceChannel, OperatingSystem, Order, OrderLine, Software
from validators.product_fit import Aspect, Named, Words, bought_at, differences

_FREE = LicenceChannel.FREE
_NO_WORDS: Words = MappingProxyType({})


class Fit(NamedTuple):
    """``exact``: entries for just this software there; ``near``: what else the text may mean."""

    exact: tuple[FreeSoftware, ...]
    near: tuple[FreeSoftware, ...]


def has_free(line: OrderLine) -> bool:
    """Return whether a line states any software to be free; nearly none does."""
    # Asked of every line before anything is read, so in plain loops, as `free_of` would say it.
    system = line.operating_system
    if system is not None and system.licence is not None and system.licence.channel is _FREE:
        return True
    for it in line.software:  # noqa: SIM110 - see above
        if it.licence is not None and it.licence.channel is _FREE:
            return True
    return False


def asks_free(order: Order) -> bool:
    """Return whether an order states any software to be free."""
    for line in order.lines:  # noqa: SIM110 - see `has_free`
        if has_free(line):
            return True
    return False


def free_of(line: OrderLine) -> Iterator[str]:
    """Yield the members of a line whose software is stated to be free."""
    for item, licence in licences_of(line):
        if licence.channel is _FREE:
            yield item


def mentioned(order: Order, entries: Iterable[FreeSoftware]) -> tuple[FreeSoftware, ...]:
    """Return the entries that free software of an order is, or may mean: what is looked at."""
    names = [bought_at(line, item).name for line in order.lines for item in free_of(line)]
    texts = {folded(it) for it in names if it is not None}
    return tuple([it for it in entries if any(_alike(folded(it.name), text) for text in texts)])


def fit(
    bought: OperatingSystem | Software,
    department: str | None,
    entries: Iterable[FreeSoftware],
    words: Words,
) -> Fit:
    """Return which entries are for what is bought for a department, and which are near it.

    An entry for another version, edition or department of the same software is near, and so is one
    of whose name the stated one is a part, or which is a part of the stated one.
    """
    exact: list[FreeSoftware] = []
    near: list[FreeSoftware] = []
    for it in entries:
        found = tuple(differences(bought, _named(it), words))
        if any(one.aspect is Aspect.PRODUCT and one.doubt is None for one in found):
            continue
        (near if found or not _serves(it, department) else exact).append(it)
    return Fit(tuple(exact), tuple(near))


def is_for(bought: OperatingSystem | Software, entry: FreeSoftware) -> bool:
    """Return whether an entry is for this software, wherever in the agency it is used."""
    return not any(True for _ in differences(bought, _named(entry), _NO_WORDS))


def _named(entry: FreeSoftware) -> Named:
    return Named(entry.name, entry.edition, () if entry.version is None else (entry.version,))


def _serves(entry: FreeSoftware, department: str | None) -> bool:
    """Return whether an entry is for a department; one nobody states is none in particular."""
    if entry.department is None:
        return True
    return department is not None and folded(entry.department) == folded(department)


def _alike(one: str, other: str) -> bool:
    return one in other or other in one
