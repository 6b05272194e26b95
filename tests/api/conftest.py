"""One edge for all tests of a worker: they place orders of their own and change nothing else."""

from collections.abc import Iterator

import pytest

from storage.embedded.server import Address
from tests.api.stage import Stage, build
from tests.cluster import cloned
from tests.integrations.conftest import samples

__all__ = ["samples"]
"""The fixture of the tests that read office files: here the same files come in over HTTP."""


@pytest.fixture(scope="session")
def stage(server: Address, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The edge with example data."""
    with cloned(server, "edge") as made:
        built = build(made, tmp_path_factory.mktemp("edge"))
        yield built
        built.close()
