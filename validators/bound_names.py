"""Which facts a limit asks for: counted facts of the agency, its properties, measures of a line."""

from collections.abc import Iterable, Iterator

from validators.bound import (
    OF_LINE,
    Beyond,
    Bound,
    Choice,
    Condition,
    PerN,
    Share,
    Test,
    Within,
    parts_of,
)

COMMON_PROPERTIES = frozenset({"classified", "field_duty", "evaluation_bound"})
"""Properties no edition has to describe: documents published before others could say so."""


def tests_in(bound: Bound) -> Iterator[Test]:
    """Yield every condition inside a limit."""
    for part in parts_of(bound):
        if isinstance(part, Choice):
            for tests, _ in part.options:
                yield from tests


def counts_in(bound: Bound) -> Iterator[str]:
    """Yield the counted facts of the agency that a limit asks for."""
    yield from (name for name in _numbers(bound) if not name.startswith(OF_LINE))


def measures_in(bound: Bound) -> Iterator[str]:
    """Yield the attributes of a line that a limit measures."""
    yield from (name.removeprefix(OF_LINE) for name in _numbers(bound) if name.startswith(OF_LINE))


def properties_in(tests: Iterable[Test]) -> Iterator[str]:
    """Yield the properties of the agency that conditions ask for."""
    for test in tests:
        if isinstance(test, Condition) and not test.property.startswith(OF_LINE):
            yield test.property


def _numbers(bound: Bound) -> Iterator[str]:
    for part in parts_of(bound):
        if isinstance(part, Share | PerN | Beyond):
            yield part.of
    yield from (test.of for test in tests_in(bound) if isinstance(test, Within))
