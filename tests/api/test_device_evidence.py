"""Licence evidence of devices through the edge: used once, kept as a keyed digest, told nowhere."""

import json
from typing import Any

import pytest
from sqlalchemy import text

from api.evidence_keys import add_evidence_key, evidence_file
from api.examples import AGENCY
from storage.scope import SYSTEM
from tests.api.stage import SEEN, Answer, Stage, fresh

_OTHER = "11100000EXAMPLE02R"


def secret() -> str:
    return f"{fresh('K').upper()}-QX7WV-9M2RB"


def device(*evidence: Any, serial: str = "") -> Any:  # noqa: ANN401 - JSON values
    known = [{"kind": kind, "value": value} for kind, value in evidence]
    return {"serial": serial or fresh("SN"), "class": "scanner", "licence_evidence": known}


def record(stage: Stage, *devices: Any, second: bool = False, **more: Any) -> Answer:  # noqa: ANN401 - JSON values
    uscc = _OTHER if second else AGENCY
    body = {"assets": list(devices), "source": "example inventory"}
    path = f"/v1/agencies/{uscc}/assets"
    return stage.call("POST", path, "officer", body, second=second, **more)


def bind(
    stage: Stage, serial: str, value: str, kind: str = "coa", *, second: bool = False
) -> Answer:
    uscc = _OTHER if second else AGENCY
    body = {
        "licence_evidence": [{"serial": serial, "kind": kind, "value": value}],
        "source": "example label",
    }
    path = f"/v1/agencies/{uscc}/licence-evidence"
    return stage.call("POST", path, "officer", body, second=second)


def shown(stage: Stage, serial: str) -> Any:  # noqa: ANN401 - a JSON value
    path = f"/v1/agencies/{AGENCY}/assets?limit=200"
    return next(
        it for it in stage.call("GET", path, "officer").json["items"] if it["serial"] == serial
    )


def test_a_device_is_recorded_with_its_evidence_and_shows_the_kind_alone(stage: Stage) -> None:
    value = secret()
    mine = device(("oem-entitlement", value))
    assert record(stage, mine).status == 201
    assert shown(stage, mine["serial"])["licensed_by"] == ["oem-entitlement"]
    page = stage.call("GET", f"/v1/agencies/{AGENCY}/assets?limit=200", "officer")
    assert value not in page.data.decode()


@pytest.mark.parametrize("second", [False, True], ids=["own", "foreign"])
def test_a_second_device_is_refused_in_words_that_tell_nothing(
    stage: Stage,
    second: bool,  # noqa: FBT001 - a parameter
) -> None:
    value = secret()
    first = device(("coa", value))
    assert record(stage, first).status == 201
    again = device(("coa", value))
    with stage.unchanged():
        answer = record(stage, again, second=second)
    assert (answer.status, answer.json["type"]) == (409, "/problems/licence-evidence-used")
    assert answer.json["places"] == [0]
    for told in (first["serial"], again["serial"], AGENCY, _OTHER, value):
        assert told not in answer.data.decode()


def test_own_and_foreign_use_are_refused_in_the_same_bytes(stage: Stage) -> None:
    value = secret()
    record(stage, device(("coa", value)))
    own = record(stage, device(("coa", value)))
    foreign = record(stage, device(("coa", value)), second=True)
    assert own.data == foreign.data


@pytest.mark.parametrize(
    "written",
    [
        lambda it: it.lower(),
        lambda it: it.replace("-", ""),
        lambda it: it.replace("-", " - "),
        lambda it: it.replace("-", "—"),
        lambda it: "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in it),
        lambda it: it.replace("-", "_"),
    ],
    ids=["case", "no dashes", "blanks", "long dashes", "full width", "underscores"],
)
def test_another_spelling_is_the_same_value(stage: Stage, written: Any) -> None:  # noqa: ANN401 - a function
    value = secret()
    assert record(stage, device(("coa", value))).status == 201
    assert record(stage, device(("coa", written(value)))).status == 409


def test_another_kind_is_the_same_value(stage: Stage) -> None:
    value = secret()
    assert record(stage, device(("coa", value))).status == 201
    assert record(stage, device(("digital-entitlement", value))).status == 409


def test_the_same_value_of_the_same_device_again_is_harmless(stage: Stage) -> None:
    value = secret()
    mine = device(("coa", value), ("coa", value.lower()))
    assert record(stage, mine).status == 201
    assert bind(stage, mine["serial"], value).status == 201
    assert shown(stage, mine["serial"])["licensed_by"] == ["coa"]


def test_two_devices_of_one_request_cannot_share_a_value_and_nothing_is_recorded(
    stage: Stage,
) -> None:
    value = secret()
    one, two = device(("coa", value)), device(("coa", value))
    with stage.unchanged():
        answer = record(stage, one, device(("coa", secret())), two)
    assert (answer.status, answer.json["places"]) == (409, [2])


def test_what_belongs_to_a_device_belongs_to_it_after_its_disposal(stage: Stage) -> None:
    value = secret()
    mine = device(("oem-entitlement", value))
    assert record(stage, mine).status == 201
    body = {"serial": mine["serial"], "disposed_on": "2026-11-23", "document": "example 7"}
    path = f"/v1/agencies/{AGENCY}/disposals"
    assert stage.call("POST", path, "approver", body, headers=SEEN).status == 201
    assert record(stage, device(("oem-entitlement", value))).status == 409


def test_evidence_is_learnt_later_for_own_devices_alone(stage: Stage) -> None:
    mine = device()
    assert record(stage, mine).status == 201
    value = secret()
    assert bind(stage, mine["serial"], value, "site-licence").status == 201
    assert shown(stage, mine["serial"])["licensed_by"] == ["site-licence"]
    with stage.unchanged():
        foreign = bind(stage, mine["serial"], secret(), second=True)
        nowhere = bind(stage, "NO-SUCH", secret())
        other = stage.call(
            "POST",
            f"/v1/agencies/{_OTHER}/licence-evidence",
            "officer",
            {
                "licence_evidence": [{"serial": "x", "kind": "coa", "value": secret()}],
                "source": "x",
            },
        )
    assert [it.status for it in (foreign, nowhere, other)] == [404] * 3


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("", "blank"),
        (" ", "blank"),
        ("----", "evidence-too-short"),
        ("A-B-C", "evidence-too-short"),
        ("a\u200bbcd", "hostile-character"),
        ("x" * 201, "too-long"),
        (7, "not-a-text"),
        (None, "null"),
    ],
)
def test_what_is_no_value_is_told_by_its_place_and_not_repeated(
    stage: Stage,
    value: Any,  # noqa: ANN401 - a JSON value
    code: str,
) -> None:
    with stage.unchanged():
        answer = record(stage, device(("coa", value)))
    where = "/assets/0/licence_evidence/0/value"
    assert (answer.status, answer.codes) == (422, {(where, code)})
    if isinstance(value, str) and value.strip():
        assert value not in answer.data.decode()


def everything(stage: Stage) -> str:
    """Every row of every table as text; bytes are hexadecimal there."""
    with stage.made.address.connect(database=stage.made.name) as connection:
        tables = connection.execute(
            "select format('%I.%I', schemaname, tablename) from pg_tables"
            " where schemaname not in ('pg_catalog', 'information_schema')"
        ).fetchall()
        rows = [
            str(row)
            for (table,) in tables
            for row in connection.execute(f"select t::text from {table} t")  # noqa: S608 - from the catalogue
        ]
    return "\n".join(rows)


def test_a_value_is_nowhere_in_database_answers_or_logs(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    values = [secret() for _ in range(4)]
    key = fresh("key")
    mine = device(("oem-entitlement", values[0]), ("coa", values[1]))
    headers = {"Idempotency-Key": key}
    answers = [
        record(stage, mine, headers=headers),
        record(stage, mine, headers=headers),
        record(stage, device(("coa", values[1]))),
        bind(stage, mine["serial"], values[2]),
        record(stage, device(("coa", values[3]), serial=mine["serial"])),
    ]
    assert [it.status for it in answers] == [201, 201, 409, 201, 409]
    assert answers[0].data == answers[1].data
    stage.sequence()
    dump = everything(stage)
    told = "".join(it.data.decode() for it in answers) + caplog.text
    for value in values:
        plain = value.replace("-", "")
        for text_ in (dump, told):
            for spelt in {value, value.lower(), plain, plain.lower()}:
                assert spelt not in text_
                assert spelt.encode().hex() not in text_
    assert "hmac-sha256:" in dump


def test_the_ledger_names_devices_and_kinds(stage: Stage) -> None:
    mine = device(("coa", secret()))
    record(stage, mine)
    with stage.services.database.transaction(SYSTEM) as connection:
        query = text(
            "select convert_from(body, 'UTF8') from procheck.ledger_event"
            " where kind = 'asset.recorded' order by id desc limit 1"
        )
        body = json.loads(connection.scalars(query).one())["body"]
    assert body["licence_evidence"] == [{"serial": mine["serial"], "kind": "coa"}]


def test_a_key_that_is_added_keeps_what_was_known_and_is_known_at_once(stage: Stage) -> None:
    before, after = secret(), secret()
    assert record(stage, device(("coa", before))).status == 201
    made = add_evidence_key(stage.services.settings, stage.clock())
    assert evidence_file(stage.services.settings).stat().st_mode & 0o777 == 0o600
    assert record(stage, device(("coa", before))).status == 409
    mine = device(("coa", after))
    assert record(stage, mine).status == 201
    assert record(stage, device(("coa", after)), second=True).status == 409
    with stage.services.database.transaction(SYSTEM) as connection:
        query = text("select key from procheck.device_evidence_digest where serial = :serial")
        keys = list(connection.scalars(query, {"serial": mine["serial"]}))
    assert made in keys
    assert len(keys) == len(stage.services.evidence_keys.all) > 1
