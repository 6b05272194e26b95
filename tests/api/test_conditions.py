"""No change of what exists goes unseen: If-Match is needed, or a reason stands here why it is not.

An operation changes what exists if it is a PUT, PATCH or DELETE, or a POST on a path that names a
thing. Whoever adds one either has it need If-Match, or says in `_REASONS` why nothing can be lost.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import count
from types import MappingProxyType
from typing import Any

import pytest

from api import examples
from api.examples import AGENCY, CLOSURE, FREE_SOFTWARE
from api.openapi.contract import document
from api.routes.all import resources
from catalog.seeds import SEEDS
from tests.api.stage import HEADS, Stage, fresh
from tests.api.test_law_and_catalogue import propose
from tests.api.test_reviews import correct_headcount, review

_REASONS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "adds something of its own below the thing, and changes nothing that is there": frozenset(
            {"recordHeadcount", "recordProperties", "nameApprovers", "recordAssets"}
            | {"recordLicenceEvidence", "recordInstallations", "suspendSupplier"}
            | {"recordFreeSoftware", "recordFreeSoftwareList"}
        ),
        "registers once and edits nothing: another content is a 409; heeds both conditions": (
            frozenset({"putAgency"})
        ),
        "names many entries at once, each as it was recorded, and approves all or none": frozenset(
            {"approveFreeSoftwareList"}
        ),
        "leads one way to an end that is the same whatever came before; heeds If-Match": frozenset(
            {"cancelOrder", "revokeApproval", "withdrawWaiver", "revokeLicence", "closeRemainder"}
            | {"withdrawSubstitution", "deleteSubscription"}
        ),
        "says what was done to devices, each by its serial, and never leads back; heeds If-Match": (
            frozenset({"withdrawDelivery", "receiveDelivery", "inspectDelivery", "acceptDelivery"})
            | {"returnDelivery", "cardDelivery"}
        ),
        "takes no content of the caller's, or answers a question that is still open by its name; "
        "heeds If-Match": frozenset({"examineOrderAgain", "answerQuestions"}),
        "switches to a state that is named, or makes a secret nobody chose; heeds If-Match": (
            frozenset({"rotateSubscription", "disableSubscription", "enableSubscription"})
        ),
        "goes one way and is refused where it would lead back; heeds If-Match": frozenset(
            {"setSandboxClock"}
        ),
        "ends what somebody may do, the same whatever came before": frozenset(
            {"disableAccount", "endSession", "withdrawKey"}
        ),
        "replaces a secret that nobody reads, by whoever may at any time": frozenset(
            {"setPassword"}
        ),
        "sends the same bytes once more, whatever became of them before": frozenset(
            {"replayWebhookDelivery"}
        ),
    }
)
_REVISIONS = count(100)
_EXEMPT = frozenset().union(*_REASONS.values())


def _changing() -> Iterator[dict[str, Any]]:
    for path, methods in document(resources(sandbox=True), "http://procheck.test")["paths"].items():
        for method, operation in methods.items():
            if method in {"put", "patch", "delete"} or (method == "post" and "{" in path):
                yield operation


def _needs_a_condition(operation: Mapping[str, Any]) -> bool:
    return any(it["name"] == "If-Match" and it["required"] for it in operation["parameters"])


def test_whatever_changes_what_exists_needs_if_match_or_has_its_reason() -> None:
    changing = {it["operationId"]: it for it in _changing()}
    needing = {name for name, it in changing.items() if _needs_a_condition(it)}
    assert changing.keys() - needing == _EXEMPT
    for name in needing:
        assert {"412", "428"} <= changing[name]["responses"].keys(), name


def test_what_is_said_to_heed_if_match_declares_it() -> None:
    changing = {it["operationId"]: it for it in _changing()}
    for reason, names in _REASONS.items():
        for name in names:
            told = {it["name"] for it in changing[name]["parameters"]}
            assert ("If-Match" in told) == ("heeds" in reason), name


_Act = tuple[str, str, str, dict[str, Any] | None, bool]
"""Where the ETag is read, where it is sent, by which role, with what, and as a second person."""


def _closing(stage: Stage) -> _Act:
    stage.place()
    correct_headcount(stage, 0)
    assert review(stage)
    correct_headcount(stage, HEADS)
    case = stage.call("GET", "/v1/review-cases?state=open", "approver").json["items"][0]["id"]
    path = f"/v1/review-cases/{case}"
    return path, f"{path}/closure", "approver", dict(CLOSURE), False


def _stopping(stage: Stage) -> _Act:
    asked = stage.call("POST", "/v1/replays", "standards-keeper", dict(examples.REPLAY))
    path = asked.headers["Location"]
    return path, f"{path}/cancellation", "standards-keeper", None, False


def _approving(stage: Stage) -> _Act:
    body = {**FREE_SOFTWARE, "name": fresh("suite")}
    path = stage.call("POST", f"/v1/agencies/{AGENCY}/free-software", "officer", body).headers[
        "Location"
    ]
    return path, f"{path}/approval", "approver", {"note": "tested"}, False


def _taking_off(stage: Stage) -> _Act:
    path, approval, role, body, _ = _approving(stage)
    seen = {"If-Match": stage.call("GET", path, "officer").headers["ETag"]}
    assert stage.call("POST", approval, role, body, headers=seen).status == 200
    return path, f"{path}/removal", "officer", {"reason": "another licence"}, False


def _next(name: str) -> bytes:
    """A list as it is, under a revision of its own."""
    text = (SEEDS / name).read_text()
    return text.replace('revision: "1"', f'revision: "{next(_REVISIONS)}"', 1).encode()


def _publishing(stage: Stage) -> _Act:
    made = propose(stage, "catalog-keeper", _next("anke-2025-2.yaml"))
    path = made.headers["Location"]
    return path, f"{path}/publication", "catalog-keeper", {}, True


def _amending(stage: Stage) -> _Act:
    path = f"/v1/orders/{stage.place()['id']}"
    body = stage.call("GET", path, "officer").json["order"]
    body["lines"][0]["quantity"] = 1
    return path, f"{path}/amendments", "officer", body, False


@pytest.mark.parametrize(
    "prepare", [_closing, _stopping, _approving, _taking_off, _publishing, _amending]
)
def test_nothing_is_done_unseen_or_on_what_has_changed_since(
    stage: Stage, prepare: Callable[[Stage], _Act]
) -> None:
    read, path, role, body, second = prepare(stage)
    etag = stage.call("GET", read, role).headers["ETag"]
    with stage.unchanged():
        unseen = stage.call("POST", path, role, body, second=second)
        stale = stage.call("POST", path, role, body, second=second, headers={"If-Match": '"old"'})
    assert (unseen.status, unseen.json["type"]) == (428, "/problems/precondition-required")
    assert (stale.status, stale.json["etag"]) == (412, etag)
    done = stage.call("POST", path, role, body, second=second, headers={"If-Match": etag})
    assert done.status in {200, 201}, done.data
    later = stage.call("GET", read, role).headers["ETag"]
    again = stage.call("POST", path, role, body, second=second, headers={"If-Match": etag})
    assert (again.status, again.json["type"]) == (412, "/problems/stale")
    assert later == again.json["etag"] != etag


def test_a_device_is_disposed_of_by_the_tag_it_is_listed_with(stage: Stage) -> None:
    serial, own = fresh("SN"), f"/v1/agencies/{AGENCY}"
    body = {"assets": [{"serial": serial, "class": "scanner"}], "source": "inventory"}
    assert stage.call("POST", f"{own}/assets", "officer", body).status == 201

    def etag() -> str:
        (one,) = stage.call("GET", f"{own}/assets?serial={serial}", "officer").json["items"]
        return str(one["etag"])

    gone = {"serial": serial, "disposed_on": "2026-11-20", "document": "acceptance 9"}
    before = etag()
    with stage.unchanged():
        assert stage.call("POST", f"{own}/disposals", "approver", gone).status == 428
    seen = {"If-Match": before}
    assert stage.call("POST", f"{own}/disposals", "approver", gone, headers=seen).status == 201
    assert etag() != before
    assert stage.call("POST", f"{own}/disposals", "approver", gone, headers=seen).status == 412
    assert stage.call("GET", f"{own}/assets?serial=no-such", "officer").json["items"] == []


def test_what_came_into_force_since_makes_a_publication_stale(stage: Stage) -> None:
    read, path, role, body, second = _publishing(stage)
    seen = {"If-Match": stage.call("GET", read, role).headers["ETag"]}
    other_read, other, *_ = _publishing_of(stage, "anke-2026-2.yaml")
    now = {"If-Match": stage.call("GET", other_read, role).headers["ETag"]}
    assert stage.call("POST", other, role, body, second=second, headers=now).status == 201
    late = stage.call("POST", path, role, body, second=second, headers=seen)
    assert (late.status, late.json["type"]) == (412, "/problems/stale")


def _publishing_of(stage: Stage, name: str) -> tuple[str, str]:
    path = propose(stage, "catalog-keeper", _next(name)).headers["Location"]
    return path, f"{path}/publication"


def test_a_registration_heeds_both_conditions_and_needs_neither(stage: Stage) -> None:
    path = "/v1/agencies/11100000EXAMPLE066"
    body = {"name": "Example agency", "jurisdiction": "cn", "level": "central"}

    def put(**headers: str) -> int:
        named = {name.replace("_", "-"): it for name, it in headers.items()}
        return stage.call("PUT", path, "administrator", body, headers=named).status

    assert put(If_Match="*") == 412
    assert put(If_None_Match="*") == 201
    assert put(If_None_Match="*") == 412
    assert put() == 200
    assert put(If_Match='"old"') == 412
    held = stage.call("GET", path, "administrator").headers["ETag"]
    assert put(If_Match=held) == 200
