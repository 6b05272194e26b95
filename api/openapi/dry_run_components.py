"""What dry runs are answered with."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from api import limits
from api.bodies import JSON_LINES
from api.openapi.forms import Form, binary, listing, record, reference, text, words

_MESSAGE: Final = reference("Message")
_ANSWERED_BYTES: Final = 16 * limits.BATCH_BYTES
"""A line of findings is longer than the line they are about."""

ANSWERS: Mapping[str, Form] = MappingProxyType(
    {
        "DryRun": record(
            {
                "kind": words("dry-run"),
                "notice": _MESSAGE,
                "verdict": reference("Verdict"),
            },
            {
                "not_examined": listing(record({"rule": text(60), "why": _MESSAGE}), 100),
                "without_waivers": _MESSAGE,
                "gate": words("contract"),
                "quote_check": reference("Jws"),
            },
        ),
        "DryRunLines": {
            **binary(_ANSWERED_BYTES, JSON_LINES[0]),
            "description": (
                "for every line of the request one line, in their order: an object with `line` "
                "(its number, from 1), and either the members of DryRun with the `reference` of "
                "the order, or `kind` `problem` and a `problem` (Problem) that tells what is wrong"
            ),
        },
    }
)
