"""An order from a file of an office or another system: read, faults at their cells, then placed.

The file goes back and forth with the form, so that what was looked at is what is placed; nothing is
kept between the two.
"""

import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping
from typing import Any, Final
from unicodedata import normalize

from api import limits
from api.identifiers import new_id
from api.pages.order_form import by_line
from api.pages.page import Desk, Elsewhere, Outcome, Shown, shown_with
from api.pages.visit import Told, Visit
from api.pages.words import CLASSES
from api.problem import Problem, refuse

ORDER_FILES = Desk()
_PLACE: Final = "/orders/from-file"
_SAID: Final = ("reference", "supplier", "tax", "tax_rate", "scheme", "classes")
_CLASS_CALLED: Final[Mapping[str, str]] = {
    name.lower(): code for code, names in CLASSES.items() for name in names
}
_MEMBERS: Final[Mapping[str, str]] = {
    "tax": "/price_basis/tax",
    "tax_rate": "/price_basis/tax_rate",
    "includes": "/price_basis/includes",
    "scheme": "/codes/scheme",
}
"""What is said beside a file → the member of the order that it is, where it has another name."""
_MEDIA: Final = "application/octet-stream"
_MOST_BYTES: Final = 2 * limits.FILE_BYTES
"""A file of the greatest length in Base64, or as it is, with the rest of the form."""


@ORDER_FILES.page("GET", _PLACE, id="order-file", asks=("placeOrderDocument",))
def order_file(visit: Visit) -> Outcome:
    """Show where a file is put in, and what is to be said beside it."""
    return _form(visit, b"", None)


@ORDER_FILES.page(
    "POST",
    _PLACE,
    id="read-order-file",
    asks=("placeOrderDocument", "readOrderDocument"),
    most_bytes=_MOST_BYTES,
)
def read_order_file(visit: Visit) -> Outcome:
    """Show what was read of the file, line by line with its examination; or place it."""
    data = _file(visit)
    placing = visit.form.get("do") == "place"
    done = visit.attempt(
        "placeOrderDocument" if placing else "readOrderDocument",
        data=data,
        media=_MEDIA,
        query=_query(visit),
        key=visit.form.get("key") if placing else None,
    )
    if placing and isinstance(done, Told):
        return Elsewhere(path=f"/orders/{done.document['id']}")
    return _form(visit, data, done)


def _file(visit: Visit) -> bytes:
    """Return the file that was chosen, or else the one that was read before.

    Raises:
        Refused: as ``foreign-form``; what the form kept is not what it was given.
    """
    chosen = visit.files.get("file")
    if chosen is not None and chosen.filename:
        data: bytes = chosen.read()
        return data
    try:
        return b64decode(visit.form.get("kept", ""), validate=True)
    except (NotBase64, ValueError):
        refuse("foreign-form")


def _query(visit: Visit) -> dict[str, str]:
    said = {name: visit.form.get(name, "").strip() for name in _SAID}
    said["classes"] = coded(said["classes"])
    said["includes"] = ",".join(it for it in visit.form.getlist("includes") if it)
    return {name: text for name, text in said.items() if text}


def coded(classes: str) -> str:
    """Return the classes of lines by their codes, where they are called by their names.

    Signs may be full-width, as a Chinese keyboard writes them; what is no class stays as it is.
    """
    said = []
    for one in re.split("[,、;]", normalize("NFKC", classes)):
        line, colon, name = (it.strip() for it in one.partition(":"))
        said.append(f"{line}{colon}{_CLASS_CALLED.get(name.lower(), name)}")
    return ",".join(said)


def _form(visit: Visit, data: bytes, done: Told | Problem | None) -> Shown:
    problem = done if isinstance(done, Problem) else None
    read: Mapping[str, Any] | None = done.document if isinstance(done, Told) else None
    findings = (
        [] if read is None else read.get("dry_run", {}).get("verdict", {}).get("findings", [])
    )
    chosen = visit.files.get("file")
    values = {
        "typed": visit.form,
        "includes": visit.form.getlist("includes"),
        "name": (chosen.filename if chosen else None) or visit.form.get("name", ""),
        "kept": b64encode(data).decode(),
        "key": new_id(),
        "read": read,
        "found": by_line(findings),
        "faults": _at_their_fields(problem),
        "members": _MEMBERS,
        "placeable": read is not None and "order" in read and not _open(read),
    }
    return shown_with("order_file.html", values, problem)


def _open(read: Mapping[str, Any]) -> bool:
    """Return whether anything keeps the whole file from being an order."""
    return bool(read["open"]) or any(line["open"] for line in read["lines"])


def _at_their_fields(problem: Problem | None) -> dict[str, Any]:
    errors = () if problem is None else problem.document().get("errors", ())
    return {it["parameter"]: it["message"] for it in errors if "parameter" in it}
