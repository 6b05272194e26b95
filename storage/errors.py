"""What can go wrong with keeping rows.

Messages are for the operator: what is wrong, what was expected, what to do.
"""

from collections.abc import Sequence
from pathlib import Path


class StorageError(Exception):
    """Anything this package refuses or fails at."""


class DataFolderInUseError(StorageError):
    """Another running service holds the data folder."""

    def __init__(self, folder: Path, holder: str) -> None:
        super().__init__(
            f"the data folder {folder} is in use by {holder}: stop that service first, "
            "or give this one its own PROCHECK_DATA_DIR"
        )
        self.folder = folder
        self.holder = holder


class FolderRefusedError(StorageError):
    """A folder that must be ours alone is not."""

    def __init__(self, folder: Path, reason: str, remedy: str) -> None:
        super().__init__(f"the folder {folder} is refused: {reason}; {remedy}")
        self.folder = folder
        self.reason = reason


class EmbeddedUnavailableError(StorageError):
    """No PostgreSQL of our own can be run here."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"the embedded PostgreSQL cannot run: {reason}; "
            "name a server of version 15 or later in PROCHECK_DATABASE_URL instead"
        )
        self.reason = reason


class ServerFailedError(StorageError):
    """PostgreSQL, or the preparation of its data folder, ended instead of working."""

    def __init__(self, what: str, log: str) -> None:
        super().__init__(f"{what}; its last words were:\n{log.strip() or '(none)'}")
        self.what = what
        self.log = log


class DataVersionError(StorageError):
    """The data folder was written by another major version of PostgreSQL."""

    def __init__(self, folder: Path, found: str, expected: int) -> None:
        super().__init__(
            f"the data in {folder} is of PostgreSQL {found}, the installed one is {expected}: "
            "export with the release that wrote it, then import into an empty data folder"
        )
        self.folder = folder
        self.found = found
        self.expected = expected


class MissingRolesError(StorageError):
    """The login that migrates may not create what an administrator must create."""

    def __init__(self, login: str, statements: Sequence[str]) -> None:
        listing = "\n".join(f"  {statement};" for statement in statements)
        super().__init__(
            f"the login {login} may not set up the database; "
            f"let an administrator of the server run this in its database:\n{listing}"
        )
        self.login = login
        self.statements = tuple(statements)


class MigrationBusyError(StorageError):
    """Another migration did not finish in time."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"another migration of this database was still at work after {seconds:g} s: "
            "wait for it to end, then migrate again"
        )
        self.seconds = seconds


class DowngradeRefusedError(StorageError):
    """A migration that would take back part of the record."""

    def __init__(self, revision: str) -> None:
        super().__init__(
            f"revision {revision} is not taken back: it holds the record, and records are kept; "
            "restore a backup beside this database instead"
        )
        self.revision = revision


class PackedError(StorageError):
    """A stored value that cannot be unpacked, or one that cannot be packed."""

    def __init__(
        self,
        reason: str,
        advice: str = "if it is stored, it was damaged since: a backup has it as it was",
    ) -> None:
        super().__init__(f"a packed value is refused: {reason}; {advice}")
        self.reason = reason

    @classmethod
    def of_size(cls, size: int, most: int) -> "PackedError":
        """Return that of a value which has, or says it has, ``size`` bytes."""
        return cls(f"it has {size} bytes, not 1 to {most}")

    @classmethod
    def by_another(cls, head: bytes) -> "PackedError":
        """Return that of a value which was packed by no dictionary that is here, by its head."""
        return cls(
            f"no dictionary of this release packed it ({head.hex()})",
            "a later release did, which reads it, or it was damaged: a backup has it as it was",
        )


class UnfitDatabaseError(StorageError):
    """The database must not be served from; every fault is named."""

    def __init__(self, faults: Sequence[str]) -> None:
        listing = "\n".join(f"  - {fault}" for fault in faults)
        super().__init__(f"the database is not fit to serve from:\n{listing}")
        self.faults = tuple(faults)
