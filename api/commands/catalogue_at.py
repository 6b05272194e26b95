"""The catalogue of a file or a folder that was named: signed and verified, or documents."""

from pathlib import Path
from types import MappingProxyType

from api.commands.given_catalogue import GivenCatalogue, Signed
from api.commands.line import BadData, read_file
from api.commands.trusted_keys import approval_keys
from catalog.catalogue_file import MAX_BYTES, is_signed, read_catalogue
from catalog.seeds import load, load_seeds
from ledger.errors import SignatureError
from validators.wording import Sentences, worded


def catalogue_at(path: Path, key: Path | None) -> GivenCatalogue:
    """Return the catalogue at ``path``; for its arguments and errors see `given_catalogue`."""
    data = None if path.is_dir() else read_file(path, most=MAX_BYTES)
    if data is not None and is_signed(data):
        return _verified(path, data, key)
    if key is not None:
        raise _useless(path, "unsigned")
    catalogue = load_seeds(path) if data is None else load([(path.name, data)])
    return GivenCatalogue(catalogue=catalogue, source="documents")


def _verified(path: Path, data: bytes, key: Path | None) -> GivenCatalogue:
    if key is None:
        raise _useless(path, "no-key")
    try:
        file = read_catalogue(data, approval_keys(key))
    except SignatureError as error:
        words = error.words
        raise BadData([f"{path}: {words.chinese} / {words.english}"]) from error
    signed = Signed(
        revision=file.revision, signed_at=file.signed_at, issuer=file.issuer, kid=file.kid
    )
    return GivenCatalogue(catalogue=file.catalogue, source="signed-file", signed=signed)


def _useless(path: Path, code: str) -> BadData:
    said = worded(SENTENCES, code)
    return BadData([f"{path}: {said.zh} / {said.en}"])


SENTENCES: Sentences = MappingProxyType(
    {
        "unsigned": (
            "未经签署,公钥无从验证",
            "it is not signed, so that no key can verify it",
        ),
        "no-key": (
            "为签署文件,请以 --key 给出所信任的公钥",
            "it is signed: name the public keys you trust (/.well-known/jwks.json) with --key",
        ),
    }
)
"""Code → (Chinese, English)."""
