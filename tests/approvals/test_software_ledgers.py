"""The software ledgers as values: acts go in, four tables come out, and they always agree."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approvals.software_accounts import Accounts
from approvals.software_acts import (
    Act,
    Bought,
    Disposed,
    Entered,
    Installed,
    Listed,
    Machine,
    Product,
    Received,
    Removed,
    SoftwareKind,
    derived_number,
    identity_of,
)
from approvals.software_entering import entered, entered_as_far
from approvals.software_errors import (
    AlreadyInstalled,
    BeforeInstalled,
    BoundToComputer,
    Invariant,
    LedgerActRefused,
    LedgersDisagree,
    LicencesExceeded,
    NotBought,
    NotInstalled,
    NumberDiffers,
    NumberTaken,
    UnknownComputer,
    VersionNotUsable,
)
from approvals.software_ledgers import Ledgers, SummaryHead, check, ledgers_of
from validators.order import LicenceChannel

DAY = date(2026, 3, 1)
HEAD = SummaryHead(servers=0, desktops=0, portables=0)


def product(kind: SoftwareKind, name: str, version: str | None = "V1") -> Product:
    return Product(
        number=derived_number(identity_of(kind, name, version)),
        kind=kind,
        name=name,
        version=version,
    )


SYSTEM = product(SoftwareKind.OEM, "示例操作系统")
OFFICE = product(SoftwareKind.COMMERCIAL, "示例办公软件", "2019")
READER = product(SoftwareKind.FREE, "示例阅读器")
FOUND = product(SoftwareKind.UNSTATED, "示例工具", None)


def bought(what: Product, licences: int | None = 2, **more: Any) -> Bought:  # noqa: ANN401 - members of Bought
    return replace(Bought(source="PC-1", product=what, on=DAY, licences=licences), **more)


def received(number: str, *carries: Product, on: date = DAY) -> Received:
    machine = Machine(number=number, brand="Example 1", department="办公室")
    return Received(machine=machine, carries=carries, on=on)


def entry(number: str, what: Product, row: str = "明细表!5") -> Entered:
    return Entered(row=row, machine=Machine(number=number), product=what, on=DAY)


def made(*acts: Act) -> Ledgers:
    return ledgers_of(entered(Accounts(), acts), HEAD)


def test_a_purchase_makes_purchase_rows_and_a_receipt_makes_installations() -> None:
    sold = bought(OFFICE, amount=Decimal("1200.00"), channel=LicenceChannel.VOLUME, term="永久")
    before = made(bought(SYSTEM), sold)
    assert [it.installed for it in before.summary] == [0, 0]
    assert before.usage == ()
    after = made(bought(SYSTEM), sold, received("S-1", SYSTEM, OFFICE))
    (office,) = (it for it in after.summary if it.kind is SoftwareKind.COMMERCIAL)
    assert (office.installed, office.licences, office.amount) == (1, 2, Decimal("1200.00"))
    assert (office.channels, office.terms) == ((LicenceChannel.VOLUME,), ("永久",))
    assert {(it.computer, it.brand, it.department, it.user) for it in after.usage} == {
        ("S-1", "Example 1", "办公室", None)
    }
    assert {it.software for it in after.usage} == {SYSTEM.number, OFFICE.number}
    assert [len(it.rows) for it in after.maintenance] == [1, 1]


def test_of_oem_and_free_software_the_summary_has_name_and_count_alone() -> None:
    found = made(bought(SYSTEM), received("S-1", SYSTEM), entry("S-9", READER))
    for row in found.summary:
        assert (row.bought_on, row.licences, row.usable_versions, row.terms) == (None, None, (), ())
        assert row.installed == 1
    (free,) = found.free
    assert (free.software, free.name, free.reason) == (READER.number, READER.name, None)


def test_an_upgrade_is_a_removal_in_the_old_sheet_and_an_installation_in_the_new_one() -> None:
    newer = product(SoftwareKind.COMMERCIAL, "示例办公软件", "2023")
    later = DAY + timedelta(days=9)
    found = made(
        bought(OFFICE),
        bought(newer, 1),
        received("S-1", OFFICE),
        Removed(computer="S-1", software=OFFICE.number, on=later),
        Installed(computer="S-1", software=newer.number, version="2023", on=later),
    )
    sheets = {it.software: it for it in found.maintenance}
    old = [(it.installed, it.on, it.installed_after) for it in sheets[OFFICE.number].rows]
    assert old == [(True, DAY, 1), (False, later, 0)]
    assert [it.installed_after for it in sheets[newer.number].rows] == [1]
    assert [it.software for it in found.usage] == [newer.number]


def test_licences_come_back_with_a_disposal_and_an_oem_system_goes_with_its_computer() -> None:
    found = made(
        bought(OFFICE, 1),
        bought(SYSTEM),
        received("S-1", SYSTEM, OFFICE),
        Disposed(computer="S-1", on=DAY),
        received("S-2", SYSTEM, OFFICE),
    )
    assert [it.computer for it in found.usage] == ["S-2", "S-2"]


def test_what_was_there_before_leaves_the_number_of_licences_unknown() -> None:
    found = made(bought(OFFICE, 1), received("S-1", OFFICE), entry("S-8", OFFICE))
    (row,) = found.summary
    assert (row.installed, row.licences) == (2, None)


def test_a_version_the_licence_allows_besides_may_be_installed() -> None:
    acts = (bought(OFFICE, usable_versions=("2016",)), received("S-1"))
    older = Installed(computer="S-1", software=OFFICE.number, version="2016", on=DAY)
    assert [it.version for it in made(*acts, older).usage] == ["2016"]
    other = replace(older, version="2010")
    with pytest.raises(VersionNotUsable) as refused:
        made(*acts, other)
    assert (refused.value.row, refused.value.usable) == (f"{OFFICE.number}/S-1", ("2019", "2016"))


def test_a_purchase_that_is_the_first_to_name_versions_names_those_installed() -> None:
    begun = (bought(FOUND), received("S-1", FOUND))
    naming = bought(FOUND, usable_versions=("V2",))
    with pytest.raises(VersionNotUsable) as refused:
        made(*begun, naming)
    assert refused.value.row == f"{FOUND.number}/S-1"
    assert (refused.value.version, refused.value.usable) == (None, ("V2",))
    assert [it.version for it in made(*begun, bought(FOUND)).usage] == [None]
    gone = Removed(computer="S-1", software=FOUND.number, on=DAY)
    assert made(*begun, gone, naming).usage == ()


_HERE = (bought(SYSTEM), bought(OFFICE, 1), received("S-1", SYSTEM, OFFICE), received("S-2"))


@pytest.mark.parametrize(
    ("act", "error", "row"),
    [
        (Installed(computer="S-2", software=OFFICE.number, on=DAY), LicencesExceeded, "S-2"),
        (Installed(computer="S-2", software=SYSTEM.number, on=DAY), BoundToComputer, "S-2"),
        (Installed(computer="S-2", software="SW-X", on=DAY), NotBought, "S-2"),
        (Installed(computer="S-9", software=OFFICE.number, on=DAY), UnknownComputer, "S-9"),
        (Installed(computer="S-1", software=OFFICE.number, on=DAY), AlreadyInstalled, "S-1"),
        (Removed(computer="S-2", software=OFFICE.number, on=DAY), NotInstalled, "S-2"),
        (
            Removed(computer="S-1", software=OFFICE.number, on=DAY - timedelta(days=1)),
            BeforeInstalled,
            "S-1",
        ),
        (Disposed(computer="S-1", on=DAY - timedelta(days=1)), BeforeInstalled, "S-1"),
        (Disposed(computer="S-9", on=DAY), UnknownComputer, "S-9"),
        (received("S-3", OFFICE), LicencesExceeded, "S-3"),
        (received("S-3", READER), NotBought, "S-3"),
        (received("S-3", SYSTEM, SYSTEM), AlreadyInstalled, "S-3"),
        (received("S-2", SYSTEM), BoundToComputer, "S-2"),
        (entry("S-1", OFFICE), AlreadyInstalled, "明细表!5"),
        (entry("S-1", product(SoftwareKind.OEM, "另一系统")), BoundToComputer, "明细表!5"),
        (entry("S-8", replace(READER, number=OFFICE.number)), NumberTaken, "明细表!5"),
        (entry("S-8", replace(OFFICE, number="A-1")), NumberDiffers, "明细表!5"),
        (bought(replace(READER, number=OFFICE.number)), NumberTaken, "PC-1"),
    ],
)
def test_an_act_that_breaks_an_invariant_is_refused_by_its_own_error_and_names_the_row(
    act: Act, error: type[LedgerActRefused], row: str
) -> None:
    begun = entered(Accounts(), _HERE)
    as_it_was = entered(Accounts(), _HERE)
    good = received("S-7", SYSTEM)
    with pytest.raises(error) as refused:
        entered(begun, (good, act))
    assert refused.value.row.endswith(row)
    assert begun == as_it_was
    told: list[Act] = []
    assert entered_as_far(begun, (act, good), lambda it, _: told.append(it)) == entered(
        begun, (good,)
    )
    assert told == [act]


def test_a_computer_is_the_same_however_an_office_writes_its_serial() -> None:
    ledgers = made(
        bought(SYSTEM),
        received("SN-A2", SYSTEM),
        bought(OFFICE),
        Installed(software=OFFICE.number, computer="sn-a2", version=None, on=DAY),
        entry("ＳＮ－a2", FOUND),
    )
    assert {it.computer for it in ledgers.usage} == {"SN-A2"}
    with pytest.raises(BoundToComputer):
        made(
            bought(SYSTEM),
            received("SN-A2", SYSTEM),
            entry("sn-a2", product(SoftwareKind.OEM, "另一系统")),
        )


def test_one_software_has_one_number_however_it_is_spelt() -> None:
    wide = replace(OFFICE, name="示例　办公软件", version="２０１９")
    assert derived_number(wide.identity) == OFFICE.number
    found = made(bought(OFFICE), bought(wide))
    assert [it.licences for it in found.summary] == [4]


def _tampered(found: Ledgers) -> dict[Invariant, Ledgers]:
    first = found.usage[0]
    return {
        Invariant.INSTALLED_COUNT: replace(found, usage=found.usage[1:]),
        Invariant.WITHIN_LICENCES: replace(
            found,
            summary=tuple(
                replace(it, licences=0) if it.licences is not None else it for it in found.summary
            ),
        ),
        Invariant.VERSION_USABLE: replace(
            found, usage=(replace(first, version="other"), *found.usage[1:])
        ),
    }


def test_tables_that_disagree_are_found_out() -> None:
    accounts = entered(Accounts(), _HERE)
    found = ledgers_of(accounts, HEAD)
    for invariant, tampered in _tampered(found).items():
        with pytest.raises(LedgersDisagree) as disagreed:
            check(tampered, accounts)
        assert disagreed.value.invariant is invariant
    with pytest.raises(LedgersDisagree) as disagreed:
        check(found, replace(accounts, preloads={}))
    assert disagreed.value.invariant is Invariant.OEM_WITH_COMPUTER


# ---- any sequence of acts ------------------------------------------------------------------------

_PRODUCTS = st.sampled_from([SYSTEM, OFFICE, READER, FOUND])
_COMPUTERS = st.sampled_from(["S-1", "S-2", "S-3", "S-4"])
_DAYS = st.integers(0, 30).map(lambda it: DAY + timedelta(days=it))
_NUMBERS = _PRODUCTS.map(lambda it: it.number)
_ACTS = st.one_of(
    st.builds(
        bought,
        _PRODUCTS,
        st.one_of(st.none(), st.integers(0, 3)),
        usable_versions=st.sampled_from([(), ("V0",), ("V1", "V2")]),
    ),
    st.builds(lambda it: Listed(product=it), st.just(READER)),
    st.builds(
        lambda number, carries, on: received(number, *carries, on=on),
        _COMPUTERS,
        st.lists(_PRODUCTS, max_size=3),
        _DAYS,
    ),
    st.builds(entry, _COMPUTERS, _PRODUCTS),
    st.builds(
        Installed,
        computer=_COMPUTERS,
        software=_NUMBERS,
        version=st.sampled_from([None, "V0", "V2"]),
        on=_DAYS,
    ),
    st.builds(Removed, computer=_COMPUTERS, software=_NUMBERS, on=_DAYS),
    st.builds(Disposed, computer=_COMPUTERS, on=_DAYS),
)


def _taken(acts: list[Act]) -> tuple[Accounts, list[Act]]:
    """The accounts after those acts that are taken one by one, and which they were."""
    accounts, taken = Accounts(), []
    for act in acts:
        with suppress(LedgerActRefused):
            accounts = entered(accounts, (act,))
            taken.append(act)
    return accounts, taken


@given(st.lists(_ACTS, max_size=30))
def test_whatever_is_taken_the_ledgers_agree(acts: list[Act]) -> None:
    accounts, _ = _taken(acts)
    ledgers_of(accounts, HEAD)


@given(st.lists(_ACTS, max_size=30), st.lists(st.integers(0, 30), max_size=4))
def test_the_ledgers_are_a_function_of_the_acts_however_they_are_batched(
    acts: list[Act], cuts: list[int]
) -> None:
    one_by_one, taken = _taken(acts)
    batched, begun = Accounts(), 0
    for cut in [*sorted(min(it, len(taken)) for it in cuts), len(taken)]:
        batched = entered(batched, taken[begun:cut])
        begun = cut
    assert batched == one_by_one == entered(Accounts(), taken)
    assert entered_as_far(Accounts(), acts, lambda _act, _error: None) == one_by_one


@given(st.lists(_ACTS, max_size=20), st.lists(_ACTS, max_size=6))
def test_a_batch_that_is_refused_leaves_everything_as_it_was(
    acts: list[Act], batch: list[Act]
) -> None:
    accounts, taken = _taken(acts)
    try:
        entered(accounts, batch)
    except LedgerActRefused:
        assert accounts == entered(Accounts(), taken)
        assert ledgers_of(accounts, HEAD) == ledgers_of(entered(Accounts(), taken), HEAD)


@given(st.lists(_ACTS, max_size=30))
def test_nothing_but_receipts_entries_and_maintenance_changes_what_is_installed(
    acts: list[Act],
) -> None:
    accounts, taken = _taken(acts)
    installs = sum(
        len(it.carries) if isinstance(it, Received) else isinstance(it, Entered | Installed)
        for it in taken
    )
    steps = [step for them in accounts.steps.values() for step in them]
    assert sum(it.installed for it in steps) == installs
    assert len(accounts.installations) == installs - sum(not it.installed for it in steps)
