"""Whether what an order buys is the product that a paper names: its name, edition and version.

Texts are compared without regard to width, case and blanks. One that holds the other whole ("V10"
and "V10 SP1") is a near miss, which a person has to settle; any other difference is one. Which
words mean one edition (专业版, Pro) the law in force says. An edition it has no word for may be a
translation, and is a near miss too.

Source: the usable versions of the genuine-software ledger, where the version licensed and the
version installed are two columns.
"""

from collections.abc import Iterator, Mapping
from enum import Enum, unique
from typing import NamedTuple

from validators.bound import Doubt
from validators.licensing import OPERATING_SYSTEM
from validators.matching import folded
from validators.order import OperatingSystem, OrderLine, Software
from validators.rule import need_fact

Words = Mapping[str, int]
"""Folded word for an edition → which edition it means; see `LawInForce.edition_words`."""


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


def same_edition(one: str, other: str, words: Words) -> bool | None:
    """Return whether two texts mean one edition; ``None`` where one may be a translation."""
    first, second = folded(one), folded(other)
    if first == second:
        return True
    return words[first] == words[second] if first in words and second in words else None


def differences(
    bought: OperatingSystem | Software, named: Named, words: Words
) -> Iterator[Difference]:
    """Yield each aspect in which what is bought is not, or may not be, what a paper names.

    Args:
        bought: what an order states.
        named: the product of the paper.
        words: those for editions, by the law in force.
    """
    stated = _Stated.of(bought, named, words)
    if named.product is not None and stated.rest:
        yield from _compared(Aspect.PRODUCT, "name", bought.name, (named.product,))
    elif bought.name is None:
        yield from _compared(Aspect.PRODUCT, "name", None, (named.product or "—",))
    if named.edition is not None:
        # Software states its edition in its name.
        member = "edition" if isinstance(bought, OperatingSystem) else "name"
        yield from _edition(member, stated.edition, named.edition, words)
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
    def of(cls, bought: OperatingSystem | Software, named: Named, words: Words) -> "_Stated":
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
        told = rest in words or rest == folded(named.edition or "")
        # A name that says another edition than the member beside it is no name of the product.
        if rest and told and (edition is None or same_edition(edition, rest, words)):
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


def _edition(member: str, stated: str | None, named: str, words: Words) -> Iterator[Difference]:
    """Yield whether an edition is another one, or may be."""
    if stated is None:
        yield from _compared(Aspect.EDITION, member, None, (named,))
        return
    same = same_edition(stated, named, words)
    if same is None:
        yield Difference(Aspect.EDITION, member, stated, named, _NEAR)
    elif not same:
        yield Difference(Aspect.EDITION, member, stated, named, value=named)


_NEAR = need_fact("licence-text-near", "exact product name", "supplier")
