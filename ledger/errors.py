"""What can go wrong in the ledger. Every error carries its data as fields; none knows of HTTP.

The classes are not frozen: the standard library sets `__traceback__` on exceptions it passes on.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from ledger.reasons import Reason, because


class LedgerError(Exception):
    """Root of the family, so that an edge can catch them all."""


@dataclass(eq=False)
class ReasonedError(LedgerError):
    """Bytes are not what they should be, for a reason in two languages.

    ``code`` is that of the sentence that says what they should be (`ledger.reasons`).
    """

    code: ClassVar[str]
    reason: Reason

    @property
    def words(self) -> Reason:
        """What is wrong, in one sentence of each language."""
        return because(self.code, reason=self.reason)

    def __str__(self) -> str:
        """Say what is wrong in one English sentence."""
        return str(self.words)


@dataclass(eq=False)
class NotCanonicalError(ReasonedError):
    """A value has no canonical JSON form, or bytes are not the strict JSON this system accepts."""

    code = "not-canonical"


@dataclass(eq=False)
class EntryTooLargeError(LedgerError):
    """An entry's bytes exceed what an entry bundle may carry."""

    size: int
    limit: int

    def __str__(self) -> str:
        """Say what is wrong and what to do."""
        return (
            f"the entry is {self.size} bytes long and at most {self.limit} are allowed: "
            "store the large part elsewhere and put its digest into the entry"
        )


@dataclass(eq=False)
class MalformedEntryError(ReasonedError):
    """Bytes are not a ledger entry of a known format."""

    code = "not-an-entry"


@dataclass(eq=False)
class ProofError(LedgerError):
    """An inclusion or consistency proof does not prove what it claims."""

    reason: str

    def __str__(self) -> str:
        """Say what is wrong in one English sentence."""
        return f"the proof does not hold: {self.reason}"


@dataclass(eq=False)
class BrokenBundleError(LedgerError):
    """The length prefixes of an entry bundle do not add up to its bytes."""

    offset: int
    entries: tuple[bytes, ...]

    def __str__(self) -> str:
        """Say where reading stopped."""
        return f"the bundle breaks off at byte {self.offset}, after {len(self.entries)} entries"


@dataclass(eq=False)
class MalformedNoteError(ReasonedError):
    """Text is not a C2SP signed note, checkpoint or verifier key."""

    code = "not-a-note"


class Flaw(StrEnum):
    """What is wrong with a signed statement, for those who say it in their own words."""

    LENGTH = "length"
    """It is longer than is looked at."""
    FORM = "form"
    """It is no compact JWS."""
    HEADER = "header"
    """Its header has another form, or asks for more than is accepted."""
    TYPE = "type"
    """It is a statement of another kind."""
    SANDBOX = "sandbox"
    """It is of this kind, from a sandbox, where nothing counts."""
    ALGORITHM = "algorithm"
    """It is signed by another algorithm."""
    KEY = "key"
    """Its key is not among those trusted."""
    SIGNATURE = "signature"
    """The signature is not of this content and key."""
    CONTENT = "content"
    """What is signed is something else."""


@dataclass(eq=False)
class SignatureError(ReasonedError):
    """A signature is missing, was made by no trusted key, or does not verify.

    ``flaw`` tells statements apart (`ledger.jws`); signed notes have none.
    """

    code = "not-accepted"
    flaw: Flaw | None = None


@dataclass(eq=False)
class KeyFileError(LedgerError):
    """A private key file cannot be used."""

    path: str
    reason: str

    def __str__(self) -> str:
        """Say which file, what is wrong and what to do."""
        return f"key file {self.path}: {self.reason}"


@dataclass(eq=False)
class LedgerForkError(LedgerError):
    """What is stored and what was signed disagree: signing on would fork the ledger.

    The sequencer stops for good and a person must look: see docs/verifying-the-ledger.md.
    """

    size: int
    expected: str
    found: str

    def __str__(self) -> str:
        """Say what disagrees and what to do."""
        return (
            f"at size {self.size} the ledger should have {self.expected} but has {self.found}; "
            "nothing was signed. Compare the database with the last export and with checkpoints "
            "kept outside before starting again"
        )


@dataclass(eq=False)
class OriginMismatchError(LedgerError):
    """The database holds the ledger of another origin."""

    stored: str
    given: str

    def __str__(self) -> str:
        """Say what is wrong and what to do."""
        return (
            f"the database holds the ledger {self.stored!r}, the settings say {self.given!r}: an "
            "origin never changes, so set the former again or use another database"
        )


@dataclass(eq=False)
class UnknownLeafError(LedgerError):
    """No entry with this leaf hash or index is in the tree (it may still be pending)."""

    leaf: str

    def __str__(self) -> str:
        """Say what was looked for."""
        return f"no entry {self.leaf} in the tree; an entry just written takes a moment to get in"


@dataclass(eq=False)
class UnknownSizeError(LedgerError):
    """No proof can be made for this tree size."""

    size: int
    largest: int

    def __str__(self) -> str:
        """Say what was asked for and what exists."""
        return f"no tree of size {self.size}: sizes from 1 to {self.largest} can be asked for"


@dataclass(eq=False)
class ExportRefusedError(LedgerError):
    """The target folder cannot take this export."""

    folder: str
    reason: str

    def __str__(self) -> str:
        """Say which folder and why."""
        return f"cannot export to {self.folder}: {self.reason}"


@dataclass(eq=False)
class PartialViewError(LedgerError):
    """The reader may not see every entry of a range, so no export can be made for them."""

    start: int
    count: int
    seen: int

    def __str__(self) -> str:
        """Say what is wrong and what to do."""
        return (
            f"of the {self.count} entries from {self.start} on the reader may see {self.seen}: "
            "an export is made by an auditor, who may see all"
        )


@dataclass(eq=False)
class NaiveInstantError(LedgerError):
    """An instant without a time zone was handed in where an aware one is needed."""

    value: datetime

    def __str__(self) -> str:
        """Say what was wrong."""
        return f"{self.value.isoformat()} has no time zone: instants are aware UTC"
