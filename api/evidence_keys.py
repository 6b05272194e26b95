"""The secrets under which licence evidence of devices is kept.

Every value is claimed under every key of the file, and losing the file loses for good what was
recorded under its keys (`api.secret_file`).
"""

from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from api.secret_file import LiveSecrets, add_secret, make_sure_of_secrets, read_secrets
from api.settings import Settings
from approvals.fingerprint import EvidenceKey
from ledger.entry import Actor, Entry
from ledger.kinds import EntryKind
from ledger.store import append

USE = "licence-evidence"
_FILE = "licence-evidence.json"


def evidence_file(settings: Settings) -> Path:
    """Return where the secrets are kept."""
    return settings.data_dir / "keys" / _FILE


def read_evidence_keys(settings: Settings) -> tuple[EvidenceKey, ...]:
    """Return every key, the first one made first.

    Raises:
        KeyFileError: the file is missing, unfit, or open to others.
    """
    return tuple(EvidenceKey(it.id, it.secret) for it in read_secrets(evidence_file(settings)))


def make_sure_of_evidence_keys(settings: Settings, now: datetime) -> list[str]:
    """Make the first key where there is no file yet; return what was made, in words.

    Raises:
        KeyFileError: the file that is there is unfit, or one cannot be written.
    """
    return make_sure_of_secrets(evidence_file(settings), USE, now)


def add_evidence_key(settings: Settings, now: datetime) -> str:
    """Add a key beside those there are; running processes take it up by themselves.

    Raises:
        KeyFileError: the file is unfit, cannot be written, or another process is at it.
    """
    return add_secret(evidence_file(settings), now)


def record_evidence_key(
    connection: Connection, key: str, *, actor: Actor, ident: str, now: datetime
) -> None:
    """Write into the ledger that a key was added; it names the key and says nothing of it."""
    entry = Entry(
        id=ident,
        kind=EntryKind.KEY_ROTATED,
        recorded_at=now,
        actor=actor,
        subjects={"key": key},
        body={"use": USE, "active": key},
    )
    append(connection, entry)


class LiveEvidenceKeys:
    """The keys as the file says at the moment of asking. For use by many threads."""

    def __init__(self, settings: Settings) -> None:
        """Read the keys.

        Raises:
            KeyFileError: the file is missing or unfit.
        """
        self._secrets = LiveSecrets(evidence_file(settings))

    @property
    def all(self) -> tuple[EvidenceKey, ...]:
        """Every live key, the first one made first.

        Raises:
            KeyFileError: the file changed and cannot be read: to go on with fewer keys than there
                are would let a value be used twice.
        """
        return tuple(EvidenceKey(it.id, it.secret) for it in self._secrets.all)

    @property
    def lasting(self) -> bytes:
        """The secret of the first key, which every process has whatever was added meanwhile."""
        return self._secrets.all[0].secret
