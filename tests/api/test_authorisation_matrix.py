"""Every operation of the route table × everybody × own, foreign and absent things: as declared.

One agency and one supplier have one of everything. Their own people find it; people of the same
roles elsewhere are told exactly what they are told of a thing that does not exist. An operation
whose path names a thing that is not among those made here fails: it must be added.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

import pytest

from api import examples
from api.access import may
from api.access_keys import new_key_text
from api.access_table import ACCESS
from api.app import operations
from api.operation import Operation
from api.roles import Role
from api.sessions import open_session
from catalog.seeds import SEEDS
from storage.embedded.server import Address
from storage.scope import SYSTEM
from tests.api.deliveries import covered, hold_no_licences, key_of, sent, serials
from tests.api.stage import HEADS, Answer, Stage, build, stocked
from tests.api.test_law_and_catalogue import newer, propose
from tests.api.test_reviews import correct_headcount, review
from tests.api.test_substitutions import propose as substitute

_OPERATIONS = operations()
_PART = re.compile(r"<([a-z_]+)>")
_STRANGE_AGENCY, _STRANGE_SUPPLIER = "11100000EXAMPLE040", "91110000EXAMPLE02M"

_NOWHERE: Mapping[str, str] = {
    "order_id": "01a20a90-0000-7000-8000-000000000000",
    "delivery_id": "01a20a90-0000-7000-8000-000000000000",
    "case_id": "01a20a90-0000-7000-8000-000000000000",
    "replay": "01a20a90-0000-7000-8000-000000000000",
    "number": "PC-2026-0000-0000-0000-0000",
    "waiver": "WV-2026-0000-0000-0000-0000",
    "licence": "LG-2026-0000-0000-0000-0000",
    "entry": "FS-2026-0000-0000-0000-0000",
    "uscc": "11100000EXAMPLE09F",
    "substitution": "01a20a90-0000-7000-8000-000000000000",
    "subscription": "01a20a90-0000-7000-8000-000000000000",
    "message": "01a20a90-0000-7000-8000-000000000000",
    "suspension": "SU-2026-0000-0000-0000-0000",
    "proposal": "0" * 32,
    "edition": "no-such-edition",
    "listing": "no-such-listing",
    "kind": "no-such-kind",
    "list": "no-such-list",
    "account": "01a20a90-0000-7000-8000-000000000000",
    "session": "a" * 16,
    "key": "a" * 16,
}
"""Names of what nobody has; its keys are all things a path can name."""
_SHARED = frozenset({"replay", "proposal", "edition", "listing", "kind", "list"})
"""Things of no agency and no supplier: whoever may ask for one may ask for each."""
_MADE_BY_NAMING = frozenset({"putAgency"})
"""They make what is not there yet, so nothing is absent to them."""
_OF_ANY_CODE = frozenset({"getSupplier", "suspendSupplier"})
"""They are about whoever has the code, as nobody registers suppliers; and they tell everybody."""
_OF_A_DOCUMENT = frozenset({"getOrderReading", "getProposedEdition"})
"""They show what an order was read from, or an edition; those made here are JSON, and a list."""
_KEEPERS = frozenset({Role.STANDARDS_KEEPER, Role.CATALOG_KEEPER})
"""Lists of orders are not theirs, and those of the law are."""
_ON_RECORD = frozenset(
    {"searchOrders", "getExport", "getListSums", "getOrderRecord", "getEvidencePack", "drawSample"}
    | {"getRedList", "listGaps", "getWaiverRegister", "getComplianceRate", "listOrderEntries"}
    | {"getPurchaseModule"}
)
"""That an auditor reads them is an entry of the ledger, and the one change they make."""
_FORM_FIRST = frozenset({400, 404, 415, 422})
"""What is told of a file or a body that has no example, before or instead of its thing."""


@dataclass(frozen=True)
class Cast:
    """The edge, one of everything on it, and the same roles elsewhere.

    ``suppliers`` are things of the supplier alone, where the agency has one of its own too.
    """

    stage: Stage
    things: Mapping[str, str]
    suppliers: Mapping[str, str]
    strangers: Mapping[Role, Mapping[str, str]]

    def ask(
        self,
        operation: Operation,
        things: Mapping[str, str],
        who: Role | Mapping[str, str] | None,
        *,
        good: bool,
    ) -> Answer:
        """Ask for an operation, with an example of its body or with one that is surely refused."""
        path = operation.path
        if who is Role.SUPPLIER and things is self.things:
            things = {**things, **self.suppliers}
        if isinstance(who, Role) and who in _KEEPERS and things is self.things:
            things = {**things, "list": "editions"}
        for name in _PART.findall(path):
            path = path.replace(f"<{name}>", things[name])
        if wanted := [it.name for it in operation.query if it.required]:
            path += "?" + "&".join(f"{name}=x" for name in wanted)
        headers: dict[str, str] = {"If-Match": "*"} if operation.conditional is not None else {}
        if operation.acts and not good:
            headers["Idempotency-Key"] = ""
        if isinstance(who, Mapping):
            headers |= who
        sent_along: dict[str, Any] = {"headers": headers}
        if operation.document:
            headers["Content-Type"] = operation.media[0]
            sent_along["data"] = b"- not a document"
        elif operation.has_body:
            example = next(iter(operation.examples.values())) if good else {"no such member": 1}
            sent_along["body"] = dict(example)
        role = who.value if isinstance(who, Role) else None
        return self.stage.call(operation.method, path, role, **sent_along)


@pytest.fixture(scope="module")
def cast(server: Address, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cast]:
    with stocked(server, "matrix") as made:
        stage = build(made, tmp_path_factory.mktemp("matrix"))
        told = _subscriptions(stage)
        things = _one_of_everything(stage)
        stage.sequence()  # a proof is of what has its place
        mine, its = (_subscribed(stage, told, role) for role in ("officer", "supplier"))
        yield Cast(stage, {**things, **mine}, its, _strangers(stage))
        stage.close()


def _subscriptions(stage: Stage) -> dict[str, str]:
    """Name an address of the agency and one of the supplier; nothing is sent in these tests."""
    made = {}
    for role in ("officer", "supplier"):
        body = {"url": examples.SUBSCRIPTION["url"]}
        answer = stage.call("POST", "/v1/subscriptions", role, body)
        assert answer.status == 201, answer.data
        made[role] = answer.json["id"]
    return made


def _subscribed(stage: Stage, told: Mapping[str, str], role: str) -> dict[str, str]:
    """Return an address, and what is due to it since something happened."""
    due = stage.call("GET", f"/v1/subscriptions/{told[role]}/deliveries", role).json["items"]
    return {"subscription": told[role], "message": due[0]["id"]}


def _one_of_everything(stage: Stage) -> dict[str, str]:
    def made(path: str, role: str, body: Mapping[str, Any]) -> Any:  # noqa: ANN401 - a JSON value
        answer = stage.call("POST", path, role, dict(body))
        assert answer.status in {201, 202}, answer.data
        return answer.json

    def first(path: str, role: str | None = None) -> Any:  # noqa: ANN401 - a JSON value
        return stage.call("GET", path, role).json["items"][0]

    hold_no_licences(stage)
    order = made("/v1/orders", "officer", covered(2, supplier=examples.SUPPLIER))
    number = order["approval"]["number"]
    correct_headcount(stage, 0)
    assert review(stage)
    case = first("/v1/review-cases", "approver")["id"]
    correct_headcount(stage, HEADS)
    listed = f"/v1/agencies/{examples.AGENCY}/free-software"
    barred = f"/v1/suppliers/{examples.AGENCY}/suspensions"
    return {
        "substitution": substitute(stage, number).json["id"],
        "suspension": made(barred, "administrator", examples.SUSPENSION)["suspension"],
        "order_id": order["id"],
        "number": number,
        "delivery_id": sent(stage, number, serials(1)),
        "case_id": case,
        "waiver": made("/v1/waivers", "officer", examples.WAIVER)["number"],
        "licence": made("/v1/licences", "officer", examples.LICENCE)["number"],
        "entry": made(listed, "officer", examples.FREE_SOFTWARE)["number"],
        "uscc": examples.AGENCY,
        "replay": made("/v1/replays", "standards-keeper", examples.REPLAY)["id"],
        "proposal": propose(stage, "catalog-keeper", newer(SEEDS, "anke-2023-1.yaml")).json["id"],
        "edition": first("/v1/editions")["id"],
        "listing": first("/v1/catalog/listings")["id"],
        "kind": "not-found",
        "list": "orders",
        "account": made("/v1/accounts", "security-administrator", examples.ACCOUNT)["id"],
        "session": _session(stage),
        "key": stage.keys["auditor"].split("_")[1],
    }


def _session(stage: Stage) -> str:
    key = stage.keys["officer"].split("_")[1]
    with stage.services.database.transaction(SYSTEM) as connection:
        cookie = open_session(connection, proof="test", now=stage.clock(), key=key)
    return cookie.split("_")[1]


def _strangers(stage: Stage) -> dict[Role, Mapping[str, str]]:
    body = {**examples.AGENCY_IN}
    answer = stage.call("PUT", f"/v1/agencies/{_STRANGE_AGENCY}", "administrator", body)
    assert answer.status == 201, answer.data
    return {
        Role.OFFICER: key_of(stage, Role.OFFICER, person="x:officer", agency=_STRANGE_AGENCY),
        Role.APPROVER: key_of(stage, Role.APPROVER, person="x:approver", agency=_STRANGE_AGENCY),
        Role.SUPPLIER: key_of(stage, Role.SUPPLIER, person="x:sales", supplier=_STRANGE_SUPPLIER),
    }


def test_everything_a_path_names_is_among_the_things_made_here() -> None:
    named = {part for operation in _OPERATIONS for part in _PART.findall(operation.path)}
    assert named == _NOWHERE.keys()


@pytest.mark.parametrize("operation", _OPERATIONS, ids=lambda it: it.id)
def test_whoever_may_not_is_turned_away_whatever_he_names(cast: Cast, operation: Operation) -> None:
    """Without a word on the thing or on the request, and before either is looked at."""
    never_issued = {"Authorization": f"Bearer {new_key_text()}"}
    with cast.stage.unchanged():
        for things in (cast.things, _NOWHERE):
            for role in Role:
                if not may(operation.id, role):
                    answer = cast.ask(operation, things, role, good=True)
                    assert (answer.status, answer.json["type"]) == (403, "/problems/forbidden")
                    assert answer.json["action"] == ACCESS[operation.id].action
            if not ACCESS[operation.id].public:
                for nobody in (None, never_issued):
                    answer = cast.ask(operation, things, nobody, good=True)
                    assert (answer.status, answer.json["type"]) == (
                        401,
                        "/problems/unauthenticated",
                    )


@pytest.mark.parametrize("operation", _OPERATIONS, ids=lambda it: it.id)
def test_whoever_may_finds_his_own(cast: Cast, operation: Operation) -> None:
    with nullcontext() if operation.id in _ON_RECORD else cast.stage.unchanged():
        for role in _those_who_may(operation):
            answer = cast.ask(operation, cast.things, role, good=False)
            if operation.id in _OF_A_DOCUMENT:
                assert answer.status == 404, (role, answer.data)
                continue
            assert answer.status not in {401, 403, 404}, (role, answer.data)
            if not (operation.has_body or operation.acts or operation.query):
                assert answer.status in operation.answers, (role, answer.data)


_NAMING = [it for it in _OPERATIONS if _PART.search(it.path)]


@pytest.mark.parametrize("operation", _NAMING, ids=lambda it: it.id)
def test_what_is_absent_is_not_found(cast: Cast, operation: Operation) -> None:
    if operation.id in _MADE_BY_NAMING | _OF_ANY_CODE:
        return
    with cast.stage.unchanged():
        for role in _those_who_may(operation):
            _not_found(operation, cast.ask(operation, _NOWHERE, role, good=True))


@pytest.mark.parametrize("operation", _NAMING, ids=lambda it: it.id)
def test_what_is_anothers_is_told_as_if_it_were_absent(cast: Cast, operation: Operation) -> None:
    shared = set(_PART.findall(operation.path)) <= _SHARED
    with cast.stage.unchanged():
        for role, key in cast.strangers.items():
            if ACCESS[operation.id].public or not may(operation.id, role):
                continue
            if operation.id in _OF_ANY_CODE:
                continue
            answer = cast.ask(operation, cast.things, key, good=not shared)
            if shared:
                assert answer.status not in {401, 403, 404}, answer.data
                continue
            _not_found(operation, answer)
            absent = cast.ask(operation, _NOWHERE, key, good=True)
            assert (answer.status, answer.data) == (absent.status, absent.data)


def _those_who_may(operation: Operation) -> list[Role | None]:
    public = ACCESS[operation.id].public
    return [None] if public else [role for role in Role if may(operation.id, role)]


def _not_found(operation: Operation, answer: Answer) -> None:
    example = operation.has_body and not operation.document
    assert answer.status in ({404} if example or not operation.has_body else _FORM_FIRST), (
        answer.data
    )
