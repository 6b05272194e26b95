"""Copies as arithmetic: what an order draws, what it keeps, what it gives back."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from validators.classes import ItemClass
from validators.licence_grant import LicenceGrant, Standing
from validators.licensing import (
    LicenceDraw,
    given_back,
    kept_copies,
    licence_draws,
    licensed,
    named_grants,
    numbers_of,
)
from validators.order import (
    Currency,
    EvidenceKind,
    Licence,
    LicenceChannel,
    LicenceEvidence,
    OperatingSystem,
    Order,
    OrderLine,
    PriceBasis,
    Software,
    Tax,
)

DAY = date(2026, 11, 23)
NAMES = ("LG-1", "LG-2", "LG-3")
NUMBERS = st.lists(st.sampled_from([*NAMES, "OTHER-1", "LG", "", None]), max_size=4)


@st.composite
def licences(draw: st.DrawFn) -> Licence | None:
    if draw(st.integers(0, 4)) == 0:
        return None
    evidence = [LicenceEvidence(EvidenceKind.COA, it) for it in draw(NUMBERS)]
    copies = draw(st.none() | st.integers(0, 9))
    return Licence(LicenceChannel.VOLUME, copies, tuple(evidence))


@st.composite
def orders(draw: st.DrawFn) -> Order:
    lines = [
        OrderLine(
            ItemClass.DESKTOP,
            draw(st.integers(1, 9)),
            Decimal(1),
            operating_system=draw(st.none() | st.builds(OperatingSystem, licence=licences())),
            software=tuple(
                Software(ItemClass.SOFTWARE_OFFICE, "x", licence=draw(licences()))
                for _ in range(draw(st.integers(0, 2)))
            ),
        )
        for _ in range(draw(st.integers(1, 3)))
    ]
    basis = PriceBasis(currency=Currency.CNY, tax=Tax.INCLUDED)
    return Order("11100000000000001M", "A-1", basis, tuple(lines))


def grant(number: str, left: int, standing: Standing = Standing.CONFIRMED) -> LicenceGrant:
    return LicenceGrant(
        number=number,
        entitled=True,
        standing=standing,
        copies=20,
        left=left,
        valid_from=date(2026, 1, 1),
    )


@given(orders())
def test_the_numbers_named_are_those_of_the_licences_that_name_any(order: Order) -> None:
    assert named_grants(order) == sorted({it for one in licensed(order) for it in one.numbers})


@given(
    st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=16, max_size=16),
    st.data(),
)
def test_a_number_is_the_same_however_it_was_typed(digits: str, data: st.DataObject) -> None:
    number = "LG-2026-" + "-".join(digits[at : at + 4] for at in range(0, 16, 4))
    wide = data.draw(st.lists(st.booleans(), min_size=len(number), max_size=len(number)))
    small = data.draw(st.booleans())
    typed = "".join(
        chr(ord(it) + 0xFEE0) if full else it
        for it, full in zip(number.lower() if small else number, wide, strict=True)
    )
    typed = data.draw(st.sampled_from([typed, f" {typed} ", typed[:9] + "\u3000" + typed[9:]]))
    licence = Licence(copies=1, evidence=(LicenceEvidence(EvidenceKind.COA, typed),))
    assert numbers_of(licence) == (number,)


@given(orders(), st.lists(st.integers(0, 12), min_size=3, max_size=3))
def test_an_order_draws_what_it_states_and_never_more_than_is_left(
    order: Order, left: list[int]
) -> None:
    grants = tuple(map(grant, NAMES, left))
    draws = licence_draws(order, grants, DAY)
    for number, most in zip(NAMES, left, strict=True):
        assert sum(it.copies for it in draws if it.licence == number) <= most
    for asked in licensed(order):
        mine = [it for it in draws if (it.line, it.item) == (asked.line, asked.item)]
        assert sum(it.copies for it in mine) <= (asked.licence.copies or 0)
        assert all(it.copies > 0 and it.licence in asked.numbers for it in mine)


@given(orders(), st.sampled_from([Standing.RECORDED, Standing.REVOKED]))
def test_nothing_is_drawn_of_what_is_not_in_force(order: Order, standing: Standing) -> None:
    assert licence_draws(order, tuple(grant(it, 9, standing) for it in NAMES), DAY) == ()
    later = tuple(grant(it, 9) for it in NAMES)
    assert licence_draws(order, later, date(2025, 12, 31)) == ()


@given(st.integers(1, 50), st.integers(1, 50), st.integers(0, 60))
def test_a_delivered_device_keeps_its_share_and_all_of_them_keep_all(
    copies: int, quantity: int, consumed: int
) -> None:
    kept = kept_copies(copies, quantity, consumed)
    assert 0 <= kept <= copies
    assert (kept == 0) is (consumed == 0)
    if consumed >= quantity:
        assert kept == copies
    if copies == quantity:
        assert kept == min(consumed, quantity)


@given(st.lists(st.integers(1, 9), min_size=1, max_size=3), st.integers(0, 9))
def test_what_is_given_back_and_what_stays_is_what_was_held(held: list[int], some: int) -> None:
    rows = [LicenceDraw(NAMES[it], 0, "operating_system", n) for it, n in enumerate(held)]
    total = sum(held)
    back = given_back(rows, {0: total}, {0: some})
    assert sum(it.copies for it in back) == -max(total - some, 0)
    assert all(it.copies < 0 for it in back)
