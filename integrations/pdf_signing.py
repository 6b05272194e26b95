"""Signs a PDF as PAdES (ETSI EN 319 142-1, baseline B), with a certificate that signs itself.

The certificate belongs to the office and to no authority: whoever opens the document compares it
with the one the issuer publishes. A later change of the document is shown by every reader.
"""

from io import BytesIO
from pathlib import Path

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner

FIELD = "Approval"
"""Name of the signature's field."""


def sign_pdf(pdf: bytes, *, key: Path, certificate: Path, reason: str) -> bytes:
    """Return the document, signed so that no later change of it goes unseen.

    Args:
        pdf: the document.
        key: the file of the private key, PEM.
        certificate: the file of the certificate of that key, PEM.
        reason: what the signature says it is for.
    """
    signer = SimpleSigner.load(str(key), str(certificate))
    metadata = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        reason=reason,
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    out = BytesIO()
    PdfSigner(metadata, signer=signer).sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), output=out)
    return out.getvalue()
