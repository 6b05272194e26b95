"""One figure of the benchmarks: what was measured, as which ratio, and what it has to reach."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

_WIDTH = 118


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure and its target.

    ``value`` is compared with ``target``, both in ``unit``; ``at_most`` says which side is good,
    ``measured`` shows what the value was made from.
    """

    name: str
    measured: str
    value: float
    target: float
    at_most: bool
    unit: str = "×"

    @property
    def reached(self) -> bool:
        """Return whether the target is reached."""
        return self.value <= self.target if self.at_most else self.value >= self.target

    @property
    def shown(self) -> str:
        """Return the value with its unit; what is counted has no decimals."""
        value = f"{self.value:,}" if isinstance(self.value, int) else f"{self.value:.2f}"
        return f"{value} {self.unit}".rstrip()

    @property
    def wanted(self) -> str:
        """Return the target with its unit."""
        return f"{'≤' if self.at_most else '≥'} {self.target:g} {self.unit}".rstrip()


class Screen:
    """Writes to standard output: what is under way, tables, figures."""

    def __init__(self) -> None:
        self._console = Console(width=_WIDTH, highlight=False, markup=False)

    def say(self, text: str) -> None:
        """Write a line."""
        self._console.print(text)

    def table(self, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Write a table; nothing in it is cut off."""
        table = Table()
        for column in columns:
            table.add_column(column, overflow="fold")
        for row in rows:
            table.add_row(*row)
        self._console.print(table)

    def figures(self, figures: Iterable[Figure]) -> None:
        """Write the figures, each with its target and whether it is reached."""
        self.table(
            ("figure", "measured", "result", "to reach", ""),
            [
                (it.name, it.measured, it.shown, it.wanted, "reached" if it.reached else "MISSED")
                for it in figures
            ],
        )
