"""The page's example is imported as it stands there, and every code has its place on the page."""

import re
import string
from pathlib import Path

from catalog.seed_fields import LIST
from catalog.seeds import load
from integrations.list_columns import COLUMNS
from integrations.list_import import import_list
from integrations.list_notes import SENTENCES, TOLD, ListCode
from integrations.office_columns import by_heading

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "catalogue.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, flags=re.DOTALL)


def fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_the_example_is_imported() -> None:
    (statement,) = (it for it in blocks("yaml") if LIST in it)
    held = [(f"{n}.yaml", it.encode()) for n, it in enumerate(blocks("yaml")) if it != statement]
    (table,) = blocks("csv")
    made = import_list(table.encode(), ("statement.yaml", statement.encode()), load(held))
    assert made.told == ()
    assert [(it.listing.name, it.listing.level) for it in made.publication.entries] == [
        ("示例桌面操作系统", "II"),
        ("示例服务器操作系统", "I"),
    ]


def test_the_page_has_every_code_once_in_its_table() -> None:
    refusing, _, told = PAGE.partition("These are told and refuse nothing.")
    for text, codes in ((refusing, set(ListCode) - TOLD), (told, set(TOLD))):
        assert re.findall(r"^\| `(list-[a-z-]+)` \|", text, flags=re.MULTILINE) == [
            it for it in ListCode if it in codes
        ]


def test_every_code_has_a_sentence_in_both_languages_that_shows_the_same_values() -> None:
    assert set(SENTENCES) == set(ListCode)
    for code, (chinese, english) in SENTENCES.items():
        assert fields(chinese) == fields(english), code


def test_no_two_columns_share_a_heading_and_each_goes_by_its_own_name() -> None:
    known = by_heading(COLUMNS)
    assert all(known[it.name.casefold()] is it for it in COLUMNS)
