"""The software ledgers of an agency, derived from its approvals, deliveries and imports."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text

from approvals.errors import UnknownAgency
from approvals.record_installations import EnteredFile, Found, record_installations
from approvals.software_acts import Bought, Machine, SoftwareKind
from approvals.software_derivation import Approved, derive
from approvals.software_errors import (
    AlreadyInstalled,
    BoundToComputer,
    DayToCome,
    DayTooEarly,
    EntriesRefused,
    NumberDiffers,
    NumberTaken,
)
from approvals.software_gaps import GapCode
from approvals.software_reading import AgencySoftware, laid_out, material_of
from ledger.entry import Actor
from tests.approvals.builders import AGENCY, NOW, OFFICER, OTHER_AGENCY, TODAY, line, order
from tests.approvals.free_software import REASON, SUITE, listed, record, take_off, terms
from tests.approvals.stage import Stage, number_of, order_of
from validators.classes import ItemClass
from validators.order import Currency, OrderLine, PriceBasis, Tax

SYSTEM = {
    "preloaded": True,
    "name": "示例操作系统",
    "version": "V1",
    "kernel": "6.6",
    "licence": {"channel": "oem", "count": 2},
}
OFFICE = {
    "class": "software_office",
    "name": "示例办公软件",
    "version": "2019",
    "licence": {"channel": "volume", "count": 2, "term": "五年"},
}
DIGEST = "sha256:" + "a" * 64


def bundle(quantity: int = 2, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - a JSON value
    whose = {"for": {"department": "办公室"}}
    with_software = {"operating_system": SYSTEM, "software": [OFFICE], **changes}
    return {**line(quantity), **whose, **with_software}


def ledgers(stage: Stage, on: date = TODAY, uscc: str = AGENCY) -> AgencySoftware:
    with stage.database.transaction(stage.scope(OFFICER)) as connection:
        return laid_out(material_of(connection, uscc, on), on)


def counts(found: AgencySoftware) -> dict[str, tuple[int, int | None]]:
    return {it.name: (it.installed, it.licences) for it in found.ledgers.summary}


def told(found: AgencySoftware) -> dict[str, tuple[str, ...]]:
    return {it.code.value: it.subjects for it in found.gaps}


def row(computer: str, name: str = "示例办公软件", at: int = 5, **changes: Any) -> Found:  # noqa: ANN401 - members of Found
    made = Found(
        row=f"明细表!{at}",
        machine=Machine(number=computer, brand="Example 0", department="财务科", user="甲"),
        kind=SoftwareKind.UNSTATED,
        name=name,
    )
    return replace(made, **changes)


def enter(stage: Stage, *rows: Found, actor: Actor = OFFICER, uscc: str = AGENCY) -> EnteredFile:
    with stage.database.transaction(stage.scope(actor)) as connection:
        return record_installations(
            connection,
            actor=actor,
            uscc=uscc,
            found=rows,
            source="example table",
            digest=DIGEST,
            ids=stage.office.ids,
            now=stage.now,
        )


@contextmanager
def refused(stage: Stage) -> Iterator[list[Any]]:
    """What refuses the import in here, by kind and row; it leaves nothing behind."""
    before = ledgers(stage)
    found: list[Any] = []
    entries = stage.column("select count(*) from procheck.ledger_event")
    with pytest.raises(EntriesRefused) as error:
        yield found
    found += [(type(it), it.row) for it in error.value.refused]
    assert ledgers(stage).ledgers == before.ledgers
    assert stage.column("select count(*) from procheck.ledger_event") == entries


def test_an_approval_makes_purchase_rows_and_a_receipt_installations(stage: Stage) -> None:
    stage.register()
    made = stage.submit(order("A-1", bundle()))
    assert counts(ledgers(stage)) == {"示例操作系统": (0, None), "示例办公软件": (0, 2)}
    stage.deliver(number_of(made), ["S-1"], in_service_since=date(2026, 11, 20))
    found = ledgers(stage)
    assert counts(found) == {"示例操作系统": (1, None), "示例办公软件": (1, 2)}
    head = found.ledgers.head
    assert (head.servers, head.desktops, head.portables, head.staff) == (0, 1, 0, None)
    assert {
        (it.computer, it.brand, it.department, it.user, it.installed_on)
        for it in found.ledgers.usage
    } == {("S-1", "Example 1", "办公室", None, date(2026, 11, 20))}
    (office,) = (it for it in found.ledgers.summary if it.name == "示例办公软件")
    assert (office.terms, office.amount, office.bought_on) == (("五年",), None, TODAY)
    assert told(found) == {
        "staff-unknown": ("head",),
        "user-unknown": ("S-1",),
        "amount-unknown": (office.software,),
    }


def test_a_day_before_sees_neither_purchase_nor_receipt(stage: Stage) -> None:
    stage.register()
    made = stage.submit(order("A-1", bundle()))
    stage.deliver(number_of(made), ["S-1"])
    found = ledgers(stage, date(2026, 11, 22))
    assert (found.ledgers.summary, found.ledgers.usage) == ((), ())


def test_what_no_order_says_is_told_and_not_guessed(stage: Stage) -> None:
    stage.register()
    fewer = {**OFFICE, "licence": {"channel": "volume", "count": 1}}
    unsaid = {"class": "software_antivirus", "name": "示例杀毒软件"}
    made = stage.submit(order("A-1", bundle(software=[fewer, unsaid])))
    stage.deliver(number_of(made), ["S-1", "S-2"])
    found = ledgers(stage)
    assert counts(found) == {
        "示例操作系统": (2, None),
        "示例办公软件": (0, 1),
        "示例杀毒软件": (0, None),
    }
    numbers = {it.name: it.software for it in found.ledgers.summary}
    where = f"{number_of(made)}/lines/0"
    assert set(told(found)["installation-not-told"]) == {
        f"{where}/{numbers['示例办公软件']}",
        f"{where}/{numbers['示例杀毒软件']}",
    }
    assert told(found)["kind-unknown"] == (numbers["示例杀毒软件"],)


def test_of_a_dead_approval_only_what_was_delivered_is_bought(stage: Stage) -> None:
    stage.register()
    used, unused = (stage.submit(order(name, bundle())) for name in ("A-1", "A-2"))
    stage.deliver(number_of(used), ["S-1"])
    assert counts(ledgers(stage))["示例办公软件"] == (1, 4)
    stage.revoke(number_of(unused))
    assert counts(ledgers(stage))["示例办公软件"] == (1, 2)
    stage.revoke(number_of(used))
    assert counts(ledgers(stage))["示例办公软件"] == (1, 1)


def test_a_narrowed_order_counts_as_narrowed_and_a_replaced_one_no_more(stage: Stage) -> None:
    stage.register()
    made = stage.submit(order("A-1", line(1, "4400.00"), bundle()))
    stage.amend(order_of(made), order("A-1", bundle(1)))
    stage.deliver(number_of(made), ["S-1"], at=1)
    found = ledgers(stage)
    assert counts(found) == {"示例操作系统": (1, None), "示例办公软件": (1, 2)}
    other = stage.submit(order("B-1", bundle()))
    larger = {**OFFICE, "licence": {"channel": "volume", "count": 3}}
    stage.amend(order_of(other), order("B-2", bundle(3, software=[larger])))
    assert counts(ledgers(stage))["示例办公软件"] == (1, 5)


def alone(tax: PriceBasis, *, in_force: bool = True) -> Approved:
    """An approval of office software on a line of its own."""
    bought = OrderLine(
        item_class=ItemClass.SOFTWARE_OFFICE,
        quantity=3,
        unit_price=Decimal("500.00"),
        model="示例办公软件",
    )
    return Approved(
        number="PC-1",
        on=TODAY,
        recorded_at=NOW,
        in_force=in_force,
        price_basis=tax,
        lines={0: bought},
    )


@pytest.mark.parametrize(
    ("rate", "tax", "amount"),
    [
        (None, Tax.INCLUDED, Decimal("1500.00")),
        (Decimal("0.13"), Tax.EXCLUDED, Decimal("1695.00")),
        (None, Tax.EXCLUDED, None),
    ],
)
def test_software_bought_by_itself_has_its_count_and_its_amount_with_tax(
    rate: Decimal | None, tax: Tax, amount: Decimal | None
) -> None:
    basis = PriceBasis(currency=Currency.CNY, tax=tax, tax_rate=rate)
    (bought,) = derive([alone(basis)], [], [], TODAY).acts
    assert isinstance(bought, Bought)
    assert (bought.licences, bought.amount) == (3, amount)
    assert derive([alone(basis, in_force=False)], [], [], TODAY).acts == ()


def test_a_disposal_takes_a_computer_from_the_ledgers_and_gives_its_licence_back(
    stage: Stage,
) -> None:
    stage.register()
    made = stage.submit(order("A-1", bundle()))
    stage.deliver(number_of(made), ["S-1", "S-2"], in_service_since=date(2026, 11, 1))
    stage.dispose("S-1", on=date(2026, 11, 22))
    assert counts(ledgers(stage)) == {"示例操作系统": (1, None), "示例办公软件": (1, 2)}
    assert counts(ledgers(stage, date(2026, 11, 21))) == {}
    (sheet,) = (it for it in ledgers(stage).ledgers.maintenance if it.name == "示例办公软件")
    assert [it.installed_after for it in sheet.rows] == [1, 2, 1]


def test_the_ledgers_are_those_of_one_agency(stage: Stage) -> None:
    stage.register()
    stage.register(OTHER_AGENCY)
    enter(stage, row("PC-1"))
    with pytest.raises(UnknownAgency):
        ledgers(stage, uscc=OTHER_AGENCY)
    with pytest.raises(UnknownAgency):
        enter(stage, row("PC-1"), uscc=OTHER_AGENCY)


def test_machines_that_were_there_before_are_entered_with_one_entry(stage: Stage) -> None:
    stage.register()
    before = len(stage.kinds())
    system = row("PC-1", "示例旧系统", kind=SoftwareKind.OEM, on=date(2019, 5, 1))
    office = row("PC-1", kind=SoftwareKind.COMMERCIAL, version="2016", number="RJ-7")
    made = enter(stage, system, office, row("PC-2", "示例阅读器", kind=SoftwareKind.FREE))
    assert (made.rows, made.computers) == (3, 2)
    assert stage.kinds()[before:] == ["software.entered"]
    bodies = stage.column("select body from procheck.ledger_event order by id desc limit 1")
    assert all(word not in bytes(bodies[0]).decode() for word in ("甲", "PC-1", "财务科"))
    found = ledgers(stage)
    assert counts(found) == {
        "示例旧系统": (1, None),
        "示例办公软件": (1, None),
        "示例阅读器": (1, None),
    }
    assert {(it.computer, it.user, it.installed_on) for it in found.ledgers.usage} == {
        ("PC-1", "甲", date(2019, 5, 1)),
        ("PC-1", "甲", None),
        ("PC-2", "甲", None),
    }
    assert told(found)["machine-class-unknown"] == ("PC-1", "PC-2")
    assert told(found)["licences-unknown"] == ("RJ-7",)
    assert len(ledgers(stage, date(2020, 1, 1)).ledgers.usage) == 1


def test_a_file_is_entered_whole_or_not_at_all_and_every_row_in_the_way_is_told(
    stage: Stage,
) -> None:
    stage.register()
    made = stage.submit(order("A-1", bundle()))
    stage.deliver(number_of(made), ["S-1"])
    enter(stage, row("PC-1"), row("PC-1", "示例编号软件", number="RJ-1"))
    with refused(stage) as found:
        enter(
            stage,
            row("PC-2"),
            row("PC-1", at=6),
            row("S-1", "另一系统", at=7, kind=SoftwareKind.OEM),
            row("PC-3", "示例新软件", at=8, number="RJ-1"),
            row("PC-3", "示例编号软件", at=9, number="RJ-2"),
            row("PC-3", "示例工具", at=10, on=date(2026, 11, 24)),
            row("PC-3", "示例工具二", at=11, on=date(1, 1, 1)),
            row("PC-3", "示例工具三", at=12, on=date(1979, 12, 31)),
        )
    assert found == [
        (DayToCome, "明细表!10"),
        (DayTooEarly, "明细表!11"),
        (DayTooEarly, "明细表!12"),
        (NumberDiffers, "明细表!9"),
        (AlreadyInstalled, "明细表!6"),
        (BoundToComputer, "明细表!7"),
        (NumberTaken, "明细表!8"),
    ]


def test_the_first_day_that_is_taken_and_today_are_taken(stage: Stage) -> None:
    stage.register()
    enter(stage, row("PC-1", on=date(1980, 1, 1)), row("PC-2", at=6, on=TODAY))
    assert len(ledgers(stage).ledgers.usage) == 2


def test_the_same_file_cannot_be_entered_twice(stage: Stage) -> None:
    stage.register()
    enter(stage, row("PC-1"))
    with refused(stage) as found:
        enter(stage, row("PC-1"))
    assert found == [(AlreadyInstalled, "明细表!5")]


def test_a_row_in_the_way_is_told_though_an_earlier_file_has_one_in_its_place(
    stage: Stage,
) -> None:
    """Rows of two files have the same places, and one of them may be on no ledger already."""
    stage.register()
    enter(stage, row("S-1", "示例操作系统", kind=SoftwareKind.OEM))
    number = number_of(stage.submit(order("A-1", bundle(1))))
    stage.deliver(number, ["S-1"], in_service_since=date(2026, 1, 2))
    assert told(ledgers(stage))["act-not-taken"]
    stage.deliver(number_of(stage.submit(order("A-2", bundle(1)))), ["S-2"])
    (before,) = {it.row for it in ledgers(stage).refused if isinstance(it, BoundToComputer)}
    with refused(stage) as found:
        enter(stage, replace(row("S-2", "另一系统", kind=SoftwareKind.OEM), row=before))
    assert found == [(BoundToComputer, before)]


def test_of_a_dead_approval_each_device_keeps_its_share_of_the_licences(stage: Stage) -> None:
    stage.register()
    double = {**OFFICE, "licence": {"channel": "volume", "count": 7, "term": "五年"}}
    number = number_of(stage.submit(order("A-1", bundle(3, software=[double]))))
    stage.deliver(number, ["S-1", "S-2"])
    stage.revoke(number)
    assert counts(ledgers(stage))["示例办公软件"][1] == 5


def test_numbers_of_software_never_change(stage: Stage) -> None:
    stage.register()
    stage.submit(order("A-1", bundle()))
    first = {it.name: it.software for it in ledgers(stage).ledgers.summary}
    enter(stage, row("PC-1", "示例另一软件", number="RJ-9"), row("PC-2", "示例工具"))
    later = {it.name: it.software for it in ledgers(stage).ledgers.summary}
    assert first.items() <= later.items()
    with refused(stage) as found:
        enter(stage, row("PC-3", kind=SoftwareKind.COMMERCIAL, version="2019", number="RJ-10"))
    assert found == [(NumberDiffers, "明细表!5")]


def test_a_computer_that_contradicts_an_entry_is_told_and_breaks_nothing(stage: Stage) -> None:
    stage.register()
    made = stage.submit(order("A-1", bundle()))
    enter(stage, row("S-1", "示例旧系统", kind=SoftwareKind.OEM))
    stage.later(hours=1)
    stage.deliver(number_of(made), ["S-1"])
    found = ledgers(stage)
    assert told(found)["act-not-taken"] == ("S-1",)
    assert counts(found)["示例旧系统"] == (1, None)


def test_what_a_department_asked_for_without_software_is_a_machine_without_software(
    stage: Stage,
) -> None:
    stage.register()
    stage.deliver(None, ["OLD"], item_class=ItemClass.LAPTOP)
    found = ledgers(stage)
    assert found.ledgers.head.portables == 1
    assert told(found)[GapCode.NO_SOFTWARE] == ("OLD",)


def test_the_walls_hold_without_any_filter(stage: Stage) -> None:
    stage.register()
    stage.register(OTHER_AGENCY)
    enter(stage, row("PC-1"))
    for agency, seen in ((AGENCY, 1), (OTHER_AGENCY, 0)):
        with stage.database.transaction(stage.scope(OFFICER, agency)) as connection:
            for table in ("software_import", "software_entry"):
                count = connection.scalar(text(f"select count(*) from procheck.{table}"))  # noqa: S608 - names from above
                assert count == seen, (agency, table)


def free_rows(found: AgencySoftware) -> set[tuple[str, str | None, str | None]]:
    return {(it.name, it.version, it.reason) for it in found.ledgers.free}


def test_the_list_of_free_software_has_its_rows_and_reasons_from_the_agencys_own(
    stage: Stage,
) -> None:
    stage.register()
    suite = {**OFFICE, "name": SUITE, "licence": {"channel": "free", "count": 2}}
    stage.submit(order("A-1", bundle(software=[suite])))
    before = ledgers(stage)
    (row,) = before.ledgers.free
    assert (row.name, row.version, row.reason) == (SUITE, "2019", None)
    assert told(before)["reason-unknown"] == (row.software,)
    listed(stage, terms(vendor="示例基金会", phone="010-0000"))
    listed(stage, terms("示例播放器", version="3", department="会议室"))
    record(stage, terms("无人批准的软件"))
    after = ledgers(stage)
    assert free_rows(after) == {(SUITE, "2019", REASON), ("示例播放器", "3", REASON)}
    assert "reason-unknown" not in told(after)
    (same,) = (it for it in after.ledgers.free if it.name == SUITE)
    assert (same.software, same.vendor, same.phone) == (row.software, "示例基金会", "010-0000")
    # What may be used and is not there is on no ledger of what is.
    assert "示例播放器" not in counts(after)


def test_an_entry_is_a_row_on_the_days_it_stands_and_each_entry_is_one(stage: Stage) -> None:
    stage.register()
    number = listed(stage, terms(valid_from=date(2026, 3, 1)))
    listed(stage, terms(department="财务科", valid_from=date(2026, 3, 1)))
    take_off(stage, number)
    assert free_rows(ledgers(stage, date(2026, 2, 28))) == set()
    assert len(ledgers(stage, date(2026, 3, 1)).ledgers.free) == 2
    (left,) = ledgers(stage, TODAY).ledgers.free
    assert (left.name, left.department) == (SUITE, "财务科")


def test_free_software_entered_from_a_file_takes_the_reason_of_its_entry(stage: Stage) -> None:
    stage.register()
    enter(stage, row("S-9", SUITE, kind=SoftwareKind.FREE, version="1", number="免-01"))
    listed(stage, terms(version="1"))
    (made,) = ledgers(stage).ledgers.free
    assert (made.software, made.reason) == ("免-01", REASON)
