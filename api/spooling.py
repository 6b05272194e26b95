"""Files of one request that are too large to hold: in memory while small, on disk after that."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from tempfile import SpooledTemporaryFile
from typing import IO, Final

PIECE: Final = 64 * 1024
"""How much of such a file is read or written at once."""
_IN_MEMORY: Final = 1024 * 1024


@contextmanager
def spooled() -> Iterator[IO[bytes]]:
    """Give a file to write, which stands at its beginning once it was written whole.

    Whoever reads it closes it. Where writing it is broken off it is closed here.
    """
    with ExitStack() as broken_off:
        file: IO[bytes] = broken_off.enter_context(SpooledTemporaryFile(max_size=_IN_MEMORY))
        yield file
        file.seek(0)
        broken_off.pop_all()
