"""What a document of the law may not say even where its form is right: faults of one document.

Each check takes the loaded map and yields faults; it looks only at what is there, so that a
document with faults of form is checked as far as it was understood and every fault is told at once.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import combinations
from types import MappingProxyType
from typing import Any

from validators.bound import Changed, parts_of
from validators.edition import Status
from validators.order import Included
from validators.selector import Selector
from validators.standards_check_duties import COMPUTERS, faults_of_duties
from validators.standards_check_facts import faults_of_facts
from validators.standards_fault import Path
from validators.standards_fields import HowKnown
from validators.standards_parts import Loaded, Wrong, limits_in, parts, quantities, selectors_of
from validators.standards_schema import CODES, EDITION, PLACES
from validators.standards_sentences import wrong

LISTS = (
    "rows",
    "caps",
    "requirements",
    "clauses",
    "sources",
    "counts",
    "properties",
    "terms",
)
ASPECTS = ("price", "quantity", "life")


def faults_in(loaded: Loaded) -> Iterator[Wrong]:
    """Yield everything wrong with one loaded document besides its form."""
    for check in _CHECKS.get(loaded.get("format", ""), ()):
        yield from check(loaded)


def rows_overlap(one: Loaded, other: Loaded) -> bool:
    """Return whether some thing stands in both rows."""
    return any(
        mine.meets(its)
        for mine in selectors_of(one, "selects")
        for its in selectors_of(other, "selects")
    )


def _known(part: Any, path: Path = ()) -> Iterator[tuple[Path, Loaded]]:  # noqa: ANN401 - any part of a document
    """Yield every statement that has an evidence mark, with its path."""
    if isinstance(part, Mapping):
        if "evidence" in part:
            yield path, part
        for key, inner in part.items():
            yield from _known(inner, (*path, key))
    elif isinstance(part, list):
        for place, inner in enumerate(part):
            yield from _known(inner, (*path, place))


_NAMED_BY = MappingProxyType({"counts": "count", "properties": "property", "terms": "term"})


def _ids(loaded: Loaded) -> Iterator[Wrong]:
    """Nothing of one kind has the name of another; a row's quantity is a cap of the row's name."""
    for name in LISTS:
        seen: set[str] = set()
        for path, part in parts(loaded, name):
            key = _NAMED_BY.get(name, "id")
            if part.get(key) in seen:
                yield (*path, key), wrong("name-taken", name=part[key], kind=name)
            seen.add(part.get(key, ""))
    quantities = {row.get("id") for _, row in parts(loaded, "rows") if "quantity" in row}
    for path, cap in parts(loaded, "caps"):
        if cap.get("id") in quantities:
            yield (*path, "id"), wrong("name-of-row", name=cap["id"])


def _sources(loaded: Loaded) -> Iterator[Wrong]:
    """What is read names a source that is there, and every source is named."""
    sources = {source.get("id"): path for path, source in parts(loaded, "sources")}
    named: set[str] = set()
    for path, part in _known(loaded):
        stated = part.get("sources", ())
        if part["evidence"] is HowKnown.READ and not stated:
            yield path, wrong("read-without-source")
        for place, source in enumerate(stated):
            if source not in sources:
                yield (*path, "sources", place), wrong("no-source", name=source)
        named.update(stated)
    for name, path in sources.items():
        if name is not None and name not in named:
            yield path, wrong("source-idle", name=name)


def _cited(loaded: Loaded) -> Iterator[Wrong]:
    """What stands outside the rows of the table says where it stands."""
    for path, part in parts(loaded, "requirements", "clauses"):
        if "row" not in part and "article" not in part:
            yield path, wrong("uncited")


def _days(loaded: Loaded) -> Iterator[Wrong]:
    since, until = loaded.get("since", {}).get("day"), loaded.get("until", {}).get("day")
    if since and until and until[1] < since[0]:
        yield ("until", "day"), wrong("ends-before")
    if loaded.get("id") is not None and loaded["id"] in loaded.get("supersedes", ()):
        yield ("supersedes",), wrong("supersedes-itself")


def _caps(loaded: Loaded) -> Iterator[Wrong]:
    """A cap counts things that stand in a row, and what is paid for a swap is a cap."""
    rows = [one for _, row in parts(loaded, "rows") for one in selectors_of(row, "selects")]
    names = {cap.get("id") for _, cap in parts(loaded, "caps")}
    names |= {row.get("id") for _, row in parts(loaded, "rows") if "quantity" in row}
    for path, cap in parts(loaded, "caps"):
        for place, one in enumerate(cap.get("counts", ())):
            if "amends" in loaded:
                break  # it may count what stands in a row of the table that is amended
            if isinstance(one, Selector) and not any(one.meets(row) for row in rows):
                yield (*path, "counts", place), wrong("counts-nothing")
    for path, part in [*parts(loaded, "caps"), *quantities(loaded)]:
        swap = part.get("swap", {})
        if "against" in swap and swap["against"] not in names and "amends" not in loaded:
            yield (*path, "swap", "against"), wrong("no-cap", name=swap["against"])
        asks = {"question", "role"} & swap.keys()
        if "ratio" in swap and asks:
            yield (*path, "swap", "ratio"), wrong("ratio-or-question")
        elif swap and "ratio" not in swap and len(asks) < len(("question", "role")):
            yield (*path, "swap"), wrong("ratio-or-question")
        if swap.get("ratio") == 0:
            yield (*path, "swap", "ratio"), wrong("for-every-nothing")


def _overlaps(loaded: Loaded) -> Iterator[Wrong]:
    """No thing has two prices, two quantities or two lives in one table."""
    for (_, one), (path, other) in combinations(parts(loaded, "rows"), 2):
        if rows_overlap(one, other):
            for aspect in ASPECTS:
                if aspect in one and aspect in other:
                    overlap = wrong("rows-overlap", row=one.get("id"), aspect=aspect)
                    yield (*path, aspect), overlap


def _figures(loaded: Loaded) -> Iterator[Wrong]:
    for path, row in parts(loaded, "rows"):
        if "life" in row and not {"years", "pages"} & row["life"].keys():
            yield (*path, "life"), wrong("life-of-nothing")
        classes = {one.item_class for one in selectors_of(row, "selects")}
        includes = row.get("price", {}).get("includes", ())
        if Included.OPERATING_SYSTEM in includes and not classes <= COMPUTERS:
            others = ", ".join(sorted(classes - COMPUTERS))
            yield (*path, "price", "includes"), wrong("no-os-there", classes=others)


def _amendment(loaded: Loaded) -> Iterator[Wrong]:
    """Only an amendment removes parts of a table, or tells a limit as a change of one."""
    if "amends" in loaded:
        own = {part.get("id") for _, part in parts(loaded, "rows", "caps", "clauses")}
        for place, name in enumerate(loaded.get("removes", ())):
            if name in own:
                yield ("removes", place), wrong("removed-and-there", name=name)
        if loaded["amends"] == loaded.get("id"):
            yield ("amends",), wrong("supersedes-itself")
        return
    if loaded.get("removes"):
        yield ("removes",), wrong("amends-nothing")
    for path, limit in limits_in(loaded):
        if any(isinstance(part, Changed) for part in parts_of(limit)):
            yield path, wrong("amends-nothing")


def _status(loaded: Loaded) -> Iterator[Wrong]:
    said = [name for name in ("rows", "caps", "requirements") if loaded.get(name)]
    if loaded.get("status") is Status.REGISTERED and said:
        yield ("status",), wrong("more-than-title", said=", ".join(said))
    whole = (*said, *loaded.get("clauses", ()), *loaded.get("removes", ()))
    if loaded.get("status") is not Status.REGISTERED and not whole:
        yield (), wrong("nothing-in-it")


def _code_twice(loaded: Loaded) -> Iterator[Wrong]:
    seen: set[tuple[str, str]] = set()
    for path, entry in parts(loaded, "entries"):
        for item_class in entry.get("classes", ()):
            if (entry.get("code", ""), item_class) in seen:
                twice = wrong("code-twice", code=entry.get("code"), item_class=item_class.value)
                yield path, twice
            seen.add((entry.get("code", ""), item_class))


def _tree(loaded: Loaded) -> Iterator[Wrong]:
    """Places are one tree: one root, every other under a known place, no circle."""
    under: dict[str, str | None] = {}
    for path, place in parts(loaded, "places"):
        if place.get("id") in under:
            yield (*path, "id"), wrong("stands-twice", name=place["id"])
        under[place.get("id", "")] = place.get("under")
    roots = [name for name, parent in under.items() if parent is None]
    if len(roots) != 1:
        found = wrong("roots", found=", ".join(roots)) if roots else wrong("no-root")
        yield ("places",), found
    for path, place in parts(loaded, "places"):
        parent, passed = place.get("under"), {place.get("id")}
        if parent is not None and parent not in under:
            yield (*path, "under"), wrong("no-place", name=parent)
        while parent is not None and parent not in passed:
            passed.add(parent)
            parent = under.get(parent)
        if parent is not None:
            yield (*path, "under"), wrong("above-itself")


_CHECKS: Mapping[str, tuple[Callable[[Loaded], Iterator[Wrong]], ...]] = {
    EDITION: (
        _ids,
        _sources,
        _cited,
        _days,
        faults_of_facts,
        _caps,
        _overlaps,
        _figures,
        faults_of_duties,
        _amendment,
        _status,
    ),
    CODES: (_sources, _code_twice),
    PLACES: (_tree,),
}
