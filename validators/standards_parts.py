"""The parts of a loaded document of the law, each with the path it stands at."""

from collections.abc import Iterator, Mapping
from typing import Any

from validators.finding import Message
from validators.selector import Selector
from validators.standards_fault import Path

Wrong = tuple[Path, Message]
"""Where something is wrong, and what."""

Loaded = Mapping[str, Any]


def selectors_of(part: Loaded, key: str) -> list[Selector]:
    """Return the selectors under a key of one part."""
    return [one for one in part.get(key, ()) if isinstance(one, Selector)]


def parts(loaded: Loaded, *names: str) -> Iterator[tuple[Path, Loaded]]:
    """Yield each map in the lists of those names, with its path."""
    for name in names:
        for place, part in enumerate(loaded.get(name, ())):
            if isinstance(part, Mapping):
                yield (name, place), part


def quantities(loaded: Loaded) -> Iterator[tuple[Path, Loaded]]:
    """Yield the quantity of each row."""
    for path, row in parts(loaded, "rows"):
        if "quantity" in row:
            yield (*path, "quantity"), row["quantity"]


def limits_in(loaded: Loaded) -> Iterator[tuple[Path, Any]]:
    """Yield each ceiling and each cap with its path."""
    for path, row in parts(loaded, "rows"):
        for aspect, key in (("price", "ceiling"), ("quantity", "limit")):
            if key in row.get(aspect, {}):
                yield (*path, aspect, key), row[aspect][key]
    for path, cap in parts(loaded, "caps"):
        if "limit" in cap:
            yield (*path, "limit"), cap["limit"]
