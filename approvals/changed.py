"""Names what of an order differs from its approval, as far as the statement itself can tell."""

from collections.abc import Mapping
from typing import Any

from approvals.receipt import differing


def changed_members(claims: Mapping[str, Any], document: Mapping[str, Any]) -> list[str]:
    """Return the pointers of what the statement itself can tell to be different."""
    approved: dict[str, Any] = {name: claims.get(name) for name in ("agency", "reference")}
    approved["supplier"] = claims.get("aud")
    found = [f"/{name}" for name, value in approved.items() if value != document.get(name)]
    lines, stated = claims["lines"], document.get("lines")
    if not isinstance(stated, list) or len(stated) != len(lines):
        return [*found, "/lines"]
    for place, (line, other) in enumerate(zip(lines, stated, strict=True)):
        if not isinstance(line, Mapping) or not isinstance(other, Mapping):
            found.append(f"/lines/{place}")
            continue
        for name in ("class", "model", "quantity", "unit_price", "attributes"):
            ours, theirs = line.get(name) or None, other.get(name) or None
            found += differing(ours, theirs, f"/lines/{place}/{name}")
        for name in ("operating_system", "processor"):
            found += _product(line.get(name), other.get(name), f"/lines/{place}/{name}")
    return found


def _product(ours: Any, theirs: Any, pointer: str) -> list[str]:  # noqa: ANN401 - JSON values
    if not isinstance(ours, Mapping) or not isinstance(theirs, Mapping):
        return [] if not ours and not theirs else [pointer]
    names = [name for name in ours if name != "listing"]
    return [f"{pointer}/{name}" for name in names if ours[name] != theirs.get(name)]
