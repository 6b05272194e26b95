"""A bell that whoever commits a change rings, so that what was read before need not be asked again.

As long as nobody rang, what a process read stands. Every process of the service that writes has the
same few pages in its memory: a file beside the socket of the embedded server, where whoever reaches
the server finds it. A server on another machine has none, and is asked every time.
(docs/adr/0042-who-changes-something-rings.md)
"""

import mmap
import os
from pathlib import Path
from typing import Final
from urllib.parse import quote
from zlib import crc32

from sqlalchemy import make_url
from sqlalchemy.engine import URL

FOLDER: Final = "bells"
"""Where they hang, in the folder of the server's socket: a file for each database."""

_TONE: Final = 8
"""Bytes of a tone. Each is drawn afresh, so that none comes again, whoever else rings meanwhile."""

_TONES: Final = 4096
"""How many differ: who shares one with another is asked about once more than need be."""

_SIZE: Final = _TONE * (1 + _TONES)


class Bell:
    """The pages of one database, as one process has them."""

    __slots__ = ("_tones",)

    def __init__(self, file: Path) -> None:
        """Take the pages into memory; the file is made if it is not there.

        Raises:
            OSError: it cannot be opened to be read and written.
        """
        handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            os.ftruncate(handle, _SIZE)
            self._tones = mmap.mmap(handle, _SIZE)
        finally:
            os.close(handle)

    @classmethod
    def beside(cls, url: str | URL) -> "Bell | None":
        """Return the bell of the database at ``url``, or ``None`` where its server has none.

        Raises:
            OSError: there is one that we cannot ring.
        """
        address = make_url(url)
        folder = address.query.get("host")
        if not isinstance(folder, str) or not folder.startswith("/"):
            return None
        bells = Path(folder) / FOLDER
        return cls(bells / quote(address.database or "", safe="")) if bells.is_dir() else None

    def ring(self, about: str | None = None) -> None:
        """Say that something changed, after it did and before anybody is told.

        Args:
            about: the one it concerns; ``None``: it may concern anybody.
        """
        at = 0 if about is None else _place(about)
        self._tones[at : at + _TONE] = os.urandom(_TONE)

    def heard(self, about: str) -> bytes:
        """Return what was rung last: the same as before, if nothing changed that concerns it."""
        at = _place(about)
        return self._tones[:_TONE] + self._tones[at : at + _TONE]


def hang(folder: Path) -> None:
    """Let the databases of the server whose socket is in ``folder`` have bells.

    Raises:
        OSError: there is no place for them.
    """
    (folder / FOLDER).mkdir(mode=0o700, exist_ok=True)


def _place(about: str) -> int:
    return _TONE * (1 + crc32(about.encode()) % _TONES)
