"""Which rows of a list look like listings of other lists: told to the keeper, decided by nobody.

Found by look-up, so that the cost depends on the number of listings and not on its square.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from catalog.scheme import Entry
from integrations.list_notes import ListCode, ListNote, note
from integrations.list_rows import Listed
from integrations.signs import shown
from validators.listing import Listing
from validators.matching import folded

_CHINESE: Final = re.compile("[\u3400-\u9fff]")
_FEWEST: Final = 5
"""Chinese characters from which on a name that differs in one is likely the same name."""

_MOST: Final = 3
"""Near listings that are told of one row."""

_SIMILAR: Final = str.maketrans("oil", "011")

_Identity = tuple[str, str, str, str]


def near(
    rows: Sequence[Listed], entries: Sequence[Entry], others: Iterable[Entry]
) -> Iterator[ListNote]:
    """Yield what is to be told of rows that look like listings of other lists of the scheme.

    Args:
        rows: rows of the list.
        entries: the listings they became, in the same order.
        others: listings of the scheme's other lists.
    """
    same: dict[_Identity, list[Listing]] = defaultdict(list)
    alike: dict[tuple[str, str], list[Listing]] = defaultdict(list)
    for other in others:
        same[_identity(other.listing)].append(other.listing)
        for name in other.listing.names:
            for key in _keys(name):
                alike[other.listing.kind.value, key].append(other.listing)
    for row, entry in zip(rows, entries, strict=True):
        mine = entry.listing
        for listing in same[_identity(mine)][:_MOST]:
            yield note(
                row.place,
                ListCode.LISTED_ELSEWHERE,
                name=shown(mine.name),
                publication=listing.publication,
            )
        names = set(map(folded, mine.names))
        found = {
            listing.id: listing
            for key in _keys(mine.name)
            for listing in alike.get((mine.kind.value, key), ())
            if not names & set(map(folded, listing.names))
        }
        for listing in [found[it] for it in sorted(found)][:_MOST]:
            yield note(
                row.place,
                ListCode.SPELT_NEARLY,
                name=shown(mine.name),
                other=shown(listing.name),
                publication=listing.publication,
            )


def _identity(listing: Listing) -> _Identity:
    parts = (listing.name, listing.version or "", listing.kernel or "")
    name, version, kernel = map(folded, parts)
    return listing.kind.value, name, version, kernel


def _keys(name: str) -> Iterator[str]:
    """Yield what a name has in common with those spelt nearly as it.

    Its letters and digits without signs between them, noughts and ones as letters; and for a name
    with enough Chinese characters, what is left of it with each of them taken out.
    """
    plain = "".join(it for it in folded(unicodedata.normalize("NFKC", name)) if it.isalnum())
    skeleton = plain.translate(_SIMILAR)
    yield skeleton
    if len(_CHINESE.findall(skeleton)) >= _FEWEST:
        for found in _CHINESE.finditer(skeleton):
            yield f"{skeleton[: found.start()]}*{skeleton[found.end() :]}"
            yield f"{skeleton[: found.start()]}{skeleton[found.end() :]}"
