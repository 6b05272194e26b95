"""The files of an export: their names, what the two that are no log say, and reading them safely.

Layout (C2SP tlog-tiles): `checkpoint`, `tile/<level>/<index>`, `tile/entries/<index>`, and beside
them `keys.json` and `README.txt`, which help a reader and prove nothing.
"""

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from ledger.canonical import canonical, digest, parse
from ledger.errors import MalformedNoteError, NotCanonicalError
from ledger.note import VerifierKey
from ledger.reasons import because
from ledger.tiles import bundle_path, level_tiles, levels

CHECKPOINT = "checkpoint"
"""File with the signed checkpoint; written last, so that an unfinished export has none."""

KEYS = "keys.json"
"""File with the public keys the ledger names as its own."""

README = "README.txt"
"""File that tells people how to verify the folder."""

TEMPORARY = ".part"
"""Ending of a file that is being written."""

_FORMAT = 1
_README = """\
Ledger {origin}

This folder is a complete copy of an append-only ledger. It needs no server to be verified:

    python -m ledger verify THIS_FOLDER --key KEY

KEY is the ledger's public key, one line of the form NAME+KEYID+BASE64, or a file with such lines.
Take it from a source you trust, not from keys.json in this folder: whoever could change the ledger
could change that file too. Keep the file "checkpoint" of every copy you verify, and next time add
    --previous OLD_CHECKPOINT
so that a history rewritten in between is found.

What is here
    checkpoint     how many entries there are and their root hash, signed (C2SP tlog-checkpoint)
    tile/entries/  the entries, 256 in a file, each after its length as two bytes, high byte first
    tile/0 ...     the hash tree over them (RFC 6962, SHA-256, C2SP tlog-tiles)
    keys.json      the public keys of the ledger, for comparison

Each entry is JSON in the form of RFC 8785. Its hash is SHA-256 of a zero byte and the entry.

本文件夹是账本的完整副本,无需服务器即可核验,命令见上。公钥须从可信来源取得,不要使用本文件夹内的
keys.json。请保存每次核验过的 checkpoint 文件,下次核验时以 --previous 给出,以发现其间被改写的历史。
"""


def readme(origin: str) -> bytes:
    """The text of README.txt for the ledger of this origin."""
    return _README.format(origin=origin).encode()


def keys_document(origin: str, keys: Sequence[VerifierKey]) -> bytes:
    """The content of keys.json: canonical JSON, with the digest of README.txt."""
    return canonical(
        {
            "format": _FORMAT,
            "origin": origin,
            "keys": [key.text for key in keys],
            "readme": digest(readme(origin)),
        }
    )


def check_keys_document(data: bytes, readme_data: bytes | None, origin: str) -> None:
    """Check keys.json, and README.txt where it could be read, for damage.

    Raises:
        NotCanonicalError: if keys.json is not what this ledger writes, saying why.
        MalformedNoteError: if a key in it is damaged.
    """
    value = parse(data)
    if not isinstance(value, dict) or value.keys() != {"format", "origin", "keys", "readme"}:
        raise NotCanonicalError(because("keys-members"))
    if canonical(value) != data or value["format"] != _FORMAT or value["origin"] != origin:
        raise NotCanonicalError(because("keys-form", known=_FORMAT, origin=origin))
    texts = value["keys"]
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise NotCanonicalError(because("keys-list"))
    for text in texts:
        if VerifierKey.parse(text).name != origin:
            raise MalformedNoteError(because("keys-stranger", key=text, origin=origin))
    if readme_data is not None and digest(readme_data) != value["readme"]:
        raise NotCanonicalError(because("readme", readme=README, keys=KEYS))


def expected_files(size: int) -> Iterator[str]:
    """Every file of an export of this many entries."""
    yield from (CHECKPOINT, KEYS, README)
    for level in range(levels(size)):
        for tile in level_tiles(level, size):
            yield tile.path
            if level == 0:
                yield bundle_path(tile.index, tile.width)


def files_in(folder: Path) -> Iterator[str]:
    """Every file below the folder, as a relative path with slashes; links count as files."""
    for parent, folders, names in os.walk(folder):
        for name in (*names, *(name for name in folders if Path(parent, name).is_symlink())):
            yield Path(parent, name).relative_to(folder).as_posix()


def read_file(path: Path, limit: int) -> bytes | None:
    """The bytes of a regular file, or None if there is none; at most `limit` + 1 of them.

    Raises:
        OSError: if it is there and cannot be read.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:
        if path.is_symlink():
            return None
        raise
    with open(handle, "rb") as file:  # noqa: PTH123 - opened by descriptor, so that no link is followed
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return None
        return file.read(limit + 1)
