"""Every code has its sentences, and the page for offices has every code and limit."""

import re
import string
from pathlib import Path

import pytest

from integrations import file_faults, office_doubts, workbook_bounds, zip_bounds
from integrations.confined import Bounds
from integrations.file_faults import FileFault
from integrations.office_doubts import DoubtCode

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "office-files.md").read_text("utf-8")
ROWS = dict(re.findall(r"^\| `([a-z-]+)` \| (.+) \|$", PAGE, flags=re.MULTILINE))
SENTENCES = {**file_faults.SENTENCES, **office_doubts.SENTENCES}


def fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_every_code_has_a_sentence_in_both_languages_that_shows_the_same_values() -> None:
    assert set(SENTENCES) == {*FileFault, *DoubtCode}
    for code, (chinese, english) in SENTENCES.items():
        assert fields(chinese) == fields(english), code
        assert re.search(r"[\u4e00-\u9fff]", chinese), code


def test_the_page_has_every_code_once_and_no_other() -> None:
    assert set(ROWS) == set(map(str, SENTENCES))


def test_no_code_of_a_file_is_one_of_a_table() -> None:
    assert {code.value for code in FileFault} & {code.value for code in DoubtCode} == set()


@pytest.mark.parametrize(
    "figure",
    [
        f"{Bounds().input_bytes // 2**20} MB",
        f"{Bounds().output_bytes // 2**20} MB",
        f"{Bounds().memory_bytes // 2**20} MB",
        f"{Bounds().cpu_seconds} s",
        f"{Bounds().wall_seconds:.0f} s",
        f"{zip_bounds.MOST_MEMBERS} parts",
        f"{zip_bounds.MOST_UNPACKED // 2**20} MB",
        f"{zip_bounds.MOST_TIMES} times",
        f"{workbook_bounds.MOST_SHEETS} sheets",
        f"{workbook_bounds.MOST_ROWS:,} rows",
        f"{workbook_bounds.MOST_COLUMNS} columns",
        f"{workbook_bounds.MOST_CELLS:,} filled cells",
        f"{workbook_bounds.MOST_MERGES:,} merged ranges",
        f"{workbook_bounds.LONGEST_TEXT:,} characters",
    ],
)
def test_the_page_names_every_limit(figure: str) -> None:
    assert figure in PAGE
