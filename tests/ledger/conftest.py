import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.note import VerifierKey
from ledger.signing import Ed25519FileSigner
from tests.cluster import TestDatabase
from tests.ledger.builders import ORIGIN
from tests.ledger.stage import Stage

_SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"


@pytest.fixture(scope="session")
def samples() -> Path:
    if not _SAMPLES.is_dir():
        reason = f"the conformance samples are not at {_SAMPLES}"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return _SAMPLES


@pytest.fixture(scope="session")
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("keys") / "ledger.pem"
    Ed25519FileSigner.generate(path)
    return path


@pytest.fixture(scope="session")
def signer(key_file: Path) -> Ed25519FileSigner:
    return Ed25519FileSigner(key_file)


@pytest.fixture(scope="session")
def other_signer(tmp_path_factory: pytest.TempPathFactory) -> Ed25519FileSigner:
    return Ed25519FileSigner.generate(tmp_path_factory.mktemp("keys") / "other.pem")


@pytest.fixture(scope="session")
def key(signer: Ed25519FileSigner) -> VerifierKey:
    return VerifierKey(ORIGIN, signer.public_key)


@pytest.fixture
def stage(fresh_database: TestDatabase, signer: Ed25519FileSigner) -> Iterator[Stage]:
    with Stage(fresh_database, signer) as made:
        yield made
