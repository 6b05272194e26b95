"""What a machine document establishes: what it states, what follows, and what lists say of that.

The system is looked up as an order line that stated it would be, so that both are matched alike.
It says nothing of licences: no document of a machine proves the right to use what runs on it.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from api.presenting import kept
from catalog.catalogue import Catalogue
from catalog.product_identifiers import identified
from integrations.machine.order_words import order_words
from integrations.machine.stated import Fact, OperatingSystemRead, OperatingSystemStated, Reading
from validators.classes import ItemClass
from validators.listing import Listing, ListingKind
from validators.matching import Stated, match, validity
from validators.order import Currency, OperatingSystem, Order, OrderLine, PriceBasis, Tax
from validators.writing import listing_document, message_document


def established(reading: Reading, catalogue: Catalogue, on: date) -> dict[str, Any]:
    """Return what a reading establishes on a day, as a JSON document.

    Args:
        reading: what the document says.
        catalogue: the lists the system is looked up in.
        on: the day on which listings are in force or not.
    """
    words = order_words(reading)
    signature = reading.signature
    return {
        "kind": "machine-document",
        "format": reading.format.value,
        **kept(format_version=reading.format_version),
        "on": on.isoformat(),
        "systems": [_system(it) for it in reading.systems],
        "remarks": [
            {
                "code": it.code,
                **({"place": it.place} if it.place else {}),
                "message": message_document(it.message),
            }
            for it in reading.remarks
        ],
        **(
            {}
            if signature is None
            else {
                "signature": {
                    "state": signature.state.value,
                    **kept(
                        reason=None if signature.reason is None else signature.reason.value,
                        signer=signature.signer,
                        certificate=signature.certificate,
                    ),
                }
            }
        ),
        **({} if words is None else {"operating_system": _words(words)}),
        "listings": [] if words is None else _listings(words, reading, catalogue, on),
    }


def _system(read: OperatingSystemRead) -> dict[str, Any]:
    return {
        "place": read.stated.place,
        "stated": _stated(read.stated),
        "derived": [
            {
                "fact": it.fact.value,
                "value": it.value,
                "rule": it.rule.value,
                "grounds": [ground.place for ground in it.grounds],
            }
            for it in read.derived
        ],
    }


def _stated(stated: OperatingSystemStated) -> list[dict[str, str]]:
    single = (
        stated.name,
        stated.version,
        stated.edition,
        stated.kernel,
        stated.architecture,
        stated.build,
        stated.vendor,
    )
    said = [it for it in single if it is not None]
    said += [*stated.cpe, *stated.purl, *stated.swid_tag, *stated.further]
    return [{"key": it.key, "text": it.text, "place": it.place} for it in said]


def _words(words: OperatingSystem) -> dict[str, str]:
    return kept(name=words.name, version=words.version, kernel=words.kernel, edition=words.edition)


def _listings(
    words: OperatingSystem, reading: Reading, catalogue: Catalogue, on: date
) -> list[dict[str, Any]]:
    """Return the listings the system is, by its identifiers first, and those its name may mean."""
    system = reading.system
    stated = () if system is None else (system.stated,)
    same = identified(
        catalogue,
        ListingKind.OPERATING_SYSTEM,
        [it.text for of in stated for it in of.cpe],
        [it.text for of in stated for it in of.purl],
    )
    found = [_listing(it.listing, "identifier", on) for it in same]
    known = {it["id"] for it in found}
    by_name = _by_name(words, reading, catalogue, on)
    return [*found, *(it for it in by_name if it["id"] not in known)]


def _by_name(
    words: OperatingSystem, reading: Reading, catalogue: Catalogue, on: date
) -> Iterator[dict[str, Any]]:
    """Yield the listings that name, version and kernel say, and may mean, scheme by scheme."""
    if words.name is None:
        return
    stated = Stated(words.name, words.version, words.kernel)
    registers = catalogue.registers_for(_asked(words, reading), on)
    for register in registers.values():
        if register.kind == ListingKind.OPERATING_SYSTEM.value:
            candidates = register.candidates.get(words.name, ())
            found = match(stated, ListingKind.OPERATING_SYSTEM, candidates)
            for how, listings in (("exact", found.exact), ("near", found.near)):
                yield from (_listing(it, how, on) for it in listings)


def _listing(listing: Listing, how: str, on: date) -> dict[str, Any]:
    return {"match": how, **listing_document(listing), "validity": validity(listing, on).value}


def _asked(words: OperatingSystem, reading: Reading) -> Order:
    """Return an order line that states the system, to look it up as those of orders are."""
    system = reading.system
    line = None if system is None else system.get(Fact.PRODUCT_LINE)
    item_class = ItemClass.SERVER if line == "server" else ItemClass.DESKTOP
    return Order(
        agency="",
        reference="",
        price_basis=PriceBasis(Currency.CNY, Tax.INCLUDED),
        lines=(OrderLine(item_class, 1, Decimal(0), operating_system=words),),
    )
