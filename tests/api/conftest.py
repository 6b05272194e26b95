"""One edge for all tests of a worker: they place orders of their own and change nothing else."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from storage.embedded.server import Address
from tests.api.events import LOOPBACK, Worker, worker_of
from tests.api.stage import Stage, edge_of_its_own
from tests.integrations.conftest import samples
from tests.receivers import Receiver, receiver

__all__ = ["samples"]
"""The fixture of the tests that read office files: here the same files come in over HTTP."""

ASKED = "asked"
"""The property in which a test tells how many generated requests of whom were answered how."""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many generated requests were asked by whom, however many workers asked them."""
    answered: dict[str, Counter[str]] = defaultdict(Counter)
    for report in (it for found in terminalreporter.stats.values() for it in found):
        if isinstance(report, pytest.TestReport) and report.when == "call":
            for name, value in report.user_properties:
                if name == ASKED and isinstance(value, dict):
                    for who, kinds in value.items():
                        answered[who].update(kinds)
    for who, kinds in sorted(answered.items()):
        terminalreporter.write_line(f"{who}: {_told(kinds)}")
    if answered:
        whole = sum(answered.values(), Counter[str]())
        terminalreporter.write_line(f"{whole.total():,} generated requests: {_told(whole)}")


def _told(kinds: Counter[str]) -> str:
    return ", ".join(f"{count:,} {kind}" for kind, count in sorted(kinds.items()))


@pytest.fixture(scope="session")
def stage(server: Address, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The edge with example data."""
    with edge_of_its_own(server, "edge", tmp_path_factory.mktemp("edge")) as made:
        yield made


@pytest.fixture(scope="session")
def event_stage(server: Address, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """An edge of its own that may send to this machine: elsewhere others' events come between."""
    folder = tmp_path_factory.mktemp("events")
    with edge_of_its_own(server, "events", folder, LOOPBACK) as made:
        # Receivers refuse what is five minutes off, by their own clock.
        made.clock.instant = datetime.now(UTC)
        yield made


@pytest.fixture
def worker(event_stage: Stage) -> Worker:
    """Sends what is due there, by its clock."""
    return worker_of(event_stage)


@pytest.fixture
def shop() -> Iterator[Receiver]:
    """A receiver on this machine."""
    with receiver() as made:
        yield made
