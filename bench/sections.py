"""Runs sections one after another: one that breaks hides none of the others."""

import traceback
from collections.abc import Callable, Iterable
from time import perf_counter

from bench.figures import Figure, Screen

USAGE, BROKEN = 64, 1
"""Exit codes: wrong usage; something did not run."""


def run(screen: Screen, names: Iterable[str], measured: Callable[[str], Iterable[Figure]]) -> int:
    """Measure sections and write their figures; return the exit code.

    Args:
        screen: what is written to.
        names: of the sections, in the order they run.
        measured: gives the figures of a section.
    """
    figures: list[Figure] = []
    broken: list[str] = []
    for name in names:
        begun = perf_counter()
        try:
            figures += measured(name)
        except Exception:  # noqa: BLE001 - one section that breaks must not hide the others
            broken.append(name)
            traceback.print_exc()
        screen.say(f"{name}: {perf_counter() - begun:.0f} s")
    screen.figures(figures)
    if broken:
        screen.say(f"BROKEN: {', '.join(broken)}; the reason stands above")
    return BROKEN if broken else 0
