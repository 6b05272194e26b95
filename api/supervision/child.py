"""What the supervisor runs: a program, or the embedded PostgreSQL, behind one small interface."""

import os
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, Protocol

from storage.embedded.server import Server
from storage.processes import tied_to_us, wait_until

READY_SECONDS: Final = 60.0
"""How long a program may take until it says that it is ready."""

STOP_SECONDS: Final = 30.0
"""How long a program may take to finish what it is doing before it is killed."""

KILL_SECONDS: Final = 5.0
"""How long the kernel may take to carry out a SIGKILL."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """A program to be kept running.

    Attributes:
        name: what messages call it.
        argv: the program and its arguments.
        environment: its whole environment; nothing is added but the mark of this run.
        ready: says whether it is; None for a program that is ready once it runs.
        ready_seconds: longest time until it must be.
        stop_signal: asks it to finish.
        stop_seconds: longest time it may take to.
    """

    name: str
    argv: Sequence[str]
    environment: Mapping[str, str]
    ready: Callable[[], bool] | None = None
    ready_seconds: float = READY_SECONDS
    stop_signal: signal.Signals = signal.SIGTERM
    stop_seconds: float = STOP_SECONDS


class Unit(Protocol):
    """What is started, watched and stopped."""

    @property
    def name(self) -> str:
        """What messages call it."""

    @property
    def pid(self) -> int | None:
        """Its process; None if it was not started or is done with."""

    @property
    def ready_seconds(self) -> float:
        """How long after `start` it must be ready."""

    def start(self, give_up: Callable[[], bool]) -> None:
        """Start it; a wait in here ends when `give_up` says so."""

    def ready(self) -> bool:
        """Whether it does its work."""

    def ended(self) -> str | None:
        """How it ended, in words; None while it runs."""

    def stop(self) -> None:
        """End it and all it started, in bounded time. Does nothing if it is not running."""


class Program:
    """A `Child` as a unit. It leads a session of its own, so that it can be ended as a whole."""

    def __init__(self, child: Child, mark: Mapping[str, str]) -> None:
        """Prepare.

        Args:
            child: what to run.
            mark: environment variables that mark the processes of this run.
        """
        self._child = child
        self._mark = mark
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def name(self) -> str:
        """What messages call it."""
        return self._child.name

    @property
    def pid(self) -> int | None:
        """Its process; None if it was not started or is done with."""
        return None if self._process is None else self._process.pid

    @property
    def ready_seconds(self) -> float:
        """How long after `start` it must be ready."""
        return self._child.ready_seconds

    def start(self, give_up: Callable[[], bool]) -> None:  # noqa: ARG002 - nothing is waited for
        """Start the program, tied to our life.

        Raises:
            OSError: if it cannot be started.
        """
        self.stop()
        self._process = subprocess.Popen(  # noqa: S603 - what the composition root chose
            self._child.argv,
            env={**self._child.environment, **self._mark},
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            # Between fork and exec, where nothing else can be asked for. Safe: one system call.
            preexec_fn=tied_to_us(signal.SIGKILL),  # noqa: PLW1509 - see the line above
        )

    def ready(self) -> bool:
        """Whether it does its work."""
        return self._child.ready is None or self._child.ready()

    def ended(self) -> str | None:
        """How it ended, in words; None while it runs. Its remains are kept until `stop`."""
        if self._process is None:
            return "could not be started"
        seen = os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        if seen is None:
            return None
        if seen.si_code == os.CLD_EXITED:
            return f"ended with exit code {seen.si_status}"
        return f"was ended by {signal.Signals(seen.si_status).name}"

    def stop(self) -> None:
        """Ask it to finish, wait, then kill it and all of its session."""
        if self._process is None:
            return
        if self.ended() is None:
            os.kill(self._process.pid, self._child.stop_signal)
            wait_until(lambda: self.ended() is not None, self._child.stop_seconds)
        # Until its remains are taken away, the number of its group is its own.
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(KILL_SECONDS)
        self._process = None


class EmbeddedPostgres:
    """The embedded PostgreSQL as a unit."""

    name = "PostgreSQL"
    ready_seconds = READY_SECONDS

    def __init__(self, server: Server) -> None:
        self._server = server

    @property
    def pid(self) -> int | None:
        """Its postmaster."""
        return self._server.pid

    def start(self, give_up: Callable[[], bool]) -> None:
        """Start it and wait until it takes connections.

        Raises:
            ServerFailedError: if it does not get that far.
        """
        self._server.stop()
        self._server.start(give_up=give_up)

    def ready(self) -> bool:
        """Whether it takes connections, as it did when `start` returned."""
        return self._server.takes_connections()

    def ended(self) -> str | None:
        """How it ended, in words; None while it runs."""
        code = self._server.exit_code
        if self._server.pid is None:
            return "could not be started"
        if code is None:
            return None
        return f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with {code}"

    def stop(self) -> None:
        """Shut it down: fast, at once, by force."""
        self._server.stop()
