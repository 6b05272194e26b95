"""Identifiers of listed products beside their names: CPE names and package URLs (purl).

A listing carries those that its publication, or a source of it, states; none is made up. What an
identifier leaves open names every product it could mean, so one of a listing says at least maker,
product and version. Sources: NIST IR 7695 and 7696 (CPE), the purl specification.
"""

from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from packageurl import PackageURL, normalize_qualifiers

from catalog.catalogue import Catalogue
from catalog.cpe_name import UNSAID, Cpe, parse_cpe
from catalog.scheme import Entry
from validators.listing import ListingKind

CPE_PARTS: Final[Mapping[ListingKind, str]] = MappingProxyType(
    {
        ListingKind.OPERATING_SYSTEM: "o",
        ListingKind.DATABASE: "a",
        ListingKind.PROCESSOR: "h",
        ListingKind.ACCELERATOR: "h",
    }
)
"""The part of a CPE name that products of a kind have."""


def parse_purl(text: str) -> PackageURL | None:
    """Return the parts of a package URL, or ``None`` where ``text`` is none."""
    try:
        return PackageURL.from_string(text)
    except ValueError:
        return None


def cpe_of_one(text: str) -> Cpe | None:
    """Return the CPE name of one product in one version, or ``None`` where ``text`` is none."""
    cpe = parse_cpe(text)
    said = () if cpe is None else (cpe.vendor, cpe.product, cpe.version)
    wild = any(it in UNSAID or "*" in it or "?" in it for it in said)
    return None if wild else cpe


def purl_of_one(text: str) -> PackageURL | None:
    """Return the package URL of one package in one version, or ``None`` where it is none."""
    purl = parse_purl(text)
    return purl if purl is not None and purl.version else None


def identified(
    catalogue: Catalogue, kind: ListingKind, cpes: Collection[str], purls: Collection[str]
) -> Iterator[Entry]:
    """Yield the entries of a kind that carry an identifier of a product, in their order.

    Args:
        catalogue: where they are looked for.
        kind: the kind of the product.
        cpes: CPE names said to be the product's; those that are none name nothing.
        purls: package URLs, likewise.
    """
    names = [it for it in map(parse_cpe, cpes) if it is not None]
    urls = [it for it in map(parse_purl, purls) if it is not None]
    for entry in catalogue.listings(kind=kind) if names or urls else ():
        of_names = filter(None, map(cpe_of_one, entry.cpe))
        of_urls = filter(None, map(purl_of_one, entry.purl))
        if any(_covers(it, name) for it in of_names for name in names) or any(
            _leads_to(it, url) for it in of_urls for url in urls
        ):
            yield entry


def _covers(listed: Cpe, stated: Cpe) -> bool:
    """Return whether a name says nothing that another does not say, in any case of letters."""
    pairs = zip(listed, stated, strict=True)
    return all(own == "*" or own.casefold() == other.casefold() for own, other in pairs)


def _leads_to(listed: PackageURL, stated: PackageURL) -> bool:
    """Return whether a URL names the listed package, with every qualifier that is listed."""
    own, other = (
        normalize_qualifiers(it.qualifiers, encode=False) or {} for it in (listed, stated)
    )
    same = ("type", "namespace", "name", "version", "subpath")
    return all(getattr(listed, it) == getattr(stated, it) for it in same) and all(
        other.get(name) == text for name, text in own.items()
    )
