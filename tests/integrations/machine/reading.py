"""Reads documents in the test's own process, as the reading process would, and tells of them."""

import importlib
import json
from typing import Any

import pytest

from integrations.errors import FileRefused
from integrations.machine.door import READERS
from integrations.machine.interchange import from_json
from integrations.machine.recognised import recognised
from integrations.machine.stated import DocumentFormat, Fact, OperatingSystemRead, Reading
from integrations.machine.trust import Trust, framed


def read(data: bytes | str, trust: Trust | None = None) -> Reading:
    data = data.encode() if isinstance(data, str) else data
    document = recognised(data)
    reader = importlib.import_module(f"integrations.machine.{READERS[document]}")
    sent = framed(data, trust) if document is DocumentFormat.SWID else data
    return from_json(json.loads(json.dumps(reader.document(sent), allow_nan=False)))


def only(data: bytes | str) -> OperatingSystemRead:
    found = read(data).system
    assert found is not None
    return found


def facts(system: OperatingSystemRead) -> dict[str, str]:
    assert len({it.fact for it in system.derived}) == len(system.derived)
    return {it.fact.value: it.value for it in system.derived}


def fact(data: bytes | str, wanted: Fact) -> str | None:
    return only(data).get(wanted)


def codes(reading: Reading) -> set[str]:
    return {it.code for it in reading.remarks}


def refusal(data: bytes | str, trust: Trust | None = None) -> tuple[str, str]:
    with pytest.raises(FileRefused) as caught:
        read(data, trust)
    assert caught.value.message.zh
    assert caught.value.message.en
    return caught.value.code, "" if caught.value.place is None else str(caught.value.place)


def bom(**members: object) -> str:
    return json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, **members})


def component(name: str, version: str | None = None, **members: object) -> dict[str, Any]:
    stated = {"type": "operating-system", "name": name, **members}
    return stated if version is None else {**stated, "version": version}
