"""The files pages load: styles and scripts of others, as they were released, and a little of ours.

They stand in the repository and nothing is loaded from elsewhere. Each has its digest in its
address, so that a browser may keep it for ever; compressed once a process.
"""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).with_name("static")
_MEDIA: Mapping[str, str] = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
}
_DIGITS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class StaticFile:
    """One file: as it is, and compressed."""

    name: str
    media: str
    data: bytes
    compressed: bytes
    digest: str

    @property
    def address(self) -> str:
        """Return where it is asked for."""
        return f"/static/{self.digest}/{self.name}"


@cache
def static_files() -> Mapping[str, StaticFile]:
    """Return every file by its name, read once a process."""
    return {path.name: _read(path) for path in sorted(_FOLDER.iterdir()) if path.suffix in _MEDIA}


def _read(path: Path) -> StaticFile:
    data = path.read_bytes()
    return StaticFile(
        name=path.name,
        media=_MEDIA[path.suffix],
        data=data,
        compressed=gzip.compress(data, 9, mtime=0),
        digest=hashlib.sha256(data).hexdigest()[:_DIGITS],
    )
