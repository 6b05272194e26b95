"""The import contracts break when they are broken: each is tried with an import it forbids."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, clean_environment, configuration, root_packages, tracked

TRIALS = [
    ("ladder", "storage/scope.py", "import ledger.merkle"),
    ("ladder", "validators/order.py", "import storage.scope"),
    ("ladder", "approvals/quota.py", "import integrations"),
    ("ledger-alone", "ledger/merkle.py", "import validators.order"),
    ("pure-law", "validators/rules/unit_price.py", "import time"),
    ("pure-law", "validators/standards_file.py", "import os"),
    ("one-door", "validators/examine.py", "import validators.standards_file"),
    ("one-door", "validators/order.py", "import yaml"),
    ("pure-ledger", "ledger/tiles.py", "import socket"),
    ("pure-ledger", "ledger/entry.py", "import ledger.store"),
    ("auditors-tool", "ledger/walk.py", "import ledger.tables"),
    ("pure-approvals", "approvals/quota.py", "import approvals.tables"),
    ("pure-tables", "integrations/office_table.py", "import time"),
    ("pure-tables", "integrations/workbook.py", "import integrations.confined"),
    ("http-edge", "approvals/submit.py", "import werkzeug"),
    ("schemas", "approvals/submit.py", "import marshmallow"),
    ("outbound-edge", "api/clock.py", "import requests"),
    ("rows", "api/clock.py", "import approvals.tables"),
    ("rows-of-the-catalogue", "approvals/submit.py", "import catalog.tables"),
    ("rows-of-the-ledger", "approvals/submit.py", "import ledger.tables"),
    ("cycles", "ledger/merkle.py", "import ledger.tiles"),
]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("contracts")
    wanted = {*root_packages(), "pyproject.toml"}
    for path in tracked():
        if path.parts[0] in wanted and path.suffix in {".py", ".toml"}:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / path, folder / path)
    return folder


def lint(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    program = "from importlinter.cli import lint_imports_command as c; c()"
    return subprocess.run(
        [sys.executable, "-c", program, "--no-cache", *arguments],
        cwd=folder,
        env=clean_environment(PYTHONPATH=str(folder)),
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_contract_is_kept(copy: Path) -> None:
    answer = lint(copy)
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_every_contract_is_tried() -> None:
    known = {contract["id"] for contract in configuration()["importlinter"]["contracts"]}
    assert {identity for identity, _, _ in TRIALS} == known


@pytest.mark.parametrize(("identity", "path", "forbidden"), TRIALS)
def test_a_contract_breaks_when_it_is_broken(
    copy: Path, identity: str, path: str, forbidden: str
) -> None:
    module = copy / path
    kept = module.read_text(encoding="utf-8")
    try:
        module.write_text(f"{kept}\n{forbidden}\n", encoding="utf-8")
        answer = lint(copy, "--contract", identity)
    finally:
        module.write_text(kept, encoding="utf-8")
    assert answer.returncode == 1, answer.stderr
    assert "BROKEN" in answer.stdout
