"""A delivered device as those who inspected it found it; a blank is a fact that is missing.

What an order states of a system was promised; what stands here was looked at, on one device, by
its serial. Source: the steps of accepting a preloaded system (order against packing list, label,
version shown when it is started, media kept), as the edition on acceptance tells them.
"""

from typing import NamedTuple

from validators.order import OperatingSystem


class Marked(NamedTuple):
    """A label or a medium: whether it is there, and of which edition it says to be."""

    present: bool | None = None
    edition: str | None = None


NOT_LOOKED_AT = Marked()
"""What is said of a label or medium that nobody looked at."""


class DeliveredUnit(NamedTuple):
    """One device of a delivery, before it is accepted or after.

    Attributes:
        serial: as it stands on the device.
        position: its place among the devices of the delivery, from 0.
        line: its place among the lines of the order as that stands, from 0.
        system: what is really installed; of its members only name, version, kernel and edition are
            looked at.
        label: the label of authenticity on the device.
        media: the recovery medium or packing list that came with it.
        altered: whether the system is an altered image and not the maker's own.
        evidence: kinds of licence evidence stated of this device.
        evidence_used: whether some of that evidence belongs to another device already.
        card: number of the asset card it was entered on, once it was.
    """

    serial: str
    position: int
    line: int
    system: OperatingSystem | None = None
    label: Marked = NOT_LOOKED_AT
    media: Marked = NOT_LOOKED_AT
    altered: bool | None = None
    evidence: tuple[str, ...] = ()
    evidence_used: bool = False
    card: str | None = None

    @property
    def pointer(self) -> str:
        """Return the JSON pointer of the device in its delivery."""
        return f"/units/{self.position}"
