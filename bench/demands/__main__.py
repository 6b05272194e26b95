"""Hold the service under load: ``python -m bench.demands [SECTION …] [--full]``.

Each section takes a minute or less; ``--full`` takes the times and numbers that were demanded.
Exit 0: all was measured; a figure that is missed is shown as missed. 1: something did not run.
64: wrong usage.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

from bench import machine
from bench.demands import delivering, exporting, placing
from bench.demands.held import Held, held
from bench.figures import Figure, Screen
from bench.sections import USAGE, run


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """How long each load lasts, in seconds, and how many entries are exported."""

    spread: float
    one_agency: float
    webhooks: float
    entries: int


SHORT = Extent(spread=60, one_agency=30, webhooks=60, entries=100_000)
FULL = Extent(spread=600, one_agency=300, webhooks=300, entries=1_000_000)

Section = Callable[[Held, Extent, Path], Iterator[Figure]]
SECTIONS: Mapping[str, Section] = MappingProxyType(
    {
        "L1": lambda its, extent, _: placing.spread(its, extent.spread, reading=False),
        "L2": lambda its, extent, _: placing.one_agency(its, extent.one_agency),
        "L3": lambda its, _, __: placing.burst(its),
        "L4": lambda its, extent, _: placing.spread(its, extent.spread, reading=True),
        "L10": lambda its, extent, _: delivering.webhooks(its, extent.webhooks),
        "export": lambda its, extent, folder: exporting.export_beside(
            its, folder, extent.entries, extent.spread
        ),
    }
)
"""In the order they run: the export fills the ledger, so it comes last."""


def main(words: list[str]) -> int:
    """Run the sections asked for, or all; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.demands", description=__doc__)
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=", ".join(SECTIONS))
    parser.add_argument("--full", action="store_true", help="for as long as was demanded")
    asked = parser.parse_args(words)
    unknown = sorted(set(asked.sections) - SECTIONS.keys())
    if unknown:
        print(f"no section {', '.join(unknown)}: there are {', '.join(SECTIONS)}", file=sys.stderr)
        return USAGE
    screen, extent = Screen(), FULL if asked.full else SHORT
    for line in machine.described():
        screen.say(line)
    screen.say(str(extent))
    with TemporaryDirectory(prefix="procheck-load-") as name:
        folder = Path(name)
        names = [it for it in SECTIONS if it in asked.sections or not asked.sections]
        with held(folder) as its:
            return run(screen, names, lambda section: SECTIONS[section](its, extent, folder))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
