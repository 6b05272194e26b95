"""How a kind of thing is written in the database: its class, and its attributes as one text."""

import json
from functools import lru_cache

from ledger.canonical import canonical
from validators.order import Attributes
from validators.reading import read_attributes


@lru_cache(maxsize=4096)
def attributes_key(attributes: Attributes) -> str:
    """Return attributes as canonical JSON, so that equal attributes are one text."""
    return canonical(dict(attributes)).decode()


@lru_cache(maxsize=4096)
def read_key(text: str) -> Attributes:
    """Return the attributes a text of the database stands for."""
    return read_attributes(json.loads(text))
