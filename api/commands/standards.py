"""The law as released: check every document and every law case, show limits, compare editions.

Exit 0: all is well (or the two are alike). 1: law cases fail (or the two differ). 65: faults.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from api.clock import now
from api.commands.faulty import FAULTS, faulty
from api.commands.line import FINE, REFUSED, BadData, Parser, complain, day, read_file, say
from api.law_text import beside, edition_parts, heading, limits_table
from api.presenting_law import edition_document, edition_summary, limit_document
from approvals.legal_day import legal_day
from validators.classes import ItemClass
from validators.edition import Edition
from validators.evidence import Level
from validators.law import Law
from validators.law_cases import failures
from validators.limits import Limit, limits
from validators.loosening import cells
from validators.standards_case_file import load_cases
from validators.standards_file import STANDARDS, load_folder, read_document


def describe(parser: Parser) -> None:
    """Declare the arguments."""
    actions = parser.add_subparsers(required=True, metavar="ACTION", parser_class=Parser)
    check = actions.add_parser("check", help="load every document and run every law case")
    check.add_argument("folder", metavar="FOLDER", type=Path, nargs="?", default=STANDARDS)
    check.set_defaults(action=_check)
    show = actions.add_parser("show", help="the editions, or the limits in force of a class")
    show.add_argument("--jurisdiction", metavar="PLACE", help="id of a place, such as cn")
    show.add_argument(
        "--level", choices=[it.value for it in Level], help="tier of the agency; that of the place"
    )
    show.add_argument(
        "--class",
        dest="item_class",
        metavar="CLASS",
        choices=[it.value for it in ItemClass],
        help="only rows about it",
    )
    show.add_argument("--on", metavar="DATE", type=day, help="the day; today")
    show.add_argument("--edition", metavar="ID", help="one edition whole")
    show.add_argument("--text", action="store_true", help="for people instead of JSON")
    show.set_defaults(action=_show)
    looser = actions.add_parser("looser", help="where a lower tier allows more than the one above")
    looser.add_argument("folder", metavar="FOLDER", type=Path, nargs="?", default=STANDARDS)
    looser.set_defaults(action=_looser)
    diff = actions.add_parser("diff", help="two editions: what differs, or side by side")
    diff.add_argument("old", metavar="OLD", help="a file, or the id of an edition")
    diff.add_argument("new", metavar="NEW", help="a file, or the id of an edition")
    diff.add_argument("--text", action="store_true", help="side by side, for people")
    diff.set_defaults(action=_diff)


def run(arguments: argparse.Namespace) -> int:
    """Do the action named."""
    try:
        code: int = arguments.action(arguments)
    except FAULTS as error:
        return faulty(error)
    return code


def _check(arguments: argparse.Namespace) -> int:
    law = load_folder(arguments.folder)
    cases = load_cases(arguments.folder / "cases")
    failed = failures(cases, law)
    complain(*(str(failure) for failure in failed))
    rows = sum(len(edition.rows) for edition in law.editions)
    say(
        f"{len(law.editions)} editions with {rows} rows, {len(law.codes)} code tables:"
        f" no faults; {len(cases) - len(failed)} of {len(cases)} law cases pass"
    )
    return REFUSED if failed else FINE


def _looser(arguments: argparse.Namespace) -> int:
    for cell in cells(load_folder(arguments.folder)):
        told = {True: "looser / 放宽", None: "not comparable / 无法比较"}[cell.looser]
        size = "" if cell.size is None else f" (from / 自 {cell.size})"
        say(
            f"{cell.edition} {cell.row} {cell.aspect.value}: {told}{size}:"
            f" {cell.own.zh} / {cell.own.en} > {cell.theirs.zh} / {cell.theirs.en} ({cell.above})"
        )
    return FINE


def _show(arguments: argparse.Namespace) -> int:
    law = load_folder()
    if arguments.edition is not None:
        edition = _of_law(arguments.edition, law)
        if arguments.text:
            _print(*edition_parts(edition, law))
        else:
            _say([edition_document(edition, law)])
    elif arguments.jurisdiction is not None or arguments.item_class is not None:
        shown = _limits(arguments, law)
        if arguments.text:
            _print(limits_table(shown) if shown else _SILENT)
        else:
            _say([limit_document(it) for it in shown])
    elif arguments.text:
        for it in law.editions:
            say(heading(it, law))
    else:
        _say([edition_summary(it, law) for it in law.editions])
    return FINE


def _limits(arguments: argparse.Namespace, law: Law) -> tuple[Limit, ...]:
    place = law.jurisdictions.get(arguments.jurisdiction or "cn")
    if place is None:
        raise BadData([f"the law knows no place {arguments.jurisdiction!r}"])
    level = place.level if arguments.level is None else Level(arguments.level)
    item_class = None if arguments.item_class is None else ItemClass(arguments.item_class)
    return limits(law, place.id, level, arguments.on or legal_day(now()), item_class)


def _of_law(name: str, law: Law) -> Edition:
    found = next((it for it in law.editions if it.id == name), None)
    if found is None:
        raise BadData([f"there is no edition {name!r}"])
    return found


def _say(documents: list[dict[str, Any]]) -> None:
    say(json.dumps(documents, ensure_ascii=False, indent=2))


def _print(*parts: str | Table) -> None:
    """Write for people: as wide as their terminal, or wide enough where there is none."""
    console = Console(width=None if sys.stdout.isatty() else _WIDTH, highlight=False)
    for part in parts:
        console.print(part, soft_wrap=isinstance(part, str))


def _diff(arguments: argparse.Namespace) -> int:
    old, new = (_edition(word) for word in (arguments.old, arguments.new))
    law = Law.of([old], [], [])
    lines = list(_differences(edition_document(old, law), edition_document(new, law), ""))
    if arguments.text:
        _print(beside(old, new))
    else:
        for line in lines:
            say(line)
    return REFUSED if lines else FINE


def _edition(word: str) -> Edition:
    path = Path(word)
    if not path.exists():
        return _of_law(word, load_folder())
    value = read_document(path.name, read_file(path))
    if not isinstance(value, Edition):
        raise BadData([f"{path} holds no edition"])
    return value


def _differences(old: Any, new: Any, where: str) -> Iterator[str]:  # noqa: ANN401 - JSON values
    if isinstance(old, dict) and isinstance(new, dict):
        for name in sorted(old.keys() | new.keys()):
            yield from _differences(old.get(name), new.get(name), f"{where}/{name}")
    elif _named(old) and _named(new):
        yield from _differences(_by_id(old), _by_id(new), where)
    elif old != new:
        yield f"{where}: {_brief(old)} → {_brief(new)}"


def _named(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(it, dict) and "id" in it for it in value)


def _by_id(items: list[dict[str, Any]]) -> dict[str, Any]:
    return {it["id"]: it for it in items}


def _brief(value: object) -> str:
    return "—" if value is None else json.dumps(value, ensure_ascii=False)


_WIDTH = 160
_SILENT = "没有现行标准涉及 / no edition in force speaks of it"
