"""The law and the catalogue to read, and how a document takes effect through two keepers."""

from pathlib import Path

from catalog.seeds import SEEDS
from tests.api.stage import SEEN, Answer, Stage
from validators.standards_file import STANDARDS, document_digest

_EDITION = "cn-central-bulk-2024-7"
_YAML = {"Content-Type": "application/yaml"}


def newer(folder: Path, name: str) -> bytes:
    text = (folder / name).read_text()
    assert 'revision: "1"' in text
    return text.replace('revision: "1"', 'revision: "2"', 1).encode()


def propose(stage: Stage, role: str, data: bytes, name: str = "x.yaml") -> Answer:
    return stage.call("POST", f"/v1/proposals?name={name}", role, data=data, headers=_YAML)


def test_editions_are_listed_and_shown_with_every_figure_cited(stage: Stage) -> None:
    listed = stage.call("GET", "/v1/editions").json
    assert {it["id"] for it in listed["items"]} == {
        file.stem for file in (*STANDARDS.glob("cn-*.yaml"), *STANDARDS.glob("terms-*.yaml"))
    }
    edition = stage.call("GET", f"/v1/editions/{_EDITION}").json
    assert edition["rows"]
    for row in edition["rows"]:
        assert row["price"]["citation"]["evidence"] in {"read", "inferred"}


def test_the_published_bytes_hash_to_the_digest_of_the_edition(stage: Stage) -> None:
    edition = stage.call("GET", f"/v1/editions/{_EDITION}").json
    document = stage.call("GET", f"/v1/editions/{_EDITION}/document")
    assert document_digest(document.data) == edition["digest"]
    assert document.headers["ETag"] == f'"{edition["digest"]}"'


def test_limits_by_day_follow_the_law_of_that_day(stage: Stage) -> None:
    path = "/v1/limits?jurisdiction=cn&class=desktop&on="
    in_2023 = stage.call("GET", f"{path}2023-01-01").json
    in_2026 = stage.call("GET", f"{path}2026-01-01").json
    assert _EDITION not in {it["edition"] for it in in_2023["items"]}
    assert _EDITION in {it["edition"] for it in in_2026["items"]}
    assert "5000" in {it["price"].get("ceiling") for it in in_2026["items"] if "price" in it}


def test_listings_are_shown_as_of_a_day(stage: Stage) -> None:
    path = "/v1/catalog/listings?limit=200&kind=operating-system&as_of="
    before = stage.call("GET", f"{path}2023-12-25").json["items"]
    on_last_day = stage.call("GET", f"{path}2026-12-26").json["items"]
    after = stage.call("GET", f"{path}2026-12-27").json["items"]
    assert "anke-2023-1" not in {it["publication"] for it in before}
    assert _validity(on_last_day, "anke-2023-1") == {"last-day"}
    assert _validity(after, "anke-2023-1") == {"lapsed"}


def _validity(items: list[dict[str, str]], publication: str) -> set[str]:
    return {it["validity"] for it in items if it["publication"] == publication and it["certain"]}


def test_listings_are_paged_without_gaps(stage: Stage) -> None:
    whole = [it["id"] for it in stage.call("GET", "/v1/catalog/listings?limit=200").json["items"]]
    seen: list[str] = []
    path: str | None = "/v1/catalog/listings?limit=7"
    while path:
        answer = stage.call("GET", path)
        seen += [it["id"] for it in answer.json["items"]]
        link = answer.headers.get("Link")
        path = link.split(">")[0].lstrip("<") if link else None
    assert seen == whole


def test_publications_say_how_much_of_them_is_loaded(stage: Stage) -> None:
    items = stage.call("GET", "/v1/catalog/publications").json["items"]
    (first,) = [it for it in items if it["id"] == "anke-2023-1"]
    assert first["parts"]["processor"] == {"loaded": "partial", "count": 18, "evidence": "read"}


def test_a_document_takes_effect_through_two_persons(stage: Stage) -> None:
    data = newer(SEEDS, "anke-2023-1.yaml")
    before = stage.call("GET", "/v1/editions").json["revision"]
    proposed = propose(stage, "catalog-keeper", data)
    assert (proposed.status, proposed.json["published"]) == (201, False)
    waiting = stage.call("GET", "/v1/proposals", "catalog-keeper").json["items"]
    assert proposed.json["id"] in {it["id"] for it in waiting}
    path = f"/v1/proposals/{proposed.json['id']}/publication"
    with stage.unchanged():
        alone = stage.call("POST", path, "catalog-keeper", {}, headers=SEEN)
        stranger = stage.call("POST", path, "standards-keeper", {}, second=True, headers=SEEN)
    assert (alone.status, alone.json["type"]) == (403, "/problems/same-person")
    assert stranger.status == 403
    done = stage.call("POST", path, "catalog-keeper", {}, second=True, headers=SEEN)
    assert (done.status, done.json["revision"]) == (201, before + 1)
    assert stage.call("GET", "/v1/editions").json["revision"] == before + 1
    again = propose(stage, "catalog-keeper", data)
    assert (again.json["id"], again.json["published"]) == (proposed.json["id"], True)
    with stage.unchanged():
        twice = stage.call("POST", path, "catalog-keeper", {}, second=True, headers=SEEN)
        older = propose(stage, "catalog-keeper", data.replace(b'"2"', b'"1"', 1) + b"# other\n")
    assert (twice.status, twice.json["type"]) == (409, "/problems/wrong-state")
    assert (older.status, older.json["type"]) == (409, "/problems/wrong-state")


def test_a_faulty_document_is_refused_with_every_fault_by_line_and_key(stage: Stage) -> None:
    data = (STANDARDS / f"{_EDITION}.yaml").read_text()
    broken = data.replace('revision: "1"', 'revision: 2\nsurprise: "x"', 1).encode()
    with stage.unchanged():
        answer = propose(stage, "standards-keeper", broken, "broken.yaml")
    assert (answer.status, answer.json["type"]) == (422, "/problems/faulty-document")
    assert answer.json["errors_total"] >= 2
    assert {"revision", "surprise"} <= {it["key"] for it in answer.json["errors"]}
    assert all(it["line"] >= 1 and it["file"] == "broken.yaml" for it in answer.json["errors"])


def test_a_law_that_fails_its_own_cases_does_not_take_effect(stage: Stage) -> None:
    looser = newer(STANDARDS, f"{_EDITION}.yaml").replace(b'"5000"', b'"50000"')
    proposed = propose(stage, "standards-keeper", looser)
    assert proposed.status == 201, proposed.data
    with stage.unchanged():
        path = f"/v1/proposals/{proposed.json['id']}/publication"
        answer = stage.call("POST", path, "standards-keeper", {}, second=True, headers=SEEN)
    assert (answer.status, answer.json["type"]) == (422, "/problems/faulty-document")
    assert "cases/prices.yaml" in answer.json["errors"][0]["message"]["en"]


def test_where_what_is_published_allows_more_than_the_tier_above_is_told(stage: Stage) -> None:
    name = "cn-sichuan-nanchong-2020"
    proposed = propose(stage, "standards-keeper", newer(STANDARDS, f"{name}.yaml"))
    path = f"/v1/proposals/{proposed.json['id']}/publication"
    done = stage.call("POST", path, "standards-keeper", {}, second=True, headers=SEEN)
    read = stage.call("GET", f"/v1/editions/{name}/loosenings").json["items"]
    assert (done.status, done.json["loosenings"]) == (201, read)
    by_cell = {(it["row"], it["aspect"], it["above"]): it for it in read}
    cell = by_cell["desktop", "price", "cn-central-mof-2016-27"]
    assert (cell["own"]["en"], cell["theirs"]["en"]) == ("5500", "5000")
    assert cell["comparable"] is True
    assert stage.call("GET", "/v1/editions/cn-central-mof-2016-27/loosenings").json["items"] == []


def test_a_keeper_proposes_only_what_he_keeps(stage: Stage) -> None:
    with stage.unchanged():
        answer = propose(stage, "catalog-keeper", newer(STANDARDS, f"{_EDITION}.yaml"))
    assert answer.status == 403


def test_hostile_documents_are_refused(stage: Stage) -> None:
    with stage.unchanged():
        for data in (
            b"",
            b"\x00",
            b"\xff\xfe",
            b"a: &a [*a, *a]",
            b"!!python/object/apply:os.system ['true']",
            b"[" * 10_000,
            b'"x": "y"\n' * 3,
        ):
            answer = propose(stage, "standards-keeper", data)
            assert (answer.status, answer.json["type"]) == (422, "/problems/faulty-document"), data
