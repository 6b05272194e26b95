"""How long the command line takes from a cold start: a whole process, as a person waits for it."""

import subprocess
from pathlib import Path
from statistics import median
from time import perf_counter

ROUNDS = 7
_ROOT = Path(__file__).resolve().parent.parent
_COMMAND = (
    str(_ROOT / "procheck"),
    "check",
    str(_ROOT / "docs/examples/forty-desktops.json"),
    "--agency",
    str(_ROOT / "docs/examples/agency.json"),
)


def seconds() -> float:
    """Return the median seconds of ``procheck check`` on an order that conforms.

    Raises:
        CalledProcessError: the order was not found to conform, or the command broke down.
    """
    taken = []
    for _ in range(ROUNDS):
        begun = perf_counter()
        subprocess.run(_COMMAND, capture_output=True, check=True)  # noqa: S603 - the project's own command
        taken.append(perf_counter() - begun)
    return median(taken)
