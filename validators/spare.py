"""The word *spare*: licences an agency holds and does not use, and which orders rest on them."""

from dataclasses import dataclass

from validators.classes import ItemClass


@dataclass(frozen=True, slots=True, kw_only=True)
class Spare:
    """What orders rest on of the unused licences of one class that an agency states.

    Their number is a counted fact of the agency (`validators.papers.spare`), and is what is unused
    on its day. ``drawn`` are those that ``count`` other orders rest on: approved or waiting for an
    approver, and not delivered before that day. ``orders`` names the first of them by their
    references; it is empty where they are not the asker's to know. ``used`` are those on devices of
    the order itself that were delivered before that day: no longer among the unused, and its own.
    """

    item_class: ItemClass
    drawn: int = 0
    used: int = 0
    count: int = 0
    orders: tuple[str, ...] = ()
