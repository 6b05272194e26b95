"""The contract: valid, complete, limited, and true of what the service answers."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it has no stubs
from openapi_spec_validator import validate
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from api import examples
from api.app import operations
from api.openapi.contract import FORMS_OF_ANSWERS, document
from api.openapi.sandbox_components import ANSWERS as SANDBOX_ANSWERS
from api.operation import Eyes, Operation
from api.problem_kinds import KINDS
from api.roles import Role
from api.routes.all import RESOURCES
from tests.api.stage import SEEN, Stage, fresh

_DOCUMENT = document(RESOURCES, "http://procheck.test")
_OPERATIONS = operations()
_TRIED = frozenset(
    {"importList", "validateOrder", "examinePlan", "readMachineDocument", "readOrderDocument"}
)
"""They act on nothing, so there is nothing to repeat."""
_OWN_ERRORS = frozenset({"getReadiness", "issueToken"})
"""Their errors have a form of their own: that of a probe, and that of RFC 6749."""
_PROBLEMS = Path(__file__).parents[2] / "docs" / "problems.md"


def _declared() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in _DOCUMENT["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def test_the_document_is_valid_openapi_3_1() -> None:
    validate(_DOCUMENT)
    assert _DOCUMENT["openapi"].startswith("3.1")


def test_the_service_serves_it_and_it_may_be_kept(stage: Stage) -> None:
    answer = stage.call("GET", "/openapi.json")
    assert answer.json["info"]["title"] == "procheck"
    assert {it["operationId"] for _, _, it in _declared()} == {it.id for it in _OPERATIONS}
    again = stage.call("GET", "/openapi.json", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status == 304


@pytest.mark.parametrize("declared", list(_declared()), ids=lambda it: it[2]["operationId"])
def test_every_operation_is_named_described_and_has_its_problems(
    declared: tuple[str, str, dict[str, Any]],
) -> None:
    _, method, operation = declared
    assert operation["operationId"]
    assert operation["summary"]
    assert operation["description"]
    assert "500" in operation["responses"]
    for status, response in operation["responses"].items():
        assert response["description"]
        if int(status) >= 400 and operation["operationId"] not in _OWN_ERRORS:
            assert "application/problem+json" in response["content"]
    if operation["security"]:
        assert {"401", "403"} <= operation["responses"].keys()
    if "requestBody" in operation:
        wanted = {"400", "413", "415", "422"}
        # RFC 6749 has no 422: what is wrong with the request is a 400.
        wanted -= {"422"} if operation["operationId"] == "issueToken" else set()
        assert wanted <= operation["responses"].keys()
    if method == "post" and operation["security"] and operation["operationId"] not in _TRIED:
        headers = {it["name"]: it for it in operation["parameters"] if it["in"] == "header"}
        assert headers["Idempotency-Key"]["required"] is True


def _forms(value: Any, here: str = "") -> Iterator[tuple[str, dict[str, Any]]]:  # noqa: ANN401 - a JSON value
    if isinstance(value, dict):
        if str(value.get("type")) in {"string", "array", "integer", "object"}:
            yield here, value
        for name, inner in value.items():
            if name not in {"examples", "example", "default", "enum"}:
                yield from _forms(inner, f"{here}/{name}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _forms(inner, f"{here}/{index}")


def test_every_text_list_and_number_has_a_limit() -> None:
    limitless = []
    for where, form in _forms(_DOCUMENT):
        kind = form["type"]
        if kind == "string" and not {"maxLength", "enum", "const"} & form.keys():
            limitless.append(where)
        if kind == "array" and "maxItems" not in form:
            limitless.append(where)
        if kind == "integer" and not ({"minimum", "maximum"} <= form.keys() or "format" in form):
            limitless.append(where)
    assert limitless == []


def test_creating_links_to_reading_cancelling_and_the_receipt() -> None:
    links = _DOCUMENT["paths"]["/v1/orders"]["post"]["responses"]["201"]["links"]
    assert {it["operationId"] for it in links.values()} == {
        "getOrder",
        "getReceipt",
        "cancelOrder",
    }
    known = {it.id for it in _OPERATIONS}
    for _, _, operation in _declared():
        for response in operation["responses"].values():
            assert {it["operationId"] for it in response.get("links", {}).values()} <= known


def _links() -> Iterator[tuple[str, dict[str, Any]]]:
    for _, _, operation in _declared():
        for response in operation["responses"].values():
            for link in response.get("links", {}).values():
                yield operation["operationId"], link


def test_whatever_is_named_in_a_path_is_led_to_and_leads_on() -> None:
    named = {it["operationId"] for path, _, it in _declared() if "{" in path}
    leading, led_to = {source for source, _ in _links()}, {it["operationId"] for _, it in _links()}
    # A problem's type is itself the way to what it means.
    assert named - led_to <= {"getProblem"}
    assert named - leading <= {"getProblem", "publishProposal"}


def test_a_sentence_that_lists_what_is_known_is_no_longer_than_the_contract_says(
    stage: Stage,
) -> None:
    body = {**examples.WAIVER, "provision": {"edition": "none", "row": "none"}}
    answer = stage.call("POST", "/v1/waivers", "officer", body)
    (sentence,) = [
        it["message"] for it in answer.json["errors"] if it["pointer"] == "/provision/edition"
    ]
    longest = _DOCUMENT["components"]["schemas"]["Message"]["properties"]["en"]["maxLength"]
    assert longest // 2 < len(sentence["en"]) <= longest
    assert sentence["en"].endswith(", …")
    assert len(sentence["zh"]) <= longest


def test_a_link_gives_what_the_path_it_leads_to_needs_and_nothing_it_does_not_know() -> None:
    known = {
        it["operationId"]: {(one["in"], one["name"]) for one in it["parameters"]}
        for _, _, it in _declared()
    }
    for source, link in _links():
        target = known[link["operationId"]]
        assert link["parameters"].keys() <= {name for _, name in target}, (source, link)
        needed = {name for where, name in target if where == "path"}
        assert needed <= link["parameters"].keys(), (source, link)


def test_a_file_that_is_neither_json_nor_text_is_octets_to_a_generated_client() -> None:
    forms = _DOCUMENT["components"]["schemas"]
    for _, _, operation in _declared():
        for response in operation["responses"].values():
            for media, shown in response.get("content", {}).items():
                if not media.endswith("json") and not media.startswith("text/"):
                    form = forms[shown["schema"]["$ref"].rpartition("/")[2]]
                    assert form.get("format") == "binary", (operation["operationId"], media)


def _check(schema: str, shown: object) -> None:
    contents = Resource.from_contents(_DOCUMENT, default_specification=DRAFT202012)
    registry = Registry().with_resource("urn:contract", contents)
    named = {"$ref": f"urn:contract#/components/schemas/{schema}"}
    Draft202012Validator(named, registry=registry).validate(shown)


@pytest.mark.parametrize("role", list(Role))
def test_who_asks_is_told_what_he_may_within_the_limits_of_the_contract(
    stage: Stage, role: Role
) -> None:
    _check("Identity", stage.call("GET", "/v1/me", role.value).json)


def test_no_two_answers_of_different_forms_share_the_name_of_a_schema() -> None:
    named = [name for it in (*FORMS_OF_ANSWERS, SANDBOX_ANSWERS) for name in it]
    assert sorted(named) == sorted(set(named))


def test_an_account_of_a_person_is_described_as_one(stage: Stage) -> None:
    body = {**examples.ACCOUNT, "name": fresh("clerk")}
    answer = stage.call("POST", "/v1/accounts", "security-administrator", body)
    assert answer.status == 201
    _check("PersonAccount", answer.json)
    _check("PersonAccountList", stage.call("GET", "/v1/accounts", "security-administrator").json)


def test_each_problem_has_an_example_of_its_own_type() -> None:
    for _, _, operation in _declared():
        for status, response in operation["responses"].items():
            problems = response.get("content", {}).get("application/problem+json", {})
            for name, example in problems.get("examples", {}).items():
                assert example == {"$ref": f"#/components/examples/{name}"}
                shown = _DOCUMENT["components"]["examples"][name]["value"]
                assert (shown["type"], shown["status"]) == (KINDS[name].type, int(status))
                assert KINDS[name].type in response["description"]


def test_every_kind_of_problem_is_documented_and_served(stage: Stage) -> None:
    text = _PROBLEMS.read_text()
    for kind in KINDS.values():
        row = f"| `{kind.type}` | {kind.status} | {kind.en} | {kind.advice_en} |"
        assert row in text, row
        assert stage.call("GET", kind.type).json["status"] == kind.status
    assert text.count("| `/problems/") == len(KINDS)


def test_the_examples_are_what_their_schemas_say() -> None:
    contents = Resource.from_contents(_DOCUMENT, default_specification=DRAFT202012)
    registry = Registry().with_resource("urn:contract", contents)
    for _, _, operation in _declared():
        body = operation.get("requestBody", {}).get("content", {}).get("application/json")
        # A file as it came is described by its size alone.
        if body is None or "$ref" not in body["schema"]:
            continue
        assert body["examples"], operation["operationId"]
        for example in body["examples"].values():
            schema = {"$ref": f"urn:contract{body['schema']['$ref']}"}
            Draft202012Validator(schema, registry=registry).validate(example["value"])


_WHO = {
    "validateOrder": "officer",
    "examinePlan": "officer",
    "submitOrder": "officer",
    "cancelOrder": "officer",
    "amendOrder": "officer",
    "examineOrderAgain": "officer",
    "decideOrder": "approver",
    "answerQuestions": "approver",
    "revokeApproval": "approver",
    "closeRemainder": "officer",
    "askWaiver": "officer",
    "decideWaiver": "approver",
    "withdrawWaiver": "approver",
    "recordLicence": "officer",
    "recordFreeSoftware": "officer",
    "approveFreeSoftware": "approver",
    "takeOffFreeSoftware": "approver",
    "confirmLicence": "catalog-keeper",
    "revokeLicence": "approver",
    "verifyApproval": None,
    "putAgency": "administrator",
    "recordHeadcount": "administrator",
    "recordProperties": "administrator",
    "nameApprovers": "administrator",
    "recordAssets": "administrator",
    "recordLicenceEvidence": "administrator",
    "disposeAsset": "administrator",
    "importList": "catalog-keeper",
    "publishProposal": "standards-keeper",
    "startReplay": "standards-keeper",
    "suspendSupplier": "administrator",
    "subscribe": "supplier",
    "rotateSubscription": "supplier",
    "disableSubscription": "supplier",
    "enableSubscription": "supplier",
    "deleteSubscription": "supplier",
    "addAccount": "security-administrator",
    "endSessions": "officer",
}
_THIRD = "11100000EXAMPLE040"


_SENT_ELSEWHERE = frozenset(
    {"answerQuestions", "publishProposal", "examineOrderAgain", "closeReviewCase"}
    | {"approveFreeSoftwareList", "liftSuspension"}
    | {"disableAccount", "setPassword", "changePassword", "endSession", "withdrawKey"}
    | {it.id for it in _OPERATIONS if "/deliveries" in it.path or "/substitutions" in it.path}
)
"""They need a question, a proposal, a fact, a case, entries, devices under way, a substitute, an
account, a session, a key, or a second administrator: journeys and tests of their own send them."""


def test_every_example_works_when_it_is_sent(stage: Stage) -> None:
    """In the order of the document, on an agency of its own where facts are recorded."""
    _check_stage(stage)
    for operation in _OPERATIONS:
        for example in operation.examples.values():
            if operation.id in _SENT_ELSEWHERE:
                continue
            if operation.document:
                _check_document(stage, operation, example)
                continue
            path, headers, second = _placed_for(stage, operation.id, operation.path)
            body = json.loads(json.dumps(example))
            if operation.id in {"submitOrder", "amendOrder"}:
                body["reference"] = fresh("EXAMPLE")
            answer = stage.call(
                operation.method, path, _WHO[operation.id], body, headers=headers, second=second
            )
            assert answer.status in operation.answers, (operation.id, answer.data)


def _check_document(stage: Stage, operation: Operation, example: str) -> None:
    data = example.replace(examples.ORDER["reference"], fresh("EXAMPLE")).encode()
    media = {"Content-Type": operation.media[0]}
    answer = stage.call(operation.method, operation.path, "officer", data=data, headers=media)
    assert answer.status in operation.answers, (operation.id, answer.data)


def _check_stage(stage: Stage) -> None:
    body = {"name": "Example agency three", "jurisdiction": "cn", "level": "central"}
    assert stage.call("PUT", f"/v1/agencies/{_THIRD}", "administrator", body).status in {200, 201}


def _placed_for(stage: Stage, operation: str, path: str) -> tuple[str, dict[str, str], bool]:
    """The path of the operation with something real in it."""
    if "/free-software" in path:
        return _listed_for(stage, operation, path.replace("<uscc>", examples.AGENCY)), SEEN, False
    path = path.replace("<uscc>", _THIRD)
    if "<subscription>" in path:
        path = path.replace("<subscription>", _subscribed_for(stage, operation))
    if "<waiver>" in path:
        number = stage.call("POST", "/v1/waivers", "officer", dict(examples.WAIVER)).json["number"]
        if operation == "withdrawWaiver":
            decision = dict(examples.WAIVER_DECISION)
            where = f"/v1/waivers/{number}/decision"
            stage.call("POST", where, "approver", decision, headers={"If-Match": "*"})
        return path.replace("<waiver>", number), {"If-Match": "*"}, False
    if "<licence>" in path:
        body = dict(examples.LICENCE)
        number = stage.call("POST", "/v1/licences", "officer", body).json["number"]
        return path.replace("<licence>", number), {"If-Match": "*"}, False
    if "<order_id>" in path:
        second = operation == "decideOrder"
        made = stage.place(second=second, **({"agency": "11100000EXAMPLE02R"} if second else {}))
        return path.replace("<order_id>", made["id"]), {"If-Match": "*"}, second
    if "<number>" in path:
        return path.replace("<number>", stage.place()["approval"]["number"]), {}, False
    return path, SEEN if operation == "disposeAsset" else {}, False


def _subscribed_for(stage: Stage, operation: str) -> str:
    """A subscription in a state that allows the operation."""
    made = stage.call("POST", "/v1/subscriptions", "supplier", dict(examples.SUBSCRIPTION)).json
    if operation == "enableSubscription":
        path = f"/v1/subscriptions/{made['id']}/deactivation"
        assert stage.call("POST", path, "supplier", dict(examples.REASON)).status == 200
    return str(made["id"])


def _listed_for(stage: Stage, operation: str, path: str) -> str:
    """The path with an entry of an agency whose people may act on it."""
    if operation == "recordFreeSoftware":
        return path
    body = {**examples.FREE_SOFTWARE, "name": fresh("software")}
    made = stage.call("POST", path.partition("/<entry>")[0], "officer", body)
    return path.replace("<entry>", made.json["number"])


def test_operations_without_a_database_say_so() -> None:
    assert {it.id for it in _OPERATIONS if it.eyes is Eyes.NOBODY} == {
        "getJwks",
        "getOpenApi",
        "getProblem",
        "getHealth",
        "getLedgerKeys",
        "getVerifier",
        "getOcdsExtension",
        "getOcdsSchema",
        "getDocumentCertificate",
    }
