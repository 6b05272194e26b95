"""What was recovered comes through the importer as it stands in the release, and proves no more."""

import os
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from catalog.difference import difference, said
from catalog.scheme import Publication
from integrations.list_import import Imported
from tests.integrations.lists import (
    as_csv,
    as_json,
    as_xlsx,
    imported,
    plain,
    publication,
    released,
    statement_of,
    without_lists,
)

_FACTS = Path(__file__).resolve().parents[3] / "shared" / "domain" / "catalog"
_FILES = {
    "certified-cpu.yaml": "processor",
    "certified-os.yaml": "operating-system",
    "certified-database.yaml": "database",
}
_LISTS = [it.id for it in released().publications if it.entries]


def recovered() -> dict[str, list[dict[str, Any]]]:
    """The rows marked read, as rows of an import, by the list they stand on."""
    if not _FACTS.is_dir():
        if os.environ.get("CI"):
            pytest.fail(f"the recovered facts are not at {_FACTS}")
        pytest.skip(f"the recovered facts are not at {_FACTS}")
    found = defaultdict(list)
    for name, kind in _FILES.items():
        facts = yaml.safe_load((_FACTS / name).read_text(encoding="utf-8"))
        for row in facts["entries"]:
            if row["evidence"] == "read":
                found[row["announcement"]].append(_row(row, kind))
    return found


def _row(row: dict[str, Any], kind: str) -> dict[str, Any]:
    name, other = row.get("product_zh", row.get("product")), row.get("product")
    exact = row.get("exact_name", True)
    doubted = "conflict" in row or not row.get("announcement_certain", True)
    return {
        "id": row["id"],
        "kind": kind,
        "name": name,
        "also": [other] if exact and other not in (None, name) else None,
        "version": row.get("version"),
        "kernel": row.get("kernel"),
        "vendor": row.get("vendor_zh", row["vendor"]),
        "level": row.get("level"),
        "level_evidence": row.get("level_evidence"),
        "uses": [it for it in row.get("kind", ()) if it != "unknown"] or None,
        "exact": exact,
        "certain": not doubted,
    }


def brought(name: str, rows: list[dict[str, Any]], **marked: str) -> Imported:
    """Import recovered rows of a list beside those that were recovered in another form.

    The facts name the address where each was read, the release the id it has for that address.
    """
    document = plain(name)
    sources = {it["id"]: it["sources"] for it in document["listings"]}
    others = [it for it in document["listings"] if it["kind"] not in _FILES.values()]
    statement = statement_of(document, **({"listings": others} if others else {}))
    table = [row | marked | {"sources": sources[row["id"]]} for row in rows]
    return imported(as_json(table), statement, without_lists())


def as_recovered(found: Publication) -> list[Any]:
    """What the recovered rows speak of: all of a listing, and how its name is known."""
    kept = (it for it in said(found).entries if it.listing.kind.value in _FILES.values())
    return [(it.listing, it.family, it.uses, it.evidence, it.exact) for it in kept]


def test_every_row_that_was_read_comes_through_the_importer_as_it_was_released() -> None:
    rows = recovered()
    assert sum(map(len, rows.values())) > 35
    for name, of_list in rows.items():
        made = brought(name, of_list)
        assert as_recovered(made.publication) == as_recovered(publication(released(), name))


@pytest.mark.parametrize("name", _LISTS)
@pytest.mark.parametrize("written", [as_xlsx, as_json], ids=["xlsx", "json"])
def test_a_publication_written_as_a_table_and_imported_is_the_same(name: str, written: Any) -> None:  # noqa: ANN401 - either way of writing
    document = plain(name)
    made = imported(written(document["listings"]), statement_of(document), without_lists())
    assert said(made.publication) == said(publication(released(), name))


def test_what_is_in_force_imported_again_differs_in_nothing() -> None:
    document = plain("anke-2025-1")
    again = statement_of(document, revision="2")
    made = imported(as_xlsx(document["listings"]), again)
    assert made.difference.empty
    assert made.difference.same == 10


def test_a_row_without_an_id_keeps_that_of_the_revision_in_force() -> None:
    document = plain("anke-2025-1")
    rows = [{key: it for key, it in row.items() if key != "id"} for row in document["listings"]]
    made = imported(as_json(rows), statement_of(document, revision="2"))
    assert made.difference.empty
    new = imported(as_json(rows), statement_of(document, id="anke-2026-9"), without_lists())
    ids = [it.listing.id for it in new.publication.entries]
    assert len(set(ids)) == 10
    assert all(it.startswith("anke-2026-9-") for it in ids)
    back = imported(as_json(rows[::-1]), statement_of(document, id="anke-2026-9"), without_lists())
    assert difference(replace(new.publication), back.publication).empty


def test_no_row_marked_inferred_proves_and_each_is_told() -> None:
    for name, rows in recovered().items():
        made = brought(name, rows, evidence="inferred")
        ids = {row["id"] for row in rows}
        assert not [
            it for it in made.publication.entries if it.listing.id in ids and it.listing.proves
        ]
        told = [it for it in made.told if it.code == "list-row-inferred"]
        assert len(told) == len(rows)


def test_csv_gives_what_json_gives() -> None:
    row = {"name": "统信桌面操作系统", "version": "V20", "kernel": "Linux 4.19", "level": "I"}
    statement = statement_of(plain("anke-2026-1"), id="anke-2026-9", kind="operating-system")
    table = as_csv(tuple(row.values()), head=tuple(row))
    one, other = (imported(it, statement, without_lists()) for it in (table, as_json([row])))
    assert one.document == other.document
