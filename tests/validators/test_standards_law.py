"""The law as released: the figures a lawyer would look up first, and what it costs to load."""

import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from time import process_time

import pytest

from validators.bound import AsNeeded, Choice, Fixed, PerN, Rounding, Share, Step
from validators.classes import ItemClass
from validators.edition import Edition, Row
from validators.evidence import Level
from validators.finding import Citation
from validators.law import Law
from validators.standards_file import STANDARDS, document_digest, documents, load, load_folder

SOFTWARE = "software-configuration"
"""The series of the one table that binds every level: what computers run, and at what price."""
MOF_2016 = "cn-central-mof-2016-27"


@pytest.fixture(scope="module")
def law() -> Law:
    return load_folder()


def edition(law: Law, name: str) -> Edition:
    (found,) = [one for one in law.editions if one.id == name]
    return found


def test_the_central_table_prints_these_prices_and_marks_what_was_not_read(law: Law) -> None:
    printed = {
        row.id: (int(row.price.ceiling.value), row.price.citation.evidence)
        for row in edition(law, MOF_2016).rows
        if row.price is not None and isinstance(row.price.ceiling, Fixed)
    }
    assert printed == {
        "desktop": (5000, "read"),
        "laptop": (7000, "read"),
        "printer-a4-mono": (1200, "read"),
        "printer-a4-colour": (2000, "inferred"),
        "printer-a3-mono": (7600, "inferred"),
        "printer-a3-colour": (15000, "inferred"),
        "printer-receipt": (3000, "inferred"),
        "copier": (35000, "read"),
        "mfp-fax": (3000, "read"),
        "scanner": (4000, "inferred"),
        "shredder": (1000, "inferred"),
        "projector": (10000, "inferred"),
    }


def test_the_central_table_prints_these_quantities(law: Law) -> None:
    def share(rate: str) -> Share:
        return Share("filled-establishment", Decimal(rate), Rounding.UNSTATED)

    tiers = PerN("filled-establishment", (Step(20, 100), Step(30)), Rounding.UP)
    caps = {cap.id: (cap.limit, cap.citation.evidence) for cap in edition(law, MOF_2016).caps}
    desktop = caps.pop("desktop")[0]
    assert isinstance(desktop, Choice)
    assert [option for _, option in desktop.options] == [share("1.5"), share("1")]
    assert caps == {
        "laptop": (share("0.5"), "read"),
        "printers-a3-a4": (share("0.8"), "read"),
        "printers-a3": (share("0.15"), "read"),
        "printers-colour": (share("0.03"), "read"),
        "printer-receipt": (
            AsNeeded("receipt-printers-needed", "asset-management-head"),
            "inferred",
        ),
        "copier": (tiers, "read"),
        "mfp-fax": (share("0.3"), "read"),
        "scanner": (share("0.05"), "inferred"),
        "shredder": (share("0.05"), "inferred"),
        "projector": (tiers, "inferred"),
    }


def test_the_central_table_follows_both_its_predecessors(law: Law) -> None:
    day = date(2016, 7, 1)

    def series(on: date) -> dict[str, str]:
        held = law.in_force("cn", Level.CENTRAL, on).editions
        tables = {one.edition.series: one.edition.id for one in held if one.edition.rows}
        return {name: one for name, one in tables.items() if name != SOFTWARE}

    assert series(day) == {"office-equipment-configuration": MOF_2016}
    assert series(date(2016, 6, 30)) == {
        "office-equipment-configuration": "cn-central-ngoa-2009",
        "office-equipment-budget": "cn-central-mof-2011-budget",
    }


def test_only_central_agencies_are_bound_by_central_tables(law: Law) -> None:
    held = law.in_force("cn-sichuan-nanchong", Level.PREFECTURE, date(2026, 11, 23))
    central = [one.edition for one in held.editions if one.edition.jurisdiction == "cn"]
    assert [edition.series for edition in central if edition.rows] == [SOFTWARE]
    assert not [edition.id for edition in central if edition.binds == {Level.CENTRAL}]
    assert {edition.document for edition in central if edition.document is not None} == {
        "国办发〔2013〕88号",
        "国权联〔2006〕1号",
        "财行〔2013〕98号",
        "财库〔2019〕18号",
        "财库〔2019〕19号",
        "公告2023年第1号",
        *(f"财库〔2023〕{number}号" for number in range(29, 34)),
    }


@pytest.mark.parametrize(
    ("scheme", "code", "item_class"),
    [
        ("cn2013", "A02010104", ItemClass.DESKTOP),
        ("cn2022", "A02010104", ItemClass.SERVER),
        ("cn2013", "A02010105", ItemClass.LAPTOP),
        ("cn2022", "A02010105", ItemClass.DESKTOP),
        ("cn2013", "A02010108", ItemClass.THIN_CLIENT),
        ("cn2022", "A02010108", ItemClass.LAPTOP),
    ],
)
def test_one_code_means_two_things_in_two_tables(
    law: Law, scheme: str, code: str, item_class: ItemClass
) -> None:
    read = {here for here, there in law.codes[scheme].sure if here == code and there is item_class}
    assert read == {code}
    assert len({there for here, there in law.codes[scheme].sure if here == code}) == 1


def citations(one: Edition) -> Iterator[Citation]:
    for row in one.rows:
        yield from _of_row(row)
    yield from (cap.citation for cap in one.caps)
    yield from (requirement.citation for requirement in one.requirements)
    yield from (clause.citation for clause in one.clauses)


def _of_row(row: Row) -> Iterator[Citation]:
    yield from (part.citation for part in (row.price, row.life) if part is not None)


def test_every_figure_says_where_it_stands_and_a_read_one_by_which_source(law: Law) -> None:
    for one in law.editions:
        for citation in citations(one):
            assert citation.edition in (one.id, *one.merged)
            assert citation.row or citation.article
            assert bool(citation.sources) or citation.evidence == "inferred"


def test_every_document_is_known_by_the_digest_of_its_bytes(law: Law) -> None:
    digests = {document_digest(data) for _, data in documents()}
    assert {one.digest for one in law.editions} < digests
    assert {index.table.digest for index in law.codes.values()} < digests


def work_of(given: list[tuple[str, bytes]]) -> float:
    """Seconds of processor time to load documents: the least of three, for others work too."""
    if sys.gettrace() is not None:
        pytest.skip("a tracer measures itself")
    taken = []
    for _ in range(3):
        start = process_time()
        load(given)
        taken.append(process_time() - start)
    return min(taken)


def test_the_whole_law_loads_within_a_second() -> None:
    assert work_of(list(documents())) < 1


def test_ten_times_the_law_loads_within_a_second() -> None:
    many = list(documents())
    name, data = next(it for it in many if it[0].startswith(MOF_2016))
    for copy in range(40):
        twin = data.replace(f'id: "{MOF_2016}"'.encode(), f'id: "copy-{copy}"'.encode())
        twin = twin.replace(b'series: "', f'series: "copy-{copy}-'.encode())
        many.append((f"{copy}-{name}", twin.replace(b"supersedes:", b"# ")))
    assert sum(len(data) for _, data in many) > 500_000
    assert len(load(many).editions) == 40 + len(load_folder().editions)
    assert work_of(many) < 1


def test_the_folder_holds_documents_cases_and_what_explains_them() -> None:
    assert {path.name for path in STANDARDS.iterdir() if path.suffix != ".yaml"} == {
        "CHANGELOG.md",
        "cases",
        "edition.schema.json",
    }
