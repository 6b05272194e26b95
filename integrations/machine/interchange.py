"""Readings as JSON values and back, to cross from the reading process to the one that asked."""

from typing import Any

import msgspec

from integrations.file_faults import FileFault, refusal
from integrations.machine.stated import Reading


def as_json(reading: Reading) -> Any:  # noqa: ANN401 - a JSON value
    """Return a reading as a JSON value: objects by field name, nothing left out."""
    return msgspec.to_builtins(reading)


def from_json(value: object) -> Reading:
    """Return the reading that ``as_json`` made a JSON value of.

    Raises:
        FileRefused: the value is none of ``as_json``: the reading process was led astray.
    """
    try:
        return msgspec.convert(value, Reading)
    except msgspec.ValidationError as error:
        raise refusal(FileFault.UNREADABLE) from error
