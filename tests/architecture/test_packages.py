import ast
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, read, root_packages, sources, tracked

# DESIGN: fixed from outside, then the packages that were added, each with its reason.
FOLDERS = {"api", "catalog", "validators", "integrations", "tests"} | {
    "approvals",
    "ledger",
    "storage",
    "migrations",
    "bench",
    "docs",
}
FILES = {
    "CHANGELOG.md",
    "Dockerfile",
    "Makefile",
    "README.md",
    "compose.yaml",
    "constraints.txt",
    "procheck",
    "pyproject.toml",
    "requirements-dev.in",
    "requirements-dev.txt",
    "requirements.in",
    "requirements.txt",
}
NO_PART_OF_THE_SERVICE = {"bench", "docs", "migrations", "tests"}


def test_the_packages_at_the_root_are_those_the_import_contracts_know() -> None:
    standing = {path.parts[0] for path in sources() if len(path.parts) > 1}
    standing = {name for name in standing if not name.startswith(".")} - NO_PART_OF_THE_SERVICE
    assert standing == set(root_packages())


def test_the_root_holds_only_what_has_a_reason_to_stand_there() -> None:
    visible = {path.parts for path in tracked() if not path.parts[0].startswith(".")}
    assert {parts[0] for parts in visible if len(parts) > 1} <= FOLDERS
    assert {parts[0] for parts in visible if len(parts) == 1} <= FILES


@pytest.mark.parametrize("package", root_packages())
def test_every_package_says_in_its_init_what_it_is_and_nothing_else(package: str) -> None:
    inits = [path for path in sources(package) if path.name == "__init__.py"]
    assert Path(package, "__init__.py") in inits
    for path in inits:
        body = ast.parse(read(path)).body
        assert len(body) == 1, f"{path} holds more than a docstring"
        assert ast.get_docstring(ast.parse(read(path))), f"{path} has no docstring"


@pytest.mark.parametrize("package", [*root_packages(), "tests", "bench"])
def test_every_folder_with_modules_is_a_package(package: str) -> None:
    # Without tests/__init__.py, tests/validators would shadow the real package in pytest.
    folders = {parent for path in sources(package) for parent in path.parents if parent.parts}
    bare = {str(folder) for folder in folders if not (ROOT / folder / "__init__.py").is_file()}
    assert bare == set()


def test_no_installed_distribution_brings_a_package_of_our_name() -> None:
    installed = packages_distributions()
    clashes = {name: installed[name] for name in (*root_packages(), "tests") if name in installed}
    assert clashes == {}


@pytest.mark.parametrize(
    "name", ["utils", "util", "common", "helpers", "helper", "manager", "misc"]
)
def test_no_module_is_called_by_a_name_that_says_nothing(name: str) -> None:
    assert [str(path) for path in sources() if name in path.with_suffix("").parts] == []
