"""Whether what an order buys is what a licence grant is for: product, edition, version, channel.

Texts are compared without regard to width, case and blanks. One that holds the other whole ("V10"
and "V10 SP1") is a near miss, which a person has to settle; any other difference is one. Editions
are known by several words each (专业版, Pro), so that a translation is no difference.

Source: 国办发〔2013〕88号 article 3; the usable versions of the genuine-software ledger, where the
version licensed and the version installed are two columns.
"""

from collections.abc import Iterator
from typing import NamedTuple

from validators.bound import Doubt
from validators.classes import ItemClass
from validators.licence_grant import LicenceGrant
from validators.licensing import OPERATING_SYSTEM, Licensed
from validators.matching import folded
from validators.order import OperatingSystem, OrderLine, Software
from validators.rule import need_fact
from validators.software_editions import edition_meant


class Misfit(NamedTuple):
    """One member that does not fit: its place under the item, both texts, and why.

    ``doubt`` is there where the difference is none that is sure; ``code`` names one that is.
    ``value`` is what the member would have to be to fit, where that mends it.
    """

    member: str
    code: str
    observed: str | None = None
    limit: str | None = None
    doubt: Doubt | None = None
    value: str | None = None


def misfits(line: OrderLine, asked: Licensed, grant: LicenceGrant) -> Iterator[Misfit]:
    """Yield each member in which what a line buys is not, or may not be, what a grant is for."""
    bought, item_class = _bought(line, asked)
    channel = asked.licence.channel
    if item_class is not grant.item_class:
        shown = "—" if grant.item_class is None else grant.item_class.value
        yield Misfit("name", "licence-product-differs", item_class.value, shown)
        return
    named = _Named.of(bought, grant)
    if grant.product is not None and named.rest:
        yield from _compared("name", "licence-product-differs", bought.name, (grant.product,))
    elif bought.name is None:
        yield from _compared("name", "licence-product-differs", None, (grant.product or "—",))
    if grant.edition is not None:
        # Software states its edition in its name.
        member = "edition" if isinstance(bought, OperatingSystem) else "name"
        yield from _edition(member, named.edition, grant.edition)
    if grant.versions:
        yield from _compared("version", "licence-version-differs", named.version, grant.versions)
    if channel is not None and grant.channel is not None and channel is not grant.channel:
        shown = grant.channel.value
        yield Misfit(
            "licence/channel", "licence-channel-differs", channel.value, shown, value=shown
        )


class _Named(NamedTuple):
    """Edition and version as an order states them, in members of their own or in the name.

    ``rest`` is what the name says besides product, edition and version.
    """

    edition: str | None
    version: str | None
    rest: str

    @classmethod
    def of(cls, bought: OperatingSystem | Software, grant: LicenceGrant) -> "_Named":
        edition = bought.edition if isinstance(bought, OperatingSystem) else None
        version, product = bought.version, folded(grant.product or "")
        rest = folded(bought.name or "")
        if not product or not rest.startswith(product):
            return cls(edition, version, rest)
        rest = rest.removeprefix(product)
        # The longest first: "V10 SP1" is not "V10" and something else.
        for it in sorted(grant.versions, key=len, reverse=True):
            if rest.endswith(folded(it)):
                rest, version = rest.removesuffix(folded(it)), version or it
                break
        if rest and (edition_meant(rest) or rest == folded(grant.edition or "")):
            rest, edition = "", edition or rest
        return cls(edition, version, rest)


def _bought(line: OrderLine, asked: Licensed) -> tuple[OperatingSystem | Software, ItemClass]:
    if asked.item == OPERATING_SYSTEM:
        return line.operating_system or OperatingSystem(), ItemClass.SOFTWARE_OS
    software = line.software[int(asked.item.rpartition("/")[2])]
    return software, software.item_class


def _compared(
    member: str, code: str, stated: str | None, allowed: tuple[str, ...]
) -> Iterator[Misfit]:
    shown = "、".join(allowed)
    if stated is None:
        doubt = need_fact("fact-missing", f"licence.{member}", "supplier")
        yield Misfit(member, doubt.code, None, shown, doubt)
        return
    text, texts = folded(stated), [folded(it) for it in allowed]
    if text in texts:
        return
    if any(text in it or it in text for it in texts):
        yield Misfit(member, _NEAR.code, stated, shown, _NEAR)
    else:
        yield Misfit(member, code, stated, shown, value=allowed[0])


def _edition(member: str, stated: str | None, granted: str) -> Iterator[Misfit]:
    """Yield whether an edition is another one."""
    one, other = edition_meant(stated or ""), edition_meant(granted)
    if one is None or other is None:
        yield from _compared(member, "licence-edition-differs", stated, (granted,))
    elif one != other:
        yield Misfit(member, "licence-edition-differs", stated, granted, value=granted)


_NEAR = need_fact("licence-text-near", "exact product name", "supplier")
