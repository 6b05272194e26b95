"""A list is imported without effect; its document goes the way of all: proposed, then published."""

from base64 import b64encode
from typing import Any

import pytest

from catalog.seeds import SEEDS
from tests.api.stage import SEEN, Answer, Stage
from tests.integrations.lists import ROW, STATEMENT, as_csv
from tests.integrations.test_hostile_workbooks import bomb

_PATH = "/v1/catalog/imports"


def ask(stage: Stage, content: bytes, role: str = "catalog-keeper", **more: Any) -> Answer:  # noqa: ANN401 - JSON members
    body = {"content": b64encode(content).decode(), **more}
    return stage.call("POST", _PATH, role, body)


def test_an_imported_list_takes_effect_only_when_a_second_person_publishes_it(
    stage: Stage,
) -> None:
    statement = STATEMENT.replace("anke-2026-9", "anke-2026-8").replace("第9号", "第8号")
    with stage.unchanged():
        made = ask(stage, as_csv(ROW), statement=statement)
    assert (made.status, made.json["kind"]) == (200, "preview")
    change = made.json["difference"]
    assert (change["new"], len(change["added"]), change["same"]) == (True, 1, 0)
    assert change["completeness"] == [
        {"kind": "operating-system", "after": {"loaded": "partial", "evidence": "read"}}
    ]
    assert made.json["doubts"] == []
    document = made.json["document"].encode()
    yaml = {"Content-Type": "application/yaml"}
    proposed = stage.call(
        "POST",
        f"/v1/proposals?name={made.json['name']}",
        "catalog-keeper",
        data=document,
        headers=yaml,
    )
    assert (proposed.status, proposed.json["digest"]) == (201, made.json["digest"])
    path = f"/v1/proposals/{proposed.json['id']}/publication"
    assert stage.call("POST", path, "catalog-keeper", {}, headers=SEEN).status == 403
    assert stage.call("POST", path, "catalog-keeper", {}, second=True, headers=SEEN).status == 201
    held = stage.call("GET", "/v1/catalog/listings?limit=200&scheme=anke").json["items"]
    assert "anke-2026-8" in {it["publication"] for it in held}
    again = ask(stage, as_csv(ROW), statement=statement)
    assert [it["code"] for it in again.json["errors"]] == ["list-revision-behind"]
    raised = statement.replace('revision: "1"', 'revision: "2"')
    other = ask(stage, as_csv((*ROW[:5], "I", ROW[6])), statement=raised)
    assert [it["fields"] for it in other.json["difference"]["changed"]] == [["level"]]


def test_every_faulty_row_is_told_with_its_place_and_nothing_is_changed(stage: Stage) -> None:
    rows = [("1", "统信桌面操作系统", "V1、V2", *ROW[3:]), ("2", "某某系统", *ROW[2:])]
    with stage.unchanged():
        answer = ask(stage, as_csv(*rows), statement=STATEMENT)
    assert (answer.status, answer.json["type"]) == (422, "/problems/faulty-document")
    assert [(it["place"], it["code"]) for it in answer.json["errors"]] == [
        ("C2", "list-value-several"),
        ("B3", "list-family-none"),
    ]
    assert answer.json["errors"][0]["message"]["zh"].startswith("“V1、V2”不止一个")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (bomb(), "file-unpacks-too-large"),
        (b"[{}]", "file-not-rows"),
        (b"%PDF", "file-not-a-workbook"),
    ],
    ids=["bomb", "json", "pdf"],
)
def test_a_hostile_file_is_refused_as_a_whole(stage: Stage, content: bytes, code: str) -> None:
    with stage.unchanged():
        answer = ask(stage, content, statement=STATEMENT)
    assert answer.status == 422
    assert [it["code"] for it in answer.json["errors"]] == [code]


def test_a_statement_belongs_to_a_table_and_to_nothing_else(stage: Stage) -> None:
    published = (SEEDS / "anke-2026-1.yaml").read_bytes()
    newer = published.replace(b'revision: "1"', b'revision: "2"', 1)
    made = ask(stage, newer)
    assert (made.status, made.json["difference"]["empty"]) == (200, True)
    assert ask(stage, newer, statement=STATEMENT).codes == {("/statement", "statement-not-needed")}
    assert ask(stage, as_csv(ROW)).codes == {("/statement", "required")}
    assert stage.call("POST", _PATH, "catalog-keeper", {"content": "%"}).codes == {
        ("/content", "not-base64")
    }
    assert ask(stage, as_csv(ROW), statement="a: b").json["type"] == "/problems/faulty-document"


@pytest.mark.parametrize("role", ["standards-keeper", "officer", "auditor"])
def test_lists_are_the_catalogue_keepers(stage: Stage, role: str) -> None:
    assert ask(stage, as_csv(ROW), role, statement=STATEMENT).status == 403
