"""Every target of the fuzzer holds for what it begins with, and for what it once failed on."""

from pathlib import Path

import pytest

from tests.fuzzing.targets import TARGETS

_FOUND = Path(__file__).parent / "found"
"""What the fuzzer found, a file each: the target's name, a dot, and a name of its own."""


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_what_a_target_begins_with_is_read_or_refused(name: str) -> None:
    seeds = list(TARGETS[name].seeds())
    assert seeds
    for data in seeds:
        TARGETS[name].read(data)
        TARGETS[name].read(data[: len(data) // 2])
        TARGETS[name].read(data.replace(b'"', b"", 1))


@pytest.mark.parametrize("path", sorted(_FOUND.glob("*.*")), ids=lambda it: it.name)
def test_what_was_found_once_holds_now(path: Path) -> None:
    TARGETS[path.name.partition(".")[0]].read(path.read_bytes())
