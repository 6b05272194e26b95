"""What a sender says beside an order document, in the query of the request."""

import re
from collections.abc import Mapping
from typing import Any, Final

from api import limits
from api.schemas.fields import read_text
from api.schemas.strict import Strict, fail
from validators.classes import ItemClass
from validators.order import Included

_CLASSES: Final = limits.LONG_TEXT
_PAIR_PATTERN: Final = r"[^,\u0000-\u001f\u007f-\u009f]+:[a-z_]+ *"
"""As a client can know it; what else is refused in a text stands in `api.texts`."""
_PAIR: Final = re.compile(r"(?P<key>.+):(?P<item_class>[a-z_]+)", re.DOTALL)


class IncludesText(Strict):
    """What every price contains, as a list of words with commas between them."""

    form: Mapping[str, Any] = {
        "type": "string",
        "maxLength": 80,
        "pattern": "^[a-z-]+(,[a-z-]+)*$",
        "examples": ["operating-system,delivery"],
    }

    def read(self, value: object) -> tuple[Included, ...]:
        """Return what is contained, each once."""
        known = {it.value: it for it in Included}
        names = str(value).split(",")
        if len(str(value)) > self.form["maxLength"] or any(it not in known for it in names):
            fail("unknown-value", known=", ".join(known))
        return tuple(known[it] for it in dict.fromkeys(names))


class ClassesText(Strict):
    """A class for each line or item number: ``1:laptop,2:monitor``."""

    form: Mapping[str, Any] = {
        "type": "string",
        "minLength": 1,
        "maxLength": _CLASSES,
        "pattern": f"^{_PAIR_PATTERN}(?:,{_PAIR_PATTERN})*$",
        "examples": ["1:laptop,SKU-7:monitor"],
    }

    def read(self, value: object) -> Mapping[str, ItemClass]:
        """Return the class for each number."""
        known = {it.value: it for it in ItemClass}
        found: dict[str, ItemClass] = {}
        for part in read_text(value, _CLASSES).split(","):
            pair = _PAIR.fullmatch(part.strip())
            if pair is None or pair["item_class"] not in known:
                fail("unknown-value", known=", ".join(known))
            found[pair["key"]] = known[pair["item_class"]]
        return found
