"""The same ten rules three times: ours, hand-written plain Python, and zen-engine.

Each contestant gets its input in the form that suits it best, prepared outside the timing, and
returns what is wrong. ``Told`` is what all three can say: breaches by line and rule, and caps that
are passed by the order as a whole. It is compared before any time is taken.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import ceil
from typing import Any

import zen

from bench.orders import HEADS, PLACED_ON, evidence
from validators.evidence import Register
from validators.examine import Dates, examine
from validators.finding import Outcome, Verdict
from validators.law import Law
from validators.reading import read_order

Told = tuple[frozenset[tuple[int, str]], frozenset[str]]

CEILINGS = {"desktop": 5000, "laptop": 7000, "printer": 1200, "copier": 35000, "mfp": 3000}
SHARES = {
    "desktop": Decimal("1.00"),
    "laptop": Decimal("0.50"),
    "printer": Decimal("0.80"),
    "mfp": Decimal("0.30"),
}
CLASSIFIED_SHARE = Decimal("1.50")
ON_HAND = dict(zip(CEILINGS, (150, 82, 140, 0, 40), strict=True))
TIER = 100
LIFE_YEARS, LIFE_PAGES = 6, 300_000
CODES = {"desktop": "A02010105", "laptop": "A02010108"}
BARE = ("裸机", "无系统", "DOS", "FreeDOS")
COMPUTERS = ("desktop", "laptop")


@dataclass(frozen=True)
class Contestant:
    """A way to examine: prepares an input once, examines it, and tells what it found."""

    name: str
    prepare: Callable[[dict[str, Any]], Any]
    run: Callable[[Any], Any]
    tell: Callable[[Any], Told]


def ours(law: Law, heads: int = HEADS, *, in_words: bool = False) -> Contestant:
    """Return the project's own examination, full findings with citations and arithmetic.

    ``in_words``: every sentence of every finding is put into words as well, in both languages.
    """
    dates = Dates(placed_on=PLACED_ON)

    def run(case: tuple[Any, Any]) -> Verdict:
        return examine(case[0], case[1], law, dates)

    def told(case: tuple[Any, Any]) -> Verdict:
        verdict = run(case)
        for it in verdict.findings:
            _ = it.message.zh, it.message.en
            if it.remedy is not None:
                _ = it.remedy.message.zh, it.remedy.message.en
        return verdict

    return Contestant(
        "procheck, in words" if in_words else "procheck",
        lambda it: (read_order(it), evidence(it, heads)),
        told if in_words else run,
        _tell_verdict,
    )


NAMES = {
    "unit-price-ceiling": "price",
    "minimum-service-life": "early",
    "product-code": "code",
    "os-not-preloaded": "bare",
    "os-trial": "trial",
    "licence-short": "licences",
}
"""What the contestants call a breach, by our rule or, where a rule has several, by our code."""
ASKED = frozenset({"code-of-other-class"})
"""Codes of what is wrong for the others, where we ask which of two statements is."""


def _tell_verdict(verdict: Verdict) -> Told:
    lines, caps = set(), set()
    for finding in verdict.findings:
        if finding.outcome is not Outcome.BREACH and finding.code not in ASKED:
            continue
        if finding.rule == "headcount-quota":
            assert finding.citation is not None  # noqa: S101 - quota findings always cite
            caps.add(finding.citation.row or "")
        else:
            name = NAMES.get(finding.rule) or NAMES[finding.code]
            lines.add((int(finding.pointer.split("/")[2]), name))
    return frozenset(lines), frozenset(caps and {"over"})


def plain() -> Contestant:
    """Return a straightforward check as a good programmer writes it, with reasons."""
    return Contestant("plain Python", _plain_input, _plain_check, _tell_plain)


def _plain_input(document: dict[str, Any]) -> dict[str, Any]:
    known = evidence(document)
    lines = []
    for line in document["lines"]:
        assets = [known.assets[serial] for serial in line.get("replaces", ())]
        lines.append(
            {
                **line,
                "unit_price": Decimal(line["unit_price"]),
                "deliver_by": date.fromisoformat(line["deliver_by"]),
                "old": [(asset.serial, asset.in_service_since, asset.pages) for asset in assets],
            }
        )
    return {
        **document,
        "lines": lines,
        "systems": _windows(known.registers["anke/operating-system"]),
        "processors": _windows(known.registers["anke/processor"]),
        "heads": HEADS,
        "classified": False,
        "ceilings": {name: Decimal(value) for name, value in CEILINGS.items()},
    }


def _windows(register: Register) -> dict[tuple[str, str, str], tuple[date, date]]:
    return {
        (listing.name, listing.version or "", listing.kernel or ""): (
            listing.valid_from or date.min,
            listing.valid_until or date.max,
        )
        for group in register.candidates.values()
        for listing in group
    }


def _cap(item_class: str, heads: int, *, classified: bool) -> Decimal | int:
    if item_class == "copier":
        if heads <= TIER:
            return ceil(heads / 20)
        return 5 + ceil((heads - TIER) / 30)
    if item_class == "desktop" and classified:
        return heads * CLASSIFIED_SHARE
    return heads * SHARES[item_class]


def _plain_check(order: dict[str, Any]) -> list[tuple[int, str, str]]:  # noqa: C901, PLR0912 - a yardstick in one loop
    """Ten rules in one loop; long on purpose: this is the yardstick, not the product."""
    reasons: list[tuple[int, str, str]] = []
    basis = order["price_basis"]
    if basis["tax"] != "included" or "operating-system" not in basis["includes"]:
        reasons.append((-1, "basis", "the price basis does not fit the ceilings"))
    asked = dict.fromkeys(CEILINGS, 0)
    for index, line in enumerate(order["lines"]):
        item_class, quantity, price = line["class"], line["quantity"], line["unit_price"]
        asked[item_class] += quantity
        limit = order["ceilings"][item_class]
        if price > limit:
            reasons.append((index, "price", f"{price} is over {limit} by {price - limit}"))
        for serial, since, pages in line["old"]:
            due = date(since.year + LIFE_YEARS, since.month, min(since.day, 28))
            if due > PLACED_ON and not (item_class == "copier" and pages >= LIFE_PAGES):
                reasons.append((index, "early", f"{serial} may be replaced from {due}"))
        if item_class not in COMPUTERS:
            continue
        for code in line["codes"]:
            if code["scheme"] == "cn2022" and code["code"] != CODES[item_class]:
                reasons.append((index, "code", f"{code['code']} is not {item_class}"))  # noqa: PERF401 - slower for one code
        system = line["operating_system"]
        if not system["preloaded"] or system["name"] in BARE:
            reasons.append((index, "bare", "no operating system is preloaded"))
        elif system["licence"]["channel"] == "trial":
            reasons.append((index, "trial", "a trial is no licence"))
        elif system["licence"]["count"] < quantity:
            lacking = quantity - system["licence"]["count"]
            reasons.append((index, "licences", f"{lacking} licences are lacking"))
        due = line["deliver_by"]
        window = order["systems"].get((system["name"], system["version"], system["kernel"]))
        if window is None or not window[0] <= PLACED_ON < window[1]:
            reasons.append((index, "listed-os", f"{system['name']} is not listed"))
        elif due >= window[1]:
            reasons.append((index, "lapses-os", f"{system['name']} lapses on {window[1]}"))
        window = order["processors"].get((line["processor"]["name"], "", ""))
        if window is None or not window[0] <= PLACED_ON < window[1]:
            reasons.append((index, "listed-cpu", f"{line['processor']['name']} is not listed"))
        elif due >= window[1]:
            reasons.append((index, "lapses-cpu", f"the processor lapses on {window[1]}"))
    for item_class, quantity in asked.items():
        if not quantity:
            continue
        total = ON_HAND[item_class] + quantity
        cap = _cap(item_class, order["heads"], classified=order["classified"])
        if total > cap:
            reasons.append((-2, "over", f"{item_class}: {total} of {cap}, {total - cap} over"))
    return reasons


def _tell_plain(reasons: list[tuple[int, str, str]]) -> Told:
    lines = frozenset((index, name) for index, name, _ in reasons if index >= 0)
    return lines, frozenset({"over"} if any(index < -1 for index, _, _ in reasons) else ())


def zen_engine() -> Contestant:
    """Return zen-engine in its fastest form: one compiled expression over one context."""
    expression = zen.compile_expression(_zen_text())
    return Contestant("zen-engine", _zen_input, expression.evaluate, _tell_zen)


_COMPUTER = "(l.class == 'desktop' or l.class == 'laptop')"
_LICENCE = "l.operating_system.licence"
_ZEN_RULES = {
    "price": "l.unit_price > ceilings[l.class]",
    "early": "some(l.old as o, o.since + life > today)",
    "code": f"{_COMPUTER} and some(l.codes as c, c.code != codes[l.class])",
    "bare": f"{_COMPUTER} and (not l.operating_system.preloaded"
    " or l.operating_system.name in bare)",
    "trial": f"{_COMPUTER} and l.operating_system.preloaded and {_LICENCE}.channel == 'trial'",
    "licences": f"{_COMPUTER} and l.operating_system.preloaded"
    f" and {_LICENCE}.channel != 'trial' and {_LICENCE}.count < l.quantity",
    "listed-os": f"{_COMPUTER} and not (l.operating_system.name + '|' +"
    " l.operating_system.version + '|' + l.operating_system.kernel in systems)",
    "listed-cpu": f"{_COMPUTER} and not (l.processor.name in processors)",
}
_ZEN_CAPS = {
    "desktop": "heads * (classified ? 1.5 : 1)",
    "laptop": "heads * 0.5",
    "printer": "heads * 0.8",
    "copier": "heads <= 100 ? ceil(heads / 20) : 5 + ceil((heads - 100) / 30)",
    "mfp": "heads * 0.3",
}


def _zen_text() -> str:
    lines = ", ".join(f"'{name}': map(lines as l, {text})" for name, text in _ZEN_RULES.items())
    caps = " or ".join(
        f"(some(lines, #.class == '{name}') and "
        f"sum(map(filter(lines, #.class == '{name}'), #.quantity)) + on_hand['{name}'] > ({cap}))"
        for name, cap in _ZEN_CAPS.items()
    )
    basis = "price_basis.tax != 'included' or not ('operating-system' in price_basis.includes)"
    return f"{{{lines}, 'over': {caps}, 'basis': {basis}}}"


def _zen_input(document: dict[str, Any]) -> dict[str, Any]:
    """Return the order as it is, with the agency's facts and the listings in force beside it."""
    known = _plain_input(document)
    return {
        "price_basis": document["price_basis"],
        "lines": [_zen_line(line) for line in known["lines"]],
        "heads": known["heads"],
        "classified": known["classified"],
        "on_hand": ON_HAND,
        "ceilings": CEILINGS,
        "codes": CODES,
        "bare": list(BARE),
        "systems": ["|".join(identity) for identity in known["systems"]],
        "processors": [name for name, _, _ in known["processors"]],
        "today": PLACED_ON.toordinal(),
        "life": LIFE_YEARS * 365 + 2,
    }


def _zen_line(line: dict[str, Any]) -> dict[str, Any]:
    return {
        **line,
        "unit_price": float(line["unit_price"]),
        "deliver_by": line["deliver_by"].toordinal(),
        "old": [
            {"serial": serial, "since": since.toordinal(), "pages": pages}
            for serial, since, pages in line["old"]
        ],
    }


def _tell_zen(result: dict[str, Any]) -> Told:
    lines = frozenset(
        (index, name) for name in _ZEN_RULES for index, hit in enumerate(result[name]) if hit
    )
    return lines, frozenset({"over"} if result["over"] else ())
