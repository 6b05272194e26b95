"""Torture the service: ``python -m bench.torture [--minutes M] [--rounds R] [--seed S] …``.

Exit 0: every invariant held. 1: a violation, each named. 64: wrong usage. 70: no run came about.
"""

import argparse
import random
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from threading import Thread

from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from bench import machine
from bench.agencies import Officer, register
from bench.figures import Screen
from bench.torture.checking import Evidence, Fault, Violation, violations
from bench.torture.clients import CAP, Client, Traffic
from bench.torture.killer import Killer
from bench.torture.processes import at_work_for
from bench.torture.report import report
from bench.torture.service import NotReady, TorturedService
from storage.embedded.server import Address, running_address
from storage.processes import wait_until
from storage.roles import APP

_BROKEN, _UNTRIED = 1, 70
_WIDE, _CAPPED, _BATCH = 40, 1200, 100
_REPLAYED = 2000
_SEQUENCED_SECONDS, _GONE_SECONDS = 60.0, 15.0


def main(words: list[str]) -> int:
    """Run, check, report; return the exit code."""
    asked = _arguments(words)
    screen = Screen()
    for line in machine.described():
        screen.say(line)
    screen.say(f"seed {asked.seed}, {asked.clients} clients, at most {asked.minutes:g} minutes")
    folder = Path(asked.folder or mkdtemp(prefix="procheck-torture-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        found = _run(folder, asked, screen)
    except NotReady as error:
        screen.say(f"the service did not answer in time; the end of its log:\n{error}")
        return _UNTRIED
    if found:
        screen.say(f"the service's data and log are kept in {folder}")
        return _BROKEN
    if asked.folder is None:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


def _arguments(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.torture", description=__doc__)
    parser.add_argument("--minutes", type=float, default=3.0, help="time of faults (3)")
    parser.add_argument("--rounds", type=int, default=1000, help="most rounds of faults (1000)")
    parser.add_argument("--clients", type=int, default=12, help="clients at once (12)")
    parser.add_argument("--seed", type=int, default=1, help="of orders and faults (1)")
    parser.add_argument("--folder", help="where the service keeps its data; kept afterwards")
    return parser.parse_args(words)


def _run(folder: Path, asked: argparse.Namespace, screen: Screen) -> list[Violation]:
    service = TorturedService(folder)
    service.start()
    try:
        service.ready()
        wide, capped = _agencies(_address(service))
        traffic = Traffic(service.port, capped, wide, asked.seed)
        killer = Killer(service, asked.seed)
        began = time.monotonic()
        with _clients(traffic, asked.clients):
            for _ in range(asked.rounds):
                killer.round(began + asked.minutes * 60)
                if time.monotonic() >= began + asked.minutes * 60:
                    break
            seconds = time.monotonic() - began
            service.ready()
        _replay(traffic, asked.seed)
        found = _check(service, traffic, folder)
    finally:
        code = service.stop()
    left: list[str] = []
    if not wait_until(lambda: not at_work_for(service.data), _GONE_SECONDS):
        left = at_work_for(service.data)
    found += [Violation(Fault.PROCESS, f"left running: {it}") for it in left]
    found += [Violation(Fault.PROCESS, f"gave up with {it}") for it in service.gave_up]
    if code != 0:
        found.append(Violation(Fault.PROCESS, f"asked to stop, it ended with {code}"))
    report(screen, traffic.observed, killer, seconds, found)
    return found


def _address(service: TorturedService) -> Address:
    address = running_address(service.data)
    if address is None:
        raise NotReady(service.log.read_text(errors="replace")[-4000:])
    return address


def _agencies(address: Address) -> tuple[list[Officer], list[Officer]]:
    """Register agencies with room for everything, and agencies that soon have none."""
    url = address.url(APP)
    wide = list(register(url, _WIDE))
    capped: list[Officer] = []
    for first in range(_WIDE, _WIDE + _CAPPED, _BATCH):
        capped += register(url, _BATCH, heads=CAP, first=first)
    return wide, capped


@contextmanager
def _clients(traffic: Traffic, number: int) -> Iterator[None]:
    threads = [Thread(target=Client(traffic, it).run, daemon=True) for it in range(number)]
    for it in threads:
        it.start()
    try:
        yield
    finally:
        traffic.stop.set()
        for it in threads:
            it.join()


def _replay(traffic: Traffic, seed: int) -> None:
    """Ask again for what was never answered, and for a sample of what was."""
    acts = traffic.observed.acts
    sample = random.Random(seed).sample(acts, min(_REPLAYED, len(acts)))
    client = Client(traffic, -1)
    for act in [*(it for it in acts if not it.answers), *sample]:
        client.settle(act)


def _check(service: TorturedService, traffic: Traffic, folder: Path) -> list[Violation]:
    """Export the ledger, have it verified as an auditor does, and check every invariant."""
    found: list[Violation] = []
    engine = create_engine(_address(service).url("postgres"), poolclass=NullPool)
    with engine.connect() as connection:
        waiting = "select count(*) from procheck.ledger_pending"
        wait_until(lambda: not connection.exec_driver_sql(waiting).scalar_one(), _SEQUENCED_SECONDS)
        connection.rollback()
        export = folder / "export"
        made = service.command("api", "export", str(export))
        if made.returncode != 0:
            return [Violation(Fault.LEDGER, f"procheck export: {made.stdout}{made.stderr}")]
        key = made.stdout.rpartition("--key ")[2].strip()
        verified = service.command("ledger", "verify", str(export), "--key", key)
        if verified.returncode != 0:
            detail = f"python -m ledger verify: {verified.stdout}{verified.stderr}"
            found.append(Violation(Fault.LEDGER, detail))
        caps = {it.agency: CAP for it in traffic.capped}
        evidence = Evidence(
            connection=connection, acts=traffic.observed.acts, caps=caps, export=export
        )
        return found + list(violations(evidence))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
