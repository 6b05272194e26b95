"""Samples are what their description says, for every population."""

import hashlib
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from approvals.sampling import Drawn, Method, Unit, drawn, lot, measured, shares

_UNITS = st.lists(
    st.builds(
        Unit,
        st.text("abcdef", min_size=1, max_size=6),
        st.sampled_from(["", "A", "B"]),
        st.decimals("-5", "5000", places=2),
    ),
    max_size=40,
    unique_by=lambda it: it.id,
).map(lambda units: sorted(units, key=lambda it: it.id.encode()))
_FEW = settings(max_examples=25)


def sample(method: Method, size: int, seed: str, units: list[Unit]) -> tuple[Drawn, ...]:
    return drawn(method, size, seed, lambda: units, measured(lambda: units))


@_FEW
@given(_UNITS, st.integers(1, 12), st.text(max_size=5), st.sampled_from(Method))
def test_the_same_rows_and_seed_give_the_same_sample(
    units: list[Unit], size: int, seed: str, method: Method
) -> None:
    found = sample(method, size, seed, units)
    assert found == sample(method, size, seed, list(units))
    assert {it.unit for it in found} <= set(units)
    assert len({it.unit.id for it in found}) == len(found)


@_FEW
@given(_UNITS, st.integers(1, 12), st.text(max_size=5))
def test_a_simple_sample_are_the_smallest_lots(units: list[Unit], size: int, seed: str) -> None:
    found = {it.unit.id for it in sample(Method.SIMPLE, size, seed, units)}
    assert found == {it.id for it in sorted(units, key=lambda it: lot(seed, it.id))[:size]}


@_FEW
@given(_UNITS, st.integers(1, 12), st.text(max_size=5))
def test_every_stratum_gives_its_share(units: list[Unit], size: int, seed: str) -> None:
    strata = measured(lambda: units).strata
    given_ = shares(size, strata) if units else {}
    found = sample(Method.STRATIFIED, size, seed, units)
    assert sum(given_.values()) == min(size, len(units)) == len(found)
    for name, count in given_.items():
        assert count <= strata[name]
        assert abs(count - Fraction(min(size, len(units)) * strata[name], len(units))) < 1
        mine = sorted((it for it in units if it.stratum == name), key=lambda it: lot(seed, it.id))
        assert {it.unit for it in found if it.unit.stratum == name} == set(mine[:count])


@_FEW
@given(_UNITS, st.integers(1, 12), st.text(max_size=5))
def test_a_monetary_unit_sample_hits_every_point_once(
    units: list[Unit], size: int, seed: str
) -> None:
    found = sample(Method.MONETARY_UNIT, size, seed, units)
    total = sum((max(it.value, Decimal(0)) for it in units), Decimal(0))
    assert sum(it.hits for it in found) == (size if total else 0)
    hits = {it.unit: it.hits for it in found}
    for it in units:
        # What is worth a part is drawn for certain, and nothing more often than its worth.
        part = Fraction(total) / size
        worth = Fraction(max(it.value, Decimal(0)))
        assert hits.get(it, 0) <= (worth // part + 1 if part else 0)
        assert hits.get(it, 0) >= (worth // part if part else 0)


def test_a_worked_example_stays_as_it_is() -> None:
    units = [Unit(f"PC-{at}", "A" if at % 3 else "B", Decimal(at * 100)) for at in range(1, 10)]
    population = measured(lambda: units)
    text = "".join(f"{it.id}\t{it.stratum}\t{it.value}\n" for it in units)
    assert population.hash == hashlib.sha256(text.encode()).hexdigest()
    found = {
        method: [it.unit.id for it in sample(method, 3, "2026-11-28", units)] for method in Method
    }
    assert found == {
        Method.SIMPLE: ["PC-3", "PC-6", "PC-8"],
        Method.STRATIFIED: ["PC-6", "PC-7", "PC-8"],
        Method.MONETARY_UNIT: ["PC-2", "PC-6", "PC-8"],
    }
