"""What a verification can find, each as a value that says itself in English and Chinese."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ledger.reasons import Reason


class Fault(StrEnum):
    """The kinds of discrepancy. Values are stable: programs read them."""

    CHECKPOINT_MALFORMED = "checkpoint-malformed"
    """The file `checkpoint` is no signed checkpoint; nothing else could be checked."""
    CHECKPOINT_UNTRUSTED = "checkpoint-untrusted"
    """The checkpoint bears no valid signature of a given key, or is another ledger's."""
    FILE_MISSING = "file-missing"
    """A file that a ledger of this size must have is not there, or is no regular file."""
    FILE_UNEXPECTED = "file-unexpected"
    """A file is there that a ledger of this size does not have."""
    FILE_MALFORMED = "file-malformed"
    """A file has not the form its name promises."""
    BUNDLE_BROKEN = "bundle-broken"
    """From one entry on nothing in a bundle can be told apart."""
    ENTRY_LENGTH = "entry-length"
    """The length before an entry is wrong; the entry itself is as it was signed."""
    ENTRY_ALTERED = "entry-altered"
    """An entry's bytes do not hash to the leaf that the tree holds in its place."""
    ENTRY_MISSING = "entry-missing"
    """The tree holds a leaf whose entry is not in the bundle."""
    ENTRY_ADDED = "entry-added"
    """A bundle holds an entry of which the tree knows nothing."""
    ENTRY_MOVED = "entry-moved"
    """An entry stands in another place than its leaf."""
    ENTRY_MALFORMED = "entry-malformed"
    """An entry is genuine bytes but not a ledger entry in form."""
    ENTRY_BACKDATED = "entry-backdated"
    """An entry says it was recorded well before one that precedes it."""
    TILE_DISAGREES = "tile-disagrees"
    """A tile's hashes do not give the hash that the tile above holds for it."""
    ROOT_DISAGREES = "root-disagrees"
    """The root recomputed from the files is not the signed one."""
    ROLLED_BACK = "rolled-back"
    """The ledger is now shorter than a checkpoint kept from earlier."""
    FORKED = "forked"
    """The ledger does not continue the history of a checkpoint kept from earlier."""


SENTENCES: Mapping[Fault, tuple[str, str]] = {
    Fault.CHECKPOINT_MALFORMED: (
        "{path} is not a signed checkpoint, so nothing else could be checked: {reason}",
        "{path} 不是签名检查点,其余内容无法核验:{reason}",
    ),
    Fault.CHECKPOINT_UNTRUSTED: (
        "{path} cannot be trusted: {reason}",
        "{path} 不可信:{reason}",
    ),
    Fault.FILE_MISSING: (
        "{path} is missing ({what})",
        "缺少文件 {path}({what})",
    ),
    Fault.FILE_UNEXPECTED: (
        "{path} does not belong to a ledger of {size} entries",
        "{path} 不属于共有 {size} 条记录的账本",
    ),
    Fault.FILE_MALFORMED: (
        "{path} is damaged: {reason}",
        "{path} 已损坏:{reason}",
    ),
    Fault.BUNDLE_BROKEN: (
        (
            "entries {first} to {last} cannot be read: {path} is damaged at byte {offset}, and what"
            " follows in it cannot be told apart"
        ),
        (
            "第 {first} 至 {last} 条记录无法读取:{path} 在第 {offset} 字节处已损坏,"
            "其后内容无法逐条区分"
        ),
    ),
    Fault.ENTRY_LENGTH: (
        (
            "entry {first}: at byte {offset} {path} gives its length as {stated} instead of"
            " {right}; its content is as signed"
        ),
        (
            "第 {first} 条记录:{path} 在第 {offset} 字节处所记长度为 {stated},应为 {right};"
            "内容与签名一致"
        ),
    ),
    Fault.ENTRY_ALTERED: (
        "entry {first}: the content in {path} hashes to {found}, the tree holds {held}",
        "第 {first} 条记录:{path} 中内容的哈希为 {found},树中为 {held}",
    ),
    Fault.ENTRY_MISSING: (
        "entry {first} is missing from {path}; the tree holds its leaf {held}",
        "第 {first} 条记录不在 {path} 中;树中有其叶哈希 {held}",
    ),
    Fault.ENTRY_ADDED: (
        "at place {first} {path} holds an entry that is not in the tree ({found})",
        "{path} 的第 {first} 位有一条不在树中的记录({found})",
    ),
    Fault.ENTRY_MOVED: (
        "entry {first} stands at place {place} of {path}",
        "第 {first} 条记录被移到 {path} 的第 {place} 位",
    ),
    Fault.ENTRY_MALFORMED: (
        "entry {first} in {path} is not a ledger entry: {reason}",
        "{path} 中第 {first} 条不是账本记录:{reason}",
    ),
    Fault.ENTRY_BACKDATED: (
        "entry {first} says it was recorded at {recorded}, before entry {other} of {latest}",
        "第 {first} 条记录自称记于 {recorded},早于其前第 {other} 条的 {latest}",
    ),
    Fault.TILE_DISAGREES: (
        "entries {first} to {last}: the hashes of {path} do not give the one {above} holds for it",
        "第 {first} 至 {last} 条记录:由 {path} 算出的哈希与 {above} 所存不符",
    ),
    Fault.ROOT_DISAGREES: (
        "entries {first} to {last}: the root is {found}, the checkpoint signs {held}",
        "第 {first} 至 {last} 条记录:根哈希与检查点所签的 {held} 不符",
    ),
    Fault.ROLLED_BACK: (
        "entries {first} to {last} were cut off: {path} was signed for {older} entries",
        "第 {first} 至 {last} 条记录被删去:{path} 签名时共有 {older} 条",
    ),
    Fault.FORKED: (
        "entries {first} to {last} are not those that {path} was signed for: history was rewritten",
        "第 {first} 至 {last} 条记录与 {path} 签名时不同:历史已被改写",
    ),
}
"""Fault → (English, Chinese)."""


Facts = Mapping[str, str | Reason]
"""What sentences are filled with; a reason in the language of the sentence."""


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """One thing that is not as it should be.

    Attributes:
        fault: its kind.
        path: the file, relative to the folder verified.
        first: index of the first entry concerned, from 0; None where none is.
        last: index of the last entry concerned.
        facts: what the sentences are filled with beside these.
    """

    fault: Fault
    path: str
    first: int | None = None
    last: int | None = None
    facts: Facts = field(default_factory=dict)

    def sentence(self, language: str = "en") -> str:
        """The discrepancy in words; `language` is `en` or `zh`."""
        english, chinese = SENTENCES[self.fault]
        if self.first is not None and "{first}" not in chinese:
            chinese += "(第 {first} 至 {last} 条记录)"
        template = chinese if language == "zh" else english
        facts = {
            name: it.said(language) if isinstance(it, Reason) else it
            for name, it in self.facts.items()
        }
        return template.format(path=self.path, first=self.first, last=self.last, **facts)

    def as_json(self) -> dict[str, object]:
        """The discrepancy for programs."""
        return {
            "fault": self.fault.value,
            "path": self.path,
            "first": self.first,
            "last": self.last,
            "facts": {name: str(it) for name, it in self.facts.items()},
            "message": {"en": self.sentence("en"), "zh": self.sentence("zh")},
        }
