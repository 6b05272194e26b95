"""An agency's facts as expressions of the law ask for them."""

from validators.evidence import Agency


class AgencyFacts:
    """The counts and properties of an agency."""

    __slots__ = ("_counts", "_properties")

    def __init__(self, agency: Agency) -> None:
        self._counts = agency.counts
        self._properties = agency.properties

    def count(self, name: str) -> int | None:
        """Return the counted fact of that name, or ``None`` where it is not known."""
        known = self._counts.get(name)
        return None if known is None else known.value

    def holds(self, name: str) -> bool | None:
        """Return whether the property of that name holds, or ``None`` where it is not known."""
        return self._properties.get(name)  # type: ignore[call-overload, no-any-return]  # a Property is its text
