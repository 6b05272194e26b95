"""Which listing an order's text names: exactly one, possibly some, or none.

Identity is name, version and kernel, compared without regard to width, case and blanks. A part a
listing leaves out never matches, a row that proves nothing is at best a near miss, and a brand
alone names no product. (Identity key of the scheme; order lines of June 2026 say "麒麟".)

A processor's text may end in its number of cores and its clock ("龙芯3A5000 4核 2.5GHz"): they
describe the product and are no part of its name. A processor with another model designation than
the one stated (D2000 for D3000) is akin, and not what the text may mean.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum, unique
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from validators.listing import Listing, ListingKind
from validators.listing_state import State, state_of


class Stated(NamedTuple):
    """A product as an order states it."""

    name: str
    version: str | None = None
    kernel: str | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """``exact``: listings of exactly this identity; ``near``: what else the text may mean.

    ``akin`` are listings of the same family with another designation: shown, they decide nothing.
    """

    exact: tuple[Listing, ...]
    near: tuple[Listing, ...]
    akin: tuple[Listing, ...] = ()


@unique
class Validity(Enum):
    """Whether a listing is in force on a day."""

    IN_FORCE = "in-force"
    LAST_DAY = "last-day"
    LAPSED = "lapsed"
    UNCERTAIN = "uncertain"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


def plain(text: str) -> str:
    """Return ``text`` without differences of width and case (NFKC, case-folded)."""
    return unicodedata.normalize("NFKC", text).casefold()


@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """Return ``text`` without differences of width, case and blanks."""
    return "".join(plain(text).split())


@lru_cache(maxsize=8192)
def words_in(text: str, words: frozenset[str]) -> tuple[str, ...]:
    """Return which of ``words`` (folded) stand in a text as words of their own, the longest first.

    One in Latin letters is not touched by another Latin letter: "DOS系统" and "KOS trial" hold one,
    "Kudos" does not. A single sign is only a word where it is the whole text, for it begins others
    (无, 无线).
    """
    told, whole = plain(text), folded(text)
    found = (it for it in words if it == whole or (len(it) > 1 and _stands(it, told, whole)))
    return tuple(sorted(found, key=lambda it: (-len(it), it)))


def _stands(word: str, text: str, whole: str) -> bool:
    if word not in whole:
        return False  # told quickly, for nearly all
    if not word.isascii():
        return True
    spaced = r"\s*".join(map(re.escape, word))
    return re.search(f"(?<![a-z]){spaced}(?![a-z])", text) is not None


@lru_cache(maxsize=8192)
def identifier(text: str) -> str:
    """Return an identifier in its one normal form: folded, in capitals, as they are given out.

    What was sent stays as it was sent; this is only what it is looked up by.
    """
    return folded(text).upper()


_DESCRIPTION = re.compile(
    r"(?:[\s,;/、]+(?:[0-9]{1,3}\s?(?:核心?|线程|cores?|threads?)"
    r"|(?:主频\s?)?[0-9]{1,4}(?:\.[0-9]{1,2})?\s?[gm]hz))+\s*$"
)
"""Cores, threads and clock at the end of a text, each set off by a blank or a separator.

Without the separator nothing is taken off: the digits of "3A60004核" cannot be told apart.
"""

_DESCRIBING = ("核", "核心", "线程", "core", "cores", "thread", "threads", "hz")
"""What a text that ends in a description ends in."""


def _named(text: str) -> str:
    told = plain(text)
    if not told.rstrip().endswith(_DESCRIBING):
        return told  # told quickly, for most texts
    return _DESCRIPTION.sub("", told) or told


@lru_cache(maxsize=8192)
def product_part(text: str) -> str:
    """Return a processor's text, folded, without the cores and the clock it ends in."""
    return "".join(_named(text).split())


@lru_cache(maxsize=8192)
def designations(text: str) -> frozenset[str]:
    """Return the runs of letters and digits in a processor's name, folded: ``c86``, ``3g``."""
    return frozenset(re.findall(r"[a-z0-9]+", _named(text)))


def match(stated: Stated, kind: ListingKind, candidates: Iterable[Listing]) -> Match:
    """Return which of ``candidates`` the stated product is, and which it may mean."""
    exact: list[Listing] = []
    near: list[Listing] = []
    akin: list[Listing] = []
    for listing in candidates:
        if listing.kind is not kind:
            continue
        if _is(stated, listing):
            exact.append(listing)
        elif kind is not ListingKind.PROCESSOR or _may_be(stated.name, listing):
            near.append(listing)
        else:
            akin.append(listing)
    return Match(tuple(exact), tuple(near), tuple(akin))


def _is(stated: Stated, listing: Listing) -> bool:
    if not listing.proves:
        return False
    names = set(map(folded, listing.names))
    if listing.kind is ListingKind.PROCESSOR:
        return folded(stated.name) in names or product_part(stated.name) in names
    return (
        folded(stated.name) in names
        and _same(stated.version, listing.version)
        and (
            listing.kind is not ListingKind.OPERATING_SYSTEM or _same(stated.kernel, listing.kernel)
        )
    )


def _same(stated: str | None, listed: str | None) -> bool:
    return stated is not None and listed is not None and folded(stated) == folded(listed)


def _may_be(text: str, listing: Listing) -> bool:
    """Return whether a processor's text can mean a listing: no designation speaks against it."""
    mine = designations(text)
    return any(_agree(*_comparable(mine, designations(name))) for name in listing.names)


def _comparable(mine: frozenset[str], its: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
    """Return what tells models apart: designations with digits, or all where one has none."""
    digits = tuple(frozenset(it for it in of if any(map(str.isdigit, it))) for of in (mine, its))
    return (digits[0], digits[1]) if all(digits) else (mine, its)


def _agree(mine: frozenset[str], its: frozenset[str]) -> bool:
    """Return whether each designation of the shorter set goes on, or is gone on with, in the other.

    A text without any designation names a brand and may mean all of its products.
    """
    few, many = sorted((mine, its), key=len)
    return all(any(one.startswith(it) or it.startswith(one) for it in many) for one in few)


VALIDITY_OF = MappingProxyType(
    {
        State.LISTED: Validity.IN_FORCE,
        State.LAST_DAY: Validity.LAST_DAY,
        State.EXPIRED: Validity.LAPSED,
        State.SUSPENDED: Validity.SUSPENDED,
        State.WITHDRAWN: Validity.WITHDRAWN,
        State.SUPERSEDED: Validity.SUPERSEDED,
        State.UNCERTAIN: Validity.UNCERTAIN,
        State.NOT_YET: Validity.UNCERTAIN,
    }
)
"""What each state of a listing means for its validity."""


def validity(listing: Listing, on: date) -> Validity:
    """Return whether ``listing`` is in force on the day ``on``."""
    if listing.events:
        return VALIDITY_OF[state_of(listing, listing.events, on).state]
    if not listing.certain or listing.valid_until is None or listing.valid_from is None:
        return Validity.UNCERTAIN
    if on < listing.valid_from:
        return Validity.UNCERTAIN
    if on > listing.valid_until:
        return Validity.LAPSED
    return Validity.LAST_DAY if on == listing.valid_until else Validity.IN_FORCE


def shown(listing: Listing) -> str:
    """Return a listing as a person reads it: name, version, kernel, publication."""
    parts = (listing.name, listing.version, listing.kernel)
    return f"{' '.join(part for part in parts if part)} [{listing.publication}]"
