"""Which catalogue an offline examination rests on: the released one, or one that was named."""

from pathlib import Path

from api.commands.offline_catalogue import GivenCatalogue
from catalog.seeds import load_seeds


def given_catalogue(path: Path | None, key: Path | None) -> GivenCatalogue:
    """Return the catalogue at ``path``, or the one released.

    Args:
        path: a signed file, a document in YAML, or a folder of such documents.
        key: the public keys that are trusted, for a signed file.

    Raises:
        BadData: a file cannot be read; one is signed, and no key was given or it does not verify; a
            key was given, and nothing is signed.
        StandardsFault: documents have faults.
    """
    if path is None:
        return GivenCatalogue(catalogue=load_seeds(), source="release")
    # What the release holds needs no signature, and a check is often made: it starts faster.
    from api.commands.catalogue_at import catalogue_at  # noqa: PLC0415 - as said above

    return catalogue_at(path, key)
