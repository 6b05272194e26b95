import re
from collections.abc import Iterator
from importlib.metadata import requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.tree import ROOT, read, root_packages

LOCKS = ("requirements.txt", "requirements-dev.txt")


def entries(lock: str) -> dict[str, str]:
    """Each locked package and its whole entry, hashes included."""
    joined = re.sub(r" \\\n\s*", " ", read(Path(lock)))
    lines = [
        line for line in joined.splitlines() if line.strip() and not line.startswith((" ", "#"))
    ]
    return {re.split(r"[=\[; ]", line, maxsplit=1)[0]: line for line in lines}


def names(declared: str) -> set[str]:
    lines = [line for line in read(Path(declared)).splitlines() if not line.startswith(("-", "#"))]
    return {re.split(r"[\[<>=;]", line, maxsplit=1)[0].strip() for line in lines if line.strip()}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_one_version_and_its_hashes(lock: str) -> None:
    form = re.compile(
        r"[a-z0-9.-]+(?:\[[a-z, ]+\])?==[^ ;]+( ; [^#]+?)?( --hash=sha256:[0-9a-f]{64})+$"
    )
    assert [line for line in entries(lock).values() if not form.match(line)] == []


def locked(lock: str) -> Iterator[Requirement]:
    """What a lock pins, as far as its markers hold here."""
    for line in entries(lock).values():
        pin = Requirement(line.split(" --hash", maxsplit=1)[0])
        if pin.marker is None or pin.marker.evaluate():
            yield pin


def _applies(asked: Requirement, pin: Requirement) -> bool:
    wanted = [{"extra": extra} for extra in ("", *pin.extras)]
    return asked.marker is None or any(asked.marker.evaluate(it) for it in wanted)


@pytest.mark.parametrize("lock", LOCKS)
def test_what_a_locked_package_asks_of_another_is_asked_by_the_lock(lock: str) -> None:
    # pip looks for `coverage[toml]` beside a locked `coverage`, finds a newer release, and then
    # refuses it for want of a hash: a lock without the extra breaks when somebody else publishes.
    pins = {pin.name: pin for pin in locked(lock)}
    lacking = {
        f"{pin.name} asks for {asked}"
        for pin in pins.values()
        for asked in map(Requirement, requires(pin.name) or ())
        if asked.extras and _applies(asked, pin)
        if asked.extras - pins[canonicalize_name(asked.name)].extras
    }
    assert lacking == set()


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_address_no_path_and_no_option(lock: str) -> None:
    text = read(Path(lock))
    assert "://" not in text
    assert str(ROOT) not in text
    assert [line for line in text.splitlines() if line.startswith("-")] == []


def test_what_runs_is_tested_in_the_very_versions_that_run() -> None:
    running, tested = entries("requirements.txt"), entries("requirements-dev.txt")
    assert {name: line for name, line in running.items() if tested.get(name) != line} == {}


@pytest.mark.parametrize(
    ("declared", "lock"),
    [("requirements.in", "requirements.txt"), ("requirements-dev.in", "requirements-dev.txt")],
)
def test_the_lock_holds_everything_that_is_declared(declared: str, lock: str) -> None:
    assert names(declared) - set(entries(lock)) == set()


def test_foreign_packages_of_our_names_are_shut_out() -> None:
    assert names("constraints.txt") == set(root_packages())
    assert all(
        line.endswith("<0")
        for line in read(Path("constraints.txt")).splitlines()
        if not line.startswith("#")
    )
    assert "--constraints constraints.txt" in read(Path("Makefile"))
