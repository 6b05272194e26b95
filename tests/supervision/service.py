"""A small service to be supervised: `python -m tests.supervision.service FOLDER PLAN`.

The plan is JSON: `embedded`, and `children` with `name`, `code` (Python), and perhaps `ready` (a
file that says so) and `stop_seconds`. Each child finds FOLDER in its environment. `breaks` names
what of PostgreSQL is killed once while the children are prepared: `postmaster` or `backend`.
"""

import json
import logging
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from api.supervision.child import Child
from api.supervision.serving import serve
from storage.embedded.server import Address


def main(folder: Path, plan: dict[str, object]) -> int:
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stdout)

    def children(address: Address | None) -> Sequence[Child]:
        url = "" if address is None else address.url("procheck_app")
        if address is not None and plan.get("breaks"):
            _break_off(folder, address, str(plan["breaks"]))
        environment = {**os.environ, "FOLDER": str(folder), "URL": url}
        described = plan["children"]
        assert isinstance(described, list)
        return [_child(one, folder, environment) for one in described]

    return serve(folder / "data", embedded=bool(plan.get("embedded")), children=children)


def _break_off(folder: Path, address: Address, what: str) -> None:
    with create_engine(address.url("postgres"), poolclass=NullPool).connect() as connection:
        backend: int = connection.exec_driver_sql("select pg_backend_pid()").scalar_one()
        mark = folder / "broken"
        if not mark.exists():
            mark.touch()
            file = folder / "data" / "postgres" / "data" / "postmaster.pid"
            postmaster = int(file.read_text().split()[0])
            os.kill(postmaster if what == "postmaster" else backend, signal.SIGKILL)
        connection.exec_driver_sql("select pg_sleep(2)")


def _child(described: dict[str, str], folder: Path, environment: dict[str, str]) -> Child:
    ready = described.get("ready")
    return Child(
        name=described["name"],
        argv=[sys.executable, "-u", "-c", described["code"]],
        environment=environment,
        ready=None if ready is None else (folder / ready).exists,
        ready_seconds=float(described.get("ready_seconds", 30)),
        stop_seconds=float(described.get("stop_seconds", 10)),
    )


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), json.loads(sys.argv[2])))
