"""What a torture run found, as tables."""

from collections import Counter
from collections.abc import Sequence
from statistics import median

from bench.figures import Screen
from bench.torture.checking import Violation
from bench.torture.killer import KINDS, Killer
from bench.torture.observed import Observed

_SHOWN = 20
"""Most violations of a kind that are written out."""


def report(
    screen: Screen,
    observed: Observed,
    killer: Killer,
    seconds: float,
    found: Sequence[Violation],
) -> None:
    """Write what was tried, what was hit, how soon it recovered, and what did not hold."""
    statuses = ", ".join(f"{it}: {count}" for it, count in sorted(observed.statuses.items()))
    screen.table(
        ("figure", "value"),
        [
            ("seconds under faults", f"{seconds:.0f}"),
            ("acts", f"{len(observed.acts)}"),
            ("attempts", f"{observed.attempts}"),
            ("unknown outcomes", f"{observed.unknown}"),
            ("answers beyond an act's first", f"{observed.replays}"),
            ("statuses", statuses),
        ],
    )
    screen.table(
        ("fault", "hits", "found nobody", "ready again: median", "longest"),
        [_row(kind, killer) for kind in KINDS],
    )
    kinds = Counter(it.fault for it in found)
    for kind, count in kinds.items():
        screen.say(f"VIOLATED {count} times: {kind}")
        for it in [it for it in found if it.fault is kind][:_SHOWN]:
            screen.say(f"  {it.detail}")
    screen.say(f"violations: {len(found)}")


def _row(kind: str, killer: Killer) -> tuple[str, ...]:
    times = killer.recoveries.get(kind, [])
    timed = (f"{median(times):.1f} s", f"{max(times):.1f} s") if times else ("–", "–")
    return (kind, str(killer.faults[kind]), str(killer.missed[kind]), *timed)
