"""Three administrators who exclude each other: whom each names, and what each sees."""

import base64
import json

import pytest
from sqlalchemy.exc import IntegrityError

from api.access_keys import issue
from api.examples import AGENCY
from api.holders import AdministratorsApart, Holder
from api.identifiers import new_id
from api.roles import ADMINISTRATORS, Role
from ledger.entry import Actor
from storage.scope import SYSTEM
from tests.api.stage import Answer, Stage, fresh

_ACTOR = Actor(person="test", role="system", authentication="test")
_PASSWORD = "长密码 correct horse"  # noqa: S105 - nobody's
_SECURITY, _AUDIT = "security-administrator", "audit-administrator"


def _add(stage: Stage, by: str, /, **body: str) -> Answer:
    told = {"name": fresh("n").lower(), "password": _PASSWORD, **body}
    return stage.call("POST", "/v1/accounts", by, told)


def test_each_administrator_names_others_and_never_himself(stage: Stage) -> None:
    assert _add(stage, _SECURITY, role="approver", agency=AGENCY).status == 201
    assert _add(stage, _SECURITY, role="auditor").status == 403
    assert _add(stage, _AUDIT, role="auditor").status == 201
    assert _add(stage, _AUDIT, role="officer", agency=AGENCY).status == 403
    assert _add(stage, "administrator", role="officer", agency=AGENCY).status == 403
    for role, himself in ((_SECURITY, "approver"), (_AUDIT, "auditor")):
        whose = {"agency": AGENCY} if himself == "approver" else {}
        answer = _add(stage, role, role=himself, person=f"demo:{role}", **whose)
        assert answer.json["type"] == "/problems/same-person"
    seen = {it["role"] for it in stage.call("GET", "/v1/accounts", _AUDIT).json["items"]}
    assert seen == {"auditor"}


def test_nobody_is_two_of_the_three(stage: Stage) -> None:
    for taken in sorted(ADMINISTRATORS - {Role.SECURITY_ADMINISTRATOR}):
        answer = _add(stage, _SECURITY, role=_SECURITY, person=f"demo:{taken}")
        assert (answer.status, answer.json["errors"][0]["pointer"]) == (422, "/role")
    person, database = fresh("person"), stage.services.database
    with database.transaction(SYSTEM) as connection:
        first = Holder(person=person, role=Role.ADMINISTRATOR)
        issue(connection, first, actor=_ACTOR, ids=new_id, now=stage.clock())
        second = Holder(person=person, role=Role.AUDIT_ADMINISTRATOR)
        with pytest.raises(AdministratorsApart):
            issue(connection, second, actor=_ACTOR, ids=new_id, now=stage.clock())
    # The wall below: whoever writes past the acts.
    insert = (
        "insert into procheck.account (id, name, password_hash, person, role, label, created_at,"
        " created_by, failures) values (%s, %s, 'x', %s, %s, '', %s, 'x', 0)"
    )
    row = (new_id(), fresh("n"), person, "security-administrator", stage.clock())
    with (
        pytest.raises(IntegrityError, match="two of the three"),
        database.transaction(SYSTEM) as connection,
    ):
        connection.exec_driver_sql(insert, row)


def test_the_audit_administrator_reads_what_the_other_two_did(stage: Stage) -> None:
    _add(stage, _SECURITY, role="approver", agency=AGENCY)
    stage.place()
    stage.sequence()
    roles, path = set(), "/v1/ledger/entries?limit=200"
    while path:
        shown = stage.call("GET", path, _AUDIT).json
        for it in shown["items"]:
            entry = json.loads(base64.b64decode(it["data"]))
            roles.add(entry["actor"]["role"])
        after = shown.get("next")
        path = f"/v1/ledger/entries?limit=200&after={after}" if after else ""
    assert roles <= {"administrator", _SECURITY}
    assert _SECURITY in roles
