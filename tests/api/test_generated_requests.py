"""Generated requests, valid and invalid, get no server error and only declared answers."""

from collections import Counter
from collections.abc import Callable, Iterator
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

from api.access_keys import new_key_text
from api.access_table import ACCESS
from api.app import operations
from api.roles import Role
from storage.embedded.server import Address
from tests.api.conftest import ASKED
from tests.api.stage import Stage, build, fresh, stocked

_CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
_STEPS = 8
"""Most requests of one sequence."""
_ANY_BYTES = {"verifyApprovalDocument"}
"""What takes a body of any bytes and nothing else: no request of it is one the contract forbids."""
_NOBODY, _STRANGER = "nobody", "stranger"
"""Who presents no key, and who presents one that was never issued."""


@schemathesis.deserializer("application/yaml")
def _as_it_came(_: Any, response: Any) -> str:  # noqa: ANN401 - untyped there
    """A document of the law is handed out as a file: what is in it is not the contract's affair."""
    text: str = response.text
    return text


@schemathesis.serializer("application/pdf")
def _bytes_of(_: Any, value: Any) -> bytes:  # noqa: ANN401 - untyped there
    """A document as it was generated: bytes of no form, nearly always."""
    return value if isinstance(value, bytes) else str(value).encode()


@pytest.fixture(scope="module")
def stage(server: Address, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """An edge of its own: an administrator who asks anything changes the facts of every agency."""
    with stocked(server, "generated") as made:
        built = build(made, tmp_path_factory.mktemp("generated"))
        yield built
        built.close()


@pytest.fixture(scope="module")
def schema(stage: Stage) -> Any:  # noqa: ANN401 - untyped there
    return schemathesis.openapi.from_wsgi("/openapi.json", stage.app)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every operation, in both modes where something can be wrong, by one role or by each."""
    if "mode" not in metafunc.fixturenames:
        return
    cases = []
    for it in operations():
        modes = [GenerationMode.POSITIVE]
        takes_more = it.has_body and it.id not in _ANY_BYTES
        if takes_more or it.query or it.acts or "<" in it.path:
            modes.append(GenerationMode.NEGATIVE)
        roles = ACCESS[it.id].roles
        chosen = [_NOBODY if roles is None else min(role.value for role in roles)]
        if metafunc.config.getoption("every_role") and roles is not None:
            chosen = [*(role.value for role in Role), _NOBODY, _STRANGER]
        cases += [(it.id, mode, role) for mode in modes for role in chosen]
    metafunc.parametrize(("operation", "mode", "role"), cases)


def test_generated_requests_get_only_declared_answers(
    stage: Stage,
    schema: Any,  # noqa: ANN401 - untyped there
    pytestconfig: pytest.Config,
    record_property: Callable[[str, object], None],
    operation: str,
    mode: GenerationMode,
    role: str,
) -> None:
    strategy = schema.find_operation_by_id(operation).as_strategy(generation_mode=mode)
    key = _key(stage, role)
    turned_away = _turned_away(operation, role)
    answered: Counter[str] = Counter()

    @settings(
        max_examples=pytestconfig.getoption("examples"),
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
        answered[f"{response.status_code // 100}xx"] += 1
        case.validate_response(response, checks=_CHECKS)
        # A generated header may spoil a good key: then it is as if none was presented.
        assert not turned_away or response.status_code in {401, 403}

    hold()
    record_property(ASKED, dict(answered))


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SUPPLIER, Role.AUDITOR])
def test_sequences_along_the_links_get_only_declared_answers(
    stage: Stage,
    schema: Any,  # noqa: ANN401 - untyped there
    pytestconfig: pytest.Config,
    record_property: Callable[[str, object], None],
    role: Role,
) -> None:
    """What an answer leads to is asked next, with what the answer said."""
    answered: Counter[str] = Counter()

    class Sequence(schema.as_state_machine()):  # type: ignore[misc]  # untyped there
        def before_call(self, case: Any) -> None:  # noqa: ANN401 - untyped there
            if "Idempotency-Key" in (case.headers or {}):
                case.headers["Idempotency-Key"] = fresh("sequence")

        def get_call_kwargs(self, case: Any) -> dict[str, Any]:  # noqa: ANN401, ARG002 - untyped there
            return {"headers": _key(stage, role.value)}

        def validate_response(self, response: Any, case: Any, *_: Any, **__: Any) -> None:  # noqa: ANN401 - untyped there
            answered[f"{response.status_code // 100}xx"] += 1
            case.validate_response(response, checks=_CHECKS)

    Sequence.run(
        settings=settings(
            max_examples=pytestconfig.getoption("examples"),
            stateful_step_count=_STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        )
    )
    record_property(ASKED, dict(answered))
    assert answered.total() > pytestconfig.getoption("examples")


def _key(stage: Stage, role: str) -> dict[str, str]:
    if role == _NOBODY:
        return {}
    text = new_key_text() if role == _STRANGER else stage.keys[role]
    return {"Authorization": f"Bearer {text}"}


def _turned_away(operation: str, role: str) -> bool:
    """Whether somebody may not ask this at all, whatever he asks."""
    roles = ACCESS[operation].roles
    if roles is None:
        return False
    return role in {_NOBODY, _STRANGER} or Role(role) not in roles
