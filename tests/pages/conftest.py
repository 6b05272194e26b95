"""The pages stand on the edge of the tests of the interface, one for all tests of a worker."""

from tests.api.conftest import samples, stage

__all__ = ["samples", "stage"]
