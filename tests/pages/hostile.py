"""A service in which hostile text stands wherever somebody may write one.

Every act is done with a mark of its own in each of its text fields, as its schema names them, so
that a field that is added is filled too, or is missed by name.
"""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, count
from typing import Any

from marshmallow import Schema, fields
from openpyxl import load_workbook
from pyarrow import parquet

from api.app import operations
from api.operation import Operation
from api.schemas.body import Body
from api.schemas.fields import Text
from integrations.exports.forms import ExportForm
from tests.api.stage import SEEN, Answer, Stage

MARK = "=1+1<b onclick=x>&\"'שלום"
"""Markup, a formula, quotation marks, and letters that are read from right to left."""
OPERATIONS: Mapping[str, Operation] = {it.id: it for it in operations()}
BODIES: Mapping[str, type[Body]] = {
    name: it.body for name, it in OPERATIONS.items() if it.body is not None
}


def leaves(body: Schema, at: str = "") -> Iterator[tuple[str, fields.Field[Any]]]:
    """Yield every field of a body that holds no other field, by its path."""
    for name, one in body.fields.items():
        yield from _in(one, f"{at}/{one.data_key or name}")


def _in(one: fields.Field[Any], at: str) -> Iterator[tuple[str, fields.Field[Any]]]:
    if isinstance(one, fields.Nested):
        yield from leaves(one.schema, at)
    elif isinstance(one, fields.List):
        yield from _in(one.inner, f"{at}/0")
    else:
        yield at, one


def texts(operation: str) -> set[str]:
    """The paths of all texts that may be written in a request."""
    return {at for at, one in leaves(BODIES[operation]()) if isinstance(one, Text)}


@dataclass
class Hostile:
    """Does acts with a mark in every text field, and knows which stands where."""

    stage: Stage
    marks: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    """Operation and path of a field → the marks that were written there."""
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def mark(self, word: str = "") -> str:
        return f"{MARK}{word}{next(self._numbers)}"

    def act(
        self,
        operation: str,
        role: str,
        body: Mapping[str, Any] | None = None,
        *,
        keep: tuple[str, ...] = (),
        second: bool = False,
        headers: Mapping[str, str] | None = None,
        at: Mapping[str, str] | None = None,
    ) -> Answer:
        """Do an act; what ``keep`` names stands as given, and so does what is a mark already.

        ``at`` are the parts of the address.
        """
        wanted, place = OPERATIONS[operation], OPERATIONS[operation].path
        for name, value in (at or {}).items():
            place = place.replace(f"<{name}>", value)
        filled = dict(body or {})
        self._fill(BODIES[operation](), filled, operation, "", keep)
        seen = SEEN if wanted.conditional else {}
        sent = {**seen, **(headers or {})}
        answer = self.stage.call(wanted.method, place, role, filled, second=second, headers=sent)
        assert answer.status in {200, 201, 202}, (operation, answer.data.decode())
        return answer

    def _fill(
        self, body: Schema, said: dict[str, Any], operation: str, at: str, keep: tuple[str, ...]
    ) -> None:
        for name, one in body.fields.items():
            key = one.data_key or name
            here = f"{at}/{key}"
            if here in keep:
                continue
            if isinstance(one, Text):
                said[key] = self._marked(operation, here, said.get(key))
            elif isinstance(one, fields.Nested) and key in said:
                said[key] = dict(said[key])
                self._fill(one.schema, said[key], operation, here, keep)
            elif isinstance(one, fields.List):
                self._fill_list(one, said, key, operation, here, keep)

    def _fill_list(
        self,
        one: fields.List[Any],
        said: dict[str, Any],
        key: str,
        operation: str,
        here: str,
        keep: tuple[str, ...],
    ) -> None:
        first = f"{here}/0"
        if isinstance(one.inner, Text):
            said[key] = [self._marked(operation, first, it) for it in said.get(key) or [None]]
        elif isinstance(one.inner, fields.Nested) and key in said:
            said[key] = [dict(it) for it in said[key]]
            for it in said[key]:
                self._fill(one.inner.schema, it, operation, first, keep)

    def _marked(self, operation: str, at: str, said: str | None) -> str:
        text = said if said is not None and MARK in said else self.mark(at.rpartition("/")[2])
        self.marks.setdefault((operation, at), []).append(text)
        return text


def cells(form: str, data: bytes) -> list[str]:
    """What a file of an export holds of what somebody wrote."""
    if form == ExportForm.CSV:
        rows = [*csv.reader(io.StringIO(data.decode("utf-8-sig")))]
        return [it for it in chain(*rows) if MARK in it]
    if form == ExportForm.XLSX:
        sheets = load_workbook(io.BytesIO(data)).worksheets
        held = [it for sheet in sheets for it in chain(*sheet.iter_rows())]
        found = [it for it in held if isinstance(it.value, str) and MARK in it.value]
        assert {it.data_type for it in found} <= {"s"}
        return [str(it.value) for it in found]
    if form == ExportForm.JSONL:
        rows = [json.loads(it) for it in data.splitlines()]
    else:
        rows = parquet.read_table(io.BytesIO(data)).to_pylist()
    return [it for row in rows for it in row.values() if isinstance(it, str) and MARK in it]
