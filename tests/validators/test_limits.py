from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from validators.classes import ItemClass
from validators.evidence import Level
from validators.law import Law
from validators.limits import limits
from validators.standards_file import load_folder

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def law() -> Law:
    return load_folder()


def test_the_table_of_desktops_shows_both_series_with_their_citations(law: Law) -> None:
    bulk, table = limits(law, "cn", Level.CENTRAL, TODAY, ItemClass.DESKTOP)
    assert (bulk.document, table.document) == ("国机采〔2024〕7号", "财资〔2016〕27号")
    assert bulk.quantities == ()
    assert bulk.life is None
    assert table.price is not None
    assert (table.price.ceiling, table.price.citation.evidence) == (Decimal(5000), "read")
    assert table.kinds == ((ItemClass.DESKTOP, ()), (ItemClass.ALL_IN_ONE, ()))
    assert [(it.cap, it.pooled) for it in table.quantities] == [("desktop", False)]
    assert table.life is not None
    assert (table.life.years, table.life.pages) == (Decimal(6), None)


def test_a_row_shows_every_pool_that_counts_its_things_and_no_other(law: Law) -> None:
    rows = {it.row: it for it in limits(law, "cn", Level.CENTRAL, TODAY, ItemClass.PRINTER)}
    pools = {
        name: [(it.cap, it.pooled, it.consent is not None) for it in row.quantities]
        for name, row in rows.items()
    }
    both, a3, colour = (
        ("printers-a3-a4", True, False),
        ("printers-a3", True, False),
        ("printers-colour", True, True),
    )
    assert pools == {
        "printer-a4-mono": [both],
        "printer-a4-colour": [both, colour],
        "printer-a3-mono": [both, a3],
        "printer-a3-colour": [both, a3, colour],
        "printer-receipt": [("printer-receipt", False, False)],
    }
    assert rows["printer-a4-mono"].kinds == (
        (ItemClass.PRINTER, (("colour", (False,)), ("paper", ("a4",)))),
    )


def test_the_table_is_that_of_the_day_and_says_where_the_day_is_open(law: Law) -> None:
    day = limits(law, "cn", Level.CENTRAL, date(2011, 6, 15), ItemClass.LAPTOP)
    assert [(it.edition, it.certain) for it in day] == [
        ("cn-central-mof-2011-budget", False),
        ("cn-central-ngoa-2009", True),
    ]


def test_a_class_no_edition_speaks_of_has_no_limits(law: Law) -> None:
    assert limits(law, "cn", Level.CENTRAL, TODAY, ItemClass.MONITOR) == ()
    software = limits(law, "cn-beijing", Level.PROVINCE, TODAY)
    assert {it.edition for it in software} == {"cn-software-configuration-2013-98"}


def test_without_a_class_every_row_in_force_is_shown(law: Law) -> None:
    shown = Counter(it.edition for it in limits(law, "cn", Level.CENTRAL, TODAY))
    assert shown == {
        "cn-central-bulk-2024-7": 2,
        "cn-central-mof-2016-27": 12,
        "cn-software-configuration-2013-98": 3,
    }


def test_an_unknown_place_is_no_place(law: Law) -> None:
    with pytest.raises(KeyError):
        limits(law, "nowhere", Level.CENTRAL, TODAY)
