"""What keeps an order document from being placed, each fault with its place in the document."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from api.faults import ContentFaults, Fault
from api.order_reading import stated_order
from approvals.stated import Stated
from integrations.documents.draft import Draft
from integrations.machine.stated import Remark


class DocumentFaults(Exception):  # noqa: N818 - it carries faults, of which one is enough
    """An order document makes no order that is taken: every fault, in the document's order."""

    def __init__(self, errors: tuple[Mapping[str, Any], ...]) -> None:
        self.errors = errors
        super().__init__("; ".join(f"{it.get('place', '')}: {it['code']}" for it in errors))


def whole_order(draft: Draft) -> Stated:
    """Return the order that a document makes, if all of it could be made.

    Raises:
        DocumentFaults: with everything that is open, or not as an order may have it.
    """
    if draft.all_open or draft.order is None:
        raise DocumentFaults(tuple(_open(it) for it in draft.all_open))
    return order_made(draft)


def order_made(draft: Draft) -> Stated:
    """Return the order of the lines that could be made; there have to be some.

    Raises:
        DocumentFaults: a member is not as an order may have it.
    """
    with placed(draft.places):
        return stated_order(draft.order)


@contextmanager
def placed(places: Mapping[str, str]) -> Iterator[None]:
    """Tell faults of an order as faults of the document it was made of.

    Args:
        places: pointer into the order → place in the document.
    """
    try:
        yield
    except ContentFaults as error:
        raise DocumentFaults(tuple(_told(it, places) for it in error.faults)) from None


def place_of(pointer: str, places: Mapping[str, str]) -> str | None:
    """Return where in the document a member of the order stands, or the nearest above it."""
    while pointer:
        if pointer in places:
            return places[pointer]
        pointer = pointer.rpartition("/")[0]
    return None


def _told(fault: Fault, places: Mapping[str, str]) -> dict[str, Any]:
    place = place_of(fault.pointer, places)
    return fault.document() | ({} if place is None else {"place": place})


def _open(remark: Remark) -> dict[str, Any]:
    zh, en = remark.message
    told = {"code": remark.code, "message": {"zh": zh, "en": en}}
    return told | ({"place": remark.place} if remark.place else {})
