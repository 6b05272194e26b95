"""In whose signatures a reader may trust, and how that reaches the reading process."""

from dataclasses import dataclass
from datetime import datetime

import msgspec
from cryptography import x509


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """Whose signatures are believed.

    Attributes:
        anchors: certificates in PEM, of authorities or of signers themselves.
        at: the instant at which a signer's certificate has to be valid.
    """

    anchors: str
    at: datetime

    def __post_init__(self) -> None:
        """Refuse what trusts nobody, and an instant without an offset from UTC.

        Raises:
            ValueError: there is no certificate in ``anchors``, or ``at`` is naive.
        """
        x509.load_pem_x509_certificates(self.anchors.encode())
        if self.at.utcoffset() is None:
            message = "an instant needs its offset from UTC"
            raise ValueError(message)


def framed(data: bytes, trust: Trust | None) -> bytes:
    """Return a document with whom to trust in front of it, in a line of its own."""
    return msgspec.json.encode(trust) + b"\n" + data


def unframed(frame: bytes) -> tuple[bytes, Trust | None]:
    """Return what ``framed`` put together."""
    head, _, data = frame.partition(b"\n")
    return data, msgspec.json.decode(head, type=Trust | None)
