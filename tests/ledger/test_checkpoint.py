import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.checkpoint import Checkpoint, open_checkpoint
from ledger.errors import MalformedNoteError, SignatureError
from ledger.merkle import EMPTY_ROOT
from ledger.note import VerifierKey, sign_note
from ledger.signing import Ed25519FileSigner
from tests.ledger.builders import ORIGIN

_ROOT = base64.b64encode(EMPTY_ROOT).decode()


def test_a_checkpoint_is_three_lines() -> None:
    checkpoint = Checkpoint("example.com/behind-the-sofa", 20852163, EMPTY_ROOT)
    assert checkpoint.text == f"example.com/behind-the-sofa\n20852163\n{_ROOT}\n"


@given(st.integers(0, 10**18), st.binary(min_size=32, max_size=32))
def test_a_checkpoint_reads_back(size: int, root: bytes) -> None:
    checkpoint = Checkpoint(ORIGIN, size, root)
    assert Checkpoint.parse(checkpoint.text) == checkpoint


def test_extension_lines_of_other_logs_are_kept() -> None:
    checkpoint = Checkpoint.parse(f"{ORIGIN}\n0\n{_ROOT}\nextra\nmore\n")
    assert checkpoint.extension == ("extra", "more")
    assert checkpoint.text.endswith("extra\nmore\n")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        f"{ORIGIN}\n0\n",
        f"{ORIGIN}\n0\n{_ROOT}",
        f"\n0\n{_ROOT}\n",
        f"{ORIGIN}\n01\n{_ROOT}\n",
        f"{ORIGIN}\n-1\n{_ROOT}\n",
        f"{ORIGIN}\n+1\n{_ROOT}\n",
        f"{ORIGIN}\n1_0\n{_ROOT}\n",
        f"{ORIGIN}\n٣\n{_ROOT}\n",
        f"{ORIGIN}\n {_ROOT}\n",
        f"{ORIGIN}\n99999999999999999999999\n{_ROOT}\n",
        f"{ORIGIN}\n0\nAAAA\n",
        f"{ORIGIN}\n0\n{_ROOT}\n\n",
        f"{ORIGIN}\n0\n{_ROOT}\n\nextra\n",
        f"{ORIGIN}\n0\n{_ROOT[:-2]}V=\n",
    ],
    ids=range(16),
)
def test_a_malformed_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(MalformedNoteError):
        Checkpoint.parse(text)


def test_a_signed_checkpoint_opens_with_its_key(
    key: VerifierKey, signer: Ed25519FileSigner
) -> None:
    checkpoint = Checkpoint(ORIGIN, 0, EMPTY_ROOT)
    signed = sign_note(checkpoint.text, name=ORIGIN, signer=signer).encode()
    assert open_checkpoint(signed, [key]) == checkpoint


def test_a_key_of_one_ledger_does_not_speak_for_another(
    key: VerifierKey, signer: Ed25519FileSigner
) -> None:
    checkpoint = Checkpoint("procheck.example/other", 0, EMPTY_ROOT)
    signed = sign_note(checkpoint.text, name=ORIGIN, signer=signer).encode()
    with pytest.raises(SignatureError, match="its origin is"):
        open_checkpoint(signed, [key])
