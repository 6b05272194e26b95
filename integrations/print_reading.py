"""Reads a printed approval back: whether its signature holds, whose it is, and what it carries.

What ``confined`` runs: a stranger's PDF can keep its reader busy, or make it take what memory there
is. Only a document that is signed as a whole by a certificate of the office is looked into at all,
so that whatever is read of it is what the office wrote.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.backends.openssl import backend  # noqa: F401 - asked for late, see below
from cryptography.hazmat.primitives.hashes import SHA256
from pyhanko.pdf_utils import filters  # noqa: F401 - asked for late, see below
from pyhanko.pdf_utils.misc import PdfError, PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import CMSExtractionError
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from integrations.file_faults import FileFault, refusal
from integrations.pdf_signing import STATEMENT_SUFFIX
from integrations.print_verifying import PaperFinding

# The libraries import some of their parts when they first need them, and by then the reading
# process may open no file any more.
_HEADER: Final = b"%PDF-"
_HEADER_WITHIN: Final = 1024
"""Where readers of PDF look for its first line (ISO 32000-2, Annex I)."""
_LONG_FORM: Final = 0x80
_NUMBER: Final = re.compile(r"PC-[0-9]{4}(?:-[0-9A-Z]{4}){4}", re.ASCII)
_DIGEST: Final = re.compile(r"sha256:[0-9a-f]{64}", re.ASCII)


def read_print(data: bytes) -> dict[str, Any]:
    """Return the members of `Paper`.

    Args:
        data: the certificates that are trusted (PEM), a NUL, and the document.

    Raises:
        FileRefused: it is no PDF, or a locked one.
    """
    certificates, _, pdf = data.partition(b"\0")
    if _HEADER not in pdf[:_HEADER_WITHIN]:
        raise refusal(FileFault.NOT_A_PDF)
    ours = _fingerprints(certificates)
    try:
        reader = PdfFileReader(BytesIO(pdf))
        found = None if reader.encrypted else _finding(reader.embedded_signatures, ours, pdf)
    except MemoryError:
        raise
    except Exception as error:
        # The library raises whatever a broken file leads it to, and no list of that is whole.
        raise refusal(FileFault.PDF_DAMAGED) from error
    if found is None:
        raise refusal(FileFault.PDF_LOCKED)
    if found is not PaperFinding.GENUINE:
        return {"finding": found}
    return {"finding": found, **_carried(reader)}


def _fingerprints(certificates: bytes) -> frozenset[bytes]:
    return frozenset(
        it.fingerprint(SHA256()) for it in x509.load_pem_x509_certificates(certificates)
    )


def _finding(
    signatures: list[EmbeddedPdfSignature], ours: frozenset[bytes], pdf: bytes
) -> PaperFinding:
    if not signatures:
        return PaperFinding.UNSIGNED
    if not any(_signer(it) in ours for it in signatures):
        return PaperFinding.FOREIGN
    # The office signs once and lets nothing follow: more than that was added by somebody else.
    if len(signatures) > 1 or not _holds(signatures[0], pdf):
        return PaperFinding.ALTERED
    return PaperFinding.GENUINE


def _signer(signature: EmbeddedPdfSignature) -> bytes | None:
    try:
        return bytes(signature.signer_cert.sha256)
    except CMSExtractionError:
        return None


def _holds(signature: EmbeddedPdfSignature, pdf: bytes) -> bool:
    """Return whether a signature is of the whole file, and of the certificate it names."""
    if not _written_as_here(signature, pdf):
        return False
    try:
        if signature.evaluate_signature_coverage() is not SignatureCoverageLevel.ENTIRE_FILE:
            return False
        # Trust follows from the certificate being one of the office's, and needs no path.
        intact, valid = validate_sig_integrity(
            signature.signer_info, signature.signer_cert, "data", signature.compute_digest()
        )
    except (PdfError, SignatureValidationError):
        return False
    return bool(intact and valid)


def _written_as_here(signature: EmbeddedPdfSignature, pdf: bytes) -> bool:
    """Return whether the signature itself, which no signature covers, is written as it is here.

    What follows it in its place is nothing but noughts, so nothing can hide there. What is left are
    a few of its own numbers (versions, the name of its issuer again), which tell nobody anything.
    """
    _, start, end, _ = (int(it) for it in signature.byte_range)
    held = bytes(signature.pkcs7_content)
    written = held[: _length(held)].hex().upper()
    return pdf[start:end] == b"<%s>" % written.ljust(end - start - 2, "0").encode()


def _length(der: bytes) -> int:
    """Return how long a value in DER is, its head included (X.690 §8.1.3)."""
    first = der[1]
    if first < _LONG_FORM:
        return 2 + first
    count = first - _LONG_FORM
    return 2 + count + int.from_bytes(der[2 : 2 + count], "big")


def _carried(reader: PdfFileReader) -> dict[str, str | None]:
    """Return the statement, or number and digest as earlier releases printed them alone."""
    try:
        about = reader.trailer["/Info"]
    except KeyError:
        about = {}
    statement = next(_statements(reader), None)
    return {
        "statement": statement,
        "number": _first(_NUMBER, str(about.get("/Title", ""))),
        "digest": _first(_DIGEST, str(about.get("/Subject", ""))),
    }


def _statements(reader: PdfFileReader) -> Iterator[str]:
    try:
        names = list(reader.root["/Names"]["/EmbeddedFiles"]["/Names"])
    except (KeyError, PdfReadError):
        return
    for name, file in zip(names[::2], names[1::2], strict=True):
        if str(name).endswith(STATEMENT_SUFFIX):
            yield file.get_object()["/EF"]["/F"].data.decode("ascii")


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    found = pattern.search(text)
    return None if found is None else found[0]
