"""Whether an SPDX document in JSON keeps the rules of its format, as the SPDX tools judge it.

Their judgement is advice and never decides whether a document is read: makers of images write
identifiers with blanks, and state the operating system well all the same. Documents in tag-value
form are not judged: for each licence in one, the tools open a file, and the reading process can
open none.
"""

from collections.abc import Mapping
from typing import Any, Final

from spdx_tools.spdx.parser.error import SPDXParsingError
from spdx_tools.spdx.parser.jsonlikedict.json_like_dict_parser import JsonLikeDictParser
from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document

from integrations.machine.remarks import remark
from integrations.machine.stated import Remark
from integrations.machine.strict_json import pointer

MOST_SHOWN: Final = 5
"""Breaches that are shown one by one; the others are counted."""

MOST_ELEMENTS: Final = 1_000
"""Elements up to which a document is judged: the tools look through all for each, and take half a
second for so many, a minute for ten times as many."""

# A document that is judged when the module is imported: what the tools read from files on first use
# is read then, since the reading process can open none afterwards.
_SMALLEST: Final = {
    "spdxVersion": "SPDX-2.3",
    "dataLicense": "CC0-1.0",
    "SPDXID": "SPDXRef-DOCUMENT",
    "name": "smallest",
    "documentNamespace": "https://example.test/smallest",
    "creationInfo": {"created": "2023-01-01T00:00:00Z", "creators": ["Tool: none"]},
}

_ELEMENTS: Final = ("packages", "files", "snippets", "relationships")
_COUNTED: Final = (*_ELEMENTS, "documentDescribes")


def breaches(document: Mapping[str, object]) -> tuple[Remark, ...]:
    """Return where the document breaks the rules: the first few, and how many more there are."""
    lists = [document.get(name) for name in _COUNTED]
    if sum(len(it) for it in lists if isinstance(it, list)) > MOST_ELEMENTS:
        return (remark("not-validated"),)
    try:
        places = _places(document)
    except SPDXParsingError as error:
        places = [""] * len(error.messages)
    except Exception:  # noqa: BLE001 - the tools fail in many ways on what is no SPDX; advice only
        return (remark("not-validated"),)
    shown = [remark("schema", it, keyword="SPDX") for it in dict.fromkeys(places[:MOST_SHOWN])]
    if len(places) > MOST_SHOWN:
        shown.append(remark("schema-more", count=len(places) - MOST_SHOWN))
    return tuple(shown)


def _places(document: Mapping[str, object]) -> list[str]:
    parsed = JsonLikeDictParser().parse(document)  # type: ignore[no-untyped-call,arg-type] # theirs
    found: list[Any] = validate_full_spdx_document(parsed)
    where = _pointers(document)
    return [where.get(it.context.spdx_id, "") for it in found]


def _pointers(document: Mapping[str, object]) -> dict[object, str]:
    """Return where each element stands, by its identifier."""
    found: dict[object, str] = {}
    for name in _ELEMENTS:
        elements = document.get(name)
        for number, it in enumerate(elements if isinstance(elements, list) else ()):
            identifier = it.get("SPDXID") if isinstance(it, dict) else None
            if isinstance(identifier, str):
                found.setdefault(identifier, pointer(name, number))
    return found


breaches(_SMALLEST)
