"""The folders of an embedded server: its home in the data folder, and a short one for its socket.

In the data folder, `postgres/` is ours alone (0700) and holds

- `lock`: held for as long as a service runs;
- `server.json`: who runs it, written in one step;
- `server.log`: what it said;
- `data/`: PostgreSQL's own, belonging to the user it runs as.

Under the system's temporary folder, `procheck-<digest>/` is ours and holds

- `s/`: the socket, whose address has at most 107 bytes; 0700, of the user PostgreSQL runs as;
- `bin/`: a copy of the programs, where the originals are out of that user's reach.
"""

import fcntl
import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from storage.embedded.account import Account
from storage.errors import DataFolderInUseError, EmbeddedUnavailableError, FolderRefusedError

SOCKET_LIMIT: Final = 107
"""Bytes in the path of a Unix socket (`sun_path` less its closing zero byte)."""

SOCKET_NAME: Final = ".s.PGSQL.5432"

_FALLBACKS: Final = ("/tmp", "/var/tmp", "/dev/shm", "/run")  # noqa: S108 - a 0700 folder is made in it


@dataclass(frozen=True, slots=True)
class Home:
    """The folder of an embedded server inside the data folder."""

    path: Path

    @property
    def data(self) -> Path:
        """PostgreSQL's own data folder."""
        return self.path / "data"

    @property
    def record(self) -> Path:
        """Who runs the server."""
        return self.path / "server.json"

    @property
    def log(self) -> Path:
        """What the server said."""
        return self.path / "server.log"


def make_home(data_dir: Path) -> Home:
    """Make the server's folder, private; folders above it that are missing are made, none changed.

    Raises:
        FolderRefusedError: if it is a link, or belongs to somebody else.
        OSError: if it cannot be made.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    path = data_dir.resolve() / "postgres"
    _make_private(path, 0o700)
    return Home(path)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder by the file `lock` in it; the kernel lets go however this process ends.

    Raises:
        DataFolderInUseError: at once, if another process holds it.
    """
    handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(handle, 64, 0).decode(errors="replace").strip()
            raise DataFolderInUseError(folder, holder or "another process") from None
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"process {os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(handle)


@contextmanager
def runtime_folder(home: Home, account: Account) -> Iterator[Path]:
    """Make the short folder for the socket, empty, and take it away afterwards.

    Its name follows from the data folder, so that what a killed service left is found again.

    Raises:
        FolderRefusedError: if somebody else was there first.
        EmbeddedUnavailableError: if there is no place for it.
    """
    path = _runtime_base() / f"procheck-{_digest(home)}"
    # PostgreSQL's user must be able to pass through, and nobody can list it.
    _make_private(path, 0o711 if account.switch else 0o700)
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        # Cleaners of temporary folders leave a locked folder alone (systemd-tmpfiles does).
        with suppress(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _clear(path)
        socket = path / "s"
        socket.mkdir(mode=0o700)
        os.chown(socket, account.uid, account.gid)
        yield path
    finally:
        _clear(path)
        with suppress(OSError):
            path.rmdir()
        os.close(handle)


def _runtime_base() -> Path:
    """A folder everyone may pass through and whose path is short."""
    for candidate in (tempfile.gettempdir(), *_FALLBACKS):
        path = Path(candidate)
        longest = path / "procheck-0123456789abcdef" / "s" / SOCKET_NAME
        fits = len(os.fsencode(longest)) <= SOCKET_LIMIT
        if fits and os.access(path, os.W_OK | os.X_OK) and _safe_for_all(path):
            return path
    reason = f"none of {', '.join(_FALLBACKS)} is a folder where a socket can be kept"
    raise EmbeddedUnavailableError(reason)


def _safe_for_all(path: Path) -> bool:
    """Whether every user may pass through, and nobody may rename what another made in it."""
    steps = [step.stat().st_mode for step in (path, *path.resolve().parents)]
    passable = all(mode & stat.S_IXOTH for mode in steps)
    shared = steps[0] & (stat.S_IWOTH | stat.S_IWGRP)
    return passable and (not shared or bool(steps[0] & stat.S_ISVTX))


def _digest(home: Home) -> str:
    place = home.path.stat()
    name = f"{place.st_dev}:{place.st_ino}:{home.path}"
    return hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def _make_private(path: Path, mode: int) -> None:
    """Make a folder that is ours alone, or make sure that the one there is."""
    with suppress(FileExistsError):
        path.mkdir(mode=mode)
        path.chmod(mode)
    found = path.lstat()
    remedy = "remove it or choose another place"
    if not stat.S_ISDIR(found.st_mode):
        raise FolderRefusedError(path, "it is no folder (a link is refused as well)", remedy)
    if found.st_uid != os.geteuid():
        reason = f"it belongs to user {found.st_uid} and we are user {os.geteuid()}"
        raise FolderRefusedError(path, reason, remedy)
    allowed = found.st_mode & 0o777
    if allowed & ~mode:
        reason = f"its mode is {allowed:04o} and must be {mode:04o}"
        raise FolderRefusedError(path, reason, f"chmod {mode:04o} it if it is yours")


def _clear(path: Path) -> None:
    for entry in path.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink(missing_ok=True)
