"""The secrets under which licence evidence of devices is kept: a file of mode 0600 beside the keys.

Every value is claimed under every key of the file. So a key is added and none is ever taken away:
what was recorded under an earlier one could not be recognised without it. Losing the file loses
that for good; it belongs into the same backup as the signing keys, and never beside the database's.
"""

import base64
import fcntl
import json
import os
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from api.settings import Settings
from approvals.fingerprint import EvidenceKey
from ledger.entry import Actor, Entry
from ledger.errors import KeyFileError
from ledger.kinds import EntryKind
from ledger.store import append

USE = "licence-evidence"
_FILE = "licence-evidence.json"
_SECRET_BYTES = 32
_OTHERS = 0o077

_Stamp = tuple[int, int, int]


def evidence_file(settings: Settings) -> Path:
    """Return where the secrets are kept."""
    return settings.data_dir / "keys" / _FILE


def read_evidence_keys(settings: Settings) -> tuple[EvidenceKey, ...]:
    """Return every key, the first one made first.

    Raises:
        KeyFileError: the file is missing, unfit, or open to others.
    """
    path = evidence_file(settings)
    try:
        if path.stat().st_mode & _OTHERS:
            raise KeyFileError(str(path), "others than its owner may read it: set mode 0600")
        listed: list[dict[str, Any]] = json.loads(path.read_bytes())["keys"]
        keys = tuple(EvidenceKey(str(it["id"]), base64.b64decode(it["secret"])) for it in listed)
    except OSError as error:
        raise KeyFileError(str(path), f"it cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError):
        # What is wrong with it is not said: it would be said with what is in it.
        raise KeyFileError(str(path), "it is no list of secrets") from None
    if not keys or any(len(it.secret) != _SECRET_BYTES for it in keys):
        raise KeyFileError(str(path), f"it needs secrets of {_SECRET_BYTES} bytes, one at least")
    return keys


def make_sure_of_evidence_keys(settings: Settings, now: datetime) -> list[str]:
    """Make the first key where there is no file yet; return what was made, in words.

    Raises:
        KeyFileError: the file that is there is unfit, or one cannot be written.
    """
    if evidence_file(settings).exists():
        read_evidence_keys(settings)
        return []
    return [f"made the {USE} key {add_evidence_key(settings, now)} in {evidence_file(settings)}"]


def add_evidence_key(settings: Settings, now: datetime) -> str:
    """Add a key beside those there are; running processes take it up by themselves.

    Raises:
        KeyFileError: the file is unfit, cannot be written, or another process is at it.
    """
    path = evidence_file(settings)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise KeyFileError(str(path.parent), f"it cannot be opened: {error.strerror}") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        kept: list[dict[str, str]] = []
        if path.exists():
            read_evidence_keys(settings)
            kept = json.loads(path.read_bytes())["keys"]
        made = {
            "id": secrets.token_hex(8),
            "secret": base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode(),
            "since": now.isoformat(),
        }
        _write(path, [*kept, made])
        os.fsync(handle)
    except BlockingIOError as error:
        raise KeyFileError(str(path.parent), "another rotation is under way") from error
    except OSError as error:
        raise KeyFileError(str(path), f"it cannot be written: {error.strerror}") from error
    finally:
        os.close(handle)
    return made["id"]


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


@dataclass(frozen=True, slots=True)
class _Read:
    stamp: _Stamp | None
    keys: tuple[EvidenceKey, ...]


class LiveEvidenceKeys:
    """The keys as the file says at the moment of asking. For use by many threads."""

    def __init__(self, settings: Settings) -> None:
        """Read the keys.

        Raises:
            KeyFileError: the file is missing or unfit.
        """
        self._settings = settings
        stamp = _stamp(evidence_file(settings))
        self._last = _Read(stamp, read_evidence_keys(settings))

    @property
    def all(self) -> tuple[EvidenceKey, ...]:
        """Every live key, the first one made first.

        Raises:
            KeyFileError: the file changed and cannot be read: to go on with fewer keys than there
                are would let a value be used twice.
        """
        stamp = _stamp(evidence_file(self._settings))
        if stamp != self._last.stamp:
            self._last = _Read(stamp, read_evidence_keys(self._settings))
        return self._last.keys

    @property
    def lasting(self) -> bytes:
        """The secret of the first key, which every process has whatever was added meanwhile."""
        return self.all[0].secret


def _write(path: Path, keys: list[dict[str, str]]) -> None:
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump({"keys": keys}, file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def _stamp(path: Path) -> _Stamp | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns, status.st_ctime_ns
