"""What an operation is asked, read by its declaration: the parts of its path, and its query."""

import re
from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError
from werkzeug.datastructures import MultiDict

from api import limits
from api.faults import ContentFaults, Fault, Note
from api.operation import Operation
from api.problem import refuse

_PATHS: Mapping[str, re.Pattern[str]] = {
    name: re.compile(pattern, re.ASCII)
    for name, pattern in {
        **dict.fromkeys(limits.UUID_PARTS, limits.UUID_PATTERN),
        "suspension": limits.SUSPENSION_PATTERN,
        "proposal": r"[0-9a-f]{8,64}",
        "number": r"PC-[0-9]{4}(?:-[0-9A-Z]{4}){4}",
        "waiver": limits.WAIVER_PATTERN,
        "licence": limits.LICENCE_PATTERN,
        "entry": limits.FREE_SOFTWARE_PATTERN,
        "uscc": limits.USCC_PATTERN,
        "edition": limits.CODE_PATTERN,
        "kind": limits.CODE_PATTERN,
        "list": limits.CODE_PATTERN,
        "listing": limits.LISTING_PATTERN,
        "leaf": r"[0-9a-f]{64}",
    }.items()
}
"""What the parts of a path look like; anything else names nothing."""


def read_path(path: Mapping[str, str]) -> Mapping[str, str]:
    """Return the parts of a path, where each has the form of what it names.

    Raises:
        Refused: as ``not-found``.
    """
    for name, value in path.items():
        if not _PATHS[name].fullmatch(value):
            refuse("not-found")
    return path


def read_query(operation: Operation, asked: MultiDict[str, str]) -> dict[str, Any]:
    """Return the parameters of a query, as their declarations read them.

    Raises:
        ContentFaults: one is unknown, missing, said twice, or not what it should be.
    """
    if not asked and not any(query.required for query in operation.query):
        return {}
    known = {query.name: query for query in operation.query}
    faults: list[Fault] = []
    values: dict[str, Any] = {}
    for name, texts in asked.lists():
        query = known.get(name)
        if query is None:
            faults.append(Fault("", Note("unknown-member"), name[:80]))
            continue
        try:
            if len(texts) > 1:
                faults.append(Fault("", Note("too-many", {"limit": 1}), name))
            values[name] = query.field.read(texts[0])
        except ValidationError as error:
            faults += [Fault("", note, name) for note in error.messages]  # type: ignore[arg-type]  # our fields raise notes
    faults += [
        Fault("", Note("required"), query.name)
        for query in operation.query
        if query.required and query.name not in values and query.name not in asked
    ]
    if faults:
        raise ContentFaults(faults)
    return values
