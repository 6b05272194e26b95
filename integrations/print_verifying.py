"""Verifies a printed approval as its file, by a process of its own, as `confined` runs it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, unique
from types import MappingProxyType
from typing import Any, Final

from integrations.confined import Bounds, ReaderName, confined
from integrations.errors import FileRefused
from integrations.file_faults import FileFault, refusal

MOST_BYTES: Final = 2_000_000
"""Longest print that is looked at: one of 500 lines, with its statement, has some 300,000."""
BOUNDS: Final = Bounds(cpu_seconds=6, wall_seconds=8.0, output_bytes=MOST_BYTES)
"""What verifying may cost: a print takes a second of a processor, most of it to begin."""
_READER: Final = ReaderName("integrations.print_reading", "read_print")
_TOO_MUCH: Final = frozenset(
    {
        FileFault.TAKES_TOO_LONG,
        FileFault.TAKES_TOO_MUCH_MEMORY,
        FileFault.HOLDS_TOO_MUCH,
        FileFault.TOO_LARGE,
    }
)


@unique
class PaperFinding(StrEnum):
    """What is found of the signature of a document."""

    GENUINE = "paper-genuine"
    """The whole of it is signed by a certificate of the office."""
    UNSIGNED = "paper-unsigned"
    FOREIGN = "paper-of-another"
    """It is signed, and by none of the office's certificates."""
    ALTERED = "paper-altered"
    """It names a certificate of the office, and is not what that signed."""


FINDINGS: Final[Mapping[PaperFinding, tuple[str, str]]] = MappingProxyType(
    {
        PaperFinding.GENUINE: (
            "文件为本系统签发,签发后未作任何改动",
            "the document was signed here, and nothing of it was changed since",
        ),
        PaperFinding.UNSIGNED: (
            "文件没有签名:不是签发的原件,可能是扫描件、另存件或打印件",
            "the document has no signature: it is a scan or a copy, and not what was signed",
        ),
        PaperFinding.FOREIGN: (
            "文件不是由本系统公布的证书签署的",
            "the document is signed by no certificate that is published here",
        ),
        PaperFinding.ALTERED: (
            "文件在签发后被改动过,其内容不可采信",
            "the document was changed after it was signed: what it says proves nothing",
        ),
    }
)
"""What is found → how it is told, in Chinese and English."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What a document proves to be, and of one that is genuine what it carries.

    Attributes:
        finding: whether its signature holds.
        statement: the signed statement; documents of earlier releases carry none.
        number: of the approval.
        digest: of the statement.
    """

    finding: PaperFinding
    statement: str | None = None
    number: str | None = None
    digest: str | None = None


def verify_print(pdf: bytes, certificates: bytes, bounds: Bounds = BOUNDS) -> Paper:
    """Return what a document proves to be.

    Args:
        pdf: the document as it came.
        certificates: those of the office whose signature is trusted (PEM), one at least.
        bounds: what it may cost.

    Raises:
        FileRefused: it is no PDF, is locked or damaged, or takes more than it may.
        OSError: the machine has no room for another process.
    """
    if len(pdf) > MOST_BYTES:
        raise refusal(FileFault.PDF_TOO_MUCH)
    try:
        found: dict[str, Any] = confined(_READER, certificates + b"\0" + pdf, bounds)
    except FileRefused as error:
        # What is told of workbooks there is no use to whoever holds a print.
        if error.code in _TOO_MUCH:
            raise refusal(FileFault.PDF_TOO_MUCH) from error
        if error.code == FileFault.UNREADABLE:
            raise refusal(FileFault.PDF_DAMAGED) from error
        raise
    return Paper(**{**found, "finding": PaperFinding(found["finding"])})
