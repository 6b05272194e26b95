"""How long a licence runs, read from plain words and from no others."""

import pytest

from validators.software_editions import edition_meant, same_edition
from validators.term_years import months_of, runs_for


@pytest.mark.parametrize(
    ("term", "months"),
    [
        ("3 年", 36),
        ("三年期", 36),
        ("两年", 24),
        ("十年", 120),
        ("12 个月", 12),
        ("3 years", 36),
        ("1 Year", 12),
        ("6 months", 6),
        ("３年", 36),
        ("十二个月", None),
        ("至 2029-12-31", None),
        ("2026年至2029年", None),
        ("1 年或 3 年", None),
        ("永久,含 3 年服务", None),
        ("按合同", None),
        ("", None),
    ],
)
def test_a_term_is_read_where_it_is_plain(term: str, months: int | None) -> None:
    assert months_of(term) == months


@pytest.mark.parametrize("term", ["永久", "Perpetual licence", "无期限"])
def test_what_has_no_end_runs_for_any_number_of_years(term: str) -> None:
    assert runs_for(term, 99) is True


@pytest.mark.parametrize(
    ("term", "long"), [("11 个月", False), ("12 个月", True), ("13 个月", True)]
)
def test_a_year_is_reached_with_its_last_month(term: str, *, long: bool) -> None:
    assert runs_for(term, 1) is long


def test_two_words_for_one_edition_are_one_and_near_ones_cannot_be_told() -> None:
    assert edition_meant("Ｐrofessional") == edition_meant("专业版") == "pro"
    assert same_edition("Pro", "专业版") is True
    assert same_edition("Home", "专业版") is False
    assert same_edition("SP1", "SP1 更新版") is None
    assert same_edition("甲版", "甲 版") is True
