"""The tree as git sees it: what is tracked, or would be if it were added now."""

import ast
import os
import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]

LOADING = ("standards_", "law_cases")
"""How the modules of `validators` begin that may read files: the one door to disk."""


@cache
def tracked() -> tuple[Path, ...]:
    """Every file of the tree, relative to its root; ignored ones are none of the tree's."""
    # A clone may belong to another account than the one that runs the tests.
    listed = subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z", "-co", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    return tuple(sorted(Path(name) for name in listed if name and (ROOT / name).is_file()))


def sources(*folders: str) -> tuple[Path, ...]:
    """Python files below some folders of the root, or all of them."""
    return tuple(
        path
        for path in tracked()
        if path.suffix == ".py" and (not folders or path.parts[0] in folders)
    )


def read(path: Path) -> str:
    """The text of a file of the tree."""
    return (ROOT / path).read_text(encoding="utf-8")


NAMED = re.compile(r"`([a-z_/]+\.py)::(test_[a-z0-9_]+)`")
"""A test as documents name it: its file below tests/, and its function."""


@cache
def functions_of(file: str) -> frozenset[str]:
    """The functions of a file below tests/; none where there is no such file."""
    path = ROOT / "tests" / file
    if not path.is_file():
        return frozenset()
    tree = ast.parse(path.read_bytes())
    return frozenset(it.name for it in ast.walk(tree) if isinstance(it, ast.FunctionDef))


@cache
def configuration() -> dict[str, Any]:
    """What pyproject.toml says below [tool]."""
    tool: dict[str, Any] = tomllib.loads(read(Path("pyproject.toml")))["tool"]
    return tool


def root_packages() -> tuple[str, ...]:
    """The packages that the import contracts know."""
    return tuple(configuration()["importlinter"]["root_packages"])


def contract(identity: str) -> dict[str, Any]:
    """One import contract by its id."""
    found: dict[str, Any] = next(
        each for each in configuration()["importlinter"]["contracts"] if each["id"] == identity
    )
    return found


def module_name(path: Path) -> str:
    """`ledger/tiles.py` is `ledger.tiles`; `ledger/__init__.py` is `ledger`."""
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def clean_environment(**more: str) -> dict[str, str]:
    """The environment without what would turn a fresh interpreter or pip to somewhere else."""
    banned = ("PYTHON", "COVERAGE", "PIP_", "PROCHECK_", "MAKE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(banned)}
    return kept | more
