"""Signals as something to wait for, so that they interrupt nothing halfway."""

import os
import select
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

_STOP: Final = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Signals:
    """Whether we were asked to stop, and a way to sleep that a signal ends."""

    def __init__(self, readable: int) -> None:
        self._readable = readable
        self._asked: signal.Signals | None = None

    @property
    def asked(self) -> signal.Signals | None:
        """The signal that asked us to stop; None if none did."""
        return self._asked

    def stop_asked(self) -> bool:
        """Whether one did."""
        return self._asked is not None

    def sleep(self, seconds: float) -> None:
        """Wait, but no longer than until the next signal, of a child's death too."""
        select.select([self._readable], [], [], max(0.0, seconds))
        with suppress(BlockingIOError):
            while os.read(self._readable, 4096):
                pass

    def _note(self, number: int, _frame: object) -> None:
        if number != signal.SIGCHLD and self._asked is None:
            self._asked = signal.Signals(number)


@contextmanager
def watched() -> Iterator[Signals]:
    """Take over the signals that stop a service, for the length of the block. Main thread only."""
    readable, writable = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signals = Signals(readable)
    earlier_fd = signal.set_wakeup_fd(writable, warn_on_full_buffer=False)
    earlier = {
        number: signal.signal(number, signals._note)  # noqa: SLF001 - of the class above
        for number in (*_STOP, signal.SIGCHLD)
    }
    try:
        yield signals
    finally:
        for number, handler in earlier.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(earlier_fd)
        os.close(readable)
        os.close(writable)
