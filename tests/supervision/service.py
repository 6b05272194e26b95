"""A small service to be supervised: `python -m tests.supervision.service FOLDER PLAN`.

The plan is JSON: `embedded`, and `children` with `name`, `code` (Python), and perhaps `ready` (a
file that says so) and `stop_seconds`. Each child finds FOLDER in its environment.
"""

import json
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from api.supervision.child import Child
from api.supervision.serving import serve
from storage.embedded.server import Address


def main(folder: Path, plan: dict[str, object]) -> int:
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stdout)

    def children(address: Address | None) -> Sequence[Child]:
        url = "" if address is None else address.url("procheck_app")
        environment = {**os.environ, "FOLDER": str(folder), "URL": url}
        described = plan["children"]
        assert isinstance(described, list)
        return [_child(one, folder, environment) for one in described]

    return serve(folder / "data", embedded=bool(plan.get("embedded")), children=children)


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
