"""The forms an export can have, and what each is called (ADR 0019)."""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum, unique
from typing import IO, Protocol

from approvals.exported import Column, Row


@unique
class ExportForm(StrEnum):
    """In which form rows are written."""

    CSV = "csv"
    XLSX = "xlsx"
    JSONL = "jsonl"
    PARQUET = "parquet"


class Writer(Protocol):
    """Writes rows into a file as they come; yields whenever something may be sent on."""

    def __call__(
        self, columns: Sequence[Column], batches: Iterable[Sequence[Row]], file: IO[bytes]
    ) -> Iterator[None]:
        """Write a head if the form has one, then the rows, a batch at a time."""


def writer_of(form: ExportForm) -> Writer:
    """Return what writes a form; what it needs is imported only when it is asked for."""
    match form:
        case ExportForm.CSV:
            from integrations.exports.csv_rows import write_csv  # noqa: PLC0415 - only if asked for

            return write_csv
        case ExportForm.JSONL:
            from integrations.exports.json_lines import write_lines  # noqa: PLC0415 - the same

            return write_lines
        case ExportForm.XLSX:
            from integrations.exports.xlsx_rows import write_xlsx  # noqa: PLC0415 - the same

            return write_xlsx
        case ExportForm.PARQUET:
            # A quarter of a second and fifty megabytes.
            from integrations.exports.parquet_rows import (  # noqa: PLC0415 - see above
                write_parquet,
            )

            return write_parquet
