"""What `serve` runs: database, sequencer, job worker, dispatcher, examiner, web; all supervised."""

import http.client
import logging
import os
import socket
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from api import demo_data
from api.deferring import defer_catching_up
from api.demo_accounts import put_accounts_in
from api.document_key_rotation import settle_document_key
from api.identifiers import new_id
from api.key_revocation import settle_revocations
from api.key_ring import make_sure
from api.key_rotation import settle
from api.sandbox import now_in, require_folder_kind, require_kind
from api.settings import Settings
from api.supervision.child import Child
from api.supervision.serving import serve
from catalog.first_start import publish_seeds
from catalog.shelf import Shelf
from integrations.exports.extract_names import purchase_module
from storage.database import Database
from storage.embedded.server import Address
from storage.fitness import require
from storage.migrating import head, upgrade
from storage.roles import APP, OWNER, SEQUENCER
from storage.scope import SYSTEM

_ROOT = Path(__file__).resolve().parent.parent
_WEB_SECONDS = 60.0
_PROBE_SECONDS = 2.0
_log = logging.getLogger(__name__)


class CannotStart(Exception):  # noqa: N818 - named for what happened
    """Something a setting names cannot be had; the message says which, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Urls:
    """The database as each process logs in to it."""

    app: str
    sequencer: str

    @classmethod
    def of(cls, settings: Settings, address: Address | None) -> "Urls":
        """Return the addresses: of the embedded server, or of the one the settings name.

        On a server of others one login serves and sequences; it takes the sequencer's role for
        that, which an administrator granted it (docs/settings.md).
        """
        if address is not None:
            return cls(app=address.url(APP), sequencer=address.url(SEQUENCER))
        url = make_url(settings.database_url or "")
        sequencing = url.update_query_dict({"options": f"-c role={SEQUENCER}"})
        return cls(
            app=url.render_as_string(hide_password=False),
            sequencer=sequencing.render_as_string(hide_password=False),
        )


def run(settings: Settings, *, demo: bool) -> int:
    """Run the whole service until a signal ends it; return the exit code.

    Raises:
        CannotStart: the data folder, the port or the database named cannot be had.
        StorageError: the database cannot be run or served from.
        KeyFileError: a signing key cannot be used.
        StandardsFault: the names of an extract were changed, and have faults.
    """
    _require_folder(settings)
    require_folder_kind(settings)
    _require_port(settings)
    _tell_hosts(settings)
    purchase_module()

    def children(address: Address | None) -> Sequence[Child]:
        urls = Urls.of(settings, address)
        if address is not None:
            upgrade(address.url(OWNER))
        prepare(settings, urls.app, demo=demo)
        return parts(settings, urls)

    return serve(
        settings.data_dir,
        embedded=settings.database_url is None,
        children=children,
        welcome=f"the service answers at http://{_place(settings)}; Ctrl-C or SIGTERM stops it",
    )


def _tell_hosts(settings: Settings) -> None:
    if settings.trusted_hosts:
        _log.info("requests may be for %s, and for loopback", ", ".join(settings.trusted_hosts))
    else:
        _log.warning(
            "PROCHECK_HOST is %s and no public name is set: only requests for loopback names are"
            " answered. Set PROCHECK_ISSUER to the public address, or PROCHECK_TRUSTED_HOSTS",
            settings.host,
        )


def _require_folder(settings: Settings) -> None:
    try:
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        msg = f"PROCHECK_DATA_DIR: {settings.data_dir} cannot be made: {error.strerror}"
        raise CannotStart(msg) from error


def _require_port(settings: Settings) -> None:
    """Try the port before anything is started: a service behind a taken port answers nobody."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            msg = (
                f"PROCHECK_HOST, PROCHECK_PORT: {settings.host}:{settings.port} cannot be listened"
                f" on: {error.strerror}"
            )
            raise CannotStart(msg) from error


def prepare(settings: Settings, url: str, *, demo: bool) -> None:
    """Check the database, make keys, publish the released law and lists, and the demo's data.

    Raises:
        CannotStart: the database cannot be reached.
        UnfitDatabaseError: with every reason not to serve from it.
        WrongKind: it is a sandbox's where a service was to be started, or the other way round.
        KeyFileError: a signing key cannot be used.
    """
    database = Database(url, pool_size=2, name="procheck start")
    try:
        with database.transaction(SYSTEM) as connection:
            # On a server of others one login serves and sequences.
            own = settings.database_url is None
            require(connection, head(), sequencing=not own)
            require_kind(settings, connection)
            present = now_in(connection)
            settled = settle(settings, connection, present)
            revoked = settle_revocations(settings, connection)
            settled = settled or settle_document_key(settings, connection)
        for kid in revoked:
            _log.warning("a revocation that was stopped is done: %s is not trusted any more", kid)
        if settled is not None:
            _log.warning("a rotation that was stopped is done: %s signs from now on", settled)
        for line in make_sure(settings, present):
            _log.info("%s", line)
        publish_seeds(database, present, then=defer_catching_up)
        if demo:
            _put_demo_in(settings, database, present)
    except OperationalError as error:
        reason = " ".join(str(error.orig).split())
        msg = f"PROCHECK_DATABASE_URL: the database cannot be reached: {reason}"
        raise CannotStart(msg) from error
    finally:
        database.close()


def _put_demo_in(settings: Settings, database: Database, now: datetime) -> None:
    with database.transaction(SYSTEM) as connection:
        law = Shelf().books(connection).law
    file = demo_data.put_in(database, law, settings.data_dir, ids=new_id, now=now)
    accounts = put_accounts_in(database, settings.data_dir, ids=new_id, now=now)
    _log.info("example data is in; a key for each role is in %s, passwords in %s", file, accounts)


def parts(settings: Settings, urls: Urls) -> tuple[Child, ...]:
    """Return what is supervised, in the order it is started."""
    metrics = settings.data_dir / "metrics"
    _emptied(metrics)
    base = {
        **os.environ,
        "PYTHONPATH": os.environ.get("PYTHONPATH", str(_ROOT)),
        "PYTHONUNBUFFERED": "1",
    }
    # What PostgreSQL's own client library would read, and the settings do not say.
    plain = {name: text for name, text in base.items() if not name.startswith("PG")}
    serving = {**plain, "PROCHECK_DATABASE_URL": urls.app}
    return (
        Child(
            name="sequencer",
            argv=(sys.executable, "-m", "api.processes.sequencer"),
            environment={**plain, "PROCHECK_DATABASE_URL": urls.sequencer},
        ),
        Child(
            name="job worker",
            argv=(sys.executable, "-m", "api.processes.worker"),
            environment=serving,
        ),
        Child(
            name="dispatcher",
            argv=(sys.executable, "-m", "api.processes.dispatcher"),
            environment=serving,
        ),
        Child(
            name="examiner",
            argv=(sys.executable, "-m", "api.processes.examiner"),
            environment=serving,
        ),
        Child(
            name="web server",
            argv=web_command(settings),
            environment={**serving, "PROMETHEUS_MULTIPROC_DIR": str(metrics)},
            ready=_answers(settings),
            ready_seconds=_WEB_SECONDS,
        ),
    )


def web_command(settings: Settings) -> tuple[str, ...]:
    """Return the command that serves HTTP."""
    options: Mapping[str, object] = {
        "bind": _place(settings),
        "workers": settings.workers,
        "threads": settings.threads,
        "worker-class": "gthread",
        # A worker that hangs is replaced; one that served long is, too, before it grows old.
        "timeout": 30,
        "graceful-timeout": 20,
        "keep-alive": 75,
        "max-requests": 20_000,
        "max-requests-jitter": 2_000,
        "log-level": "warning",
        "chdir": _ROOT,
        "config": "python:api.processes.gunicorn",
    }
    told = [f"--{name}={value}" for name, value in options.items()]
    # gunicorn opens a control socket in the home folder unless told not to.
    return (
        sys.executable,
        "-m",
        "gunicorn",
        *told,
        "--no-control-socket",
        "api.processes.web:application()",
    )


def _place(settings: Settings) -> str:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"{host}:{settings.port}"


def _answers(settings: Settings) -> Callable[[], bool]:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104 - read, not bound

    def ready() -> bool:
        connection = http.client.HTTPConnection(host, settings.port, timeout=_PROBE_SECONDS)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == http.client.OK
        except OSError:
            return False
        finally:
            connection.close()

    return ready


def _emptied(folder: Path) -> None:
    """Empty the folder of the counters: they are of the processes of this run."""
    folder.mkdir(mode=0o700, exist_ok=True)
    for file in folder.glob("*.db"):
        file.unlink()
