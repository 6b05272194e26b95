"""Copies of the release's documents, to be changed by tests."""

from pathlib import Path

from catalog.seeds import SEEDS
from validators.standards_file import STANDARDS

EDITION = "cn-central-mof-2016-27.yaml"
LIST = "anke-2025-3.yaml"


def edition(old: str = "", new: str = "", *, revision: int = 2) -> bytes:
    """The central standard in a new revision, with one text replaced."""
    return revised((STANDARDS / EDITION).read_bytes(), old, new, revision)


def publication(old: str = "", new: str = "", *, revision: int = 2) -> bytes:
    """A list in a new revision, with one text replaced."""
    return revised((SEEDS / LIST).read_bytes(), old, new, revision)


def revised(data: bytes, old: str, new: str, revision: int) -> bytes:
    text = data.decode()
    assert old in text
    text = text.replace(old, new, 1) if old else text
    assert '\nrevision: "1"\n' in text
    return text.replace('\nrevision: "1"\n', f'\nrevision: "{revision}"\n', 1).encode()


def copied(folder: Path) -> tuple[Path, Path]:
    """The two folders of the release, copied beneath ``folder``."""
    law, lists = folder / "law", folder / "lists"
    for source, target in ((STANDARDS, law), (SEEDS, lists)):
        target.mkdir()
        for file in source.glob("*.yaml"):
            (target / file.name).write_bytes(file.read_bytes())
    return law, lists
