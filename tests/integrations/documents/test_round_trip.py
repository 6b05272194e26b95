"""An order goes into a UBL document and comes back with nothing lost."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from api.examples import COVERED_ORDER, ORDER
from integrations.documents.draft import Given
from integrations.documents.drafting import drafted
from integrations.documents.order_out import write_ubl_order
from integrations.documents.xml_order import read_xml
from validators.classes import ItemClass
from validators.law import Law
from validators.reading import read_order
from validators.standards_file import load_folder

_ON = date(2026, 11, 23)


@pytest.fixture(scope="module")
def law() -> Law:
    return load_folder()


def _back(order: dict[str, Any], law: Law) -> Any:  # noqa: ANN401 - a JSON value
    draft = drafted(read_xml(write_ubl_order(order, _ON)), Given(), law.codes)
    assert draft.all_open == ()
    return draft.order


@pytest.mark.parametrize("order", [ORDER, COVERED_ORDER])
def test_the_examples_come_back_whole(
    law: Law, order_schema: etree.XMLSchema, order: dict[str, Any]
) -> None:
    back = _back(dict(order), law)
    assert read_order(back) == read_order(dict(order))
    root = etree.fromstring(write_ubl_order(order, _ON))
    assert order_schema.validate(root), order_schema.error_log


_TEXT = st.one_of(
    st.sampled_from(
        ["Windows 11 专业版", "无系统", "DOS", "true", "40", '"x"', "{}", "[]", "a  b"]
    ),
    st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=30),
)


def _some(**members: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=members)


_LICENCE = _some(
    channel=st.sampled_from(["oem", "volume"]),
    count=st.integers(0, 1000),
    evidence=st.lists(st.fixed_dictionaries({"kind": st.just("coa"), "number": _TEXT}), max_size=2),
    term=_TEXT,
)
_LINE = st.fixed_dictionaries(
    {
        "class": st.sampled_from(list(ItemClass)).map(lambda it: it.value),
        "quantity": st.integers(1, 100_000),
        "unit_price": st.decimals("0.01", "99999999", places=2).map(lambda it: f"{it:f}"),
    },
    optional={
        # A model that names a system is read as naming it, whoever wrote the document.
        "model": st.sampled_from(["Example desktop 1", "true", "40", '"x"', "{}", "[]", "a  b"]),
        "deliver_by": st.dates(date(2027, 1, 1), date(2030, 1, 1)).map(date.isoformat),
        "attributes": _some(paper=_TEXT, colour=st.booleans(), ports=st.integers(0, 99)),
        "for": _some(department=_TEXT, rank=_TEXT),
        "operating_system": _some(
            preloaded=st.booleans(), name=_TEXT, version=_TEXT, licence=_LICENCE
        ),
        "software": st.lists(
            st.fixed_dictionaries({"class": st.just("software_office"), "name": _TEXT}), max_size=2
        ),
        "replaces": st.lists(_TEXT, max_size=3),
        "codes": st.just([{"scheme": "cn2022", "code": "A02010108"}]),
    },
)


@settings(max_examples=60, deadline=None)
@given(
    lines=st.lists(_LINE, min_size=1, max_size=3), contract=_some(number=_TEXT, after_sales=_TEXT)
)
def test_any_order_comes_back_whole(law: Law, lines: list[Any], contract: dict[str, Any]) -> None:
    order = {**ORDER, "lines": lines, "contract": contract}
    assert read_order(_back(order, law)) == read_order(order)
