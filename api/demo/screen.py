"""How the demonstration looks in a terminal: headings, tables, and what a reader should notice."""

from collections.abc import Iterable, Sequence
from itertools import repeat

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from api.demo.codes import met

WIDTH = 100
"""Columns of the terminal it is written for."""

_COLOURS = {"conforming": "green", "refused": "red", "undetermined": "yellow", "approved": "green"}


class Screen:
    """Writes to standard output; colour only where the terminal has it."""

    def __init__(self) -> None:
        self._console = Console(width=WIDTH, highlight=False, soft_wrap=False)

    def heading(self, letter: str, text: str) -> None:
        """Begin a part of the demonstration."""
        self._console.print()
        self._console.rule(f"[bold]({letter}) {escape(text)}", align="left")

    def say(self, text: str, colour: str | None = None) -> None:
        """Write a line or a paragraph."""
        self._console.print(escape(text) if colour is None else f"[{colour}]{escape(text)}[/]")

    def outcome(self, word: str, text: str) -> None:
        """Write what became of something, in the colour of the word."""
        colour = _COLOURS.get(word, "white")
        self._console.print(f"[bold {colour}]{escape(word)}[/]  {escape(text)}")

    def table(
        self,
        columns: Sequence[str],
        rows: Iterable[Sequence[str]],
        widths: Sequence[int] | None = None,
    ) -> None:
        """Write a table; outcomes in it are coloured, and codes explained below it.

        Args:
            columns: their headings.
            rows: their cells.
            widths: of the columns in letters, where the content does not decide.
        """
        shown = [tuple(row) for row in rows]
        table = Table(show_lines=True)
        for column, width in zip(columns, widths or repeat(None), strict=False):
            # Folded, never cut: a figure or an article must not be lost at the edge of a column.
            table.add_column(column, overflow="fold", width=width)
        for row in shown:
            table.add_row(*(_cell(text) for text in row))
        self._console.print(table)
        for line in met(text for row in shown for text in row):
            self.say(f"  {line}")


def _cell(text: str) -> str:
    colour = _COLOURS.get(text)
    return escape(text) if colour is None else f"[{colour}]{escape(text)}[/]"
