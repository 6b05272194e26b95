"""Fuzzes the readers, each in a process of its own, and says what was found.

`make fuzz-readers`, or `python -m tests.fuzzing --minutes 60 csv xlsx`. What is learnt is kept in
`var/fuzzing`, so that the next time begins where this one ended; it ends with 1 where a reader
raised what it does not declare, held not what it must, took ten seconds over one document, or more
memory than it may.
"""

import argparse
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Final

from tests.fuzzing.targets import TARGETS

_ROOT: Final = Path(__file__).resolve().parents[2]
_LEARNT: Final = _ROOT / "var" / "fuzzing"
_SECONDS: Final = 10
"""Longest that one document may take: an instrumented reader takes many times its usual time."""
_MEGABYTES: Final = 1024
"""Most memory of a process that fuzzes, all it has learnt included."""
_LONGEST: Final = 64 * 1024
_STATED: Final = re.compile(rb"^stat::(\w+): +(\d+)$", re.MULTILINE)
_COVERED: Final = re.compile(rb"\bcov: (\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fuzzed:
    """What became of one target; ``fault`` is the end of what it printed, where it failed."""

    name: str
    documents: int
    learnt: int
    branches: int
    slowest: int
    megabytes: int
    fault: str | None


def main() -> int:
    """Fuzz what is named, or everything, and print a line for each."""
    asked = argparse.ArgumentParser(prog="python -m tests.fuzzing")
    asked.add_argument("--minutes", type=float, default=60, help="of all together (60)")
    asked.add_argument("--jobs", type=int, default=1, help="how many at once (1)")
    asked.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(TARGETS))
    given = asked.parse_args()
    if unknown := set(given.targets) - set(TARGETS):
        asked.error(f"no such target: {', '.join(sorted(unknown))}")
    names = given.targets or list(TARGETS)
    seconds = max(1, int(given.minutes * 60 * given.jobs / len(names)))
    failed = 0
    with ThreadPoolExecutor(given.jobs) as pool:
        for it in pool.map(partial(_fuzz, seconds=seconds), names):
            failed += it.fault is not None
            _say(
                f"{it.name}: {it.documents:,} documents in {seconds} s, {it.learnt:,} kept,"
                f" {it.branches:,} branches, slowest {it.slowest} s, {it.megabytes} MB:"
                f" {'no fault' if it.fault is None else 'FAULT'}"
            )
            if it.fault is not None:
                _say(it.fault)
    return 1 if failed else 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _fuzz(name: str, *, seconds: int) -> Fuzzed:
    learnt, faults = _LEARNT / name, _LEARNT / "faults"
    for folder in (learnt, faults):
        folder.mkdir(parents=True, exist_ok=True)
    for seed in TARGETS[name].seeds():
        (learnt / sha256(seed).hexdigest()).write_bytes(seed)
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.fuzzing.one",
            name,
            str(learnt),
            f"-max_total_time={seconds}",
            f"-timeout={_SECONDS}",
            f"-rss_limit_mb={_MEGABYTES}",
            f"-max_len={_LONGEST}",
            f"-artifact_prefix={faults / name}.",
            "-print_final_stats=1",
        ],
        cwd=_ROOT,
        capture_output=True,
        check=False,
    )
    told = {key.decode(): int(value) for key, value in _STATED.findall(done.stderr)}
    covered = _COVERED.findall(done.stderr)
    end = (done.stdout + done.stderr).decode(errors="replace")
    return Fuzzed(
        name=name,
        documents=told.get("number_of_executed_units", 0),
        learnt=told.get("new_units_added", 0),
        branches=int(covered[-1]) if covered else 0,
        slowest=told.get("slowest_unit_time_sec", 0),
        megabytes=told.get("peak_rss_mb", 0),
        fault=None if done.returncode == 0 else "\n".join(end.splitlines()[-40:]),
    )


if __name__ == "__main__":
    sys.exit(main())
