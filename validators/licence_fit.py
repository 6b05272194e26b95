"""Whether what an order buys is what a licence grant is for: product, edition, version, channel.

Source: 国办发〔2013〕88号 article 3; how texts are compared stands in ``product_fit``.
"""

from collections.abc import Iterator
from types import MappingProxyType
from typing import NamedTuple

from validators.bound import Doubt
from validators.classes import ItemClass
from validators.licence_grant import LicenceGrant
from validators.licensing import Licensed
from validators.names import Codes
from validators.order import OrderLine, Software
from validators.product_fit import Aspect, Named, Words, bought_at, differences

_CODES = MappingProxyType(
    {
        Aspect.PRODUCT: "licence-product-differs",
        Aspect.EDITION: "licence-edition-differs",
        Aspect.VERSION: "licence-version-differs",
    }
)


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


def misfits(
    line: OrderLine, asked: Licensed, grant: LicenceGrant, words: Words
) -> Iterator[Misfit]:
    """Yield each member in which what a line buys is not, or may not be, what a grant is for.

    Args:
        line: what is bought.
        asked: the licence of it that names the grant.
        grant: what it is for.
        words: those for editions, by the law in force.
    """
    bought, channel = bought_at(line, asked.item), asked.licence.channel
    item_class = bought.item_class if isinstance(bought, Software) else ItemClass.SOFTWARE_OS
    if item_class is not grant.item_class:
        shown = "—" if grant.item_class is None else grant.item_class.value
        yield Misfit("name", "licence-product-differs", Codes(item_class.value), Codes(shown))
        return
    for it in differences(bought, Named(grant.product, grant.edition, grant.versions), words):
        code = _CODES[it.aspect] if it.doubt is None else it.doubt.code
        yield Misfit(it.member, code, it.observed, it.limit, it.doubt, it.value)
    if channel is not None and grant.channel is not None and channel is not grant.channel:
        shown = grant.channel.value
        yield Misfit(
            "licence/channel",
            "licence-channel-differs",
            Codes(channel.value),
            Codes(shown),
            value=shown,
        )
