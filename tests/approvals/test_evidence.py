"""Which orders rest on an agency's facts alone, so that nothing else has to be looked up."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from approvals.names import named_devices, names_more
from validators.classes import ItemClass
from validators.free_fit import asks_free
from validators.licensing import named_grants
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
from validators.purchases import buys_software

_NUMBERS = st.sampled_from(["LG-0123456789ABCDEF", "lg-0123456789abcdef", "OEM-1", "X-LG-1", None])
_LICENCES = st.builds(
    Licence,
    channel=st.sampled_from([LicenceChannel.OEM, LicenceChannel.OEM, LicenceChannel.FREE, None]),
    evidence=st.lists(
        st.builds(LicenceEvidence, st.just(EvidenceKind.COA), _NUMBERS), max_size=2
    ).map(tuple),
)
_SOFTWARE = st.builds(
    Software,
    item_class=st.just(ItemClass.SOFTWARE_OFFICE),
    name=st.just("x"),
    licence=st.none() | _LICENCES,
)
_LINES = st.builds(
    OrderLine,
    item_class=st.sampled_from([*[ItemClass.DESKTOP] * 4, ItemClass.SOFTWARE_OS]),
    quantity=st.just(1),
    unit_price=st.just(Decimal(1)),
    operating_system=st.none() | st.builds(OperatingSystem, licence=st.none() | _LICENCES),
    software=st.sampled_from([(), (), ()]) | st.tuples(_SOFTWARE),
    replaces=st.sampled_from([(), (), (), ("S-1",)]),
)
_BASIS = PriceBasis(currency=Currency.CNY, tax=Tax.INCLUDED)


@given(st.lists(_LINES, min_size=1, max_size=2).map(tuple))
def test_an_order_names_more_just_where_something_of_it_is_looked_up(
    lines: tuple[OrderLine, ...],
) -> None:
    order = Order("11100000000000001M", "A-1", _BASIS, lines)
    looked_up = (named_devices(order), named_grants(order), buys_software(order), asks_free(order))
    assert names_more(order) is any(looked_up)
