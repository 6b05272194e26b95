"""An evidence pack verifies itself with nothing but Python, and names whatever was altered."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.verify_pack import Broken, ed25519, reader, verify
from tests.api.stage import Stage


@pytest.fixture(scope="module")
def pack(stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked pack of an approved order."""
    placed = stage.place()
    stage.sequence()
    answer = stage.call("GET", f"/v1/orders/{placed['id']}/evidence-pack", "auditor")
    assert answer.status == 200, answer.data
    folder = tmp_path_factory.mktemp("pack")
    (folder / "pack.zip").write_bytes(answer.data)
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        archive.extractall(folder / "pack")
    (folder / "jwks.json").write_bytes(stage.call("GET", "/.well-known/jwks.json").data)
    return folder


def test_the_verifier_inside_needs_nothing_installed(pack: Path) -> None:
    # -I -S: no environment, no installed packages.
    words = [sys.executable, "-I", "-S", "verify.py", ".", "--json", "--keys", "../jwks.json"]
    done = subprocess.run(
        words, cwd=pack / "pack", capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(done.stdout)
    assert told["holds"]
    assert told["keys_kept"]
    assert told["entries"] >= 2
    assert told["approval"].startswith("PC-")
    assert verify(reader(pack / "pack.zip"))["amount"] == told["amount"]


def test_a_flipped_byte_in_any_file_is_named(pack: Path) -> None:
    with zipfile.ZipFile(pack / "pack.zip") as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    for name, data in files.items():
        for place in {0, len(data) // 2, len(data) - 1}:
            flipped = bytearray(data)
            flipped[place] ^= 1
            altered = {**files, name: bytes(flipped)}
            with pytest.raises(Broken) as broken:
                verify(altered.__getitem__, (pack / "jwks.json").read_bytes())
            named = {name} if name not in {"manifest.json", "manifest.jws"} else set(files)
            assert broken.value.file in named, (name, place, broken.value)


def test_keys_that_were_not_kept_are_told(pack: Path, stage: Stage) -> None:
    kept = json.loads((pack / "jwks.json").read_bytes())
    kept["keys"] = kept["keys"][:1]
    with pytest.raises(Broken) as broken:
        verify(reader(pack / "pack"), json.dumps(kept).encode())
    assert broken.value.file == "keys.json"
    assert stage.call("GET", "/v1/orders/none/evidence-pack", "auditor").status == 404


@settings(max_examples=10)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=80), st.integers(0, 511))
def test_its_ed25519_agrees_with_the_library(seed: bytes, message: bytes, bit: int) -> None:
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = key.public_key().public_bytes_raw(), key.sign(message)
    assert ed25519(public, message, signature)
    flipped = bytearray(signature)
    flipped[bit // 8] ^= 1 << bit % 8
    assert not ed25519(public, message, bytes(flipped))
