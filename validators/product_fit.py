"""Whether what an order buys is the product that a paper names: its name, edition and version.

Texts are compared without regard to width, case and blanks. One that holds the other whole ("V10"
and "V10 SP1") is a near miss, which a person has to settle; any other difference is one. Editions
are known by several words each (专业版, Pro), so that a translation is no difference.

Source: the usable versions of the genuine-software ledger, where the version licensed and the
version installed are two columns.
"""

from collections.abc import Iterator
from enum import Enum, unique
from types import MappingProxyType
from typing import NamedTuple

from validators.bound import Doubt
from validators.licensing import OPERATING_SYSTEM
from validators.matching import folded
from validators.order import OperatingSystem, OrderLine, Software
from validators.rule import need_fact

_EDITIONS = MappingProxyType(
    {
        word: edition
        for edition, words in {
            "home": ("home", "家庭版", "家庭中文版", "家庭普通版", "core"),
            "pro": ("pro", "professional", "专业版", "专业工作站版"),
            "enterprise": ("enterprise", "企业版"),
            "education": ("education", "教育版"),
            "standard": ("standard", "标准版"),
            "datacentre": ("datacenter", "datacentre", "数据中心版"),
        }.items()
        for word in words
    }
)
"""Folded word → edition, for words that mean one."""


@unique
class Aspect(Enum):
    """In what a product can differ from the one a paper names."""

    PRODUCT = "product"
    EDITION = "edition"
    VERSION = "version"


class Named(NamedTuple):
    """The product a paper names: any edition where it names none, any version likewise."""

    product: str | None
    edition: str | None = None
    versions: tuple[str, ...] = ()


class Difference(NamedTuple):
    """One aspect that does not fit: the member of the order that states it, and both texts.

    ``doubt`` is there where the difference is none that is sure; ``value`` is what the member would
    have to be to fit, where that mends it.
    """

    aspect: Aspect
    member: str
    observed: str | None = None
    limit: str | None = None
    doubt: Doubt | None = None
    value: str | None = None


def bought_at(line: OrderLine, item: str) -> OperatingSystem | Software:
    """Return what stands at a member of a line, as `licensing.licences_of` names it."""
    if item == OPERATING_SYSTEM:
        return line.operating_system or OperatingSystem()
    return line.software[int(item.rpartition("/")[2])]


def differences(bought: OperatingSystem | Software, named: Named) -> Iterator[Difference]:
    """Yield each aspect in which what is bought is not, or may not be, what a paper names."""
    stated = _Stated.of(bought, named)
    if named.product is not None and stated.rest:
        yield from _compared(Aspect.PRODUCT, "name", bought.name, (named.product,))
    elif bought.name is None:
        yield from _compared(Aspect.PRODUCT, "name", None, (named.product or "—",))
    if named.edition is not None:
        # Software states its edition in its name.
        member = "edition" if isinstance(bought, OperatingSystem) else "name"
        yield from _edition(member, stated.edition, named.edition)
    if named.versions:
        yield from _compared(Aspect.VERSION, "version", stated.version, named.versions)


class _Stated(NamedTuple):
    """Edition and version as an order states them, in members of their own or in the name.

    ``rest`` is what the name says besides product, edition and version.
    """

    edition: str | None
    version: str | None
    rest: str

    @classmethod
    def of(cls, bought: OperatingSystem | Software, named: Named) -> "_Stated":
        edition = bought.edition if isinstance(bought, OperatingSystem) else None
        version, product = bought.version, folded(named.product or "")
        rest = folded(bought.name or "")
        if not product or not rest.startswith(product):
            return cls(edition, version, rest)
        rest = rest.removeprefix(product)
        # The longest first: "V10 SP1" is not "V10" and something else.
        for it in sorted(named.versions, key=len, reverse=True):
            if rest.endswith(folded(it)):
                rest, version = rest.removesuffix(folded(it)), version or it
                break
        if rest and (rest in _EDITIONS or rest == folded(named.edition or "")):
            rest, edition = "", edition or rest
        return cls(edition, version, rest)


def _compared(
    aspect: Aspect, member: str, stated: str | None, allowed: tuple[str, ...]
) -> Iterator[Difference]:
    shown = "、".join(allowed)
    if stated is None:
        doubt = need_fact("fact-missing", f"licence.{member}", "supplier")
        yield Difference(aspect, member, None, shown, doubt)
        return
    text, texts = folded(stated), [folded(it) for it in allowed]
    if text in texts:
        return
    if any(text in it or it in text for it in texts):
        yield Difference(aspect, member, stated, shown, _NEAR)
    else:
        yield Difference(aspect, member, stated, shown, value=allowed[0])


def _edition(member: str, stated: str | None, named: str) -> Iterator[Difference]:
    """Yield whether an edition is another one."""
    one, other = _EDITIONS.get(folded(stated or "")), _EDITIONS.get(folded(named))
    if one is None or other is None:
        yield from _compared(Aspect.EDITION, member, stated, (named,))
    elif one != other:
        yield Difference(Aspect.EDITION, member, stated, named, value=named)


_NEAR = need_fact("licence-text-near", "exact product name", "supplier")
