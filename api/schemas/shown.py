"""Answers of the service that are read back from a file, for an examination offline.

A file is a page as the service answers it, one of its items alone, or a list of them.
"""

from typing import Any

from marshmallow import EXCLUDE

from api.schemas.body import Body, Part, read_body
from api.schemas.gathered import Listed

_MOST = 10_000


class Shown(Body):
    """Part of an answer of the service, which may have members that are of no matter here."""

    class Meta:
        """Pass over what is not known."""

        unknown = EXCLUDE


def page_of(item: type[Shown]) -> Shown:
    """Return the form of a page of such items."""
    form = Shown.from_dict({"items": Listed(Part(item), _MOST, required=True)})
    made: Shown = form()  # type: ignore[assignment]  # what it is made of
    return made


def read_items(page: Shown, document: object) -> list[dict[str, Any]]:
    """Return the items of a file.

    Raises:
        ContentFaults: with every fault of form.
    """
    if isinstance(document, dict) and "items" not in document:
        document = [document]
    whole = {"items": document} if isinstance(document, list) else document
    items: list[dict[str, Any]] = read_body(page, whole)["items"]
    return items
