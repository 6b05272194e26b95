"""Files of one request that are too large to hold: in memory while small, on disk after that."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from tempfile import SpooledTemporaryFile
from typing import IO, Final

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


@contextmanager
def reopened(file: IO[bytes], mode: int) -> Iterator[int]:
    """Give a handle of an open file that has a place of its own in it, to hand to another process.

    Args:
        file: which may have no name any more.
        mode: as of `os.open`.
    """
    handle = os.open(f"/proc/self/fd/{file.fileno()}", mode)
    try:
        yield handle
    finally:
        os.close(handle)
