"""Orders and evidence as Hypothesis draws them: JSON documents, whole or with parts unsaid."""

from typing import Any

from hypothesis import strategies as st

from tests.validators.example_lists import NAMES, REGISTERS

Document = dict[str, Any]

DAYS = st.sampled_from(
    [
        *("2011-06-15", "2015-05-04", "2016-06-30", "2016-07-01", "2023-12-26"),
        *("2024-03-11", "2026-11-23", "2026-12-26", "2026-12-27"),
    ]
)
COMPUTERS = ("desktop", "all_in_one", "laptop")
CLASSES = (*COMPUTERS, "printer", "copier", "mfp", "scanner", "server", "monitor")
SERIALS = ("OLD-1", "OLD-2", "OLD-3")


def maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """The value, or nothing said."""
    return st.none() | values


def said(**members: object) -> Document:
    """A document of the members that have a value."""
    return {name.rstrip("_"): value for name, value in members.items() if value is not None}


@st.composite
def systems(draw: st.DrawFn) -> Document:
    quantity = draw(st.integers(0, 4))
    licence = said(
        channel=draw(maybe(st.sampled_from(["oem", "retail", "trial"]))),
        count=draw(maybe(st.just(quantity))),
        evidence=draw(maybe(st.just([{"kind": "oem-agreement", "number": "1"}]))),
    )
    return said(
        preloaded=draw(maybe(st.booleans())),
        name=draw(maybe(st.sampled_from([*NAMES, "DOS", "裸机", "unheard of"]))),
        version=draw(maybe(st.sampled_from(["1", "2"]))),
        kernel=draw(maybe(st.sampled_from(["Linux 6.6", "Linux 5.10"]))),
        licence=draw(maybe(st.just(licence))),
    )


@st.composite
def attributes(draw: st.DrawFn, item_class: str) -> Document | None:
    if item_class != "printer":
        return None
    return said(
        paper=draw(maybe(st.sampled_from(["a3", "a4", "receipt"]))),
        colour=draw(maybe(st.booleans())),
    )


@st.composite
def lines(draw: st.DrawFn) -> Document:
    item_class = draw(st.sampled_from(CLASSES))
    computer = item_class in COMPUTERS or item_class == "server"
    replaced = draw(st.lists(st.sampled_from(SERIALS), max_size=2, unique=True))
    codes = draw(maybe(st.sampled_from(["A02010104", "A02010105", "A02010108", "A1"])))
    price = draw(st.sampled_from(["1200.00", "4999.99", "5000.00", "5000.01", "7000", "10000.01"]))
    scheme = draw(st.sampled_from(["cn2013", "cn2022"]))
    return said(
        class_=item_class,
        attributes=draw(attributes(item_class)),
        quantity=draw(st.sampled_from([1, 2, 3, 7, 8, 20, 21])),
        unit_price=price,
        codes=None if codes is None else [{"scheme": scheme, "code": codes}],
        processor=draw(maybe(st.sampled_from(["示例处理器", "unheard of"]).map(_named)))
        if computer
        else None,
        operating_system=draw(maybe(systems())) if computer else None,
        replaces=replaced or None,
        energy_certificate=draw(maybe(st.sampled_from([{"number": "1"}, _CERTIFICATE]))),
        software=draw(maybe(st.sampled_from([[_OFFICE], [_OFFICE, {**_OFFICE, **_LICENSED}]]))),
        for_=draw(maybe(st.just({"department": "one", "rank": "two", "room": "three"}))),
        deliver_by=draw(maybe(st.sampled_from(["2026-12-20", "2027-01-05"]))),
    )


_CERTIFICATE = {"number": "1", "valid_until": "2027-12-31"}
_OFFICE = {"class": "software_office", "name": "示例办公软件"}
_LICENSED = {"version": "1", "licence": {"channel": "site", "count": 40}}


def _named(name: str) -> Document:
    return {"name": name}


@st.composite
def orders(draw: st.DrawFn, most: int = 4) -> Document:
    tax = draw(st.sampled_from(["included", "excluded"]))
    rate = draw(maybe(st.sampled_from(["0.13", "0.06"]))) if tax == "excluded" else None
    return {
        "agency": "11100000000013338W",
        "reference": "EXAMPLE-1",
        "price_basis": said(
            currency="CNY",
            tax=tax,
            tax_rate=rate,
            includes=draw(maybe(st.just(["operating-system"]))),
        ),
        "lines": draw(st.lists(lines(), min_size=1, max_size=most)),
    }


@st.composite
def agencies(draw: st.DrawFn) -> Document:
    def count(name: str) -> Document | None:
        value = draw(maybe(st.sampled_from([0, 1, 13, 15, 20, 21, 100, 131, 200])))
        if value is None:
            return None
        return {"value": value, "since": "2009-01-01", "source": name}

    names = ("filled-establishment", "posts-bureau", "posts-division", "rooms-division")
    properties = {
        name: draw(maybe(st.booleans()))
        for name in ("classified", "field_duty", "evaluation_bound")
    }
    place, level = draw(st.sampled_from([("cn", "central"), ("cn-sichuan", "province")]))
    return {
        "uscc": "11100000000013338W",
        "name": "example agency",
        "jurisdiction": place,
        "level": level,
        "properties": said(**properties),
        "counts": said(**{name: count(name) for name in names}),
    }


@st.composite
def holdings(draw: st.DrawFn) -> Document:
    item_class = draw(st.sampled_from(CLASSES))
    return said(
        class_=item_class,
        attributes=draw(attributes(item_class)),
        standing=draw(st.sampled_from(["on-hand", "committed", "reserved"])),
        quantity=draw(st.sampled_from([0, 1, 12, 19, 90])),
    )


@st.composite
def assets(draw: st.DrawFn, serial: str) -> Document:
    return said(
        serial=serial,
        class_=draw(st.sampled_from(["desktop", "copier", "scanner", "camera"])),
        in_service_since=draw(maybe(st.sampled_from(["2009-01-01", "2020-11-24", "2025-02-28"]))),
        pages=draw(maybe(st.sampled_from([299_999, 300_000]))),
        beyond_repair=draw(maybe(st.just("report 1"))),
        disposed_on=draw(maybe(st.just("2016-01-01"))),
    )


@st.composite
def evidences(draw: st.DrawFn) -> Document:
    questions = ("colour-printers-needed", "laptops-for-desktops", "receipt-printers-needed")
    answers = [
        {"question": name, "granted": granted, "reason": "example", "role": "example"}
        for name in questions
        if (granted := draw(maybe(st.booleans()))) is not None
    ]
    return said(
        agency=draw(agencies()),
        holdings=draw(st.lists(holdings(), max_size=3)) or None,
        assets=[draw(assets(serial)) for serial in SERIALS[: draw(st.integers(0, 3))]] or None,
        registers=draw(maybe(st.sampled_from(REGISTERS))),
        answers=answers or None,
        catalogue=draw(maybe(st.just("sha256:" + "0" * 64))),
    )
