"""Keeps units running: starts them in order, restarts what dies, stops them in reverse."""

import logging
import os
import time
from typing import Final

from api.supervision.child import Unit
from api.supervision.restarts import MOST_DEATHS, WINDOW_SECONDS, Restarts
from api.supervision.signals import Signals
from storage.errors import StorageError

_LOOK_SECONDS: Final = 1.0
_READY_POLL_SECONDS: Final = 0.05

_log = logging.getLogger(__name__)


class StopAskedError(Exception):
    """A signal asked us to stop. Not a failure."""


class KeepsDyingError(Exception):
    """A child that dies again and again, so that the service cannot do its work."""

    def __init__(self, name: str, how: str) -> None:
        super().__init__(
            f"{name} {how}, {MOST_DEATHS} times within {WINDOW_SECONDS:g} seconds: the service "
            f"stops. Its own messages above say why; start again once that is mended"
        )
        self.name = name
        self.how = how


class Supervisor:
    """Watches over units. Belongs in the main thread: children are tied to the thread's life."""

    def __init__(self, signals: Signals) -> None:
        self._signals = signals
        self._units: list[Unit] = []
        self._restarts: dict[str, Restarts] = {}
        self._due: dict[str, float] = {}

    def bring_up(self, unit: Unit) -> None:
        """Start a unit and wait until it is ready; try again if it dies, as `watch` would.

        Raises:
            StopAskedError: if a signal comes first.
            KeepsDyingError: if it dies too often.
        """
        self._units.append(unit)
        self._restarts[unit.name] = Restarts()
        self._insist(unit)

    def revive(self, unit: Unit) -> None:
        """Wait for a unit that was ready once to be so again; start it anew if it died.

        Raises:
            StopAskedError: if a signal comes first.
            KeepsDyingError: if it dies too often.
        """
        # Its death may show a moment later than what it broke.
        self._pause(_LOOK_SECONDS)
        deadline = time.monotonic() + unit.ready_seconds
        while unit.ended() is None and not unit.ready() and time.monotonic() < deadline:
            self._pause(_READY_POLL_SECONDS)
        how = unit.ended()
        if how is not None:
            unit.stop()
            self._pause(self._delay_after_death(unit, how))
            self._insist(unit)

    def watch(self) -> None:
        """Keep the units running until a signal asks to stop.

        Raises:
            StopAskedError: when one does.
            KeepsDyingError: if a unit dies too often.
        """
        while True:
            self._check()
            now = time.monotonic()
            for unit in self._units:
                self._look_after(unit, now)
            _reap_strangers({unit.pid for unit in self._units})
            pauses = (due - time.monotonic() for due in self._due.values())
            self._signals.sleep(min([_LOOK_SECONDS, *pauses]))

    def stop_all(self) -> None:
        """Stop the units, the one started last first. One that resists does not save the others."""
        for unit in reversed(self._units):
            try:
                unit.stop()
            except Exception:  # noqa: BLE001 - every other unit must still be stopped
                _log.exception("%s could not be stopped in order", unit.name)
            else:
                _log.info("%s has stopped", unit.name)
        self._units.clear()

    def _look_after(self, unit: Unit, now: float) -> None:
        due = self._due.get(unit.name)
        if due is None:
            how = unit.ended()
            if how is not None:
                # What it left of itself must not stand in the way of its successor.
                unit.stop()
                self._due[unit.name] = now + self._delay_after_death(unit, how)
        elif now >= due:
            del self._due[unit.name]
            self._start(unit)

    def _insist(self, unit: Unit) -> None:
        while (how := self._start_and_wait(unit)) is not None:
            self._pause(self._delay_after_death(unit, how))
        _log.info("%s is ready (process %s)", unit.name, unit.pid)

    def _start(self, unit: Unit) -> None:
        try:
            unit.start(self._signals.stop_asked)
        except (StorageError, OSError) as error:
            # It counts as a death, which the next look at it notices.
            _log.error("%s could not be started: %s", unit.name, error)
        else:
            _log.info("%s was started (process %s)", unit.name, unit.pid)

    def _start_and_wait(self, unit: Unit) -> str | None:
        """None once the unit is ready, else how it failed to be; nothing of it is left then."""
        self._check()
        self._start(unit)
        deadline = time.monotonic() + unit.ready_seconds
        while unit.ended() is None and time.monotonic() < deadline:
            self._check()
            if unit.ready():
                return None
            self._signals.sleep(_READY_POLL_SECONDS)
        self._check()
        how = unit.ended() or "was not ready in time"
        unit.stop()
        return how

    def _delay_after_death(self, unit: Unit, how: str) -> float:
        delay = self._restarts[unit.name].note(time.monotonic())
        if delay is None:
            raise KeepsDyingError(unit.name, how)
        _log.warning("%s %s; it is started again in %.1f s", unit.name, how, delay)
        return delay

    def _pause(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self._check()
            self._signals.sleep(left)

    def _check(self) -> None:
        if self._signals.asked is not None:
            _log.info("stopping, as %s asks", self._signals.asked.name)
            raise StopAskedError


def _reap_strangers(known: set[int | None]) -> None:
    """Take away the remains of orphans, which come to us where we are the first process."""
    while True:
        try:
            seen = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except ChildProcessError:
            return
        if seen is None or seen.si_pid in known:
            return
        os.waitid(os.P_PID, seen.si_pid, os.WEXITED | os.WNOHANG)
