"""Verifies an export with nothing but its files and a public key, and names all that is wrong.

The links checked are entry, leaf hash, tile, tile above, root and signature, and the root of every
checkpoint kept from earlier. Each link that does not hold is one discrepancy.
"""

import base64
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from ledger.checkpoint import Checkpoint, open_checkpoint
from ledger.chronology import TOLERANCE, Chronology
from ledger.discrepancies import Discrepancy, Facts, Fault
from ledger.errors import MalformedNoteError, ReasonedError, SignatureError
from ledger.folder import (
    CHECKPOINT,
    KEYS,
    README,
    check_keys_document,
    expected_files,
    files_in,
    read_file,
)
from ledger.note import Note, VerifierKey
from ledger.reasons import because
from ledger.walk import EntryCheck, Walk

MAX_SMALL_FILE = 1 << 20
"""Most bytes read of a file that is neither tile nor bundle."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A checkpoint kept from earlier: the name to report it by, and its bytes."""

    name: str
    data: bytes


@dataclass(slots=True, kw_only=True)
class Verification:
    """One verification of one folder. `discrepancies` does it and fills in the last two fields.

    Attributes:
        folder: the export.
        keys: the public keys trusted to speak for the ledger.
        previous: checkpoints kept from earlier.
        tolerance: how far an entry may be behind its forerunners before it counts as backdated.
        checks: further checks of the entries.
        checkpoint: what the folder claims to be, once read; believed only if nothing is wrong.
        entries: how many entries were read.
    """

    folder: Path
    keys: Sequence[VerifierKey]
    previous: Sequence[Kept] = ()
    tolerance: timedelta = TOLERANCE
    checks: Sequence[EntryCheck] = ()
    checkpoint: Checkpoint | None = None
    entries: int = 0

    def discrepancies(self) -> Iterator[Discrepancy]:
        """Everything that is wrong, as it is found.

        Raises:
            FileNotFoundError: if there is no checkpoint: no export, or an unfinished one.
            OSError: if a file that is there cannot be read.
        """
        # 1. The checkpoint: its form, its signature, its origin.
        yield from self._open()
        if self.checkpoint is None:
            return
        # 2. The files beside the tree: none missing, none damaged, none that does not belong.
        yield from self._check_files(self.checkpoint)
        # 3. Every entry against its leaf hash, every tile against the one above it.
        kept = yield from self._open_previous(self.checkpoint)
        walk = Walk(
            self.folder,
            self.checkpoint.size,
            checks=(Chronology(self.tolerance), *self.checks),
            sizes=[checkpoint.size for _, checkpoint in kept],
        )
        yield from walk.discrepancies()
        self.entries = walk.entries
        # 4. The root against the signed one.
        yield from _check_root(self.checkpoint, walk)
        # 5. The history against what was signed before.
        for name, older in kept:
            yield from _check_history(name, older, self.checkpoint, walk)

    def _open(self) -> Iterator[Discrepancy]:
        data = read_file(self.folder / CHECKPOINT, MAX_SMALL_FILE)
        if data is None:
            raise FileNotFoundError(CHECKPOINT)
        try:
            self.checkpoint = Checkpoint.parse(Note.parse(data).text)
            open_checkpoint(data, self.keys)
        except MalformedNoteError as error:
            facts = {"reason": error.words}
            yield Discrepancy(Fault.CHECKPOINT_MALFORMED, CHECKPOINT, facts=facts)
        except SignatureError as error:
            facts = {"reason": error.words}
            yield Discrepancy(Fault.CHECKPOINT_UNTRUSTED, CHECKPOINT, facts=facts)

    def _open_previous(
        self, current: Checkpoint
    ) -> Generator[Discrepancy, None, list[tuple[str, Checkpoint]]]:
        opened: list[tuple[str, Checkpoint]] = []
        for kept in self.previous:
            try:
                older = open_checkpoint(kept.data, self.keys)
                if older.origin != current.origin:
                    reason = because("other-ledger", found=older.origin, wanted=current.origin)
                    raise SignatureError(reason)  # noqa: TRY301 - reported with the others below
            except (MalformedNoteError, SignatureError) as error:
                facts = {"reason": error.words}
                yield Discrepancy(Fault.CHECKPOINT_UNTRUSTED, kept.name, facts=facts)
            else:
                opened.append((kept.name, older))
        return opened

    def _check_files(self, checkpoint: Checkpoint) -> Iterator[Discrepancy]:
        surplus = set(files_in(self.folder)).difference(expected_files(checkpoint.size))
        for path in sorted(surplus):
            facts = {"size": str(checkpoint.size)}
            yield Discrepancy(Fault.FILE_UNEXPECTED, path, facts=facts)
        keys, text = (read_file(self.folder / name, MAX_SMALL_FILE) for name in (KEYS, README))
        for name, data in ((KEYS, keys), (README, text)):
            if data is None:
                missing: Facts = {"what": because("held-nothing")}
                yield Discrepancy(Fault.FILE_MISSING, name, facts=missing)
        if keys is not None:
            try:
                check_keys_document(keys, text, checkpoint.origin)
            except ReasonedError as error:
                yield Discrepancy(Fault.FILE_MALFORMED, KEYS, facts={"reason": error.words})


def _check_root(checkpoint: Checkpoint, walk: Walk) -> Iterator[Discrepancy]:
    """Either side may give the signed root: where they differ, the difference has been named."""
    roots = [spine.roots.get(checkpoint.size) for spine in (walk.by_entries, walk.by_tiles)]
    if checkpoint.root not in roots:
        found = next((_base64(root) for root in roots if root is not None), "not computable")
        facts = {"found": found, "held": _base64(checkpoint.root)}
        last = max(checkpoint.size - 1, 0)
        yield Discrepancy(Fault.ROOT_DISAGREES, CHECKPOINT, 0, last, facts)


def _check_history(
    name: str, older: Checkpoint, current: Checkpoint, walk: Walk
) -> Iterator[Discrepancy]:
    if older.size > current.size:
        facts = {"older": str(older.size)}
        yield Discrepancy(Fault.ROLLED_BACK, name, current.size, older.size - 1, facts)
        return
    roots = [spine.roots.get(older.size) for spine in (walk.by_entries, walk.by_tiles)]
    # Where neither is computable the files that are missing have been named.
    if older.root not in roots and roots != [None, None]:
        yield Discrepancy(Fault.FORKED, name, 0, max(older.size - 1, 0))


def _base64(hash_: bytes) -> str:
    return base64.b64encode(hash_).decode()
