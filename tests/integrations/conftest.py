import os
from pathlib import Path

import pytest

_SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"


@pytest.fixture(scope="session")
def samples() -> Path:
    if not _SAMPLES.is_dir():
        reason = f"the conformance samples are not at {_SAMPLES}"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return _SAMPLES
