"""Signs a PDF as PAdES (ETSI EN 319 142-1, baseline B), with a certificate that signs itself.

The certificate belongs to the office and to no authority: whoever opens the document compares it
with the one the issuer publishes. A later change of the document is shown by every reader.
"""

from io import BytesIO
from pathlib import Path

from pyhanko.pdf_utils.embed import EmbeddedFileObject, FileSpec, embed_file
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner

FIELD = "Approval"
"""Name of the signature's field."""
STATEMENT_SUFFIX = ".jws"
"""How the name of an attached statement ends."""


def sign_pdf(
    pdf: bytes,
    *,
    key: Path,
    certificate: Path,
    reason: str,
    statement: tuple[str, str] | None = None,
) -> bytes:
    """Return the document, signed so that no later change of it goes unseen.

    Args:
        pdf: the document.
        key: the file of the private key, PEM.
        certificate: the file of the certificate of that key, PEM.
        reason: what the signature says it is for.
        statement: the name and the text of the signed statement, attached under the signature so
            that the file alone proves all a bundle would but the ledger's part; ``None``: none is.
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
    out, writer = BytesIO(), IncrementalPdfFileWriter(BytesIO(pdf))
    if statement is not None:
        name, text = statement
        held = EmbeddedFileObject.from_file_data(
            writer, data=text.encode("ascii"), mime_type="application/jose"
        )
        called = f"{name}{STATEMENT_SUFFIX}"
        embed_file(
            writer,
            FileSpec(file_spec_string=called, file_name=called, embedded_data=held),
        )
    PdfSigner(metadata, signer=signer).sign_pdf(writer, output=out)
    return out.getvalue()
