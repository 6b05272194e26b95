"""Preparing a data folder: `initdb`, and who may log in."""

import os
import shutil
import signal
import subprocess
from pathlib import Path
from typing import Final

from storage.embedded.account import Account, own_name
from storage.embedded.binaries import Installation
from storage.embedded.folders import Home
from storage.errors import DataVersionError, ServerFailedError
from storage.processes import tied_to_us

SUPERUSER: Final = "postgres"
"""The superuser of the embedded server. Only its own start and its tests log in as it."""

INITDB_SECONDS: Final = 300.0


def prepare_data(home: Home, installation: Installation, account: Account) -> None:
    """Make the data folder if there is none, and write who may log in.

    Raises:
        DataVersionError: if the data is of another major version.
        ServerFailedError: if `initdb` fails; nothing half made is left.
        EmbeddedUnavailableError: if the user who is to do it has no name.
    """
    if not home.data.exists():
        _initialise(home, installation, account)
    found = (home.data / "PG_VERSION").read_text().strip()
    if found != str(installation.major):
        raise DataVersionError(home.data, found, installation.major)
    _write_access(home, account)


def _initialise(home: Home, installation: Installation, account: Account) -> None:
    # Made beside its place and moved when it is whole, so that an interrupted start leaves
    # nothing that looks like a data folder.
    draft = home.path / "data.new"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    maker = Account.of_initdb()
    os.chown(draft, maker.uid, maker.gid)
    handle = os.open(draft, os.O_RDONLY | os.O_DIRECTORY)
    try:
        _run_initdb(installation, maker, handle)
    finally:
        os.close(handle)
    _hand_over(draft, account)
    draft.rename(home.data)


def _run_initdb(installation: Installation, maker: Account, handle: int) -> None:
    answer = subprocess.run(  # noqa: S603 - a program of our own installation
        [
            installation.program("initdb"),
            "--pgdata",
            within(handle),
            "--username",
            SUPERUSER,
            "--encoding",
            "UTF8",
            # The server's own locale sorts by code point on every machine alike; the system's
            # would change the order of indexes with an update of its library.
            "--locale",
            "C",
            "--locale-provider",
            "builtin",
            "--builtin-locale",
            "C.UTF-8",
            "--data-checksums",
            "--auth",
            "peer",
            "--no-instructions",
        ],
        capture_output=True,
        text=True,
        cwd="/",
        env=plain_environment(),
        timeout=INITDB_SECONDS,
        check=False,
        pass_fds=(handle,),
        start_new_session=True,
        # Between fork and exec, where nothing else can be asked for. Safe: one system call.
        preexec_fn=tied_to_us(signal.SIGKILL),
        user=maker.switch_to_uid,
        group=maker.switch_to_gid,
        extra_groups=maker.extra_groups,
    )
    if answer.returncode != 0:
        what = f"initdb ended with exit code {answer.returncode}"
        raise ServerFailedError(what, answer.stdout + answer.stderr)


def within(handle: int) -> str:
    """The path under which a child reaches a folder it was handed open.

    Folders above it may be closed to the child's user (a clone under `/root` is), or the path may
    be longer than PostgreSQL takes; neither matters on this way in.
    """
    return f"/proc/self/fd/{handle}"


def plain_environment() -> dict[str, str]:
    """What PostgreSQL's programs are told: nothing of ours, where `PG…` could bend them."""
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


def _hand_over(folder: Path, account: Account) -> None:
    for place, folders, files in os.walk(folder):
        for name in (*folders, *files):
            os.chown(Path(place, name), account.uid, account.gid, follow_symlinks=False)
    os.chown(folder, account.uid, account.gid)


def _write_access(home: Home, account: Account) -> None:
    """Only the user who started the service may log in, as any role, and only by the socket."""
    name = own_name().replace('"', '""')
    _replace(home.data / "pg_hba.conf", "local all all peer map=procheck\n", account)
    _replace(home.data / "pg_ident.conf", f'procheck "{name}" all\n', account)


def _replace(path: Path, content: str, account: Account) -> None:
    draft = path.with_name(path.name + ".new")
    draft.write_text(content)
    draft.chmod(0o600)
    os.chown(draft, account.uid, account.gid)
    draft.replace(path)
