"""Secrets of the installation that are no signing keys: a file of mode 0600 beside those.

A secret is added and none is ever taken away: what was made with an earlier one could not be
recognised, or made again, without it. The file belongs into the same backup as the signing keys,
and never beside the database's.
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

from ledger.errors import KeyFileError

_SECRET_BYTES = 32
_OTHERS = 0o077

_Stamp = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class KeptSecret:
    """One secret of a file, and the name it is spoken of by."""

    id: str
    secret: bytes


def read_secrets(path: Path) -> tuple[KeptSecret, ...]:
    """Return every secret, the first one made first.

    Raises:
        KeyFileError: the file is missing, unfit, or open to others.
    """
    try:
        if path.stat().st_mode & _OTHERS:
            raise KeyFileError(str(path), "others than its owner may read it: set mode 0600")
        listed: list[dict[str, Any]] = json.loads(path.read_bytes())["keys"]
        keys = tuple(KeptSecret(str(it["id"]), base64.b64decode(it["secret"])) for it in listed)
    except OSError as error:
        raise KeyFileError(str(path), f"it cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError):
        # What is wrong with it is not said: it would be said with what is in it.
        raise KeyFileError(str(path), "it is no list of secrets") from None
    if not keys or any(len(it.secret) != _SECRET_BYTES for it in keys):
        raise KeyFileError(str(path), f"it needs secrets of {_SECRET_BYTES} bytes, one at least")
    return keys


def make_sure_of_secrets(path: Path, use: str, now: datetime) -> list[str]:
    """Make the first secret where there is no file yet; return what was made, in words.

    Raises:
        KeyFileError: the file that is there is unfit, or one cannot be written.
    """
    if path.exists():
        read_secrets(path)
        return []
    return [f"made the {use} key {add_secret(path, now)} in {path}"]


def add_secret(path: Path, now: datetime) -> str:
    """Add a secret beside those there are; running processes take it up by themselves.

    Raises:
        KeyFileError: the file is unfit, cannot be written, or another process is at it.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise KeyFileError(str(path.parent), f"it cannot be opened: {error.strerror}") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        kept: list[dict[str, str]] = []
        if path.exists():
            read_secrets(path)
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


@dataclass(frozen=True, slots=True)
class _Read:
    stamp: _Stamp | None
    keys: tuple[KeptSecret, ...]


class LiveSecrets:
    """The secrets as the file says at the moment of asking. For use by many threads."""

    def __init__(self, path: Path) -> None:
        """Read the secrets.

        Raises:
            KeyFileError: the file is missing or unfit.
        """
        self._path = path
        stamp = _stamp(path)
        self._last = _Read(stamp, read_secrets(path))

    @property
    def all(self) -> tuple[KeptSecret, ...]:
        """Every secret, the first one made first.

        Raises:
            KeyFileError: the file changed and cannot be read: to go on with fewer secrets than
                there are would let a value be used twice, or leave something unsigned.
        """
        stamp = _stamp(self._path)
        if stamp != self._last.stamp:
            self._last = _Read(stamp, read_secrets(self._path))
        return self._last.keys


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
