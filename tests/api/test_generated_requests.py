"""Generated requests, valid and invalid, get no server error and only declared answers."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Flaky
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.media_types import YAML_MEDIA_TYPES
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ensure_resource_availability,
    ignored_auth,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.access_keys import new_key_text
from api.access_table import ACCESS
from api.app import operations
from api.roles import Role
from storage.embedded.server import Address
from tests.api.conftest import ASKED
from tests.api.stage import Stage, edge_of_its_own, fresh

_CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]
_STEPS = 8
"""Most requests of one sequence."""
_TRIES = 30
"""How many times the sequences asked for are begun, at most, until one gets to an answer."""
_ANY_BYTES = {"verifyApprovalDocument"}
"""What takes a body of any bytes and nothing else: no request of it is one the contract forbids."""
_NOBODY, _STRANGER = "nobody", "stranger"
"""Who presents no key, and who presents one that was never issued."""


@schemathesis.deserializer(*YAML_MEDIA_TYPES)
def _as_it_came(_: Any, response: Any) -> str:  # noqa: ANN401 - untyped there
    """A document of the law is handed out as a file: what is in it is not the contract's affair.

    For one of its names alone another reader would go first, which knows them all.
    """
    text: str = response.text
    return text


@schemathesis.serializer("application/pdf")
def _bytes_of(_: Any, value: Any) -> bytes:  # noqa: ANN401 - untyped there
    """A document as it was generated: bytes of no form, nearly always."""
    return value if isinstance(value, bytes) else str(value).encode()


@pytest.fixture(scope="module")
def stage(server: Address, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """An edge of its own: an administrator who asks anything changes the facts of every agency."""
    with edge_of_its_own(server, "generated", tmp_path_factory.mktemp("generated")) as made:
        yield made


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
    record_property(ASKED, {role: dict(answered)})


def test_a_document_of_the_law_is_a_file_to_the_contract(
    schema: Any,  # noqa: ANN401 - untyped there
) -> None:
    case = schema.find_operation_by_id("getEditionDocument").Case(
        path_parameters={"edition": "cn-central-bulk-2024-7"}
    )
    response = case.call()
    assert response.status_code == HTTPStatus.OK
    case.validate_response(response, checks=_CHECKS)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SUPPLIER, Role.AUDITOR])
def test_sequences_along_the_links_get_only_declared_answers(
    stage: Stage,
    schema: Any,  # noqa: ANN401 - untyped there
    pytestconfig: pytest.Config,
    record_property: Callable[[str, object], None],
    role: Role,
) -> None:
    """What an answer leads to is asked next, with what the answer said."""
    sequences = pytestconfig.getoption("sequences") or pytestconfig.getoption("examples")
    seen = _Seen()
    machine = _sequence(stage, schema, role, seen)
    while seen.begun < sequences or not seen.walled:
        # Of few sequences none may get to an answer, and then nothing was asked with a wrong key.
        assert seen.begun < _TRIES * sequences
        # What a sequence made stays, so the same draws may lead elsewhere another time, which
        # Hypothesis calls flaky: then the rest is drawn afresh, and what failed is kept here.
        with suppress(Flaky):
            machine.run(
                settings=settings(
                    max_examples=max(1, sequences - seen.begun),
                    # Where CI is set, Hypothesis would draw the same again, however often.
                    derandomize=False,
                    stateful_step_count=_STEPS,
                    deadline=None,
                    suppress_health_check=list(HealthCheck),
                    database=None,
                )
            )
        if seen.failed:
            raise seen.failed[0]
    record_property(ASKED, {f"{role.value} in sequences": dict(seen.answered)})
    assert seen.answered.total() > sequences


@dataclass
class _Seen:
    """What sequences came to, whatever Hypothesis makes of them."""

    begun: int = 0
    answered: Counter[str] = field(default_factory=Counter)
    failed: list[Exception] = field(default_factory=list)
    walled: set[str] = field(default_factory=set)
    """Operations that were asked with a wrong key and without one: once each is enough."""


def _sequence(stage: Stage, schema: Any, role: Role, seen: _Seen) -> Any:  # noqa: ANN401 - untyped there
    class Sequence(schema.as_state_machine()):  # type: ignore[misc]  # untyped there
        def setup(self) -> None:
            seen.begun += 1

        def before_call(self, case: Any) -> None:  # noqa: ANN401 - untyped there
            if "Idempotency-Key" in (case.headers or {}):
                case.headers["Idempotency-Key"] = fresh("sequence")

        def get_call_kwargs(self, case: Any) -> dict[str, Any]:  # noqa: ANN401, ARG002 - untyped there
            return {"headers": _key(stage, role.value)}

        def validate_response(self, response: Any, case: Any, *_: Any, **__: Any) -> None:  # noqa: ANN401 - untyped there
            kind, name = f"{response.status_code // 100}xx", case.operation.label
            seen.answered[kind] += 1
            try:
                case.validate_response(
                    response,
                    checks=[*_CHECKS, ensure_resource_availability],
                    additional_checks=[] if name in seen.walled else [ignored_auth],
                    headers=_key(stage, role.value),
                    recorder=self.recorder,
                )
            except Exception as error:
                seen.failed.append(error)
                raise
            if kind == "2xx":
                seen.walled.add(name)

    return Sequence


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
