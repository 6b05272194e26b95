"""The word *free software of an agency*: an entry of its own list of what may be used, and why.

Source: 正版软件管理工作指南, configuration rules 3 and annex 6 (可使用免费软件清单: name, version,
where it is used, and the reason for it).
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeSoftware:
    """One entry of the list, as it is known now; days are of Asia/Shanghai.

    Without ``version`` any version may be used, without ``edition`` any edition, and without
    ``department`` it may be used anywhere in the agency. It stands from ``valid_from``, once a
    second person has ``approved`` it, up to the day before ``off_from``, from which on it is taken
    off for ``off_reason``.
    """

    number: str
    name: str
    version: str | None = None
    edition: str | None = None
    department: str | None = None
    reason: str
    approved: bool
    valid_from: date
    off_from: date | None = None
    off_reason: str | None = None

    def stands(self, day: date) -> bool:
        """Return whether the software may be used on a day."""
        return self.approved and self.valid_from <= day and not self.is_off(day)

    def is_off(self, day: date) -> bool:
        """Return whether the entry is taken off the list on a day."""
        return self.off_from is not None and self.off_from <= day


def shown(entry: FreeSoftware) -> str:
    """Return an entry as a person reads it: name, edition, version, where it is used, number."""
    parts = (entry.name, entry.edition, entry.version)
    where = "" if entry.department is None else f" ({entry.department})"
    return f"{' '.join(part for part in parts if part)}{where} [{entry.number}]"
