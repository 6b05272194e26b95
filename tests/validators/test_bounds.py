from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from validators.bound import (
    GREATEST,
    LEAST,
    TOTAL,
    AsNeeded,
    Bound,
    Choice,
    Combined,
    Condition,
    Fixed,
    PerN,
    Reckoned,
    Rounding,
    Share,
    Step,
)
from validators.bound_text import written
from validators.finding import Message
from validators.reckoning import reckon
from validators.selector import Selector

COUNTS = ("filled-establishment", "rooms")
PROPERTIES = ("classified", "field_duty")
often = settings(max_examples=300, deadline=None)


class Known:
    """Facts as far as they are known."""

    def __init__(self, counts: Mapping[str, int], properties: Mapping[str, bool]) -> None:
        self._counts, self._properties = counts, properties

    def count(self, name: str) -> int | None:
        return self._counts.get(name)

    def says(self, name: str) -> bool | None:
        return self._properties.get(name)

    def units(self, counts: tuple[Selector, ...]) -> tuple[int, int] | None:
        del counts
        return None


counts = st.fixed_dictionaries({name: st.integers(0, 500) for name in COUNTS})
properties = st.fixed_dictionaries({name: st.booleans() for name in PROPERTIES})
rates = st.sampled_from(["0.03", "0.15", "0.5", "0.8", "1", "1.5"]).map(Decimal)
roundings = st.sampled_from(Rounding)
plain = (
    st.builds(Fixed, st.integers(0, 50).map(Decimal))
    | st.builds(Share, st.sampled_from(COUNTS), rates, roundings)
    | st.builds(
        PerN,
        st.sampled_from(COUNTS),
        st.sampled_from(
            [(Step(20, 100), Step(30)), (Step(4),), (Step(1, 10), Step(5, 50), Step(9))]
        ),
        roundings,
    )
    | st.just(AsNeeded("needed", "asset-management-head"))
)
conditions = st.builds(Condition, st.sampled_from(PROPERTIES), st.booleans()).map(lambda it: (it,))


def composed(parts: st.SearchStrategy[Bound]) -> st.SearchStrategy[Bound]:
    several = st.lists(parts, min_size=2, max_size=3).map(tuple)
    options = st.lists(st.tuples(conditions, parts), min_size=1, max_size=2)
    return st.builds(Combined, st.sampled_from([LEAST, GREATEST, TOTAL]), several) | st.builds(
        lambda some, rest: Choice((*some, ((), rest))), options, parts
    )


bounds = st.recursive(plain, composed, max_leaves=6)


def within(narrow: Reckoned, wide: Reckoned) -> bool:
    top = wide.high is None or (narrow.high is not None and narrow.high <= wide.high)
    return wide.low <= narrow.low and top


@often
@given(bounds, counts, properties, st.sets(st.sampled_from((*COUNTS, *PROPERTIES))))
def test_knowing_more_only_narrows_what_a_limit_can_be(
    bound: Bound, known: dict[str, int], stated: dict[str, bool], hidden: set[str]
) -> None:
    less = Known(
        {name: value for name, value in known.items() if name not in hidden},
        {name: value for name, value in stated.items() if name not in hidden},
    )
    assert within(reckon(bound, Known(known, stated)), reckon(bound, less))


@often
@given(bounds, counts, properties)
def test_a_limit_is_an_interval_and_one_without_doubts_is_a_point(
    bound: Bound, known: dict[str, int], stated: dict[str, bool]
) -> None:
    limit = reckon(bound, Known(known, stated))
    assert limit.low >= 0
    assert limit.high is None or limit.low <= limit.high
    if not limit.doubts:
        assert limit.low == limit.high


@often
@given(st.integers(0, 1000), rates)
def test_an_unstated_rounding_leaves_only_the_two_neighbours_open(
    heads: int, rate: Decimal
) -> None:
    limit = reckon(Share("rooms", rate), Known({"rooms": heads}, {}))
    exact = Fraction(heads * rate)
    assert limit.high is not None
    assert limit.low <= exact <= limit.high
    assert limit.high - limit.low == (0 if exact.denominator == 1 else 1)
    assert [doubt.code for doubt in limit.doubts] == (
        [] if exact.denominator == 1 else ["rounding-unstated"]
    )


@given(st.integers(0, 1000))
def test_the_copier_tiers_are_those_of_the_printed_sentence(heads: int) -> None:
    tiers = PerN("rooms", (Step(20, 100), Step(30)), Rounding.UP)
    expected = ceil(heads / 20) if heads <= 100 else 5 + ceil((heads - 100) / 30)
    assert reckon(tiers, Known({"rooms": heads}, {})).high == expected


@pytest.mark.parametrize(
    ("bound", "zh", "en"),
    [
        (Fixed(Decimal(5000)), "5000", "5000"),
        (
            Share("filled-establishment", Decimal("0.15")),
            "编制内实有人数 × 15%(未写明取整)",
            "15% of filled posts within the establishment, rounding not stated",
        ),
        (
            PerN("rooms", (Step(20, 100), Step(30)), Rounding.UP),
            "rooms:至 100 以内每 20 计 1,以上每 30 计 1(不足一台进一)",
            "rooms: one per 20 up to 100, above that one per 30, rounded up",
        ),
        (
            Combined(TOTAL, (Fixed(Decimal(1)), Share("rooms", Decimal(2), Rounding.DOWN))),
            "1 + rooms × 200%(不足一台舍去)",
            "1 + 200% of rooms, rounded down",
        ),
        (
            Combined(LEAST, (Fixed(Decimal(1)), Fixed(Decimal(2)))),
            "取小(1; 2)",
            "the least of (1; 2)",
        ),
        (
            Combined(GREATEST, (Fixed(Decimal(1)), Fixed(Decimal(2)))),
            "取大(1; 2)",
            "the greatest of (1; 2)",
        ),
        (
            Choice(
                (
                    ((Condition("classified", value=True),), Fixed(Decimal(3))),
                    ((), Fixed(Decimal(2))),
                )
            ),
            "是否涉密单位=是时,3;其他,2",
            "(whether the agency is classified: yes) 3; (otherwise) 2",
        ),
        (
            AsNeeded("needed", "asset-management-head"),
            "按需,由资产管理部门负责人判断",
            "as needed; the head of asset management judges",
        ),
    ],
)
def test_a_limit_is_written_for_people_in_both_languages(bound: Bound, zh: str, en: str) -> None:
    assert written(bound) == Message(zh, en)


@given(bounds)
def test_every_limit_can_be_written(bound: Bound) -> None:
    text = written(bound)
    assert text.zh
    assert text.en


def test_what_is_no_limit_can_neither_be_reckoned_nor_written() -> None:
    with pytest.raises(TypeError, match="str"):
        reckon("80%", Known({}, {}))  # type: ignore[arg-type]  # the point of the test
    with pytest.raises(TypeError, match="str"):
        written("80%")  # type: ignore[arg-type]  # the point of the test


def test_a_case_the_text_does_not_speak_of_leaves_everything_open() -> None:
    only = Choice((((Condition("classified", value=True),), Fixed(Decimal(3))),))
    limit = reckon(only, Known({}, {"classified": False}))
    assert (limit.low, limit.high) == (Decimal(0), None)
    assert [doubt.code for doubt in limit.doubts] == ["figure-unverified"]
