"""Files of one request that are too large to hold: in memory while small, on disk after that."""

import io
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Final

PIECE: Final = 64 * 1024
"""How much of such a file is read or written at once."""
IN_MEMORY: Final = 1024 * 1024
"""How long such a file may be before it stands on the disk."""


@contextmanager
def spooled() -> Iterator[IO[bytes]]:
    """Give a file to write, which stands at its beginning once it was written whole.

    Whoever reads it closes it. Where writing it is broken off it is closed here.
    """
    with ExitStack() as broken_off:
        file: IO[bytes] = broken_off.enter_context(SpooledTemporaryFile(max_size=IN_MEMORY))
        yield file
        file.seek(0)
        broken_off.pop_all()


class Shared(io.RawIOBase):
    """A file that another process reads too: it keeps a place of its own in it."""

    def __init__(self, handle: int) -> None:
        """Begin at the beginning of an open file; whoever opened it closes it."""
        self._handle, self._place = handle, 0

    def readable(self) -> bool:
        """Return that it is."""
        return True

    def seekable(self) -> bool:
        """Return that any place in it can be read from."""
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place, from the beginning or from here."""
        self._place = offset + (self._place if whence == os.SEEK_CUR else 0)
        return self._place

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - a buffer of bytes
        """Read what is there into a buffer, and go on by as much."""
        got = os.preadv(self._handle, [buffer], self._place)
        self._place += got
        return got
