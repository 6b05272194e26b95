import re
from pathlib import Path

import pytest

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
    form = re.compile(r"[a-z0-9.-]+==[^ ;]+( ; [^#]+?)?( --hash=sha256:[0-9a-f]{64})+$")
    assert [line for line in entries(lock).values() if not form.match(line)] == []


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
