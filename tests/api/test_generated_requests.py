"""Generated requests, valid and invalid, get no server error and only declared answers."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.access import ACCESS
from api.app import operations
from tests.api.stage import Stage, fresh

_CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
_EXAMPLES = 15
"""For each operation and each of the two modes; the long run is against a live service."""


@pytest.fixture(scope="session")
def schema(stage: Stage) -> Any:  # noqa: ANN401 - untyped there
    return schemathesis.openapi.from_wsgi("/openapi.json", stage.app)


def _cases() -> Iterator[tuple[str, GenerationMode]]:
    for it in operations():
        yield it.id, GenerationMode.POSITIVE
        if it.has_body or it.query or it.acts or "<" in it.path:
            yield it.id, GenerationMode.NEGATIVE


@pytest.mark.parametrize(("operation", "mode"), list(_cases()))
def test_generated_requests_get_only_declared_answers(
    stage: Stage,
    schema: Any,  # noqa: ANN401 - untyped there
    operation: str,
    mode: GenerationMode,
) -> None:
    strategy = schema.find_operation_by_id(operation).as_strategy(generation_mode=mode)
    key = _key(stage, operation)

    @settings(
        max_examples=_EXAMPLES,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(case=strategy)
    def hold(case: Any) -> None:  # noqa: ANN401 - untyped there
        headers = {**key}
        if "Idempotency-Key" in (case.headers or {}):
            # Drawn twice, one key would stand for two acts: that is another test's matter.
            headers["Idempotency-Key"] = fresh("generated")
        response = case.call(headers=headers)
        case.validate_response(response, checks=_CHECKS)

    hold()


def _key(stage: Stage, operation: str) -> dict[str, str]:
    roles = ACCESS[operation].roles
    if roles is None:
        return {}
    role = min(role.value for role in roles)
    return {"Authorization": f"Bearer {stage.keys[role]}"}
