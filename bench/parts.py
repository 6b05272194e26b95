"""Where the time of a request goes: the real application in this process, its steps timed.

Functions are wrapped for as long as the measurement lasts and nothing is written twice: what is
measured is the code that serves. A step's time is its own, without the steps it calls.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from time import perf_counter
from types import MappingProxyType
from typing import Any

from api import performing
from api.app import create_app
from api.composition import compose
from api.recognising import Recognition
from api.routes import placing_at_once as placing
from api.routes import validations
from approvals import at_once, examination, submit
from bench.agencies import placeable
from bench.figures import Figure
from bench.http import Unexpected
from bench.stand import Stand
from catalog.shelf import Shelf
from storage.sitting import Sitting

WARM = 200
_DONE = (200, 201)
REST = "web framework, and the rest"
SIGNING = "statement and signature"
"""What an approval adds to an order: its claims, their canonical form, and the signature."""
Steps = Mapping[str, tuple[tuple[object, str], ...]]
"""The functions, each by what holds it and its name, that make up each step."""

ORDER: Steps = MappingProxyType(
    {
        "parse and validate": (
            (placing, "accept"),
            (placing, "check_parties"),
            (at_once, "placed_of"),
        ),
        "key, lock and evidence": (
            (Sitting, "ask"),
            (placing, "seated"),
            (at_once, "gathered_of"),
        ),
        "law revision": ((Shelf, "books"),),
        "examine": ((examination, "examine"), (examination, "dispose")),
        "quota": ((examination, "_takings"),),
        "canonical form and receipt": ((examination, "seal"), (examination, "digest")),
        SIGNING: ((examination, "_grant"),),
        "ledger entries": ((submit, "seal_entries"),),
        "statement to write": ((at_once, "written"),),
        "answer": ((placing, "placed_reply"), (performing, "encode")),
        "idempotency key": ((placing, "request_hash"), (placing, "answered")),
        "write and commit": ((Sitting, "write"),),
    }
)
VALIDATION: Steps = MappingProxyType(
    {
        "parse and validate": (
            (validations, "decode"),
            (validations, "vouch"),
            (validations, "check_parties"),
            (validations, "read_order"),
        ),
        "key, books and facts": (
            (validations, "recognise"),
            (Recognition, "row"),
            (validations, "recognised"),
        ),
        "law revision": ((Shelf, "books"),),
        "evidence": ((validations, "gather"), (validations, "evidence_of")),
        "examine": ((validations, "examine_at"),),
        "answer": (
            (validations, "dry_run_document"),
            (validations, "encode"),
        ),
    }
)


class _Clock:
    """Adds up the own time of each step; steps may call one another."""

    def __init__(self) -> None:
        self.own: dict[str, float] = {}
        self._running: list[float] = []

    def timed(self, step: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return ``function`` with its time added to ``step`` and taken from its caller's."""

        def timed(*args: Any, **named: Any) -> Any:  # noqa: ANN401 - passes on whatever it is given
            self._running.append(0.0)
            begun = perf_counter()
            try:
                return function(*args, **named)
            finally:
                taken = perf_counter() - begun
                within = self._running.pop()
                self.own[step] = self.own.get(step, 0.0) + taken - within
                if self._running:
                    self._running[-1] += taken

        return timed


def of(stand: Stand, path: str, steps: Steps) -> dict[str, float]:
    """Return the milliseconds a request spends in each step, one client at a time.

    Args:
        stand: whose database and orders are used.
        path: where the orders are posted to.
        steps: what is told apart.

    Raises:
        Unexpected: a request was refused.
    """
    services = compose(stand.settings, stand.database)
    client, clock = create_app(services).test_client(), _Clock()
    placed = list(placeable(stand.officers, "parts"))
    begun = 0.0
    with _timed(clock, steps):
        for number, (officer, document) in enumerate(placed):
            if number == WARM:
                clock.own.clear()
                begun = perf_counter()
            answer = client.post(
                path,
                data=json.dumps(document, ensure_ascii=False).encode(),
                content_type="application/json",
                headers={
                    "Authorization": f"Bearer {officer.key}",
                    "Idempotency-Key": document["reference"],
                },
            )
            if answer.status_code not in _DONE:
                raise Unexpected(answer.get_data(as_text=True))
        total = perf_counter() - begun
    services.close()
    known = {**clock.own, REST: total - sum(clock.own.values())}
    return {step: seconds / (len(placed) - WARM) * 1e3 for step, seconds in known.items()}


def signing(took: Mapping[str, float]) -> Figure:
    """Return what an approval adds to an order, as a figure: at most a millisecond of it."""
    return Figure(
        name="an approval's statement and its signature",
        measured="of an order of 8 lines, one client",
        value=took[SIGNING],
        target=1,
        at_most=True,
        unit="ms",
    )


@contextmanager
def _timed(clock: _Clock, steps: Steps) -> Iterator[None]:
    """Time every step while the block lasts."""
    before = []
    try:
        for step, functions in steps.items():
            for owner, name in functions:
                function = getattr(owner, name)
                before.append((owner, name, function))
                setattr(owner, name, clock.timed(step, function))
        yield
    finally:
        for owner, name, function in before:
            setattr(owner, name, function)
