"""Makes a dictionary of what receipts repeat: ``python -m bench.dictionary FILE``.

It holds what the law's editions and the catalogue's listings look like in a receipt, and last,
nearest to what is packed, receipts of the example orders. `storage.packed` uses it. A dictionary in
use never changes, so one that is made anew gets the next number.
"""

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from api.examples import AGENCY, COVERED_ORDER, ORDER
from approvals.receipt import seal
from catalog.seeds import load_seeds
from ledger.canonical import canonical
from validators.evidence import Evidence, Level
from validators.examine import Dates, examine
from validators.law import Law
from validators.reading import read_agency, read_order
from validators.standards_file import load_folder
from validators.writing import editions_document, listing_document

_ON = date(2026, 12, 1)


def dictionary() -> bytes:
    """Return a dictionary of the standards and the catalogue as they stand in the repository."""
    law, catalogue = load_folder(), load_seeds()
    agency = read_agency(
        {
            "uscc": AGENCY,
            "name": "Example agency",
            "jurisdiction": "cn",
            "level": Level.CENTRAL.value,
            "properties": {"classified": False, "evaluation_bound": True, "field_duty": False},
            "counts": {
                "filled-establishment": {"value": 1, "since": "2026-01-01", "source": "example"}
            },
        }
    )
    receipts = []
    for document in (dict(ORDER), dict(COVERED_ORDER)):
        order = read_order(document)
        evidence = Evidence(
            agency=agency,
            registers=catalogue.registers_for(order, _ON),
            catalogue=catalogue.digest,
        )
        dates = Dates(placed_on=_ON)
        found = examine(order, evidence, law, dates)
        receipts.append(
            seal(canonical(document), evidence, found, dates, catalogue.digest, 1).receipt
        )
    listings = [canonical(listing_document(it.listing)) for it in catalogue.listings()]
    return b"".join([*_editions(law), *listings, *receipts])


def _editions(law: Law) -> Iterator[bytes]:
    told: set[str] = set()
    for place in law.jurisdictions:
        for level in Level:
            for used in law.in_force(place, level, _ON).used:
                if used.id not in told:
                    told.add(used.id)
                    yield canonical(editions_document((used,)))


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(dictionary())
