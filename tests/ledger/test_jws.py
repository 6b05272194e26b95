import base64
import json
import warnings
from datetime import UTC, datetime
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import OctKey, OKPKey

from ledger.canonical import canonical
from ledger.errors import Flaw, NaiveInstantError, SignatureError
from ledger.jws import MAX_TOKEN, KeyState, PublishedKey, jwks, sign_compact, verify_compact
from ledger.signing import Ed25519FileSigner, base64url, ed25519_jwk

_SINCE = datetime(2026, 6, 1, tzinfo=UTC)
_TYP = "approval+jws"
_PAYLOAD = canonical({"approval": "A-1", "total": "4940.00"})


def _published(signer: Ed25519FileSigner, state: KeyState = KeyState.ACTIVE) -> PublishedKey:
    revoked_at = _SINCE if state is KeyState.REVOKED else None
    return PublishedKey(
        public_key=signer.public_key,
        use="approval",
        state=state,
        since=_SINCE,
        revoked_at=revoked_at,
    )


def _forge(signer: Ed25519FileSigner, header: object) -> str:
    """A token whose signature is right and whose header is the given one."""
    data = header if isinstance(header, bytes) else json.dumps(header).encode()
    signing_input = f"{base64url(data)}.{base64url(_PAYLOAD)}"
    return f"{signing_input}.{base64url(signer.sign(signing_input.encode()))}"


def test_a_statement_verifies_and_gives_its_payload_back(signer: Ed25519FileSigner) -> None:
    token = sign_compact(_PAYLOAD, typ=_TYP, signer=signer)
    statement = verify_compact(token, typ=_TYP, keys=[_published(signer)])
    assert statement.payload == _PAYLOAD
    assert statement.key.kid == signer.kid


@pytest.mark.parametrize("size", [95_999, 96_001, 128_001, 1_000_000])
def test_a_long_statement_verifies_as_a_short_one_does(
    signer: Ed25519FileSigner, size: int
) -> None:
    payload = canonical({"text": "x" * size})
    token = sign_compact(payload, typ=_TYP, signer=signer)
    assert verify_compact(token, typ=_TYP, keys=[_published(signer)]).payload == payload


def test_a_statement_beyond_the_limit_is_refused_for_its_length(signer: Ed25519FileSigner) -> None:
    longest = sign_compact(_PAYLOAD, typ=_TYP, signer=signer).ljust(MAX_TOKEN, "A")
    flaws = []
    for token in (longest, f"{longest}A"):
        with pytest.raises(SignatureError) as raised:
            verify_compact(token, typ=_TYP, keys=[_published(signer)])
        flaws.append(raised.value.flaw)
    assert flaws == [Flaw.SIGNATURE, Flaw.LENGTH]


def test_another_library_verifies_it_from_the_public_key_document(
    signer: Ed25519FileSigner,
) -> None:
    token = sign_compact(_PAYLOAD, typ=_TYP, signer=signer)
    document = jwks([_published(signer)])
    (public,) = cast("list[dict[str, str]]", document["keys"])
    key = OKPKey.import_key({name: public[name] for name in ("kty", "crv", "x")})
    verified = jws.deserialize_compact(token, key, algorithms=["Ed25519"])
    assert verified.payload == _PAYLOAD
    assert verified.protected == {"alg": "Ed25519", "kid": signer.kid, "typ": _TYP}


@given(st.data())
def test_no_character_of_a_statement_can_change_unnoticed(
    signer: Ed25519FileSigner, data: st.DataObject
) -> None:
    token = sign_compact(_PAYLOAD, typ=_TYP, signer=signer)
    place = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.sampled_from("ABab01-_.=+ ").filter(lambda char: char != token[place]))
    with pytest.raises(SignatureError):
        verify_compact(
            token[:place] + other + token[place + 1 :], typ=_TYP, keys=[_published(signer)]
        )


def test_alg_none_is_refused(signer: Ed25519FileSigner) -> None:
    header = base64url(canonical({"alg": "none", "kid": signer.kid, "typ": _TYP}))
    for signature in ("", base64url(b"x")):
        with pytest.raises(SignatureError):
            verify_compact(
                f"{header}.{base64url(_PAYLOAD)}.{signature}", typ=_TYP, keys=[_published(signer)]
            )


def test_hs256_with_the_public_key_as_secret_is_refused(signer: Ed25519FileSigner) -> None:
    header = {"alg": "HS256", "kid": signer.kid, "typ": _TYP}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # joserfc warns of the weak key, which is the point here
        token = jws.serialize_compact(header, _PAYLOAD, OctKey.import_key(signer.public_key))
    with pytest.raises(SignatureError, match="HS256"):
        verify_compact(token, typ=_TYP, keys=[_published(signer)])


def test_an_unknown_key_is_refused(
    signer: Ed25519FileSigner, other_signer: Ed25519FileSigner
) -> None:
    token = sign_compact(_PAYLOAD, typ=_TYP, signer=other_signer)
    with pytest.raises(SignatureError, match="is not known"):
        verify_compact(token, typ=_TYP, keys=[_published(signer)])


def test_a_known_name_on_a_strangers_signature_is_refused(
    signer: Ed25519FileSigner, other_signer: Ed25519FileSigner
) -> None:
    token = _forge(other_signer, {"alg": "Ed25519", "kid": signer.kid, "typ": _TYP})
    with pytest.raises(SignatureError, match="does not verify"):
        verify_compact(token, typ=_TYP, keys=[_published(signer), _published(other_signer)])


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("crit", ["exp"]),
        ("jku", "https://keys.example/jwks.json"),
        ("jwk", {"kty": "OKP"}),
        ("x5u", "https://keys.example/cert.pem"),
        ("x5c", ["MII"]),
        ("b64", False),
        ("note", "surplus"),
    ],
)
def test_a_header_that_brings_its_own_key_or_demands_more_is_refused(
    signer: Ed25519FileSigner, member: str, value: object
) -> None:
    header = {"alg": "Ed25519", "kid": signer.kid, "typ": _TYP, member: value}
    with pytest.raises(SignatureError, match="header"):
        verify_compact(_forge(signer, header), typ=_TYP, keys=[_published(signer)])


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "EdDSA", "typ": _TYP},
        {"alg": "Ed25519"},
        {"alg": "Ed25519", "typ": "JWT"},
        [],
        "text",
        b'{"alg":"Ed25519","alg":"none","typ":"approval+jws"}',
        b"not json",
    ],
    ids=range(7),
)
def test_a_header_of_another_form_is_refused(signer: Ed25519FileSigner, header: object) -> None:
    if isinstance(header, dict):
        header = {**header, "kid": signer.kid}
    with pytest.raises(SignatureError):
        verify_compact(_forge(signer, header), typ=_TYP, keys=[_published(signer)])


@pytest.mark.parametrize("token", ["", "a.b", "a.b.c.d", "..", "é.é.é", "a b.c.d"])
def test_what_is_no_token_is_refused(signer: Ed25519FileSigner, token: str) -> None:
    with pytest.raises(SignatureError):
        verify_compact(token, typ=_TYP, keys=[_published(signer)])


def test_padding_and_loose_bits_are_refused(signer: Ed25519FileSigner) -> None:
    token = sign_compact(_PAYLOAD, typ=_TYP, signer=signer)
    last = base64.urlsafe_b64decode(token.rpartition(".")[2] + "==")
    assert len(last) == 64
    with pytest.raises(SignatureError, match="base64url"):
        verify_compact(token + "==", typ=_TYP, keys=[_published(signer)])
    loose = token[:-1] + chr(ord(token[-1]) + 1)
    with pytest.raises(SignatureError, match="base64url"):
        verify_compact(loose, typ=_TYP, keys=[_published(signer)])


def test_the_state_of_the_key_comes_with_the_statement(signer: Ed25519FileSigner) -> None:
    token = sign_compact(_PAYLOAD, typ=_TYP, signer=signer)
    for state in KeyState:
        statement = verify_compact(token, typ=_TYP, keys=[_published(signer, state)])
        assert statement.key.state is state


def test_the_key_document_holds_public_parts_and_states(
    signer: Ed25519FileSigner, other_signer: Ed25519FileSigner
) -> None:
    document = jwks([_published(signer), _published(other_signer, KeyState.REVOKED)])
    assert document == {
        "keys": [
            {
                **ed25519_jwk(signer.public_key),
                "kid": signer.kid,
                "alg": "Ed25519",
                "use": "sig",
                "key_ops": ["verify"],
                "procheck_use": "approval",
                "state": "active",
                "since": "2026-06-01T00:00:00+00:00",
            },
            {
                **ed25519_jwk(other_signer.public_key),
                "kid": other_signer.kid,
                "alg": "Ed25519",
                "use": "sig",
                "key_ops": ["verify"],
                "procheck_use": "approval",
                "state": "revoked",
                "since": "2026-06-01T00:00:00+00:00",
                "revoked_at": "2026-06-01T00:00:00+00:00",
            },
        ]
    }


def test_a_key_is_revoked_at_a_time_or_not_at_all(signer: Ed25519FileSigner) -> None:
    with pytest.raises(ValueError, match="if and only if"):
        PublishedKey(public_key=signer.public_key, use="x", state=KeyState.REVOKED, since=_SINCE)
    naive = datetime(2026, 6, 1)
    with pytest.raises(NaiveInstantError):
        PublishedKey(public_key=signer.public_key, use="x", state=KeyState.NEXT, since=naive)
