"""What a zip archive says of itself, checked before anything in it is unpacked.

257 kB of zip can hold over 100 MB of XML. The directory at the archive's end names every member and
its size; reading then never goes past the size named there, so a directory that lies is caught by
the checksum, and costs no more than it admitted to.
"""

import io
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import Final

from integrations.errors import FileRefused
from integrations.file_faults import FileFault, refusal

MOST_MEMBERS: Final = 200
MOST_UNPACKED: Final = 32 * 1024 * 1024
"""Bytes of all members together."""

MOST_TIMES: Final = 100
"""How many times larger than packed the whole may be, and any member over a megabyte."""

_LARGE: Final = 1024 * 1024
_ENCRYPTED: Final = 0x1 | 0x40
_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})

# What zipfile and zlib raise on archives that are cut off, changed or made up.
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    RuntimeError,
    ValueError,
    OSError,
)

# The names inside are decoded by it, and a confined reader can load no codec later.
"".encode("cp437")


class BoundedZip:
    """The members of an archive whose directory keeps the bounds."""

    def __init__(self, data: bytes) -> None:
        """Read and check the directory; unpack nothing.

        Raises:
            FileRefused: it is no archive, or its directory passes a bound.
        """
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN as error:
            raise refusal(FileFault.UNREADABLE) from error
        members = self._archive.infolist()
        _check(members)
        self._members = {member.filename: member for member in members}

    @property
    def names(self) -> frozenset[str]:
        """Names of the members, as the archive has them."""
        return frozenset(self._members)

    def read(self, name: str) -> bytes:
        """Unpack one member, never past the size its directory names.

        Raises:
            FileRefused: there is none of that name, or it is not what the directory says.
        """
        member = self._members.get(name)
        if member is None:
            raise refusal(FileFault.UNREADABLE)
        try:
            with self._archive.open(member) as opened:
                content = opened.read(member.file_size + 1)
        except _BROKEN as error:
            raise refusal(FileFault.SIZE_LIES, part=_shown(name)) from error
        if len(content) != member.file_size:
            raise refusal(FileFault.SIZE_LIES, part=_shown(name))
        return content


def _check(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MOST_MEMBERS:
        raise refusal(FileFault.TOO_MANY_PARTS, found=len(members), most=MOST_MEMBERS)
    unpacked = sum(member.file_size for member in members)
    if unpacked > MOST_UNPACKED:
        raise refusal(FileFault.UNPACKS_TOO_LARGE, size=unpacked, most=MOST_UNPACKED)
    packed = sum(member.compress_size for member in members)
    large = (member for member in members if member.file_size > _LARGE)
    pairs = [(unpacked, packed), *((each.file_size, each.compress_size) for each in large)]
    if any(size > MOST_TIMES * max(1, less) for size, less in pairs):
        raise refusal(FileFault.PACKED_TOO_TIGHTLY, most=MOST_TIMES)
    seen: set[str] = set()
    for member in members:
        if fault := _fault(member, seen):
            raise fault
        seen.add(member.filename.casefold())


def _fault(member: zipfile.ZipInfo, seen: set[str]) -> FileRefused | None:
    """Return why one member is not taken, or None."""
    # The library cuts a name at a NUL; the name as it stands in the archive is judged.
    name = member.orig_filename
    lower = name.casefold()
    faults = (
        (member.flag_bits & _ENCRYPTED, FileFault.ENCRYPTED),
        (_leads_elsewhere(name), FileFault.PART_LEADS_ELSEWHERE),
        (lower in seen, FileFault.PART_TWICE),
        (lower.endswith("vbaproject.bin") or "/macrosheets/" in lower, FileFault.MACROS),
        ("/externallinks/" in lower, FileFault.EXTERNAL_LINKS),
        (member.compress_type not in _METHODS, FileFault.UNREADABLE),
    )
    code = next((code for found, code in faults if found), None)
    return None if code is None else refusal(code, part=_shown(name))


def _leads_elsewhere(name: str) -> bool:
    path = PurePosixPath(name)
    return (
        path.is_absolute()
        or ".." in path.parts
        or any(sign in name for sign in "\\:\0")
        or not name.isprintable()
    )


def _shown(name: str) -> str:
    """Return a name as a literal and in part, since strangers chose it."""
    return ascii(name[:80])
