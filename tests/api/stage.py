"""A whole edge on a real database: example agencies and people, a clock that stands, a client."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from types import MappingProxyType
from typing import Any, LiteralString

import psycopg
from flask import Flask
from psycopg import sql

from api import demo_data
from api.app import create_app
from api.composition import compose
from api.examples import ORDER
from api.identifiers import new_id
from api.key_ring import make_sure
from api.services import Services
from api.settings import Settings
from catalog.first_start import publish_seeds
from catalog.shelf import Shelf
from ledger.sequencing import Sequencer
from storage.database import Database
from storage.embedded.provisioning import create_database
from storage.embedded.server import Address
from storage.scope import SYSTEM
from tests.cluster import STOCKED, TestDatabase, cloned

START = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""Ten in the morning in Shanghai."""

SEEN = {"If-Match": "*"}
"""The condition of an act on a thing as it is by now, whatever that is."""

_numbers = count(1)
_STOCKING = 7_260_601
"""The lock under which the template of a first start is made."""


def grave(verdict: Any) -> list[Any]:  # noqa: ANN401 - JSON values
    """Return the findings that keep an order from being granted; notices stand beside them."""
    return [it for it in verdict["findings"] if it["outcome"] != "notice"]


@dataclass
class Clock:
    """A clock that stands until it is set."""

    instant: datetime = START

    def __call__(self) -> datetime:
        return self.instant

    @contextmanager
    def later(self, **by: float) -> Iterator[None]:
        before, self.instant = self.instant, self.instant + timedelta(**by)
        try:
            yield
        finally:
            self.instant = before


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: Any
    data: bytes

    @property
    def json(self) -> Any:  # noqa: ANN401 - a JSON value
        return json.loads(self.data)

    @property
    def codes(self) -> set[tuple[str, str]]:
        """Where and what the faults of a problem are."""
        return {
            (it.get("pointer", "?" + it.get("parameter", "")), it["code"])
            for it in self.json["errors"]
        }


@dataclass
class Stage:
    """The edge, its database, and a key for everybody."""

    app: Flask
    services: Services
    clock: Clock
    made: TestDatabase
    keys: Mapping[str, str]
    second_keys: Mapping[str, str]
    folder: Path
    _client: Any = field(init=False)
    _watcher: psycopg.Connection = field(init=False)

    def __post_init__(self) -> None:
        self._client = self.app.test_client()
        self._watcher = self.made.address.connect(database=self.made.name)

    def close(self) -> None:
        self._watcher.close()
        self.services.close()

    def call(
        self,
        method: str,
        path: str,
        role: str | None = None,
        body: Any = None,  # noqa: ANN401 - a JSON value
        *,
        second: bool = False,
        headers: Mapping[str, str] | None = None,
        data: bytes | None = None,
    ) -> Answer:
        sent = {"Content-Type": "application/json"} if body is not None or data is not None else {}
        if role is not None:
            sent["Authorization"] = f"Bearer {(self.second_keys if second else self.keys)[role]}"
        if method == "POST":
            sent["Idempotency-Key"] = fresh("key")
        sent |= headers or {}
        content = json.dumps(body, ensure_ascii=False).encode() if data is None else data
        response = self._client.open(
            path,
            method=method,
            headers=sent,
            data=content if body is not None or data is not None else None,
        )
        return Answer(response.status_code, response.headers, response.get_data())

    def place(
        self,
        role: str = "officer",
        *,
        second: bool = False,
        **changes: Any,  # noqa: ANN401 - JSON values
    ) -> Any:  # noqa: ANN401 - a JSON value
        answer = self.call("POST", "/v1/orders", role, order(**changes), second=second)
        assert answer.status == 201, answer.data
        return answer.json

    def sequence(self) -> None:
        """Give every pending entry its place."""
        database = Database(self.made.sequencer_url, pool_size=1)
        signers = self.services.ring.checkpoint_signers
        sequencer = Sequencer(database, signers, self.services.settings.origin)
        # A run places a thousand at most, and tests before this one may have left more.
        while sequencer.run_once(self.clock()).full:
            pass
        database.close()

    def rows(self) -> dict[str, int]:
        """Every table of the service and how many rows it has."""
        names = [
            name
            for (name,) in self._watcher.execute(
                "select tablename from pg_tables where schemaname = 'procheck'"
                # How often a key asked is counted, whatever becomes of what it asked.
                " and tablename <> 'rate_bucket' order by 1"
            ).fetchall()
        ]
        counts = sql.SQL(", ").join(
            sql.SQL("(select count(*) from {})").format(sql.Identifier("procheck", name))
            for name in names
        )
        found = self._watcher.execute(sql.SQL("select {}").format(counts)).fetchone()
        return dict(zip(names, found or (), strict=True))

    def open_transactions(self) -> int:
        """Return how many transactions of the service are open."""
        found = self._watcher.execute(
            "select count(*) from pg_stat_activity where datname = current_database()"
            " and backend_type = 'client backend' and xact_start is not null"
            " and pid <> pg_backend_pid()"
        ).fetchone()
        return 0 if found is None else int(found[0])

    def watch(self, statement: LiteralString) -> None:
        """Run a statement past every wall, as nobody who is served can."""
        self._watcher.execute(statement)
        self._watcher.commit()

    @contextmanager
    def unchanged(self) -> Iterator[None]:
        """Whatever happens in here leaves no row behind."""
        before = self.rows()
        yield
        assert self.rows() == before


def fresh(word: str) -> str:
    return f"{word}-{next(_numbers)}"


def order(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON values
    """The example order under a reference of its own; a line's members may be changed too."""
    document: dict[str, Any] = json.loads(json.dumps(dict(ORDER)))
    document["reference"] = fresh("REF")
    line = document["lines"][0]
    for name, value in changes.items():
        where = line if name in LINE else document
        if value is None:
            where.pop(name, None)
        else:
            where[name] = value
    return document


LINE = frozenset(
    {
        "quantity",
        "unit_price",
        "attributes",
        "codes",
        "model",
        "operating_system",
        "processor",
        "deliver_by",
        "replaces",
        "software",
    }
)


def settings_for(folder: Path, **more: str) -> Settings:
    plain = {"PROCHECK_DATA_DIR": str(folder), "PROCHECK_ISSUER": "http://procheck.test"}
    return Settings.from_environment(plain | more)


@contextmanager
def stocked(address: Address, purpose: str) -> Iterator[TestDatabase]:
    """A database of its own with all that a first start publishes, dropped afterwards.

    Publishing is the dearest step of a start: it is done once for all that need it in a run.
    """
    with address.connect() as connection:
        # Until this connection closes, so that of several workers one does it and the others wait.
        connection.execute("select pg_advisory_lock(%s)", (_STOCKING,))
        if not _exists(connection, STOCKED):
            with cloned(address, "stocking") as draft:
                database = Database(draft.app_url, pool_size=1)
                publish_seeds(database, START)
                database.close()
                create_database(connection, STOCKED, template=draft.name)
    with cloned(address, purpose, STOCKED) as made:
        yield made


def _exists(connection: psycopg.Connection, name: str) -> bool:
    found = connection.execute("select from pg_database where datname = %s", (name,))
    return found.fetchone() is not None


@contextmanager
def edge_of_its_own(
    address: Address,
    purpose: str,
    folder: Path,
    environment: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Stage]:
    """An edge on a database that nobody else changes."""
    with stocked(address, purpose) as made:
        built = build(made, folder, environment)
        yield built
        built.close()


HEADS = 5_000
"""Persons of each example agency here: far more devices than all tests of a worker buy together."""


def build(
    made: TestDatabase,
    folder: Path,
    environment: Mapping[str, str] = MappingProxyType({}),
    heads: int = HEADS,
) -> Stage:
    settings = settings_for(folder, **environment)
    clock = Clock()
    make_sure(settings, clock())
    start = Database(made.app_url, pool_size=1)
    publish_seeds(start, clock())
    with start.transaction(SYSTEM) as connection:
        law = Shelf().books(connection).law
    demo_data.put_in(start, law, folder, ids=new_id, now=clock(), heads=heads)
    start.close()
    services = replace(compose(settings, made.app_url), clock=clock)
    stage = Stage(
        app=create_app(services),
        services=services,
        clock=clock,
        made=made,
        keys=json.loads((folder / demo_data.CREDENTIALS).read_text()),
        second_keys=json.loads((folder / demo_data.SECOND_CREDENTIALS).read_text()),
        folder=folder,
    )
    stage.sequence()
    return stage
