"""For which hosts a request may be: a page elsewhere must not reach the service under its own name.

A browser on the operator's machine can be led to 127.0.0.1 under a stranger's name (DNS rebinding);
the header Host tells. Loopback may always be named: so probes, the supervisor and a proxy on the
same machine ask.
"""

import re
from collections.abc import Iterable

LOOPBACK = ("localhost", "127.0.0.1", "::1")

OPEN = frozenset({"/healthz", "/readyz", "/metrics"})
"""What probes ask for by address; nothing there depends on who is asked."""

_HEADER = re.compile(r"(?:\[([0-9a-f:.]+)\]|([0-9a-z._-]+))(?::[0-9]{1,5})?", re.ASCII)


class Hosts:
    """The hosts that requests may name. One that begins with a dot stands for all below it too."""

    def __init__(self, names: Iterable[str]) -> None:
        known = [name.lower().strip("[]") for name in (*LOOPBACK, *names)]
        self._below = tuple(name for name in known if name.startswith("."))
        self._names = frozenset(name.removeprefix(".") for name in known)

    def take(self, header: str) -> bool:
        """Return whether a request with this Host header may be answered."""
        found = _HEADER.fullmatch(header.lower())
        if found is None:
            return False
        name = found[1] or found[2].removesuffix(".")
        return name in self._names or name.endswith(self._below)
