"""What can go wrong when other people's systems are asked."""


class IntegrationError(Exception):
    """Base of this package's errors."""


class UnreachableError(IntegrationError):
    """A system did not answer, or not as agreed: its address, and the reason in plain words."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"{url}: {reason}")
        self.url = url
        self.reason = reason


class ForkError(IntegrationError):
    """A ledger showed two histories: the sizes of the two checkpoints, and why they disagree."""

    def __init__(self, kept: int, shown: int, reason: str) -> None:
        super().__init__(
            f"the ledger now shows {shown} entries that do not continue the {kept} seen before:"
            f" {reason}"
        )
        self.kept = kept
        self.shown = shown
        self.reason = reason
