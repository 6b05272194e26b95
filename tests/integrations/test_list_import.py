"""Every row of an official list is a listing, or is doubted where it is printed."""

import json
from collections.abc import Callable

import pytest

from catalog.seeds import documents, read_document
from integrations.errors import FileRefused
from integrations.list_import import MOST_ROWS, import_publication, is_document
from integrations.list_notes import ListRefused
from tests.integrations.books import book, sheet
from tests.integrations.lists import (
    HEAD,
    ROW,
    STATEMENT,
    as_csv,
    as_json,
    as_xlsx,
    imported,
    plain,
    refused,
    released,
    statement_of,
)
from tests.integrations.test_hostile_workbooks import bomb, twice
from validators.listing import ListingKind
from validators.standards_fault import StandardsFault


def row(**changed: str) -> tuple[str, ...]:
    """A row that is right, with some columns changed: name, version, kernel, level, until."""
    names = ("number", "name", "version", "kernel", "vendor", "level", "until")
    found = dict(zip(names, ROW, strict=True)) | changed
    return tuple(found[it] for it in names)


def told(*rows: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(str(it.place), it.code) for it in imported(as_csv(*rows)).told]


def test_a_list_as_an_office_prints_it_becomes_the_document_of_a_publication() -> None:
    made = imported(as_csv(ROW, title="安全可靠测评结果公告（2026年第9号）"))
    (entry,) = made.publication.entries
    listing = entry.listing
    assert (listing.name, listing.version, listing.kernel) == (
        "统信桌面操作系统",
        "V20",
        "Linux 4.19",
    )
    assert (listing.vendor, listing.level) == ("统信软件", "II")
    assert (entry.family, entry.evidence, listing.proves) == ("uos", "read", True)
    assert (made.told, made.difference.new, len(made.difference.added)) == ((), True, 1)
    assert read_document("again.yaml", made.document) == made.publication


@pytest.mark.parametrize(
    ("rows", "places"),
    [
        ([row(name="")], [("B2", "value-missing")]),
        ([row(), row(name="统信桌面操作系统", level="I")], [("3", "list-row-twice")]),
        ([row(), row(name="统信桌面操作系统", version="v２０")], [("3", "list-row-twice")]),
        ([row(name="某某桌面操作系统")], [("B2", "list-family-none")]),
        ([row(name="统信麒麟桌面操作系统")], [("B2", "list-family-several")]),
        ([row(version="V20、V25")], [("C2", "list-value-several")]),
        ([row(version="V20 及以上")], [("C2", "list-value-several")]),
        ([row(kernel="Linux 4.19/5.10")], [("D2", "list-value-several")]),
        ([row(level="Ⅸ级")], [("F2", "list-level-unknown")]),
        ([row(until="2029年10月13日")], [("G2", "list-date-other")]),
        ([row(until="2026.10.13-2029.10.14")], [("G2", "list-date-other")]),
        ([row(until="五年")], [("G2", "list-date-other")]),
        ([row(until="2029年13月1日")], [("G2", "list-date-none")]),
        ([row(until="长期")], [("G2", "list-date-none")]),
        ([row(name="统信\u200b桌面操作系统")], [("B2", "value-control-signs")]),
    ],
)
def test_a_faulty_row_is_named_where_it_is_printed(
    rows: list[tuple[str, ...]], places: list[tuple[str, str]]
) -> None:
    assert refused(as_csv(*rows)) == places


def test_all_faults_of_a_list_are_named_at_once_in_both_languages() -> None:
    rows = [row(version="V1、V2"), row(level="Ⅸ"), row(name="某某系统", until="不详")]
    with pytest.raises(ListRefused) as caught:
        imported(as_csv(*rows, title="公告（2026年第8号）"))
    codes = [(str(it.place), it.code) for it in caught.value.notes]
    assert codes == [
        ("", "list-number-other"),
        ("C3", "list-value-several"),
        ("F4", "list-level-unknown"),
        ("B5", "list-family-none"),
        ("G5", "list-date-none"),
    ]
    assert all(it.message.zh != it.message.en for it in caught.value.notes)
    assert "C3: list-value-several" in str(caught.value)


@pytest.mark.parametrize(
    "until", ["三年", "自公告之日起3年", "2029年10月14日", "2026.10.14-2029.10.14", "/", ""]
)
def test_a_term_that_is_the_stated_one_is_taken(until: str) -> None:
    assert told(row(until=until)) == []


@pytest.mark.parametrize(
    ("changed", "places"),
    [
        ({"version": "Ｖ２０"}, [("C2", "list-read-as")]),
        ({"name": "统信\n桌面操作系统"}, [("B2", "list-read-as")]),
        ({"version": "\u0425\u041220"}, [("C2", "list-read-as")]),
        ({"level": "I?"}, [("B2", "list-row-inferred")]),
        ({"name": "统信桌面操作系统（？）"}, [("B2", "list-row-inferred")]),
        ({"name": "统信桌面操作系统、服务器操作系统"}, [("B2", "list-name-several")]),
        ({"name": "统信卓面操作系统"}, [("2", "list-spelt-nearly")]),
        ({"version": "V25", "kernel": "Linux 6.6"}, [("2", "list-listed-elsewhere")]),
    ],
)
def test_what_a_keeper_should_look_at_is_told_and_refuses_nothing(
    changed: dict[str, str], places: list[tuple[str, str]]
) -> None:
    assert told(row(**changed)) == places


def test_letters_that_only_look_alike_become_those_they_stand_for() -> None:
    (entry,) = imported(as_csv(row(version="\u0425\u041220"))).publication.entries
    assert entry.listing.version == "XB20"


def test_a_question_mark_makes_a_row_that_proves_nothing() -> None:
    (entry,) = imported(as_csv(row(version="V20（？）"))).publication.entries
    assert (entry.listing.version, entry.evidence, entry.listing.proves) == (
        "V20",
        "inferred",
        False,
    )


def test_what_stood_on_the_revision_before_and_is_gone_is_told() -> None:
    document = plain("anke-2025-1")
    rows = document["listings"]
    parts = [{**it} for it in document["parts"]]
    parts[0] |= {"loaded": "partial"}
    statement = statement_of(document, revision="2", parts=parts)
    made = imported(as_json(rows[1:]), statement)
    assert "list-row-removed" in [it.code for it in made.told]
    assert [it.listing.id for it in made.difference.removed] == [rows[0]["id"]]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('kind: "operating-system"\n', "", [("2", "list-kind-unstated")]),
        ('kind: "operating-system"\n', 'kind: "database"\n', [("2", "list-kind-unspoken")]),
        ('loaded: "partial"', 'loaded: "complete", count: "9"', None),
        ('day: "2029-10-14"', 'day: "2029-10-15"', None),
        ('sources: ["s1"]}\nparts', 'sources: ["s9"]}\nparts', None),
    ],
)
def test_a_statement_that_does_not_fit_is_named_by_line_and_key(
    old: str, new: str, expected: list[tuple[str, str]] | None
) -> None:
    assert old in STATEMENT
    found = refused(
        as_csv(row(until=""), row(version="V9", until="")), STATEMENT.replace(old, new, 1)
    )
    if expected is None:
        assert [code for _, code in found] == ["list-statement-faulty"]
        assert found[0][0].startswith("list.yaml:")
    else:
        assert found == expected


def test_a_statement_of_another_form_is_refused_as_documents_are() -> None:
    for statement in ("a: b", STATEMENT.replace('"anke"', '"other"'), STATEMENT + 'more: "x"\n'):
        with pytest.raises(StandardsFault):
            imported(as_csv(ROW), statement)


def test_a_revision_that_does_not_follow_is_refused() -> None:
    statement = statement_of(plain("anke-2026-1")).decode()
    faults = refused(as_json(plain("anke-2026-1")["listings"]), statement)
    assert [code for _, code in faults] == ["list-revision-behind"]


def test_a_number_under_version_or_kernel_is_refused_since_its_last_nought_is_lost() -> None:
    cells = (
        '<row><c t="str"><v>名称</v></c><c t="str"><v>版本</v></c><c t="str"><v>内核</v></c></row>'
    )
    data = '<row><c t="str"><v>统信系统</v></c><c><v>5.1</v></c><c t="str"><v>K 1</v></c></row>'
    assert refused(book(sheet(cells + data))) == [("表1!B2", "list-value-number")]


def test_merged_cells_hidden_rows_and_other_sheets_are_taken_as_offices_mean_them() -> None:
    def cell(place: str, text: str) -> str:
        return f'<c r="{place}" t="str"><v>{text}</v></c>'

    def line(number: int, *texts: str, more: str = "") -> str:
        cells = "".join(
            cell(f"{column}{number}", it) for column, it in zip("ABCD", texts, strict=False) if it
        )
        return f'<row r="{number}" {more}>{cells}</row>'

    head = line(1, "序号", "产品名称", "版本", "内核")
    rows = line(2, "1", "统信桌面操作系统", "V20", "Linux 4.19") + line(
        3, "2", "", "V20", "Linux 5.10"
    )
    merged = '<mergeCells count="1"><mergeCell ref="B2:B3"/></mergeCells>'
    other = sheet(line(1, "填表说明"))
    made = imported(book(sheet(head + rows, after=merged), other))
    assert [(it.listing.name, it.listing.kernel) for it in made.publication.entries] == [
        ("统信桌面操作系统", "Linux 4.19"),
        ("统信桌面操作系统", "Linux 5.10"),
    ]
    assert [(str(it.place), it.code) for it in made.told] == [("表2", "list-sheet-unread")]
    hidden = line(2, "1", "统信桌面操作系统", "V20", "Linux 4.19", more='hidden="1"')
    assert refused(book(sheet(head + hidden))) == [("表1!2", "row-hidden")]


def test_json_is_doubted_by_pointer() -> None:
    rows = [{"name": "统信系统", "version": "V1"}, {"name": "统信系统二", "version": "V1,V2"}]
    assert refused(as_json(rows)) == [("/1/version", "list-value-several")]


@pytest.mark.parametrize(
    "data",
    [
        b"{}",
        b'{"rows": []}',
        b"[1]",
        b"[{}]",
        b'[{"name": ""}]',
        b'[{"name": {"zh": "x"}}]',
        b'[{"name": "x", "name": "y"}]',
        b'[{"": "x"}]',
        b'[{"name": NaN}]',
        b"[" * 100_000,
        b'[{"name": "\xff"}]',
    ],
)
def test_json_that_is_no_list_of_rows_is_refused(data: bytes) -> None:
    with pytest.raises(FileRefused) as caught:
        imported(data)
    assert caught.value.code == "file-not-rows"


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (bomb, "file-unpacks-too-large"),
        (twice, "file-part-twice"),
        (lambda: b"PK\x03\x04", "file-unreadable"),
        (lambda: b"\xd0\xcf\x11\xe0", "file-old-or-locked"),
        (lambda: b"%PDF-1.7", "file-not-a-workbook"),
        (bytes, "file-not-a-workbook"),
        (lambda: b'name,version\n"x', "file-quotes-unclosed"),
        (lambda: json.dumps([{"name": "x" * 40_000}]).encode(), "cell-text-too-long"),
    ],
)
def test_a_hostile_file_is_refused_as_a_whole(made: Callable[[], bytes], code: str) -> None:
    with pytest.raises(FileRefused) as caught:
        imported(made())
    assert caught.value.code == code


def test_a_table_of_something_else_is_refused() -> None:
    assert refused(as_csv(("1", "x", "y"), head=("甲", "乙", "丙"))) == [("", "table-missing")]
    assert refused(as_csv((*ROW, "x"), head=(*HEAD, "电话"))) == [("H1", "heading-unknown")]
    assert ("", "table-empty") in refused(as_csv())


def test_a_list_longer_than_any_is_refused_before_its_rows_are_looked_at() -> None:
    rows = [row(number=str(it), version=f"V{it}") for it in range(MOST_ROWS)]
    assert ("", "list-too-many-rows") not in told(*rows)
    assert refused(as_csv(*rows, row(version="V0"))) == [("", "list-too-many-rows")]


def test_a_formula_is_a_text_in_csv_and_never_evaluated() -> None:
    (entry,) = imported(as_csv(row(vendor="=1+1"))).publication.entries
    assert entry.listing.vendor == "=1+1"


def test_a_publication_in_our_own_form_is_the_document_itself() -> None:
    (data,) = (data for name, data in documents() if name == "anke-2026-1.yaml")
    assert is_document(data)
    assert not is_document(as_csv(ROW))
    assert not is_document(as_xlsx([{"name": "x"}]))
    raised = data.replace(b'revision: "1"', b'revision: "2"', 1)
    made = import_publication("mine.yaml", raised, released())
    assert made.document == raised
    assert made.difference.empty
    with pytest.raises(ListRefused, match="list-revision-behind"):
        import_publication("mine.yaml", data, released())
    (scheme,) = (data for name, data in documents() if name == "scheme-anke.yaml")
    with pytest.raises(StandardsFault):
        import_publication("scheme.yaml", scheme, released())
    with pytest.raises(StandardsFault, match="stands in anke-2026-1 too"):
        import_publication(
            "other.yaml", data.replace(b'"anke-2026-1"', b'"anke-2027-1"'), released()
        )


def test_rows_that_stand_in_the_statement_stay_beside_those_of_the_table() -> None:
    document = plain("anke-2025-1")
    systems = [it for it in document["listings"] if it["kind"] == ListingKind.OPERATING_SYSTEM]
    chips = [it for it in document["listings"] if it["kind"] == ListingKind.PROCESSOR]
    statement = statement_of(document, revision="2", listings=systems, kind="processor")
    rows = [{key: it for key, it in row.items() if key != "kind"} for row in chips]
    assert imported(as_xlsx(rows), statement).difference.empty
    twice_there = [*systems, chips[0] | {"id": "another"}]
    faulty = statement_of(document, revision="2", listings=twice_there, kind="processor")
    assert {code for _, code in refused(as_xlsx(rows), faulty.decode())} == {
        "list-row-faulty",
        "list-statement-faulty",
    }
