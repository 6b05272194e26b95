"""A PostgreSQL server as our own child: started, watched, stopped."""

import os
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

import psycopg

from storage import bell
from storage.embedded.account import Account
from storage.embedded.binaries import Installation, installed, reachable
from storage.embedded.folders import Home, locked, make_home, runtime_folder
from storage.embedded.preparing import SUPERUSER, plain_environment, prepare_data, within
from storage.embedded.provisioning import DATABASE, provision
from storage.embedded.reaping import is_ours, read_record, reap, write_record
from storage.errors import ServerFailedError
from storage.processes import identify, is_running, tied_to_us, wait_until

START_SECONDS: Final = 300.0
"""How long a server may take to be ready; recovery after a crash reads the log of all it did."""

FAST_SECONDS: Final = 20.0
"""How long a fast shutdown may take (it writes a checkpoint) before an immediate one is ordered."""

LOG_BYTES: Final = 8_000_000
"""A log larger than this is set aside at the next start; one old log is kept."""

SETTINGS: Final[Mapping[str, str]] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "120",
    "shared_buffers": "256MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    "jit": "off",
    # What makes a commit last. Written out, so that no file in the data folder says otherwise.
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
}
"""Settings of the embedded server, given on its command line, where nothing overrides them."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server is reached: the folder of its socket."""

    socket: Path

    def url(self, role: str, database: str = DATABASE) -> str:
        """The address for a role, as SQLAlchemy, Alembic and psycopg take it."""
        return f"postgresql+psycopg://{role}@/{database}?host={quote(str(self.socket))}"

    def connect(self, role: str = SUPERUSER, database: str = "postgres") -> psycopg.Connection:
        """A bare connection in autocommit, for what is done to a server rather than in it."""
        return psycopg.connect(
            host=str(self.socket), user=role, dbname=database, autocommit=True, connect_timeout=10
        )


class Server:
    """The server of one home. Not to be made directly: see `prepared` and `running`."""

    def __init__(
        self,
        home: Home,
        installation: Installation,
        account: Account,
        socket: Path,
        settings: Mapping[str, str],
    ) -> None:
        self._home = home
        self._installation = installation
        self._account = account
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None
        self.address = Address(socket)

    def url(self, role: str, database: str = DATABASE) -> str:
        """See `Address.url`."""
        return self.address.url(role, database)

    @property
    def pid(self) -> int | None:
        """The postmaster's pid; None before the start."""
        return None if self._process is None else self._process.pid

    @property
    def exit_code(self) -> int | None:
        """How the postmaster ended; None while it runs or was not started."""
        return None if self._process is None else self._process.poll()

    def start(self, *, give_up: Callable[[], bool] = lambda: False) -> None:
        """Start the server and wait until it takes connections; ends what an earlier one left.

        Args:
            give_up: asked while waiting; once it is true the server is stopped again.

        Raises:
            ServerFailedError: if it ends, or is not ready in time, or we gave up.
        """
        reap(self._home)
        for remains in self.address.socket.iterdir():
            if remains.name != bell.FOLDER:
                remains.unlink()
        bell.hang(self.address.socket)
        self._process = self._spawn()
        identity = identify(self._process.pid)
        if identity is not None:
            write_record(self._home, identity, self.address.socket)
        wait_until(lambda: self._ready_or_over() or give_up(), START_SECONDS)
        if self.exit_code is not None or not self._ready_or_over():
            code = self.exit_code
            self.stop()
            what = f"PostgreSQL ended with exit code {code} instead of starting"
            if code is None:
                what = "PostgreSQL was stopped before it was ready"
            raise ServerFailedError(what, self.log_tail())
        try:
            with self.address.connect() as connection:
                provision(connection)
        except psycopg.OperationalError as error:
            self.stop()
            what = f"PostgreSQL broke off while its roles were looked at ({error})"
            raise ServerFailedError(what, self.log_tail()) from error

    def stop(self) -> None:
        """Stop the server in bounded time: fast, then at once, then by force. Nothing survives."""
        if self._process is None:
            return
        for number, seconds in ((signal.SIGINT, FAST_SECONDS), (signal.SIGQUIT, 5.0)):
            if self._process.poll() is None:
                self._process.send_signal(number)
                with suppress(subprocess.TimeoutExpired):
                    self._process.wait(seconds)
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        self._process = None
        reap(self._home)

    def log_tail(self) -> str:
        """The last lines of the server's log."""
        with suppress(OSError):
            return "\n".join(self._home.log.read_text(errors="replace").splitlines()[-15:])
        return ""

    def takes_connections(self) -> bool:
        """Whether it does, right now; it does not while it recovers from a backend's crash."""
        try:
            self.address.connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def _ready_or_over(self) -> bool:
        return self.exit_code is not None or self.takes_connections()

    def _spawn(self) -> subprocess.Popen[bytes]:
        self._rotate_log()
        data = os.open(self._home.data, os.O_RDONLY | os.O_DIRECTORY)
        log = os.open(self._home.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        settings = {**SETTINGS, "unix_socket_directories": str(self.address.socket)}
        settings.update(self._settings)
        options = [part for item in settings.items() for part in ("-c", "=".join(item))]
        try:
            return subprocess.Popen(  # noqa: S603 - a program of our own installation
                [self._installation.program("postgres"), "-D", within(data), *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=plain_environment(),
                pass_fds=(data,),
                start_new_session=True,
                user=self._account.switch_to_uid,
                group=self._account.switch_to_gid,
                extra_groups=self._account.extra_groups,
                # Runs after the change of user, which would clear it. Safe: one system call.
                preexec_fn=tied_to_us(signal.SIGQUIT),  # noqa: PLW1509 - no other way between the two
            )
        finally:
            os.close(data)
            os.close(log)

    def _rotate_log(self) -> None:
        with suppress(FileNotFoundError):
            if self._home.log.stat().st_size > LOG_BYTES:
                self._home.log.replace(self._home.log.with_suffix(".log.1"))


@contextmanager
def prepared(data_dir: Path, *, settings: Mapping[str, str] | None = None) -> Iterator[Server]:
    """The server of a data folder, locked and ready to start; stopped and tidied up at the end.

    Args:
        data_dir: the service's data folder; the server keeps to `postgres` in it.
        settings: PostgreSQL settings that differ from `SETTINGS`; for tests of bad ones.

    Raises:
        DataFolderInUseError: if another service runs on it.
        FolderRefusedError, DataVersionError, EmbeddedUnavailableError: if it cannot be used here.
        ServerFailedError: if it cannot be prepared.
    """
    home = make_home(data_dir)
    account = Account.of_server()
    with ExitStack() as stack:
        stack.enter_context(locked(home.path))
        reap(home)
        runtime = stack.enter_context(runtime_folder(home, account))
        installation = reachable(installed(), account, runtime / "bin")
        prepare_data(home, installation, account)
        server = Server(home, installation, account, runtime / "s", settings or {})
        stack.callback(server.stop)
        yield server


@contextmanager
def running(data_dir: Path, *, settings: Mapping[str, str] | None = None) -> Iterator[Server]:
    """A running server on a data folder, for the length of the block. Raises as `prepared` does."""
    with prepared(data_dir, settings=settings) as server:
        server.start()
        yield server


def running_address(data_dir: Path) -> Address | None:
    """Where the server of a data folder is reached, if a service runs one right now."""
    home = Home(data_dir.resolve() / "postgres")
    recorded = read_record(home)
    if recorded is None:
        return None
    postmaster, socket = recorded
    return Address(socket) if is_running(postmaster) and is_ours(postmaster, home) else None
