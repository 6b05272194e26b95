"""One running service for all journeys of a worker."""

from collections.abc import Iterator

import pytest

from tests.journeys.service import Service, serving


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with serving(tmp_path_factory.mktemp("journey") / "data") as running:
        yield running
