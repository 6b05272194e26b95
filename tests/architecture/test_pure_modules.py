import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import (
    LOADING,
    ROOT,
    clean_environment,
    contract,
    module_name,
    read,
    sources,
)

SHELL = (
    "alembic",
    "flask",
    "marshmallow",
    "psycopg",
    "requests",
    "sqlalchemy",
    "werkzeug",
    "yaml",
)

PROBE = """
import importlib, json, sys
wanted, unwanted = json.load(sys.stdin)
seen = set(sys.modules)
culprits = {}
for name in wanted:
    importlib.import_module(name)
    loaded = [each for each in unwanted if each in sys.modules and each not in seen]
    if loaded:
        culprits[name] = loaded
        seen.update(loaded)
print(json.dumps(culprits))
"""


def loaded_by(modules: list[str], unwanted: tuple[str, ...]) -> dict[str, list[str]]:
    """Which of some modules, imported one after the other in a fresh interpreter, load what."""
    answer = subprocess.run(
        [sys.executable, "-c", PROBE],
        input=json.dumps([modules, unwanted]),
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=clean_environment(),
        check=True,
    )
    found: dict[str, list[str]] = json.loads(answer.stdout)
    return found


def examining_modules() -> list[str]:
    return [
        module_name(path) for path in sources("validators") if not path.stem.startswith(LOADING)
    ]


def test_importing_what_examines_loads_no_shell() -> None:
    modules = examining_modules()
    assert "validators.examine" in modules
    assert loaded_by(modules, SHELL) == {}


@pytest.mark.parametrize(
    "identity", ["pure-ledger", "auditors-tool", "pure-approvals", "pure-tables"]
)
def test_importing_a_pure_module_loads_no_shell(identity: str) -> None:
    assert loaded_by(contract(identity)["source_modules"], SHELL) == {}


def test_the_probe_finds_what_a_module_loads() -> None:
    assert loaded_by(["storage.scope", "storage.base"], SHELL) == {"storage.base": ["sqlalchemy"]}


def imported(path: Path) -> set[str]:
    """Every module that a file's import statements name, wherever in the file they stand."""
    names = set()
    for node in ast.walk(ast.parse(read(path))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def test_only_the_loading_modules_of_the_law_have_a_door_to_disk() -> None:
    doors = {"io", "json", "marshmallow", "pathlib", "yaml"}
    opened = {}
    for path in sources("validators"):
        if path.stem.startswith(LOADING):
            continue
        names = imported(path)
        found = names & doors
        found |= {name for name in names if name.removeprefix("validators.").startswith(LOADING)}
        found |= {"open"} if re.search(r"(?<![.\w])open\(", read(path)) else set()
        if found:
            opened[str(path)] = found
    assert opened == {}


def test_the_law_takes_nothing_of_msgspec_but_structs() -> None:
    taken = {
        alias.name
        for path in sources("validators")
        for node in ast.walk(ast.parse(read(path)))
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "msgspec"
        for alias in node.names
    }
    plain = [
        path
        for path in sources("validators")
        for node in ast.walk(ast.parse(read(path)))
        if isinstance(node, ast.Import) and any("msgspec" in it.name for it in node.names)
    ]
    assert (taken, plain) == ({"Struct", "structs"}, [])
