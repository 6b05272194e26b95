"""Processes of this machine: telling one from another, tying one to our own life, ending one.

A pid alone names nobody: it is given out again. A process is its pid, the moment it started and the
boot it started in. Signals go through a pidfd, which the kernel never hands to a later process.
"""

import ctypes
import errno
import os
import select
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

_PR_SET_PDEATHSIG: Final = 1
_STATE_FIELD: Final = 0
_START_FIELD: Final = 19

# Looked up now: between fork and exec only what is already loaded is safe to use.
_libc: Final = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class ProcessIdentity:
    """One process, for as long as the machine's records last.

    Attributes:
        pid: its number.
        started: clock ticks between boot and its start.
        boot: identifier of the boot, since both numbers begin again with the next.
    """

    pid: int
    started: int
    boot: str

    def as_json(self) -> dict[str, Any]:
        """The form it is recorded in."""
        return {"pid": self.pid, "started": self.started, "boot": self.boot}

    @classmethod
    def from_json(cls, value: object) -> Self | None:
        """Read the recorded form; None if it is damaged."""
        match value:
            case {"pid": int(pid), "started": int(started), "boot": str(boot)} if pid > 1:
                return cls(pid, started, boot)
            case _:
                return None


def identify(pid: int) -> ProcessIdentity | None:
    """The process that has this pid now; None if there is none, or only its remains."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    # The name of the program stands in brackets and may itself hold spaces and brackets.
    fields = stat.rpartition(")")[2].split()
    if fields[_STATE_FIELD] in {"Z", "X"}:
        return None
    return ProcessIdentity(pid, int(fields[_START_FIELD]), _boot())


def myself() -> ProcessIdentity:
    """This process.

    Raises:
        OSError: if the system has no /proc.
    """
    found = identify(os.getpid())
    if found is None:
        raise FileNotFoundError(errno.ENOENT, "the system shows no processes there", "/proc")
    return found


def is_running(process: ProcessIdentity) -> bool:
    """Whether this very process is still at work."""
    return identify(process.pid) == process


def all_pids() -> Iterator[int]:
    """Every pid of the machine that we can see, in no order."""
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            yield int(entry.name)


def end(process: ProcessIdentity, steps: Sequence[tuple[signal.Signals, float]]) -> bool:
    """Send signals, waiting after each, until the process is gone.

    Args:
        process: whom. A later process with the same pid is never touched.
        steps: a signal, and the seconds to wait for its effect; in turn.

    Returns:
        Whether it is gone.

    Raises:
        PermissionError: if it belongs to another user.
    """
    try:
        handle = os.pidfd_open(process.pid)
    except ProcessLookupError:
        return True
    try:
        # Asked after opening: from here on the handle means this process or a dead one.
        if not is_running(process):
            return True
        return any(_signal_and_wait(handle, number, seconds) for number, seconds in steps)
    finally:
        os.close(handle)


def die_with_parent(number: signal.Signals, parent: int) -> None:
    """Ask the kernel to send this process a signal once its parent has died.

    To be called in the child, after it has changed its user (which forgets the wish). It is the
    death of the *thread* that made the child that counts, so make children in the main thread.

    Raises:
        OSError: if the kernel refuses.
    """
    if _libc.prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG)")
    if os.getppid() != parent:
        # It died before we could ask.
        os.kill(os.getpid(), signal.SIGKILL)


def tied_to_us(number: signal.Signals) -> Callable[[], None]:
    """What a child runs between fork and exec to be tied to this process's life."""
    parent = os.getpid()

    def tie() -> None:
        die_with_parent(number, parent)

    return tie


def wait_until(condition: Callable[[], bool], seconds: float, *, every: float = 0.02) -> bool:
    """Look again and again until the condition holds or the time is over; says which."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() >= deadline:
            return False
        time.sleep(every)
    return True


def _signal_and_wait(handle: int, number: signal.Signals, seconds: float) -> bool:
    try:
        signal.pidfd_send_signal(handle, number)
        # One that was paused would never hear it.
        signal.pidfd_send_signal(handle, signal.SIGCONT)
    except ProcessLookupError:
        return True
    poll = select.poll()
    poll.register(handle, select.POLLIN)
    return bool(poll.poll(seconds * 1000))


def _boot() -> str:
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
