"""One service, one browser, and the programs that look at pages, for all tests of a worker."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.chromium import Chromium, opened
from tests.browser.places import World
from tests.journeys.conftest import service
from tests.journeys.service import Service

__all__ = ["service"]
"""The service of the journeys: pages stand on the same ground."""


@pytest.fixture(scope="session")
def tools(pytestconfig: pytest.Config) -> Path:
    """The folder of axe-core and Lighthouse."""
    folder: Path | None = pytestconfig.getoption("tools")
    if folder is None:
        pytest.skip("needs a browser: make test-browser")
    return folder.resolve()


@pytest.fixture(scope="session")
def chromium(tools: Path) -> Iterator[Chromium]:
    """A browser that stands open."""
    assert (tools / "node_modules").is_dir(), "make test-browser brings what is needed"
    with opened() as browser:
        yield browser


@pytest.fixture(scope="session")
def world(service: Service) -> World:
    """What stands in the service for pages to show."""
    return World(service)
