"""What the clock of a sandbox looks like: a component schema that no service has."""

from collections.abc import Mapping
from types import MappingProxyType

from api.openapi.forms import INSTANT, LEAF, Form, integer, record, text

ANSWERS: Mapping[str, Form] = MappingProxyType(
    {
        "SandboxClock": record(
            {"instant": INSTANT, "ahead_seconds": integer()},
            {
                "advanced_at": INSTANT,
                "advanced_by": text(200),
                "ledger": record({"leaf": LEAF}),
            },
        )
    }
)
