"""What can go wrong when other people's systems are asked, and their files are read."""

from dataclasses import dataclass

from validators.finding import Message


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


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file something stands, as the program that made it prints it.

    Attributes:
        sheet: its name; None where the file has no sheets, as in CSV.
        row: from 1.
        cell: column letters and row, as in ``B7``.
        path: in a document that is a tree or lines: a JSON pointer, an XPath, or ``line 4``.
    """

    sheet: str | None = None
    row: int | None = None
    cell: str | None = None
    path: str | None = None

    def __str__(self) -> str:
        """Return the place as spreadsheets write it: ``Sheet!B7``, or ``Sheet!7`` for a row."""
        if self.path is not None:
            return self.path
        within = self.cell or ("" if self.row is None else str(self.row))
        return "!".join(part for part in (self.sheet, within) if part)


@dataclass(eq=False)
class FileRefused(IntegrationError):  # noqa: N818 - the name of the thing: a file that is refused
    """A file cannot be taken; nothing of it was used.

    Attributes:
        code: stable name of the reason; ``integrations.file_faults`` has them all.
        message: what is wrong and what to do, in Chinese and English.
        place: where, if it is not the whole file.
    """

    code: str
    message: Message
    place: Place | None = None

    def __str__(self) -> str:
        """Return the reason, after the place if there is one."""
        where = "" if self.place is None else f"{self.place}: "
        return f"{where}{self.code}: {self.message.zh} / {self.message.en}"
