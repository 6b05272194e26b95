"""Remembers what was worked out of registers: the catalogue gives one and the same to many orders.

They are dear to compare and never change, so that each is told by its identity.
"""

from collections.abc import Callable
from typing import Final, Generic, TypeVar

from validators.evidence import Register

KEPT: Final = 512
"""How many registers are remembered before remembering starts afresh."""

FEW: Final = 16
"""Names of products in a register at most that is remembered; of more, none comes again."""

_V = TypeVar("_V")


class OfRegisters(Generic[_V]):
    """What a pure function gave for registers it was asked of last; for use by many threads."""

    __slots__ = ("_function", "_known")

    def __init__(self, function: Callable[[Register], _V]) -> None:
        """Remember nothing yet."""
        self._function = function
        self._known: dict[int, tuple[Register, _V]] = {}

    def __call__(self, register: Register) -> _V:
        """Return what the function gives for a register."""
        known = self._known.get(id(register))
        if known is not None:
            return known[1]
        found = self._function(register)
        if len(register.candidates) <= FEW:
            if len(self._known) >= KEPT:
                self._known.clear()
            # The register is kept as well, so that no other comes to have its identity.
            self._known[id(register)] = register, found
        return found
