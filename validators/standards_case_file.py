"""From the files of law cases to cases: examples that stand beside the law as data.

A line of a case states what its class states under ``given.each``, unless it says otherwise; what
``without`` names is not stated at all. A licence without a count covers the whole line.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import Enum
from pathlib import Path as FilePath
from typing import Any

from msgspec import structs

from validators.evidence import Evidence
from validators.examine import Dates
from validators.law_cases import LawCase, Pattern
from validators.order import Order
from validators.reading import read_evidence, read_order
from validators.standards_cases import CASES, CasesShape
from validators.standards_cases_delivery import unit_of
from validators.standards_fault import Fault, StandardsFault, in_order
from validators.standards_file import STANDARDS
from validators.standards_sentences import wrong
from validators.standards_shaped import shaped
from validators.standards_yaml import Tree, read_tree

Loaded = Mapping[str, Any]

_AGENCY = "11100000000013338W"
_SUPPLIER = "91110000EXAMPLE01J"
_SHAPES = {CASES: CasesShape()}


def read_cases(name: str, data: bytes) -> tuple[LawCase, ...]:
    """Return the cases in ``data``.

    Args:
        name: the name of the file, for faults and failures; nothing is opened.
        data: the bytes of the file.

    Raises:
        StandardsFault: the file has faults; all are told.
    """
    tree = read_tree(name, data)
    loaded, faults = shaped(tree, _SHAPES)
    faults = (*tree.faults, *faults)
    if not faults:
        faults = tuple(_wrong(tree, loaded))
    if faults:
        raise StandardsFault(in_order(faults))
    given = loaded["given"]
    return tuple(_case(tree, place, case, given) for place, case in enumerate(loaded["cases"]))


def load_cases(folder: FilePath = STANDARDS / "cases") -> tuple[LawCase, ...]:
    """Return the cases of every file in ``folder``, by name of the file.

    Raises:
        OSError: the folder or a file in it cannot be read.
        StandardsFault: files have faults; all of all files are told.
    """
    cases: list[LawCase] = []
    faults: list[Fault] = []
    for file in sorted(folder.glob("*.yaml")):
        try:
            cases.extend(read_cases(f"{folder.name}/{file.name}", file.read_bytes()))
        except StandardsFault as fault:
            faults.extend(fault.faults)
    if faults:
        raise StandardsFault(in_order(faults))
    return tuple(cases)


def _wrong(tree: Tree, loaded: Loaded) -> Iterator[Fault]:
    """Yield what no shape can tell: names that stand twice, and leaving out what is not there."""
    seen: set[str] = set()
    for place, case in enumerate(loaded["cases"]):
        if case["name"] in seen:
            yield tree.fault(("cases", place, "name"), wrong("case-twice"))
        seen.add(case["name"])
        for position, line in enumerate(case["lines"]):
            whole = _whole(line, loaded["given"])
            for number, path in enumerate(line["without"]):
                if not _there(whole, path):
                    where = ("cases", place, "lines", position, "without", number)
                    yield tree.fault(where, wrong("states-no", path=path))
        for position, unit in enumerate(case["units"]):
            if unit["line"] >= len(case["lines"]):
                of_unit = ("cases", place, "units", position, "line")
                yield tree.fault(of_unit, wrong("no-such-line", line=unit["line"]))


def _there(line: Any, path: str) -> bool:  # noqa: ANN401 - any part of a loaded line
    name, _, rest = path.partition(".")
    if rest:
        return isinstance(line, Mapping) and _there(line.get(name), rest)
    counted = name == "count" and isinstance(line, Mapping)
    return counted or (isinstance(line, Mapping) and name in line)


def _case(tree: Tree, place: int, case: Loaded, given: Loaded) -> LawCase:
    expect = case["expect"]
    return LawCase(
        file=tree.file,
        line=tree.lines["cases", place],
        name=case["name"],
        order=_order(case, given),
        evidence=_evidence(case, given),
        dates=Dates(case["on"], case.get("approved_on"), case.get("valid_until")),
        gate=case["gate"],
        under=tuple(case.get("under", {}).items()),
        outcome=expect.get("outcome"),
        findings=tuple(Pattern(**pattern) for pattern in expect["findings"]),
        absent=tuple(Pattern(**pattern) for pattern in expect["absent"]),
        holds=tuple(expect["holds"]),
        holds_not=tuple(expect["holds_not"]),
    )


def _order(case: Loaded, given: Loaded) -> Order:
    basis = case.get("price_basis", given.get("price_basis", {}))
    return read_order(
        {
            "agency": _AGENCY,
            "reference": "EXAMPLE-1",
            **({"supplier": _SUPPLIER} if case["suspensions"] else {}),
            "price_basis": {"currency": "CNY", "tax": "included", **_plain(basis)},
            "lines": [_line(_whole(line, given)) for line in case["lines"]],
            **{name: _plain(case[name]) for name in ("contract", "responsible") if name in case},
        }
    )


def _whole(line: Loaded, given: Loaded) -> dict[str, Any]:
    """Return a line with all that its class states and it does not say otherwise."""
    each: Loaded = given.get("each", {}).get(line["item_class"].value, {})
    whole: dict[str, Any] = _plain({**each, **line})
    return whole


def _line(line: dict[str, Any]) -> dict[str, Any]:
    line["class"] = line.pop("item_class")
    without = line.pop("without")
    line.setdefault("quantity", 1)
    line.setdefault("unit_price", "1.00")
    if "processor" in line:
        parts = {it: line.pop(it) for it in ("part_number", "statement") if it in line}
        line["processor"] = {"name": line["processor"], **parts}
    if "department" in line:
        line["for"] = {"department": line.pop("department")}
    for software in line.get("software", ()):
        software["class"] = software.pop("item_class")
    for item in (line.get("operating_system", {}), *line.get("software", ())):
        if "licence" in item:
            _licence(item["licence"], line["quantity"])
    for path in without:
        *above, last = path.split(".")
        here = line
        for name in above:
            here = here.get(name, {})
        here.pop(last, None)
    return line


def _licence(licence: dict[str, Any], quantity: int) -> None:
    licence.setdefault("count", quantity)
    numbers = licence.pop("grants", ["example"])
    if "evidence" in licence:
        licence["evidence"] = [{"kind": licence["evidence"], "number": it} for it in numbers]


def _evidence(case: Loaded, given: Loaded) -> Evidence:
    agency = {**given["agency"], **case.get("agency", {})}
    registers = case.get("registers", given.get("registers", []))
    known = read_evidence(
        {
            "agency": _agency(_plain(agency), case["on"]),
            "holdings": [_thing(one) for one in case["holdings"]],
            "assets": [_thing(one) for one in case["assets"]],
            "answers": _plain(case["answers"]),
            "registers": [_register(_plain(one)) for one in registers],
            "licences": [_thing(one) for one in case["licences"]],
            "free_software": _plain(case["free_software"]),
            "suspensions": _plain(case["suspensions"]),
            "spares": [_thing(one) for one in case["spares"]],
        }
    )
    units = tuple(unit_of(place, one) for place, one in enumerate(case["units"]))
    return structs.replace(known, units=units)


def _agency(stated: dict[str, Any], on: date) -> dict[str, Any]:
    counts = {
        name: {"value": value, "since": on.isoformat(), "source": "example"}
        for name, value in stated.get("counts", {}).items()
    }
    return {
        "uscc": _AGENCY,
        "name": "example agency",
        "jurisdiction": stated["place"],
        "level": stated["level"],
        "properties": stated.get("properties", {}),
        "counts": counts,
    }


def _thing(stated: Loaded) -> dict[str, Any]:
    thing: dict[str, Any] = _plain(stated)
    thing["class"] = thing.pop("item_class")
    return thing


def _register(stated: dict[str, Any]) -> dict[str, Any]:
    candidates: dict[str, list[dict[str, Any]]] = {}
    for listing in stated.pop("listings"):
        near = listing.pop("near")
        names = {"id": listing["name"], "names": [listing["name"]]}
        listed = {**listing, **names, "scheme": stated["scheme"], "kind": stated["kind"]}
        for name in (listing["name"], *near):
            candidates.setdefault(name, []).append(listed)
    return {**stated, "candidates": candidates}


def _plain(value: Any) -> Any:  # noqa: ANN401 - any part of a loaded case
    """Return loaded values as the plain ones of JSON documents."""
    if isinstance(value, Mapping):
        return {_plain(name): _plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value
