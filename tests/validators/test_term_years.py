"""How long a licence runs, read from plain words and from no others."""

import pytest

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
