"""Pages that no menu leads to, each with an example of its address, and what they show.

A desk that is added names its pages here; a page that stands in a menu is found there.
"""

import json
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any

from api.examples import AGENCY, SECOND_AGENCY
from approvals.legal_day import legal_day
from catalog.seeds import SEEDS
from tests.api.deliveries import covered
from tests.api.test_substitutions import body as substitute
from tests.journeys.service import ROOT, Service

_BARE = ROOT / "docs" / "examples" / "bare-computer.json"
_EDITIONS = "left=cn-central-mof-2011-budget&right=cn-central-mof-2016-27"
_CASE_SECONDS = 60
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

    @property
    def number(self) -> str:
        """The number of the approval of that order."""
        number: str = self.approved["approval"]["number"]
        return number

    @cached_property
    def waiver(self) -> Any:  # noqa: ANN401 - a JSON value
        """A waiver that was asked for and is not decided."""
        body = {
            "rule": "unit-price-ceiling",
            "class": "laptop",
            "units": 2,
            "unit_price": "8000.00",
            "valid_from": self.today.isoformat(),
            "valid_until": (self.today + timedelta(days=7)).isoformat(),
            "reason": "外业测绘",
            "evidence": ["example memo 7"],
        }
        return self.post("/v1/waivers", "officer", body)

    @cached_property
    def substitution(self) -> str:
        """Another model in place of one of the approved desktops, proposed and not decided."""
        made: str = self.post("/v1/substitutions", "supplier", substitute(self.number))["id"]
        return made

    @cached_property
    def case(self) -> str:
        """A review of what was approved, after a headcount turned out to be too high."""
        _ = self.approved
        self._count(0)
        path, auditor = "/v1/review-cases?limit=1", self.service.keys["auditor"]
        deadline = time.monotonic() + _CASE_SECONDS
        while not (found := self.service.call("GET", path, auditor).json["items"]):
            assert time.monotonic() < deadline, "no review was opened"
            time.sleep(0.2)
        self._count(200)
        case: str = found[0]["id"]
        return case

    @cached_property
    def proposal(self) -> str:
        """A list in a new revision, proposed and not published."""
        text = (SEEDS / "anke-2024-1.yaml").read_text("utf-8")
        data = text.replace('revision: "1"', 'revision: "2"', 1).encode()
        headers = {"Content-Type": "application/yaml"}
        path = "/v1/proposals?name=list.yaml"
        proposal: str = self.post(path, "catalog-keeper", data, headers=headers)["id"]
        return proposal

    @cached_property
    def account(self) -> str:
        """The first account of the example data."""
        key = self.service.keys["security-administrator"]
        account: str = self.service.call("GET", "/v1/accounts", key).json["items"][0]["id"]
        return account

    @cached_property
    def listing(self) -> str:
        """The first product of the catalogue."""
        path = "/v1/catalog/listings?limit=1"
        (found,) = self.service.call("GET", path).json["items"]
        listing: str = found["id"]
        return listing

    @cached_property
    def replay(self) -> str:
        """History as it was, asked for again."""
        replay: str = self.post("/v1/replays", "standards-keeper", {})["id"]
        return replay

    @property
    def today(self) -> date:
        """The day of law."""
        return legal_day(datetime.now(UTC))

    def fill(self) -> None:
        """Make all of it, for pictures of pages that are not empty."""
        _ = self.approved, self.refused, self.referred, self.waiver, self.substitution
        _ = self.case, self.replay

    def post(
        self,
        path: str,
        role: str,
        body: object,
        *,
        second: bool = False,
        headers: Mapping[str, str] | None = None,
    ) -> Any:  # noqa: ANN401 - a JSON value
        keys = self.service.second_keys if second else self.service.keys
        answer = self.service.call("POST", path, keys[role], body, headers)
        assert answer.status in {201, 202}, answer.data
        return answer.json

    def _count(self, heads: int) -> None:
        fact = {
            "basis": "filled-establishment",
            "value": heads,
            "valid_from": "2026-01-01",
            "source": "corrected roll",
        }
        self.post(f"/v1/agencies/{AGENCY}/headcounts", "administrator", fact)


@dataclass(frozen=True, kw_only=True)
class Place:
    """A page by its name, who looks at it, and where: ``name`` is that of its picture."""

    page: str
    role: str | None
    address: Callable[[World], str]
    name: str


def _place(page: str, role: str | None, address: Callable[[World], str], name: str = "") -> Place:
    return Place(page=page, role=role, address=address, name=name or page)


def _at(address: str) -> Callable[[World], str]:
    return lambda _: address


PLACES: tuple[Place, ...] = (
    _place("signed-out", None, _at("/signed-out")),
    _place("prove", "officer", _at("/prove")),
    _place("own-password", "officer", _at("/password")),
    _place("person", "security-administrator", lambda it: f"/people/{it.account}"),
    _place("home", None, _at("/")),
    _place("sign-in", None, _at("/sign-in")),
    _place("order", "officer", lambda it: f"/orders/{it.approved['id']}", "order-approved"),
    _place("order", "officer", lambda it: f"/orders/{it.refused['id']}", "order-refused"),
    _place("amendment", "officer", lambda it: f"/orders/{it.approved['id']}/amend"),
    _place("order-file", "officer", _at("/orders/from-file")),
    _place("approval", "officer", lambda it: f"/approvals/{it.number}"),
    _place("new-waiver", "officer", lambda it: f"/waivers/new?order={it.refused['id']}"),
    _place("waiver", "approver", lambda it: f"/waivers/{it.waiver['number']}"),
    _place("substitution", "officer", lambda it: f"/substitutions/{it.substitution}"),
    _place("audit-totals", "auditor", _at("/audit/totals")),
    _place("audit-sums", "auditor", _at("/audit/sums/approvals")),
    _place("audit-order", "auditor", lambda it: f"/audit/orders/{it.approved['id']}"),
    _place(
        "audit-recomputation",
        "auditor",
        lambda it: f"/audit/orders/{it.approved['id']}/recomputation",
    ),
    _place("audit-facts", "auditor", lambda it: f"/audit/orders/{it.approved['id']}/facts"),
    _place("audit-red-list", "auditor", _at("/audit/red-list?within=0.2")),
    _place("audit-gaps", "auditor", _at("/audit/gaps")),
    _place("audit-waivers", "auditor", _at("/audit/waivers")),
    _place("audit-compliance", "auditor", _at("/audit/compliance")),
    _place("audit-samples", "auditor", _at("/audit/samples")),
    _place("audit-cases", "auditor", _at("/audit/cases")),
    _place("audit-case", "approver", lambda it: f"/audit/cases/{it.case}"),
    _place("keeping-compared", "standards-keeper", _at(f"/keeping/editions/compared?{_EDITIONS}")),
    _place("keeping-proposal", "catalog-keeper", lambda it: f"/keeping/proposals/{it.proposal}"),
    _place("keeping-listing", "catalog-keeper", lambda it: f"/keeping/listings/{it.listing}"),
    _place("keeping-expiries", "catalog-keeper", _at("/keeping/expiries")),
    _place("keeping-replay", "standards-keeper", lambda it: f"/keeping/replays/{it.replay}"),
)

NO_PAGES = {
    "language": "keeps the language and sends back",
    "approval-pdf": "a file",
    "approval-bundle": "a file",
    "audit-export": "a file",
    "audit-purchase-module": "a file",
    "audit-evidence-pack": "a file",
    "keeping-proposal-document": "a file",
    **dict.fromkeys(
        (
            "sign-in-with-provider",
            "prove-at-provider",
            "back-from-provider",
            "roles-to-choose-from",
        ),
        "leads to a provider or comes from one: tests/pages/test_provider.py",
    ),
}
"""What is asked with GET and shows nothing of its own."""

WEIGHED: tuple[Place, ...] = (
    _place("home", None, _at("/")),
    _place("new-order", "officer", _at("/orders/new")),
    _place("order", "officer", lambda it: f"/orders/{it.refused['id']}"),
    _place("entitlements", "officer", _at("/entitlements")),
    _place("audit-order", "auditor", lambda it: f"/audit/orders/{it.approved['id']}"),
)
"""What Lighthouse weighs: it takes its time, and a handful is enough."""
