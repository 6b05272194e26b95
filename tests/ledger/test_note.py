import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import MalformedNoteError, SignatureError
from ledger.note import MAX_SIGNATURES, Note, Signature, VerifierKey, sign_note
from ledger.signing import Ed25519FileSigner

_TEXT = "procheck.example/ledger\n0\nempty\n"


@pytest.fixture
def published(samples: Path) -> tuple[VerifierKey, bytes]:
    case = json.loads((samples / "vectors" / "ed25519_and_notes.json").read_bytes())["signed_note"]
    return VerifierKey.parse(case["vkey"]), case["note"].encode()


def test_the_published_note_verifies_and_is_written_again_byte_for_byte(
    published: tuple[VerifierKey, bytes],
) -> None:
    key, data = published
    note = Note.parse(data)
    assert note.verify([key]) == (key,)
    assert note.text == "This is an example message.\n"
    assert note.encode() == data


def test_no_byte_of_the_published_note_can_change_unnoticed(
    published: tuple[VerifierKey, bytes],
) -> None:
    key, data = published
    for place in range(len(data)):
        for bit in (0x01, 0x20, 0x80):
            changed = data[:place] + bytes([data[place] ^ bit]) + data[place + 1 :]
            with pytest.raises((MalformedNoteError, SignatureError)):
                Note.parse(changed).verify([key])


def test_a_key_in_text_form_reads_back(key: VerifierKey) -> None:
    assert VerifierKey.parse(key.text) == key


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "form NAME+KEYID+BASE64"),
        ("name+00000000", "form NAME+KEYID+BASE64"),
        ("name+00000000+!!", "not base64"),
        ("name+00000000+AgID", "type byte 0x01"),
        ("name+00000000+AQID", "32 bytes"),
        ("a b+00000000+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "has a space"),
        ("+00000000+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "is empty"),
        (
            "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            "should be 530d903a",
        ),
    ],
)
def test_a_malformed_key_is_refused_and_the_reason_said(text: str, said: str) -> None:
    with pytest.raises(MalformedNoteError) as caught:
        VerifierKey.parse(text)
    assert said in str(caught.value)


def test_a_note_signed_by_a_stranger_only_is_refused(
    key: VerifierKey, other_signer: Ed25519FileSigner
) -> None:
    note = sign_note(_TEXT, name=key.name, signer=other_signer)
    with pytest.raises(SignatureError, match="none of the trusted keys"):
        note.verify([key])


def test_a_witness_may_sign_along(
    key: VerifierKey, signer: Ed25519FileSigner, other_signer: Ed25519FileSigner
) -> None:
    ours = sign_note(_TEXT, name=key.name, signer=signer)
    theirs = sign_note(_TEXT, name="witness.example", signer=other_signer)
    both = Note.parse(Note(_TEXT, theirs.signatures + ours.signatures).encode())
    witness = VerifierKey("witness.example", other_signer.public_key)
    assert both.verify([key]) == (key,)
    assert both.verify([key, witness]) == (witness, key)


def test_a_false_signature_under_a_known_key_spoils_the_note(
    key: VerifierKey, signer: Ed25519FileSigner
) -> None:
    true = sign_note(_TEXT, name=key.name, signer=signer)
    false = Signature(key.name, key.key_id, bytes(64))
    with pytest.raises(SignatureError, match="does not belong to this text"):
        Note(_TEXT, (*true.signatures, false)).verify([key])


def test_without_trusted_keys_nothing_verifies(signer: Ed25519FileSigner) -> None:
    with pytest.raises(SignatureError, match="none given"):
        sign_note(_TEXT, name="a", signer=signer).verify([])


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no blank line"),
        (b"text\n", "no blank line"),
        (b"text\n\n", "no blank line"),
        (b"text\n\n\xe2\x80\x94 a AAAAAAA=", "no blank line"),
        (b"text\n\n- a AAAAAAA=\n", "no signature line"),
        (b"text\n\n\xe2\x80\x94 a AAAAAAA= \n", "no signature line"),
        (b"text\n\n\xe2\x80\x94 a AAAAAAB=\n", "canonical base64"),
        (b"text\n\n\xe2\x80\x94 a AAAA\n", "malformed"),
        (b"text\n\n\xe2\x80\x94 a+b AAAAAAA=\n", "malformed"),
        ("text\n\n— a\u3000b AAAAAAA=\n".encode(), "malformed"),
        (b"te\rxt\n\n\xe2\x80\x94 a AAAAAAA=\n", "control character"),
        (b"te\x00xt\n\n\xe2\x80\x94 a AAAAAAA=\n", "control character"),
        (b"te\xffxt\n\n\xe2\x80\x94 a AAAAAAA=\n", "UTF-8"),
        (b"text\n\n" + b"\xe2\x80\x94 a AAAAAAA=\n" * (MAX_SIGNATURES + 1), "more than"),
    ],
    ids=range(14),
)
def test_a_malformed_note_is_refused_and_the_reason_said(data: bytes, said: str) -> None:
    with pytest.raises(MalformedNoteError) as caught:
        Note.parse(data)
    assert said in str(caught.value)


@pytest.mark.parametrize("text", ["no newline", "tab\there\n", ""])
def test_a_text_that_fits_no_note_is_not_signed(text: str, signer: Ed25519FileSigner) -> None:
    with pytest.raises(MalformedNoteError):
        sign_note(text, name="a", signer=signer)


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]))))
def test_any_signed_text_reads_back(
    key: VerifierKey, signer: Ed25519FileSigner, lines: list[str]
) -> None:
    text = "".join(f"{line}\n" for line in lines) or "\n"
    note = Note.parse(sign_note(text, name=key.name, signer=signer).encode())
    assert note.text == text
    assert note.verify([key]) == (key,)
