"""Which entries of a list of free software a text means; those not looked at decide nothing."""

import unicodedata
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from validators.classes import ItemClass
from validators.free_fit import asks_free, fit, free_of, is_for, mentioned
from validators.free_software import FreeSoftware
from validators.order import (
    Currency,
    Licence,
    LicenceChannel,
    OperatingSystem,
    Order,
    OrderLine,
    PriceBasis,
    Software,
    Tax,
)
from validators.product_fit import same_edition

DAY = date(2026, 11, 23)
NAMES = st.sampled_from(
    ["Office", "Libre Office", "LibreOffice 7", "LibreOffice社区版", "阅读器", "器"]
)
VERSIONS = st.none() | st.sampled_from(["7", "7.1", "V10", "V10 SP1"])
EDITIONS = st.none() | st.sampled_from(["社区版", "专业版", "Pro"])
PLACES = st.none() | st.sampled_from(["信息中心", "财务科"])
DAYS = st.integers(-2, 2).map(lambda it: DAY + timedelta(days=it))
LICENCES = st.none() | st.builds(Licence, st.none() | st.sampled_from(LicenceChannel))

SYSTEMS = st.builds(
    OperatingSystem, name=st.none() | NAMES, version=VERSIONS, edition=EDITIONS, licence=LICENCES
)
SOFTWARE = st.builds(Software, st.just(ItemClass.SOFTWARE_OFFICE), NAMES, VERSIONS, LICENCES)
LINES = st.builds(
    OrderLine,
    st.just(ItemClass.DESKTOP),
    st.just(1),
    st.just(Decimal(1)),
    operating_system=st.none() | SYSTEMS,
    software=st.lists(SOFTWARE, max_size=2).map(tuple),
)
ORDERS = st.builds(
    Order,
    agency=st.just("a"),
    reference=st.just("r"),
    price_basis=st.just(PriceBasis(Currency.CNY, Tax.INCLUDED)),
    lines=st.lists(LINES, min_size=1, max_size=3).map(tuple),
)
ENTRIES = st.builds(
    FreeSoftware,
    number=st.just("FS-1"),
    name=NAMES,
    version=VERSIONS,
    edition=EDITIONS,
    department=PLACES,
    reason=st.just("tested"),
    approved=st.booleans(),
    valid_from=DAYS,
    off_from=st.none() | DAYS,
    off_reason=st.none(),
)
LISTS = st.lists(ENTRIES, max_size=5).map(tuple)

WORDS = {"pro": 0, "专业版": 0, "home": 1, "家庭版": 1}


@given(ORDERS)
def test_an_order_asks_for_the_list_just_where_a_line_has_free_software(order: Order) -> None:
    assert asks_free(order) is any(list(free_of(line)) for line in order.lines)


@given(ORDERS, LISTS, PLACES)
def test_entries_that_are_not_looked_at_would_have_decided_nothing(
    order: Order, entries: tuple[FreeSoftware, ...], place: str | None
) -> None:
    looked_at = mentioned(order, entries)
    for line in order.lines:
        for item in free_of(line):
            at = item.rpartition("/")[2]
            bought = line.software[int(at)] if at.isdigit() else line.operating_system
            if bought is not None and bought.name is not None:
                assert fit(bought, place, looked_at, WORDS) == fit(bought, place, entries, WORDS)


@given(SOFTWARE, ENTRIES, PLACES)
def test_an_entry_is_exact_just_where_it_is_for_the_software_and_serves_the_place(
    bought: Software, entry: FreeSoftware, place: str | None
) -> None:
    serves = entry.department in {None, place}
    assert (fit(bought, place, (entry,), {}).exact == (entry,)) is (
        is_for(bought, entry) and serves
    )


@given(SOFTWARE, LISTS, PLACES)
def test_spelling_makes_no_difference(
    bought: Software, entries: tuple[FreeSoftware, ...], place: str | None
) -> None:
    wide = str.maketrans({chr(it): chr(it + 0xFEE0) for it in range(ord("!"), ord("~") + 1)})
    name = f" {bought.name.upper().translate(wide)} "
    assert unicodedata.normalize("NFKC", name).strip().casefold() == bought.name.casefold()
    as_spelt = fit(bought._replace(name=name), place, entries, WORDS)
    assert as_spelt == fit(bought, place, entries, WORDS)


@given(ENTRIES, DAYS)
def test_an_entry_stands_from_its_first_day_to_the_one_before_it_is_off(
    entry: FreeSoftware, day: date
) -> None:
    begun = entry.valid_from <= day
    off = entry.off_from is not None and day >= entry.off_from
    assert entry.stands(day) is (entry.approved and begun and not off)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Ｐro", "专业版", True),
        ("Home", "专业版", False),
        ("甲版", "甲 版", True),
        ("SP1", "SP1 更新版", None),
        ("Ultimate", "旗舰版", None),
    ],
)
def test_two_words_of_the_law_for_one_edition_are_one_and_others_cannot_be_told(
    one: str, other: str, *, same: bool | None
) -> None:
    assert same_edition(one, other, WORDS) is same
