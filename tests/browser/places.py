"""Pages that no menu leads to, each with an example of its address, and what they show.

A desk that is added names its pages here; a page that stands in a menu is found there.
"""

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from api.examples import AGENCY, SECOND_AGENCY
from tests.api.deliveries import covered
from tests.journeys.service import ROOT, Service

_BARE = ROOT / "docs" / "examples" / "bare-computer.json"
_STATED = {"valid_from": "2026-01-01", "source": "example summary ledger"}


@dataclass
class World:
    """A service, and what stands in it for pages to show; made when it is first asked for."""

    service: Service
    looked_at: set[str] = field(default_factory=set)
    """The addresses that somebody looked at closely."""

    @cached_property
    def approved(self) -> Any:  # noqa: ANN401 - a JSON value
        """An order of two desktops that was approved."""
        for kind in ("software_office", "software_antivirus"):
            fact = {"basis": f"licences.{kind}", "value": 0, **_STATED}
            self.post(f"/v1/agencies/{AGENCY}/headcounts", "administrator", fact)
        return self.post("/v1/orders", "officer", covered(2))

    @cached_property
    def refused(self) -> Any:  # noqa: ANN401 - a JSON value
        """An order that is too dear and has no operating system."""
        bare = json.loads(_BARE.read_text("utf-8"))
        return self.post("/v1/orders", "officer", {**bare, "reference": f"B-{uuid.uuid4()}"})

    @cached_property
    def referred(self) -> Any:  # noqa: ANN401 - a JSON value
        """An order of the second agency, which waits for its approver."""
        return self.post("/v1/orders", "officer", covered(1, agency=SECOND_AGENCY), second=True)

    def fill(self) -> None:
        """Make all of it, for pictures of pages that are not empty."""
        _ = self.approved, self.refused, self.referred

    def post(self, path: str, role: str, body: object, *, second: bool = False) -> Any:  # noqa: ANN401
        keys = self.service.second_keys if second else self.service.keys
        answer = self.service.call("POST", path, keys[role], body)
        assert answer.status == 201, answer.data
        return answer.json


@dataclass(frozen=True, kw_only=True)
class Place:
    """A page by its name, who looks at it, and where: ``name`` is that of its picture."""

    page: str
    role: str | None
    address: Callable[[World], str]
    name: str


PLACES: tuple[Place, ...] = (
    Place(page="home", role=None, address=lambda _: "/", name="home"),
    Place(page="sign-in", role=None, address=lambda _: "/sign-in", name="sign-in"),
    Place(
        page="order",
        role="officer",
        address=lambda world: f"/orders/{world.approved['id']}",
        name="order-approved",
    ),
    Place(
        page="order",
        role="officer",
        address=lambda world: f"/orders/{world.refused['id']}",
        name="order-refused",
    ),
)

NO_PAGES = {"language": "keeps the language and sends back"}
"""What is asked with GET and shows nothing of its own."""

WEIGHED: tuple[Place, ...] = (
    *(it for it in PLACES if it.name in {"sign-in", "order-refused"}),
    Place(page="orders", role="auditor", address=lambda _: "/orders", name="orders"),
    Place(page="verify", role=None, address=lambda _: "/verify", name="verify"),
)
"""What Lighthouse weighs: it takes its time, and a handful is enough."""
