"""Rows as CSV (RFC 4180): UTF-8 with a mark, as offices' spreadsheets expect it.

A text that a spreadsheet may take for a formula gets an apostrophe before it, and a text that
begins with one another, so that `unguarded` gives every text back as it was. Numbers are no texts:
-3 stays a number.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import IO, Final

from approvals.exported import Cell, Column, Row, plain
from integrations.workbook_writing import BEGINS_FORMULA

_MARK: Final = "\ufeff"
_GUARD: Final = "'"


def write_csv(
    columns: Sequence[Column], batches: Iterable[Sequence[Row]], file: IO[bytes]
) -> Iterator[None]:
    """Write rows as CSV; see `integrations.exports.forms.Writer`."""
    held = io.StringIO(newline="")
    rows = csv.writer(held, lineterminator="\r\n")
    held.write(_MARK)
    rows.writerow([it.name for it in columns])
    for batch in batches:
        rows.writerows([_text(cell) for cell in row] for row in batch)
        file.write(held.getvalue().encode())
        held.seek(0)
        held.truncate()
        yield
    file.write(held.getvalue().encode())


def guarded(text: str) -> str:
    """Return a text as no spreadsheet takes it for a formula."""
    # Spreadsheets pass over blanks before they look.
    first = text.lstrip(" \u3000\u00a0")[:1]
    return f"{_GUARD}{text}" if first in _GUARDED and first else text


_GUARDED: Final = BEGINS_FORMULA | {_GUARD}


def unguarded(text: str) -> str:
    """Return a text as it was before `guarded`."""
    return text.removeprefix(_GUARD) if text[1:] and guarded(text[1:]) != text[1:] else text


def _text(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case str():
            return guarded(cell)
        case Decimal():
            return plain(cell)
        case datetime():
            return cell.isoformat()
        case _:
            return str(cell)
