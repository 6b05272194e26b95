"""Small signed documents, and what becomes of them: altered, locked, signed elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from api.document_key import make_sure_of_document_key, read_document_key
from integrations.pdf_signing import sign_pdf
from tests.api.stage import START, settings_for

NUMBER = "PC-2026-AAAA-BBBB-CCCC-DDDD"
DIGEST = "sha256:" + "ab" * 32


@dataclass(frozen=True)
class Signer:
    """An office that signs documents: its key, and its certificate."""

    key: Path
    certificate: Path

    @property
    def pem(self) -> bytes:
        return self.certificate.read_bytes()

    def sign(self, pdf: bytes, statement: str | None = None) -> bytes:
        attached = None if statement is None else (NUMBER, statement)
        return sign_pdf(
            pdf, key=self.key, certificate=self.certificate, reason="a test", statement=attached
        )


def signer(folder: Path) -> Signer:
    """Return an office of its own."""
    settings = settings_for(folder)
    (settings.data_dir / "keys").mkdir(parents=True)
    make_sure_of_document_key(settings, START)
    return Signer(*read_document_key(settings))


def page(
    title: str = f"采购批准书 {NUMBER}", subject: str = DIGEST, encrypt: str | None = None
) -> bytes:
    """Return a page that is not signed, with the title and subject prints have."""
    buffer = BytesIO()
    canvas = Canvas(buffer, invariant=True, encrypt=encrypt)
    canvas.setTitle(title)
    canvas.setSubject(subject)
    canvas.drawString(100, 700, "40 desktops")
    canvas.save()
    return buffer.getvalue()


def flipped(pdf: bytes, place: int) -> bytes:
    """Return a document with one bit of one byte turned over."""
    return pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]


ALTERED: dict[str, Callable[[bytes], bytes]] = {
    "a byte of the page": lambda it: flipped(it, it.index(b"stream\n") + 20),
    "a byte of the title": lambda it: flipped(it, it.index(b"/Title") + 12),
    "a byte of the signature": lambda it: flipped(it, it.rindex(b"/Contents <") + 3_000 // 2),
    "a byte behind the signature": lambda it: flipped(it, it.index(b">\n/ByteRange") - 9),
    "something behind the end": lambda it: it + b"\n% one line more\n%%EOF\n",
    "the end left out": lambda it: it[:-200],
}
"""What somebody did to a document → the document then."""
