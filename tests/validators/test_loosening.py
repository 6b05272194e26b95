import pytest

from tests.validators.documents import EDITION, PLACES
from validators.loosening import Aspect, Cell, cells
from validators.standards_file import load

LOCAL = EDITION.replace('id: "example"', 'id: "local"').replace(
    'jurisdiction: "here"', 'jurisdiction: "there"'
)
PRICE, NUMBER, LIFE = 'ceiling: "5000"', 'percent: "80"', 'years: "6"'


def loosened(local: str) -> list[Cell]:
    """The cells of a local table beside the one above it, where the two are the same document."""
    files = [("a.yaml", EDITION), ("b.yaml", local), ("p.yaml", PLACES)]
    return list(cells(load([(name, text.encode()) for name, text in files])))


def test_a_table_that_copies_the_one_above_loosens_nothing() -> None:
    assert loosened(LOCAL) == []


@pytest.mark.parametrize(
    ("printed", "below", "above", "aspect"),
    [
        (PRICE, 'ceiling: "4999.99"', 'ceiling: "5000.01"', Aspect.PRICE),
        (NUMBER, 'percent: "79"', 'percent: "90"', Aspect.QUANTITY),
        (LIFE, 'years: "7"', 'years: "5"', Aspect.LIFE),
    ],
)
def test_tighter_is_allowed_and_looser_is_told_cell_by_cell(
    printed: str, below: str, above: str, aspect: Aspect
) -> None:
    assert loosened(LOCAL.replace(printed, below)) == []
    (cell,) = loosened(LOCAL.replace(printed, above))
    assert (cell.edition, cell.above, cell.row) == ("local", "example", "desktop")
    assert (cell.aspect, cell.looser) == (aspect, True)


@pytest.mark.parametrize(
    ("above", "below", "looser"),
    [
        ('years: "6"', 'years: "6", pages: "300000"', True),
        ('years: "6", pages: "300000"', 'years: "6"', False),
        ('years: "6", pages: "300000"', 'years: "6", pages: "299999"', True),
        ('years: "6", pages: "300000"', 'years: "6", pages: "300001"', False),
        ('years: "6", pages: "300000"', 'years: "7", pages: "200000"', True),
    ],
)
def test_a_life_that_may_end_by_fewer_pages_is_looser(above: str, below: str, looser: bool) -> None:  # noqa: FBT001 - a column of the table
    files = [
        ("a.yaml", EDITION.replace(LIFE, above)),
        ("b.yaml", LOCAL.replace(LIFE, below)),
        ("p.yaml", PLACES),
    ]
    found = list(cells(load([(name, text.encode()) for name, text in files])))
    assert [(it.aspect, it.looser) for it in found] == ([(Aspect.LIFE, True)] if looser else [])


def test_a_number_is_told_with_the_smallest_agency_that_may_have_more() -> None:
    (cell,) = loosened(LOCAL.replace(NUMBER, 'percent: "90"'))
    # ⌈13 × 90 %⌉ = 12 and ⌈13 × 80 %⌉ = 11; of five persons both allow five and four: ⌈4.5⌉, ⌈4⌉.
    assert cell.size == 5
    assert (cell.own.en, cell.theirs.en) == (
        "90% of heads, rounded up",
        "80% of heads, rounded up",
    )


def test_an_edition_that_ended_before_the_other_began_is_not_compared() -> None:
    since = 'since: {day: "2020-01-01", evidence: "read", sources: ["s1"]}'
    ended = since.replace("2020-01-01", "2010-01-01")
    ended += "\n" + since.replace("since", "until").replace("2020-01-01", "2019-12-31")
    assert loosened(LOCAL.replace(PRICE, 'ceiling: "9000"').replace(since, ended)) == []


def test_numbers_on_other_bases_are_said_to_be_incomparable() -> None:
    local = LOCAL.replace('"heads"', '"posts"')
    assert {cell.looser for cell in loosened(local)} == {None}
