"""Kills and pauses parts of the service, by chance and from a seed, and times its recovery."""

import random
import time
from collections import Counter
from threading import Thread

from bench.torture.processes import Part, family, kill, pause
from bench.torture.service import TorturedService
from storage.processes import ProcessIdentity, is_running

PAUSE = "pause (SIGSTOP)"
EVERYTHING = "everything at once"
KINDS: tuple[str, ...] = (*Part, EVERYTHING, PAUSE)

WEB_KILLS = 11
"""Web workers killed for each of the other faults: they are what holds requests."""

_EVERYTHING_CHANCE = 0.25
_RESUME_CHANCE = 0.6
"""How often the service may recover before the next fault comes; else that meets it half up."""


class Killer:
    """Deals out faults; each round holds every kind once, and web workers more often."""

    def __init__(self, service: TorturedService, seed: int) -> None:
        self.faults: Counter[str] = Counter()
        self.missed: Counter[str] = Counter()
        """Faults that found nobody to hit, since he was down already."""
        self.recoveries: dict[str, list[float]] = {}
        """Seconds from a fault until the service said that it was ready."""
        self._service = service
        self._draw = random.Random(seed)

    def round(self, deadline: float) -> None:
        """Do one round in random order, as far as the time allows."""
        faults = [Part.WEB_WORKER] * WEB_KILLS + [
            part for part in Part if part is not Part.WEB_WORKER
        ]
        dealt: list[str] = [*faults, PAUSE]
        if self._draw.random() < _EVERYTHING_CHANCE:
            dealt.append(EVERYTHING)
        self._draw.shuffle(dealt)
        pauses: list[Thread] = []
        for fault in dealt:
            if time.monotonic() >= deadline:
                break
            if fault == PAUSE:
                pauses += self._pause()
            else:
                self._strike(fault)
            time.sleep(self._draw.uniform(0.05, 0.5))
        for it in pauses:
            it.join()
        self._recovered(None)

    def _strike(self, fault: str) -> None:
        if self._service.supervisor == 0:
            # It gave up by itself: noted there, and started again.
            self._recovered(None)
        if fault == EVERYTHING:
            self._service.kill_everything()
            self._service.start()
        else:
            victim = self._victim(Part(fault))
            if victim is None:
                self.missed[fault] += 1
                return
            kill(victim)
            if fault == Part.SUPERVISOR:
                self._service.died()
                self._service.start()
        self.faults[fault] += 1
        if fault != Part.WEB_WORKER and self._draw.random() < _RESUME_CHANCE:
            self._recovered(fault)

    def _pause(self) -> list[Thread]:
        victim = self._victim(self._draw.choice(tuple(Part)))
        if victim is None:
            self.missed[PAUSE] += 1
            return []
        thread = Thread(target=pause, args=(victim, self._draw.uniform(1.0, 5.0)))
        thread.start()
        self.faults[PAUSE] += 1
        return [thread]

    def _victim(self, part: Part) -> ProcessIdentity | None:
        living = [it for it in family(self._service.supervisor)[part] if is_running(it)]
        living.sort(key=lambda it: it.started)
        if part is Part.WEB_WORKER:
            # The youngest may not have a request yet, and is hit often enough as it is.
            living = living[:2]
        return self._draw.choice(living) if living else None

    def _recovered(self, fault: str | None) -> None:
        seconds = self._service.ready()
        if fault is not None:
            self.recoveries.setdefault(fault, []).append(seconds)
