"""Listings by a text a person looks for: in their names, versions and vendors."""

from validators.listing import Listing
from validators.matching import folded


def has_text(listing: Listing, text: str) -> bool:
    """Return whether a listing has a text in what it is called, whatever its width and case.

    A person looks for it and nothing follows from it: what an order names is told by
    `validators.matching` alone.
    """
    wanted = folded(text)
    called = (listing.name, *listing.names, listing.version, listing.vendor, listing.id)
    return any(wanted in folded(it) for it in called if it is not None)
