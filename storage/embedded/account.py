"""Under which user PostgreSQL runs. It refuses to run as root, and should not."""

import os
import pwd
from dataclasses import dataclass
from typing import Final, Self

from storage.errors import EmbeddedUnavailableError

SERVICE_UID: Final = 65_528
"""The user id of PostgreSQL when the service is started as root.

No account of a real system has it: it lies in the stretch 65520-65533 that systemd's table of user
ids leaves unused. `nobody` would not do, since other programs share it and could then read the data
folder and stop the server; an account of our own would have to be written into `/etc/passwd`.
"""

_INITDB_ACCOUNT: Final = "nobody"
"""Prepares a new data folder, because `initdb` insists on a user with a name; handed on at once."""


@dataclass(frozen=True, slots=True)
class Account:
    """A user to run as.

    Attributes:
        uid: its user id.
        gid: its group id.
        switch: whether we are somebody else (root) and have to change to it.
    """

    uid: int
    gid: int
    switch: bool

    @classmethod
    def of_server(cls) -> Self:
        """The user the server runs as: ourselves, or without privileges if we are root."""
        if os.geteuid() != 0:
            return cls(os.geteuid(), os.getegid(), switch=False)
        return cls(SERVICE_UID, SERVICE_UID, switch=True)

    @classmethod
    def of_initdb(cls) -> Self:
        """The user that prepares a new data folder.

        Raises:
            EmbeddedUnavailableError: if that user has no name on this system.
        """
        if os.geteuid() != 0:
            _require_name(os.geteuid())
            return cls(os.geteuid(), os.getegid(), switch=False)
        try:
            entry = pwd.getpwnam(_INITDB_ACCOUNT)
        except KeyError:
            reason = f"started as root, and the system has no account {_INITDB_ACCOUNT}"
            raise EmbeddedUnavailableError(reason) from None
        return cls(entry.pw_uid, entry.pw_gid, switch=True)

    @property
    def switch_to_uid(self) -> int | None:
        """What `subprocess` is told as `user`."""
        return self.uid if self.switch else None

    @property
    def switch_to_gid(self) -> int | None:
        """What `subprocess` is told as `group`."""
        return self.gid if self.switch else None

    @property
    def extra_groups(self) -> list[int] | None:
        """What `subprocess` is told as `extra_groups`: none of root's are kept."""
        return [] if self.switch else None


def own_name() -> str:
    """The name of the user we are, as the server's peer authentication will see it.

    Raises:
        EmbeddedUnavailableError: if we have none.
    """
    return _require_name(os.geteuid())


def _require_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        reason = f"user id {uid} has no account here, and PostgreSQL asks for its name"
        raise EmbeddedUnavailableError(reason) from None
