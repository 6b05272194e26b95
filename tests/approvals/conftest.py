from collections.abc import Iterator

import pytest

from ledger.signing import Ed25519FileSigner
from storage.database import Database
from tests.approvals.acting import SEQUENCES
from tests.approvals.builders import office
from tests.approvals.stage import Stage
from tests.cluster import TestDatabase

_SEQUENCES = 20


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many sequences of acts were tried, where more were asked for than the suite tries."""
    if not terminalreporter.config.getoption("sequences"):
        return
    for report in (it for found in terminalreporter.stats.values() for it in found):
        if isinstance(report, pytest.TestReport) and report.when == "call":
            for name, value in report.user_properties:
                if name == SEQUENCES:
                    terminalreporter.write_line(f"{value:,} sequences: {report.location[2]}")


@pytest.fixture(scope="session")
def signer(tmp_path_factory: pytest.TempPathFactory) -> Ed25519FileSigner:
    return Ed25519FileSigner.generate(tmp_path_factory.mktemp("keys") / "approval.pem")


@pytest.fixture(scope="session")
def other_signer(tmp_path_factory: pytest.TempPathFactory) -> Ed25519FileSigner:
    return Ed25519FileSigner.generate(tmp_path_factory.mktemp("keys") / "other.pem")


@pytest.fixture(scope="session")
def sequences(pytestconfig: pytest.Config) -> int:
    """How many sequences of acts a state machine tries: few, unless the run asks for more."""
    return pytestconfig.getoption("sequences") or _SEQUENCES


@pytest.fixture
def stage(database: Database, signer: Ed25519FileSigner) -> Stage:
    """A stage in a transaction that is rolled back after the test."""
    return Stage(database, office(signer))


@pytest.fixture
def open_stage(fresh_database: TestDatabase, signer: Ed25519FileSigner) -> Iterator[Stage]:
    """A stage on a database of its own, for real commits and many connections."""
    database = Database(fresh_database.app_url, pool_size=24, name="tests")
    yield Stage(database, office(signer))
    database.close()
