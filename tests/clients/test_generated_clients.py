"""Strangers' tools understand the contract: their clients buy, and their proxy finds no breach."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.clients.conftest import generate, given, run
from tests.journeys import test_auditor, test_officer, test_supplier
from tests.journeys.service import Service

pytestmark = [pytest.mark.tools, pytest.mark.timeout(900)]

_HERE = Path(__file__).parent
_SEEN = {
    "quote": ["refused", "price-over-ceiling"],
    "corrected": "conforming",
    "order": ["approved", "approved"],
    "confirmed": True,
    "offline": True,
    "units": ["accepted"],
    "accepted": 1,
    "absent": "/problems/not-found",
}


@pytest.fixture(scope="session")
def python(tools: Path, contract: Path) -> list[str | Path]:
    """The walk in Python, ready to be started."""
    folder = generate(tools, contract, "python", "--package-name", "procheck_client")
    return [tools / "venv/bin/python", _HERE / "walk.py", folder]


@pytest.fixture(scope="session")
def typescript(tools: Path, contract: Path) -> list[str | Path]:
    """The walk in TypeScript, compiled with the client as strictly as may be."""
    folder = generate(tools, contract, "typescript-fetch")
    shutil.copy(_HERE / "walk.ts", folder)
    run(
        *(tools / "node_modules/.bin/tsc", "--strict", "--target", "es2022"),
        *("--module", "nodenext", "--lib", "es2022,dom", "--outDir", folder / "out"),
        *("--types", "node", "--typeRoots", tools / "node_modules/@types", folder / "walk.ts"),
    )
    return ["node", folder / "out/walk.js"]


@pytest.mark.usefixtures("stated")
@pytest.mark.parametrize("language", ["python", "typescript"])
@pytest.mark.parametrize("way", ["service", "proxied"])
def test_a_generated_client_buys_and_accepts(
    request: pytest.FixtureRequest, tmp_path: Path, language: str, way: str
) -> None:
    walk = request.getfixturevalue(language)
    through: Service = request.getfixturevalue(way)
    assert json.loads(run(*walk, *given(through, tmp_path))) == _SEEN


@pytest.mark.parametrize(
    "journey",
    [
        test_supplier.test_a_supplier_checks_a_quote_and_proves_what_was_approved,
        test_supplier.test_a_supplier_reads_limits_and_lists_without_a_key,
        test_supplier.test_a_supplier_has_his_quote_signed_keeps_the_proof_and_files_the_paper,
        test_supplier.test_a_supplier_sends_another_model_with_the_buyers_consent,
        test_officer.test_an_officer_learns_what_is_wrong_mends_it_and_buys,
        test_officer.test_the_bare_computer_of_the_examples_is_refused_with_its_amount,
        test_officer.test_an_approver_of_another_agency_decides_what_its_officer_asked,
        test_auditor.test_a_receipt_recomputes_its_verdict_from_the_published_law,
        test_auditor.test_an_act_is_proven_against_the_signed_checkpoint,
    ],
    ids=lambda it: it.__name__,
)
def test_a_journey_breaks_no_promise_of_the_contract(
    proxied: Service, tmp_path: Path, journey: Callable[..., None]
) -> None:
    parts = {"service": proxied, "tmp_path": tmp_path}
    names = journey.__code__.co_varnames[: journey.__code__.co_argcount]
    journey(**{name: parts[name] for name in names})
