"""A listing beside which no other can be the product is what a match among all of them finds."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.validators.test_listing_state import LISTING, WITHDRAWN
from validators.evidence import Register
from validators.listing import Listing, ListingKind
from validators.listing_best import best_of, held_in
from validators.listing_state import on_day
from validators.matching import Stated, match

_DAY = date(2026, 11, 23)
_NAME = LISTING.name
_DAYS = st.sampled_from([None, *(_DAY + timedelta(days=it) for it in (-400, -1, 0, 1, 400))])
_PRINTED = {
    "id": st.uuids().map(str),
    "scheme": st.just(LISTING.scheme),
    "kind": st.just(LISTING.kind),
    "publication": st.just(LISTING.publication),
}
_LISTINGS = st.builds(
    Listing,
    **_PRINTED,
    name=st.sampled_from([_NAME, "示例 系统", "示例系统专业版"]),
    names=st.sampled_from([(_NAME,), ("示例 系统", _NAME), ("示例系统专业版", _NAME)]),
    version=st.sampled_from([None, "V1", "v1", "\uff361", "V2"]),
    kernel=st.sampled_from([None, "Linux 6.6", "linux6.6", "Linux 5.10"]),
    valid_from=_DAYS,
    valid_until=_DAYS,
    proves=st.booleans(),
    certain=st.booleans(),
    events=st.sampled_from([(), (), (), (WITHDRAWN,)]),
)
_SURE = st.builds(
    Listing,
    **_PRINTED,
    name=st.just(_NAME),
    names=st.just((_NAME,)),
    version=st.sampled_from(["V1", "v1", "V2"]),
    kernel=st.sampled_from(["Linux 6.6", "linux6.6"]),
    valid_from=st.just(_DAY - timedelta(days=400)),
    valid_until=st.sampled_from([_DAY + timedelta(days=it) for it in (-1, 0, 1, 400)]),
    proves=st.just(True),  # noqa: FBT003 - a value
)


@given(st.lists(_LISTINGS | _SURE, min_size=1, max_size=4).map(tuple))
def test_the_only_one_is_the_best_of_all(listings: tuple[Listing, ...]) -> None:
    register = Register(
        scheme=LISTING.scheme,
        kind=ListingKind.OPERATING_SYSTEM,
        outlast=True,
        candidates={_NAME: listings},
    )
    case: Any = SimpleNamespace(on=_DAY, acted=_DAY)
    for identity, only in register.only.items():
        found = match(Stated(*identity), LISTING.kind, on_day(listings, _DAY)).exact
        assert best_of(found, case) == held_in(only, case)


def test_one_that_stands_alone_is_found_and_one_printed_twice_is_not() -> None:
    def only(*listings: Listing, outlast: bool = True) -> list[Listing]:
        candidates = {_NAME: listings}
        made = Register(scheme="x", kind="x", outlast=outlast, candidates=candidates)
        return list(made.only.values())

    assert only(LISTING) == [LISTING]
    assert only(LISTING, LISTING) == []
    assert only(LISTING, outlast=False) == []
