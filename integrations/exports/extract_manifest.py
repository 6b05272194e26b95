"""The manifest of an extract: what each table holds, and where its names are from."""

from collections.abc import Mapping, Sequence
from typing import Any

from approvals.exported import EXTRACT, Asked, LedgerState, Tally, rows_told
from integrations.exports.extract_names import Extract

CURRENCY = "CNY"
"""Orders are priced in yuan alone."""


def extract_manifest(
    extract: Extract,
    asked: Asked,
    *,
    identifier: str,
    reader: Mapping[str, str],
    state: LedgerState,
    tallies: Sequence[Tally],
    files: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """Return the manifest of an extract, as a JSON value with a canonical form.

    Args:
        extract: its tables and what is known of their names.
        asked: what narrowed it, and the instant by which states are told.
        identifier: of the extract.
        reader: who asked for it: his role, person, and agency where he has one.
        state: the ledger at the moment of reading.
        tallies: what the rows of each table came to.
        files: name, format, bytes and digest of the file of each table.
    """
    tables = []
    for listed, named, tally, file in zip(
        extract.tables, extract.told, tallies, files, strict=True
    ):
        rows = rows_told(listed.columns, tally, file)
        pairs = zip(rows["columns"], named["columns"], strict=True)
        columns = [{**column, **known} for column, known in pairs]
        tables.append({"name": listed.name, **named, **rows, "columns": columns})
    return {
        "format": EXTRACT,
        "id": identifier,
        "extract": extract.id,
        **extract.about,
        "names": extract.digest,
        "conformance": "not-verified",
        "currency": CURRENCY,
        "filter": asked.said(),
        "tables": tables,
        "recorded_at": asked.now.isoformat(),
        "reader": dict(reader),
        "ledger": state.told(),
    }
