"""When a code of a table counts: a table gives way to another, on a day not always read."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.validators.documents import CODES, changed
from validators.code_index import CodeIndex
from validators.edition import CodeTable
from validators.standards_file import read_document

READ = '{day: "%s", evidence: "read", sources: ["s1"]}'
INFERRED = '{day: "%s", evidence: "inferred"}'


def table(scheme: str, *days: str, supersedes: str | None = None) -> CodeTable:
    """The small table under another name, seen in use on days written as they stand in a file."""
    document = CODES.replace('scheme: "table"', f'scheme: "{scheme}"')
    if days:
        document = changed(document, "entries:", f"in_use: [{', '.join(days)}]\nentries:")
    if supersedes:
        document = changed(document, "entries:", f'supersedes: ["{supersedes}"]\nentries:')
    value = read_document("codes.yaml", document.encode())
    assert isinstance(value, CodeTable)
    return value


def sure(on: str, *tables: CodeTable) -> list[bool]:
    return [CodeIndex.of(it, tables).surely_in_use(date.fromisoformat(on)) for it in tables]


OLD = table("old", READ % "2013-06-01", READ % "2019-03-29")
NEW = table("new", READ % "2023-02-13", supersedes="old")


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2013-05-31", [False, False]),
        ("2013-06-01", [True, False]),
        ("2013-06-02", [True, False]),
        ("2019-03-28", [True, False]),
        ("2019-03-29", [True, False]),
        ("2019-03-30", [False, False]),
        ("2023-02-12", [False, False]),
        ("2023-02-13", [False, True]),
        ("2023-02-14", [False, True]),
    ],
)
def test_a_table_is_sure_only_between_the_days_it_was_seen(on: str, expected: list[bool]) -> None:
    assert sure(on, OLD, NEW) == expected


def test_a_day_that_was_inferred_shows_nothing() -> None:
    guessed = table("new", INFERRED % "2022-09-01", READ % "2023-02-13", supersedes="old")
    assert sure("2022-10-01", OLD, guessed) == [False, False]


def test_a_day_known_to_its_year_shows_the_table_only_from_the_end_of_it() -> None:
    coarse = table("new", READ % "2022", supersedes="old")
    assert [sure(on, OLD, coarse)[1] for on in ("2022-12-30", "2022-12-31")] == [False, True]
    before = table("old", READ % "2013", READ % "2019")
    assert [sure(on, before, NEW)[0] for on in ("2019-01-01", "2019-01-02")] == [True, False]


def test_a_table_nobody_saw_in_use_is_never_sure_once_it_takes_or_loses_a_place() -> None:
    assert sure("2026-11-23", table("old"), table("new", supersedes="old")) == [False, False]


@given(st.dates())
def test_tables_kept_side_by_side_have_no_term(on: date) -> None:
    assert CodeIndex.of(table("alone"), [OLD, NEW]).surely_in_use(on)


@given(st.integers(-4000, 4000))
def test_a_table_and_its_successor_are_never_both_sure(days: int) -> None:
    on = date(2019, 3, 29) + timedelta(days=days)
    assert sum(sure(on.isoformat(), OLD, NEW)) < 2


def test_what_gives_way_to_what_is_named_alike_by_both() -> None:
    tables = [OLD, NEW]
    assert [CodeIndex.of(it, tables).handover for it in tables] == ["old → new", "old → new"]
