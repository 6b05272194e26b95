"""What was worked out of a register is given again for that one, and for no other."""

from types import MappingProxyType

from hypothesis import given
from hypothesis import strategies as st

from approvals.of_registers import FEW, KEPT, OfRegisters
from validators.evidence import Register


class _Counting:
    """A function of registers, and of which it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, register: Register) -> str:
        self.asked.append(register.scheme)
        return register.scheme


def _register(scheme: str, names: int = 1) -> Register:
    candidates = {str(it): () for it in range(names)}
    return Register(scheme=scheme, kind="processor", candidates=MappingProxyType(candidates))


@given(st.lists(st.integers(0, 5), max_size=30))
def test_each_is_worked_out_once(asked: list[int]) -> None:
    counting, registers = _Counting(), [_register(str(it)) for it in range(6)]
    remembered = OfRegisters(counting)
    assert [remembered(registers[it]) for it in asked] == list(map(str, asked))
    assert sorted(counting.asked) == sorted(set(map(str, asked)))


def test_one_that_takes_the_place_of_another_is_never_taken_for_it() -> None:
    remembered = OfRegisters(_Counting())
    # Each is gone as soon as it was asked about, so that the next has its place in memory.
    assert all(remembered(_register(str(it))) == str(it) for it in range(2 * KEPT))


def test_one_of_many_names_is_not_kept() -> None:
    counting = _Counting()
    remembered = OfRegisters(counting)
    for names, times in ((FEW - 1, 1), (FEW, 1), (FEW + 1, 2)):
        register = _register(str(names), names)
        assert {remembered(register) for _ in range(2)} == {str(names)}
        assert counting.asked.count(str(names)) == times
