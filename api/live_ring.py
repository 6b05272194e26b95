"""The keys as the files say at the moment of asking: a rotation needs no restart.

A rotation publishes the next key, commits, and only then names it active (`api.key_rotation`); the
list of published keys is one file that is replaced whole. So every process asks for the stamp of
that file whenever it signs or publishes, and reads it again when it is another. A key signs only
once the list names it active, and by then every answer about the public keys holds it.
"""

import logging
from dataclasses import dataclass, replace
from pathlib import Path

from api.key_ring import KeyRing, open_ring, read_ring, ring_file
from api.settings import Settings
from ledger.errors import KeyFileError
from ledger.jws import PublishedKey
from ledger.signing import Signer

_log = logging.getLogger(__name__)

Stamp = tuple[int, int, int]
"""Which file it is, and when it was last written (nanoseconds since 1970) and renamed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """What was read, and the stamp from before: what changed meanwhile is read next time."""

    stamp: Stamp | None
    published: tuple[PublishedKey, ...]
    approval: Signer
    ledger: tuple[Signer, ...]
    trouble: str | None = None


class LiveRing:
    """The signing keys and all public keys. For use by many threads: what is read is whole."""

    def __init__(self, settings: Settings) -> None:
        """Open the ring.

        Raises:
            KeyFileError: a file is missing or unfit.
        """
        self._settings, self._file = settings, ring_file(settings)
        stamp = _stamp(self._file)
        ring: KeyRing = open_ring(settings)
        self._last = _of(stamp, ring)

    @property
    def published(self) -> tuple[PublishedKey, ...]:
        """Every public key, with its state of this moment."""
        return self._current().published

    @property
    def approval(self) -> Signer:
        """The key that signs approvals at this moment; hold on to it for the length of one."""
        return self._current().approval

    def checkpoint_signers(self) -> tuple[Signer, ...]:
        """Return the keys that sign a checkpoint made now: the ledger's, and the one announced."""
        return self._current().ledger

    def _current(self) -> _Read:
        last, stamp = self._last, _stamp(self._file)
        if stamp == last.stamp and last.trouble is None:
            return last
        read = _read_again(self._settings, stamp, last)
        if read.trouble is not None and read.trouble != last.trouble:
            _log.error("the keys cannot be read anew, the former go on signing: %s", read.trouble)
        self._last = read
        return read


def _read_again(settings: Settings, stamp: Stamp | None, last: _Read) -> _Read:
    """Return what the files say now; of what cannot be read, what they said before.

    The public keys come first and by themselves: a signer that cannot be read here may well sign in
    another process.
    """
    published = last.published
    try:
        published = read_ring(settings)
        ring = open_ring(settings)
    except KeyFileError as error:
        return replace(last, stamp=stamp, published=published, trouble=str(error))
    return _of(stamp, ring)


def _of(stamp: Stamp | None, ring: KeyRing) -> _Read:
    beside = () if ring.ledger_next is None else (ring.ledger_next,)
    return _Read(
        stamp=stamp,
        published=ring.published,
        approval=ring.approval,
        ledger=(ring.ledger, *beside),
    )


def _stamp(path: Path) -> Stamp | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns, status.st_ctime_ns
