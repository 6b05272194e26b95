"""What limits and conditions of one document may ask for: facts that it describes."""

from collections.abc import Iterator

from validators.bound import OF_LINE, Test, Within, name_of
from validators.bound_names import (
    COMMON_PROPERTIES,
    counts_in,
    measures_in,
    properties_in,
    tests_in,
)
from validators.papers import spare
from validators.standards_conditions import conditions
from validators.standards_fault import Path
from validators.standards_parts import Loaded, Wrong, limits_in, parts, quantities
from validators.standards_sentences import wrong


def faults_of_facts(loaded: Loaded) -> Iterator[Wrong]:
    """Yield everything wrong with the facts an edition asks for."""
    yield from _counted(loaded)
    yield from _turned_on(loaded)
    yield from _of_agency(loaded)


def _counted(loaded: Loaded) -> Iterator[Wrong]:
    """Limits are reckoned on counted facts that the edition describes, and all are used."""
    described = {part.get("count") for _, part in parts(loaded, "counts")}
    described.add(loaded.get("headcount_basis", {}).get("count"))
    used = _held(loaded)
    for path, limit in limits_in(loaded):
        for name in counts_in(limit):
            used.add(name)
            if name not in described and "amends" not in loaded:
                yield path, wrong("not-described", name=name)
    for path, tests in _stated(loaded):
        for test in tests:
            if isinstance(test, Within) and not test.of.startswith(OF_LINE):
                used.add(test.of)
                if test.of not in described and "amends" not in loaded:
                    yield path, wrong("not-described", name=test.of)
    for path, part in parts(loaded, "counts"):
        if part.get("count") is not None and part["count"] not in used:
            yield path, wrong("count-idle", name=part["count"])


def _held(loaded: Loaded) -> set[str]:
    """Return the facts that cover devices where an order brings too few: licences held."""
    covered = (part.get("covers", ()) for _, part in parts(loaded, "requirements"))
    return {spare(it) for covers in covered for it in covers}


def _turned_on(loaded: Loaded) -> Iterator[Wrong]:
    """Conditions ask for properties that the edition describes, and all are used."""
    described = {part.get("property") for _, part in parts(loaded, "properties")}
    described |= COMMON_PROPERTIES
    used: set[str] = set()
    asked = [*_stated(loaded), *((path, tuple(tests_in(it))) for path, it in limits_in(loaded))]
    for path, tests in asked:
        for name in properties_in(tests):
            used.add(name)
            if name not in described and "amends" not in loaded:
                yield path, wrong("property-not-described", name=name)
    for path, part in parts(loaded, "properties"):
        if part.get("property") is not None and part["property"] not in used:
            yield path, wrong("property-idle", name=part["property"])


def _of_agency(loaded: Loaded) -> Iterator[Wrong]:
    """What binds an edition, a duty or a swap is told of the agency; only limits know a line."""
    for path, tests in _stated(loaded):
        for test in tests:
            if name_of(test).startswith(OF_LINE):
                yield (*path, name_of(test)), wrong("line-unknown-here")
            elif isinstance(test, Within) and path == ("binds_when",):
                yield (*path, test.of), wrong("no-range-here")
    for path, limit in limits_in(loaded):
        if path[-1] == "limit" and any(measures_in(limit)):
            yield path, wrong("line-unknown-here")


def _stated(loaded: Loaded) -> Iterator[tuple[Path, tuple[Test, ...]]]:
    """Yield the conditions that stand outside limits."""
    if "binds_when" in loaded:
        yield ("binds_when",), conditions(loaded["binds_when"])
    for path, part in parts(loaded, "requirements"):
        if "when" in part:
            yield (*path, "when"), conditions(part["when"])
    for path, part in [*parts(loaded, "caps"), *quantities(loaded)]:
        if "when" in part.get("swap", {}):
            yield (*path, "swap", "when"), conditions(part["swap"]["when"])
