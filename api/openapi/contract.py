"""Makes the OpenAPI 3.1 document from the declared operations."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin

from api import limits
from api.access_table import ACCESS
from api.bodies import JSON_LINES
from api.conditions import etag_of
from api.openapi.audit_components import ANSWERS as AUDIT_ANSWERS
from api.openapi.catalogue_components import ANSWERS as CATALOGUE_ANSWERS
from api.openapi.components import ANSWERS
from api.openapi.delivery_components import ANSWERS as DELIVERY_ANSWERS
from api.openapi.document_components import ANSWERS as DOCUMENT_ANSWERS
from api.openapi.dry_run_components import ANSWERS as DRY_RUN_ANSWERS
from api.openapi.event_components import ANSWERS as EVENT_ANSWERS
from api.openapi.forms import (
    FREE_SOFTWARE,
    LICENCE,
    NUMBER,
    SUSPENSION,
    UUID,
    WAIVER,
    Form,
    binary,
    integer,
    listing,
    record,
    reference,
    text,
)
from api.openapi.free_software_components import ANSWERS as FREE_SOFTWARE_ANSWERS
from api.openapi.identity_components import ANSWERS as IDENTITY_ANSWERS
from api.openapi.import_components import ANSWERS as IMPORT_ANSWERS
from api.openapi.law_components import ANSWERS as LAW_ANSWERS
from api.openapi.ledger_components import ANSWERS as LEDGER_ANSWERS
from api.openapi.licence_components import ANSWERS as LICENCE_ANSWERS
from api.openapi.links import Links
from api.openapi.machine_components import ANSWERS as MACHINE_ANSWERS
from api.openapi.people_components import ANSWERS as PEOPLE_ANSWERS
from api.openapi.proof_components import ANSWERS as PROOF_ANSWERS
from api.openapi.replay_components import ANSWERS as REPLAY_ANSWERS
from api.openapi.replies import header_forms, problem_examples, responses
from api.openapi.review_components import ANSWERS as REVIEW_ANSWERS
from api.openapi.sandbox_components import ANSWERS as SANDBOX_ANSWERS
from api.openapi.schemes import schemes
from api.openapi.software_components import ANSWERS as SOFTWARE_ANSWERS
from api.openapi.substitution_components import ANSWERS as SUBSTITUTION_ANSWERS
from api.openapi.waiver_components import ANSWERS as WAIVER_ANSWERS
from api.operation import FORM, YAML, Operation, Resource
from api.schemas.strict import Strict
from api.services import Contract

VERSION = "1.0.0"
"""Version of the contract: a third number for what adds, a first one for what breaks."""

_PART = re.compile(r"<([a-z_]+)>")
_ABOUT = (
    "Examines orders of office equipment against the configuration standards in force, and issues "
    "approvals that anyone can verify. Amounts are decimal strings, days are days in Asia/Shanghai,"
    " instants are UTC. Errors are problem documents (RFC 9457) with stable types."
)
PROBLEM: Form = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "message", "advice"],
    "properties": {
        "type": text(60, format="uri-reference"),
        "title": text(),
        "status": integer(400, 599),
        "detail": text(),
        "message": reference("Message"),
        "advice": reference("Message"),
        "errors": listing(
            record(
                {"code": text(60), "message": reference("Message")},
                {
                    "pointer": text(),
                    "parameter": text(100),
                    "file": text(200),
                    "place": text(),
                    "line": integer(),
                    "key": text(),
                },
            ),
            100,
        ),
        "errors_total": integer(),
    },
    "additionalProperties": True,
}
"""A problem document; further members tell what it is about."""


FORMS_OF_ANSWERS: tuple[Mapping[str, Form], ...] = (
    ANSWERS,
    IDENTITY_ANSWERS,
    PEOPLE_ANSWERS,
    REVIEW_ANSWERS,
    WAIVER_ANSWERS,
    LICENCE_ANSWERS,
    FREE_SOFTWARE_ANSWERS,
    DELIVERY_ANSWERS,
    SUBSTITUTION_ANSWERS,
    SOFTWARE_ANSWERS,
    LAW_ANSWERS,
    CATALOGUE_ANSWERS,
    MACHINE_ANSWERS,
    DOCUMENT_ANSWERS,
    IMPORT_ANSWERS,
    REPLAY_ANSWERS,
    LEDGER_ANSWERS,
    PROOF_ANSWERS,
    EVENT_ANSWERS,
    AUDIT_ANSWERS,
    DRY_RUN_ANSWERS,
    {"Problem": PROBLEM},
)
"""How answers look, by the names of their schemas; no name stands in two of them."""


def contract_of(resources: Iterable[Resource], server: str) -> Contract:
    """Return the contract of these resources, served at that address."""
    data = msgspec.json.encode(document(resources, server))
    return Contract(data, etag_of(data.hex()))


def document(resources: Iterable[Resource], server: str) -> dict[str, Any]:
    """Return the OpenAPI document."""
    found = tuple(resources)
    plugin = MarshmallowPlugin(schema_name_resolver=_name)
    spec = APISpec(
        title="procheck",
        version=VERSION,
        openapi_version="3.1.0",
        plugins=[plugin],
        info={
            "description": _ABOUT,
            "contact": {"name": "the operator of this installation", "url": server},
            "license": {"name": "proprietary", "identifier": "LicenseRef-procheck"},
        },
        servers=[{"url": server, "x-internal": False}],
        tags=[{"name": it.tag, "description": it.description} for it in found],
    )
    converter = plugin.converter
    if converter is not None:
        converter.add_attribute_function(_form)  # type: ignore[no-untyped-call]  # untyped there
    for name, form in schemes(server).items():
        spec.components.security_scheme(name, form)
    answers = FORMS_OF_ANSWERS
    if any(it.tag == "sandbox" for it in found):
        answers = (*answers, SANDBOX_ANSWERS)
    forms: dict[str, Form] = {}
    for name, form in (each for of_some in answers for each in of_some.items()):
        # Whatever is named twice would be described as the later one: apispec refuses it.
        spec.components.schema(name, form)
        forms[name] = form
    told = [operation for resource in found for operation in resource]
    for name, form in header_forms().items():
        spec.components.header(name, form)
    for name, example in problem_examples(told).items():
        spec.components.example(name, example)
    links = Links(told, forms)
    for operation in told:
        path = _PART.sub(r"{\1}", operation.path)
        shown = _operation(operation, links.of(operation))
        spec.path(path=path, operations={operation.method.lower(): shown})
    return spec.to_dict()


def _form(_: Any, field: Any, **__: object) -> Form:  # noqa: ANN401 - apispec's signature
    """Return the whole form of a field of ours; apispec itself passes only what it knows."""
    return dict(field.form) if isinstance(field, Strict) else {}


def _name(schema: Any) -> str:  # noqa: ANN401 - apispec hands in a class or an instance
    return str((schema if isinstance(schema, type) else type(schema)).__name__)


def _operation(operation: Operation, links: Mapping[str, Any]) -> dict[str, Any]:
    declared: dict[str, Any] = {
        "operationId": operation.id,
        "summary": operation.summary,
        "description": operation.description or f"{operation.summary}.",
        "tags": [operation.tag],
        "security": [] if ACCESS[operation.id].public else [{"key": []}, {"token": []}],
        "parameters": _parameters(operation),
        "responses": responses(operation, links),
    }
    roles = ACCESS[operation.id].roles
    if roles is not None:
        declared["x-roles"] = sorted(role.value for role in roles)
    if operation.has_body:
        declared["requestBody"] = {"required": True, "content": _content(operation)}
    return declared


def _content(operation: Operation) -> Mapping[str, Any]:
    if operation.media is not YAML:
        files = {media: {"schema": _file(operation, media)} for media in operation.media}
        if operation.examples:
            # Of a file the first type is the one that can be shown.
            files[operation.media[0]]["examples"] = _examples(operation)
        return files
    if operation.document:
        return {operation.media[0]: {"schema": text(operation.body_limit)}}
    one = {"schema": operation.body, "examples": _examples(operation)}
    lines = {it: {"schema": binary(limits.BATCH_BYTES, it)} for it in JSON_LINES if operation.batch}
    return {"application/json": one, **lines}


def _examples(operation: Operation) -> dict[str, Any]:
    return {
        name.replace(" ", "-"): {"summary": name, "value": value}
        for name, value in operation.examples.items()
    }


def _file(operation: Operation, media: str) -> Form:
    if media == FORM:
        return reference("TokenRequest")
    return binary(operation.body_limit, media)


def _parameters(operation: Operation) -> list[dict[str, Any]]:
    parts = [
        {"name": name, "in": "path", "required": True, "schema": _path_form(name)}
        for name in _PART.findall(operation.path)
    ]
    queries = [
        {
            "name": query.name,
            "in": "query",
            "required": query.required,
            "description": query.description,
            "schema": dict(query.field.form),
        }
        for query in operation.query
    ]
    return [*parts, *queries, *_headers(operation)]


def _headers(operation: Operation) -> list[dict[str, Any]]:
    headers = []
    if operation.acts:
        about = "one value for each act; the same value repeats the answer instead of the act"
        headers.append(_header("Idempotency-Key", about, required=True))
    if operation.conditional is not None:
        about = "the ETag of what was looked at; 412 where it has changed since"
        headers.append(_header("If-Match", about, required=operation.conditional))
    if operation.method == "PUT":
        about = "`*` where there must be none yet; 412 where there is"
        headers.append(_header("If-None-Match", about, required=False))
    return headers


def _header(name: str, about: str, *, required: bool) -> dict[str, Any]:
    form = text(66, minLength=1, pattern=r'^"?[\x21\x23-\x7e]{1,64}"?$')
    return {
        "name": name,
        "in": "header",
        "required": required,
        "description": about,
        "schema": form,
    }


def _path_form(name: str) -> Form:
    forms: Mapping[str, Form] = {
        **dict.fromkeys(limits.UUID_PARTS, UUID),
        "suspension": SUSPENSION,
        "proposal": text(64, pattern="^[0-9a-f]{8,64}$"),
        "number": NUMBER,
        "waiver": WAIVER,
        "licence": LICENCE,
        "entry": FREE_SOFTWARE,
        "listing": text(80, pattern="^[a-z0-9]+([-_.][a-z0-9]+)*$"),
        **dict.fromkeys(("key", "session"), text(16, pattern="^[a-z2-7]{16}$")),
        "uscc": text(18, pattern="^[0-9A-HJ-NPQRTUWXY]{18}$"),
    }
    return forms.get(name, text(40))
