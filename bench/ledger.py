"""What the ledger costs beside plain inserts, and how long an auditor's verification takes."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from time import perf_counter

from sqlalchemy import Table, create_engine, insert, text
from sqlalchemy.pool import NullPool

from ledger.checkpoint import Checkpoint
from ledger.entry import Actor, Entry, Tenant
from ledger.export import export
from ledger.kinds import EntryKind
from ledger.merkle import Frontier, complete_root, leaf_hash
from ledger.note import VerifierKey, sign_note
from ledger.running import run
from ledger.sequencing import Sequencer
from ledger.signing import Ed25519FileSigner
from ledger.store import append, pending_age
from ledger.tables import ledger_event
from ledger.tiles import TILE_WIDTH, Tile
from storage.base import SCHEMA, metadata
from storage.database import Database
from storage.scope import SYSTEM

ORIGIN = "procheck.example/bench"
ROUNDS = 5
CLIENTS = 8
EACH = 250
MILLION = 1_000_000
_SAMPLE_SECONDS = 0.05
_PLAIN = "bench_plain_event"
_PAD = "x" * 230  # makes an entry of about half a kilobyte


@dataclass(frozen=True, slots=True)
class Throughput:
    """Entries a second, committed one by one by several clients: medians over the rounds."""

    plain: float
    ledger: float
    oldest_pending: timedelta

    @property
    def ratio(self) -> float:
        """Return the rate through the ledger over that of plain inserts."""
        return self.ledger / self.plain


@dataclass(frozen=True, slots=True)
class Verified:
    """One verification of an export by a process of its own."""

    entries: int
    seconds: float
    peak_mebibytes: float


def throughput(*, app: str, sequencer: str, owner: str, key_file: Path) -> Throughput:
    """Return how fast entries get in, written and placed and signed, beside plain inserts.

    Both contestants commit the same bodies one at a time; the ledger's time ends when the last of
    them has its place under a signed checkpoint.

    Args:
        app: URL of a migrated database for the serving role.
        sequencer: its URL for the sequencer's role.
        owner: its URL for the owner, who makes and drops the plain table.
        key_file: the ledger's key.
    """
    rates: dict[str, list[float]] = {"plain": [], "ledger": []}
    oldest = timedelta(0)
    signer = Ed25519FileSigner(key_file)
    with _plain_table(owner), _clients() as pool, closing(Database(sequencer)) as sequencing:
        for round_ in range(ROUNDS + 1):
            plain = _timed(pool, _insert_plainly, app, round_)
            with _sequencing(Sequencer(sequencing, lambda: (signer,), ORIGIN), app) as ages:
                start = perf_counter()
                _timed(pool, _append, app, round_)
            placed = perf_counter() - start
            if round_:  # the first warms connections and caches
                rates["plain"].append(CLIENTS * EACH / plain)
                rates["ledger"].append(CLIENTS * EACH / placed)
                oldest = max(oldest, *ages)
    return Throughput(median(rates["plain"]), median(rates["ledger"]), oldest)


@contextmanager
def _plain_table(owner: str) -> Iterator[None]:
    engine = create_engine(owner, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text(f"drop table if exists {SCHEMA}.{_PLAIN}"))
        connection.execute(
            text(
                f"create table {SCHEMA}.{_PLAIN} (like {SCHEMA}.ledger_event"
                " including defaults including identity including constraints, primary key (id))"
            )
        )
        connection.execute(text(f"grant insert on {SCHEMA}.{_PLAIN} to procheck_app"))
    try:
        yield
    finally:
        with engine.begin() as connection:
            connection.execute(text(f"drop table {SCHEMA}.{_PLAIN}"))


@contextmanager
def _clients() -> Iterator[ProcessPoolExecutor]:
    with ProcessPoolExecutor(CLIENTS, mp_context=get_context("spawn")) as pool:
        yield pool


def _timed(
    pool: ProcessPoolExecutor, work: Callable[[str, int, int], None], app: str, round_: int
) -> float:
    start = perf_counter()
    for done in [pool.submit(work, app, round_, client) for client in range(CLIENTS)]:
        done.result()
    return perf_counter() - start


@contextmanager
def _sequencing(sequencer: Sequencer, app: str) -> Iterator[list[timedelta]]:
    """Sequence in the background until all is placed, and watch the oldest pending entry."""
    stop, placed = threading.Event(), threading.Event()
    ages = [timedelta(0)]

    def sequence() -> None:
        run(sequencer, clock=lambda: datetime.now(UTC), stop=stop)
        placed.set()

    def watch() -> None:
        database = Database(app, pool_size=1)
        while not placed.wait(_SAMPLE_SECONDS):
            with database.transaction(SYSTEM) as connection:
                ages.append(pending_age(connection, datetime.now(UTC)))
        database.close()

    threads = [threading.Thread(target=work) for work in (sequence, watch)]
    for thread in threads:
        thread.start()
    try:
        yield ages
    finally:
        stop.set()
        for thread in threads:
            thread.join()


_databases: dict[str, Database] = {}


def _database(url: str) -> Database:
    """The one connection of this client process."""
    return _databases.setdefault(url, Database(url, pool_size=1))


def _entry(round_: int, client: int, number: int) -> Entry:
    return Entry(
        id=f"entry-{round_}-{client}-{number}",
        kind=EntryKind.ORDER_EXAMINED,
        recorded_at=datetime.now(UTC),
        actor=Actor(person="person-7", role="officer", authentication="api-key"),
        tenant=Tenant(agency=f"agency-{client}"),
        body={"outcome": "conforming", "total": "4940.00", "pad": _PAD},
    )


def _insert_plainly(app: str, round_: int, client: int) -> None:
    table = _plain()
    for number in range(EACH):
        sealed = _entry(round_, client, number).seal()
        row = insert(table).values(
            kind=sealed.entry.kind.value,
            recorded_at=sealed.entry.recorded_at,
            agency=sealed.entry.tenant.agency,
            body=sealed.data,
        )
        with _database(app).transaction(SYSTEM) as connection:
            connection.execute(row.inline())


def _append(app: str, round_: int, client: int) -> None:
    for number in range(EACH):
        with _database(app).transaction(SYSTEM) as connection:
            append(connection, _entry(round_, client, number))


def _plain() -> Table:
    known = metadata.tables.get(f"{SCHEMA}.{_PLAIN}")
    return ledger_event.to_metadata(metadata, name=_PLAIN) if known is None else known


class _Generated:
    """A ledger of any size that is made while it is read, and held nowhere but for its hashes."""

    def __init__(self, size: int, signer: Ed25519FileSigner) -> None:
        self._template = _entry(0, 0, 0).seal().data.replace(b"entry-0-0-0", b"%011d")
        self._signer = signer
        levels = [[leaf_hash(self._template % number) for number in range(size)]]
        while len(levels[-1]) >= TILE_WIDTH:
            below = levels[-1]
            full = range(0, len(below) - TILE_WIDTH + 1, TILE_WIDTH)
            levels.append([complete_root(below[at : at + TILE_WIDTH]) for at in full])
        self._levels = levels

    def checkpoint(self) -> bytes:
        frontier = Frontier()
        for leaf in self._levels[0]:
            frontier.push(leaf)
        written = Checkpoint(ORIGIN, frontier.size, frontier.root()).text
        return sign_note(written, name=ORIGIN, signer=self._signer).encode()

    def entries(self, start: int, count: int) -> Sequence[bytes]:
        return [self._template % number for number in range(start, start + count)]

    def hashes(self, tile: Tile) -> Sequence[bytes]:
        start = tile.index * TILE_WIDTH
        return self._levels[tile.level][start : start + tile.width]


# A process counts its own peak: what the system tells a parent of a child includes the parent's.
_VERIFIER = """
import sys
from ledger.__main__ import main
status = main(sys.argv[1:])
with open("/proc/self/status") as lines:
    print(next(line.split()[1] for line in lines if line.startswith("VmHWM")))
sys.exit(status)
"""


def verification(folder: Path, key_file: Path, *, entries: int = MILLION) -> Verified:
    """Return what a verification of an export of this many entries took, from a cold start.

    Args:
        folder: an empty folder for the export (about 600 bytes an entry).
        key_file: the ledger's key.
        entries: how many.

    Raises:
        CalledProcessError: the verification found something or broke down.
    """
    signer = Ed25519FileSigner(key_file)
    key = VerifierKey(ORIGIN, signer.public_key)
    export(_Generated(entries, signer), folder, keys=[key])
    command = [sys.executable, "-c", _VERIFIER, "verify", str(folder), "--key", key.text]
    start = perf_counter()
    done = subprocess.run(  # noqa: S603 - the project's own command, with arguments made here
        command, cwd=Path(__file__).parent.parent, capture_output=True, text=True, check=True
    )
    seconds = perf_counter() - start
    return Verified(entries, seconds, int(done.stdout.splitlines()[-1]) / 1024)
