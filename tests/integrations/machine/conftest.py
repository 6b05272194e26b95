import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from integrations.machine.trust import Trust

_SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "samples"


@pytest.fixture(scope="session")
def samples() -> Path:
    if not _SAMPLES.is_dir():
        reason = f"the conformance samples are not at {_SAMPLES}"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return _SAMPLES


@pytest.fixture(scope="session")
def signed_tag(samples: Path) -> bytes:
    return (samples / "swid" / "signed-pkg1-1.2.0.swidtag").read_bytes()


@pytest.fixture(scope="session")
def authority(samples: Path) -> Trust:
    anchors = (samples / "swid" / "signed-test-ca.crt").read_text(encoding="utf-8")
    return Trust(anchors=anchors, at=datetime(2026, 1, 1, tzinfo=UTC))


@pytest.fixture(scope="session")
def samples_kylin(samples: Path) -> str:
    return (samples / "os-release" / "kylin_v10_sp1").read_text(encoding="utf-8")
