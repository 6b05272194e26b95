"""Whether a CycloneDX document keeps its schema: the strict one, with formats and uniqueness.

The schemas are those that cyclonedx-python-lib carries. Its own validator takes half a minute for
a system image of 2,800 packages, since it compares each with each; the compiled one used here
takes a tenth of a second. The tests hold one to the other.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from itertools import islice, takewhile
from types import MappingProxyType
from typing import Any, Final

import jsonschema_rs
from cyclonedx.schema import SchemaVersion

from integrations.machine.remarks import remark
from integrations.machine.stated import Remark
from integrations.machine.strict_json import pointer

MOST_SHOWN: Final = 5
"""Breaches of a schema that are shown one by one; of the others, up to a thousand are counted."""
_MOST_COUNTED: Final = 1000

_LONGEST_NAME: Final = 100
"""Characters of a member's name that is shown as part of a place."""

_FOLDER: Final = files("cyclonedx.schema") / "_res"
_ADDRESS: Final = "http://cyclonedx.org/schema/"
_BESIDE: Final = ("spdx", "jsf-0.82", "cryptography-defs")


def _schema(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        (_FOLDER / f"{name}.SNAPSHOT.schema.json").read_text(encoding="utf-8")
    )
    return found


_REGISTRY: Final = jsonschema_rs.Registry(
    [(f"{_ADDRESS}{name}.SNAPSHOT.schema.json", _schema(name)) for name in _BESIDE]
)
# Read when the module is imported: the reading process can open no file afterwards.
_SCHEMAS: Final = MappingProxyType(
    {
        version.to_version(): _schema(f"bom-{version.to_version()}")
        for version in (
            SchemaVersion.V1_4,
            SchemaVersion.V1_5,
            SchemaVersion.V1_6,
            SchemaVersion.V1_7,
        )
    }
)
VERSIONS: Final = tuple(_SCHEMAS)
"""Versions of CycloneDX that are read."""


def breaches(document: Mapping[str, object], version: str) -> tuple[Remark, ...]:
    """Return where the document breaks the schema of its version: the first few, and how many more.

    Nothing of the document is repeated but the path to the place.
    """
    schema = _SCHEMAS[version]
    validator = jsonschema_rs.Draft7Validator(schema, registry=_REGISTRY, validate_formats=True)
    return _shown(islice(validator.iter_errors(document), _MOST_COUNTED))


def _shown(errors: Iterable[jsonschema_rs.ValidationError]) -> tuple[Remark, ...]:
    found = list(errors)
    shown = [
        remark("schema", _place(it.instance_path), keyword=it.schema_path[-1])
        for it in found[:MOST_SHOWN]
    ]
    if len(found) > MOST_SHOWN:
        shown.append(remark("schema-more", count=len(found) - MOST_SHOWN))
    return tuple(shown)


def _place(path: Sequence[str | int]) -> str:
    """Return where a breach is, up to the first member whose name nobody should be shown."""
    return pointer(*takewhile(_presentable, path))


def _presentable(step: str | int) -> bool:
    return isinstance(step, int) or (len(step) <= _LONGEST_NAME and step.isprintable())
