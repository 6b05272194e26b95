"""Run the benchmarks: ``python -m bench [SECTION …]``; without a section, all of them.

Exit 0: all was measured, and contestants agreed before their times were taken; a target that is
missed is shown as missed. 1: something did not run, or two contestants said different things.
64: a section is unknown.
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

from bench import (
    catalogue,
    cold,
    documents,
    examination,
    http,
    ledger,
    lines,
    machine,
    parts,
    replay,
    searching,
)
from bench.figures import Figure, Screen
from bench.memory import peak_of_workers
from bench.sections import USAGE, run
from bench.stand import Stand, stand
from ledger.signing import Ed25519FileSigner
from storage.embedded.server import running
from storage.migrating import upgrade
from storage.roles import APP, OWNER, SEQUENCER
from validators.law import Law
from validators.standards_file import load_folder

_MEGABYTES_A_MEBIBYTE = 1.048576


class Bench:
    """What sections share: the law, a folder, and the service, started for the first that asks."""

    def __init__(self, screen: Screen, folder: Path, stack: ExitStack) -> None:
        self.screen = screen
        self.folder = folder
        self.loaded: set[str] = set()
        self._stack = stack

    @cached_property
    def law(self) -> Law:
        """The standards as they stand in the repository."""
        return load_folder()

    @cached_property
    def stand(self) -> Stand:
        """The service and its yardstick; verdicts were compared when it is there."""
        folder = self.folder / "stand"
        folder.mkdir()
        held = self._stack.enter_context(stand(folder))
        spoiled = http.compare_verdicts(held)
        self.screen.say(
            f"  {http.COMPARED} orders through the service: {spoiled} with a breach, as the plain"
            " check says of each"
        )
        return held

    @cached_property
    def key_file(self) -> Path:
        """A key for ledgers that are made here."""
        file = self.folder / "ledger.pem"
        Ed25519FileSigner.generate(file)
        return file


def _examine(bench: Bench) -> Iterator[Figure]:
    took = examination.per_order(bench.law)
    bench.screen.say(f"  verdicts agree on 1,000 orders, {took.spoiled:.0%} with breaches")
    took_us = took.microseconds
    measured = f"{took_us['procheck']:.1f} µs an order of 8 lines"
    words = f"{took_us['procheck, in words']:.1f} µs, every sentence in both languages"
    zen, loop = "zen-engine", "plain Python"
    for name, what, value, target in (
        ("beside zen-engine", f"{measured}; zen {took_us[zen]:.1f} µs", took.beside[zen], 0.5),
        ("beside zen-engine, in words", words, took.in_words[zen], 0.5),
        ("beside plain Python", f"{measured}; plain {took_us[loop]:.1f} µs", took.beside[loop], 3),
    ):
        yield Figure(
            name=f"examine() {name}", measured=what, value=value, target=target, at_most=True
        )


def _growth(bench: Bench) -> Iterator[Figure]:
    yield Figure(
        name="an order of 500 lines",
        measured="beside its own 8-line form; 62.5 is linear",
        value=examination.growth(bench.law),
        target=75,
        at_most=True,
    )


def _validations(bench: Bench) -> Iterator[Figure]:
    rates = http.validations(bench.stand)
    bench.loaded.add("validations")
    yield Figure(
        name="POST /v1/validations, 8 lines",
        measured=f"{_rates(rates)} that parses and returns the same JSON",
        value=rates.ratio,
        target=0.7,
        at_most=False,
    )
    _show_parts(bench, "/v1/validations", parts.VALIDATION)


def _batch(bench: Bench) -> Iterator[Figure]:
    found = lines.measure(bench.stand)
    yield Figure(
        name=f"{lines.MANY:,} orders in one request, 8 lines each",
        measured=f"{found.rate:.0f}/s; examine() in one process {found.alone:.0f}/s",
        value=found.ratio,
        target=0.5,
        at_most=False,
    )
    yield Figure(
        name="the same, how its memory grows",
        measured=f"a worker's peak, from {lines.FEW:,} orders to {lines.MANY:,}",
        value=found.grown,
        target=1.1,
        at_most=True,
    )


def _orders(bench: Bench) -> Iterator[Figure]:
    rates = http.orders(bench.stand)
    bench.loaded.add("orders")
    yield Figure(
        name="POST /v1/orders, 8 lines, durable",
        measured=f"{_rates(rates)} that only inserts",
        value=rates.ratio,
        target=0.5,
        at_most=False,
    )
    took = _show_parts(bench, "/v1/orders", parts.ORDER)
    yield parts.signing(took)


def _show_parts(bench: Bench, path: str, steps: parts.Steps) -> dict[str, float]:
    took = parts.of(bench.stand, path, steps)
    total = sum(took.values())
    rows = [
        (step, f"{took[step]:.3f}", f"{took[step] / total:.0%}")
        for step in sorted(took, key=lambda step: took[step], reverse=True)
    ]
    bench.screen.say(f"  POST {path}, one client, without HTTP:")
    bench.screen.table(("part", "ms", "share"), [*rows, ("together", f"{total:.3f}", "100%")])
    return took


def _rates(rates: http.Rates) -> str:
    return (
        f"{rates.ours:.0f}/s by {http.CLIENTS} clients (99 % within {rates.slow:.0f} ms);"
        f" {rates.yardstick:.0f}/s for a view"
    )


def _ledger(bench: Bench) -> Iterator[Figure]:
    with running(bench.folder / "ledger") as server:
        upgrade(server.url(OWNER))
        found = ledger.throughput(
            app=server.url(APP),
            sequencer=server.url(SEQUENCER),
            owner=server.url(OWNER),
            key_file=bench.key_file,
        )
    yield Figure(
        name="ledger entries through the sequencer",
        measured=f"{found.ledger:.0f}/s; plain inserts {found.plain:.0f}/s",
        value=found.ratio,
        target=0.6,
        at_most=False,
    )
    yield Figure(
        name="age of the oldest pending entry",
        measured="watched all the while",
        value=found.oldest_pending.total_seconds(),
        target=10,
        at_most=True,
        unit="s",
    )


def _verify(bench: Bench) -> Iterator[Figure]:
    with TemporaryDirectory(dir=bench.folder) as folder:
        found = ledger.verification(Path(folder), bench.key_file)
    measured = f"an export of {found.entries:,} entries, a process of its own"
    yield Figure(
        name="offline verification, time",
        measured=measured,
        value=found.seconds,
        target=60,
        at_most=True,
        unit="s",
    )
    yield Figure(
        name="offline verification, memory",
        measured=measured,
        value=found.peak_mebibytes * _MEGABYTES_A_MEBIBYTE,
        target=500,
        at_most=True,
        unit="MB",
    )


def _cold(_: Bench) -> Iterator[Figure]:
    yield Figure(
        name="./procheck check FILE, cold start",
        measured=f"whole process, median of {cold.ROUNDS}",
        value=cold.seconds(),
        target=1,
        at_most=True,
        unit="s",
    )


def _memory(bench: Bench) -> Iterator[Figure]:
    # Whatever ran before, the workers have had a load of both kinds when they are looked at.
    if "validations" not in bench.loaded:
        http.validations(bench.stand)
    if "orders" not in bench.loaded:
        http.orders(bench.stand)
    yield Figure(
        name="memory of one web worker",
        measured=f"the largest of {bench.stand.settings.workers}, at its peak under the load above",
        value=peak_of_workers(bench.stand.settings.port) * _MEGABYTES_A_MEBIBYTE,
        target=150,
        at_most=True,
        unit="MB",
    )


SECTIONS: Mapping[str, Callable[[Bench], Iterator[Figure]]] = MappingProxyType(
    {
        "examine": _examine,
        "growth": _growth,
        "cold": _cold,
        "catalogue": catalogue.figures,
        "documents": documents.figures,
        "ledger": _ledger,
        "verify": _verify,
        "replay": replay.figures,
        "search": searching.figures,
        "validations": _validations,
        "batch": _batch,
        "orders": _orders,
        "memory": _memory,
    }
)
"""In the order they run: what needs the service stands last, so that it disturbs nothing else."""


def main(asked: list[str]) -> int:
    """Run the sections asked for, or all; return the exit code."""
    unknown = sorted(set(asked) - SECTIONS.keys())
    if unknown:
        known = ", ".join(SECTIONS)
        print(f"no section {', '.join(unknown)}: there are {known}", file=sys.stderr)
        return USAGE
    screen = Screen()
    for line in machine.described():
        screen.say(line)
    with TemporaryDirectory(prefix="procheck-bench-") as folder, ExitStack() as stack:
        bench = Bench(screen, Path(folder), stack)
        names = [it for it in SECTIONS if it in asked or not asked]
        return run(screen, names, lambda name: SECTIONS[name](bench))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
