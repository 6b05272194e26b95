"""Keeps large values packed: compressed here, so that the server need not try (ADR 0035).

A packed value is one zstd frame that states its size and ends with a checksum, behind a skippable
frame that tells by which dictionary it was packed. What was packed before there was one is the
frame alone, and what stands in a column as neither is a value as it came. All are read, so old rows
stay as they are.

A dictionary holds what receipts repeat (`bench.dictionary` made it). One that was ever used stays
here as it is, for as long as the rows do; another gets the next number.
"""

from abc import abstractmethod
from collections.abc import Mapping
from pathlib import Path
from threading import local
from types import MappingProxyType
from typing import Any, Final, TypeVar

import zstandard
from sqlalchemy import Dialect, LargeBinary
from sqlalchemy.types import TypeDecorator

from storage.errors import PackedError

MAGIC: Final = b"\x28\xb5\x2f\xfd"
"""What every zstd frame begins with (RFC 8878 §3.1.1)."""

NAMED: Final = b"\x50\x2a\x4d\x18" + (1).to_bytes(4, "little")
"""What a skippable frame of one byte begins with (RFC 8878 §3.1.2): the number of a dictionary."""

LEAST: Final = 1024
"""Bytes from which on packing is worth its time."""

MOST: Final = 64 * 1024 * 1024
"""Bytes a packed value has at most, unpacked.

As much as the largest request may have; a receipt has some ten thousand. A frame that states more
was not written here, and memory is not set aside because it says so.
"""

_T = TypeVar("_T")
_LEVEL: Final = 1
_NUMBER: Final = 1
"""The dictionary that values are packed by."""


def _dictionary(number: int) -> zstandard.ZstdCompressionDict:
    data = Path(__file__).with_name(f"packing-{number}.dictionary").read_bytes()
    return zstandard.ZstdCompressionDict(data, dict_type=zstandard.DICT_TYPE_RAWCONTENT)


_DICTIONARIES: Final[Mapping[int, zstandard.ZstdCompressionDict]] = MappingProxyType(
    {number: _dictionary(number) for number in range(1, _NUMBER + 1)}
)
_DICTIONARIES[_NUMBER].precompute_compress(level=_LEVEL)
_HEAD: Final = NAMED + bytes([_NUMBER])


class _Contexts(local):
    """What a thread packs and unpacks with: not safe to share, and a fifth of the time to make."""

    def __init__(self) -> None:
        self.packing = zstandard.ZstdCompressor(
            level=_LEVEL, write_checksum=True, dict_data=_DICTIONARIES[_NUMBER]
        )
        self.unpacking = {
            number: zstandard.ZstdDecompressor(dict_data=it) for number, it in _DICTIONARIES.items()
        }
        self.unpacking_alone = zstandard.ZstdDecompressor()


_mine = _Contexts()


def pack(value: bytes) -> bytes:
    """Return a value as it is stored; `unpack` gives it back.

    What is small, larger than `MOST`, or gains nothing stays as it is.

    Raises:
        PackedError: it is larger than `MOST` and looks like one that is packed.
    """
    looks_packed = value.startswith((MAGIC, NAMED))
    if len(value) > MOST:
        if looks_packed:
            raise PackedError.of_size(len(value), MOST)
        return value
    if len(value) < LEAST and not looks_packed:
        return value
    packed = _HEAD + _mine.packing.compress(value)
    return packed if looks_packed or len(packed) < len(value) else value


def unpack(stored: bytes) -> bytes:
    """Return what was given to `pack`, or a value that never was packed.

    Raises:
        PackedError: the frame is damaged, or no such frame is written here.
    """
    if stored.startswith(MAGIC):
        return _unpacked(stored, _mine.unpacking_alone)
    if not stored.startswith(NAMED):
        return stored
    unpacking = _mine.unpacking.get(int.from_bytes(stored[len(NAMED) : len(_HEAD)]))
    if unpacking is None:
        raise PackedError.by_another(stored[: len(_HEAD)])
    return _unpacked(stored[len(_HEAD) :], unpacking)


def _unpacked(frame: bytes, unpacking: zstandard.ZstdDecompressor) -> bytes:
    try:
        size = zstandard.frame_content_size(frame)
        # Nothing is ever packed that is empty, and of a frame that says so the library reads no
        # further; -1 is one that does not tell.
        if not 0 < size <= MOST:
            raise PackedError.of_size(size, MOST)
        return unpacking.decompress(frame, allow_extra_data=False)
    except zstandard.ZstdError as error:
        raise PackedError(str(error)) from error


class Packing(TypeDecorator[_T]):
    """Values that are packed as they are written and unpacked as they are read: one kind of them.

    ``write`` and ``read`` say how. SQLAlchemy asks each kind by itself whether it may be cached.
    """

    impl = LargeBinary

    @staticmethod
    @abstractmethod
    def write(value: Any) -> bytes:  # noqa: ANN401 - of the kind's own
        """Return a value as it is stored."""

    @staticmethod
    @abstractmethod
    def read(stored: bytes) -> Any:  # noqa: ANN401 - of the kind's own
        """Return a value that was stored."""

    def process_bind_param(
        self,
        value: _T | None,
        dialect: Dialect,  # noqa: ARG002 - the signature is SQLAlchemy's
    ) -> bytes | None:
        """Pack what is written."""
        return None if value is None else self.write(value)

    def process_result_value(
        self,
        value: bytes | None,
        dialect: Dialect,  # noqa: ARG002 - the signature is SQLAlchemy's
    ) -> _T | None:
        """Unpack what is read.

        Raises:
            PackedError: what is stored is damaged.
        """
        found: _T | None = None if value is None else self.read(value)
        return found


class Packed(Packing[bytes]):
    """Bytes that are packed."""

    cache_ok = True
    write = staticmethod(pack)
    read = staticmethod(unpack)
