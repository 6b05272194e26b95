"""What is established of each line of an order, what is missing, and who has to supply it. Pure.

All of it comes from findings. What is *asked* are the points an examination raises of the same
order with nothing stated; what is *missing* are those it raises now, each with whom it names; what
is asked and not missing is *established*. So a blank is never told as established, and nothing is
told of what no law asks.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from validators.finding import Finding, Message, Outcome, Verdict
from validators.rulebook import TITLES
from validators.terms import TERMS

WHOLE = "/"
"""The place of what is asked of the order as a whole."""

STATED_ALWAYS = ("unit-price-ceiling", "headcount-quota")
"""Rules whose facts every order states, so that their silence is an answer."""
_PLAIN = "fact-missing"


class Standing(NamedTuple):
    """What is established of something and what is missing, by who has to supply it."""

    established: tuple[str, ...]
    missing: tuple[tuple[str, tuple[str, ...]], ...]


def standings(
    verdict: Verdict, asked: Verdict, places: Mapping[str, str], rules: Iterable[str] = ()
) -> dict[str, Standing]:
    """Return how each of some places of an order stands.

    Args:
        verdict: what is found of the order.
        asked: what is found of it with nothing stated.
        places: what to call each place, by its pointer; ``WHOLE`` is what concerns no line.
        rules: those whose silence is an answer (``STATED_ALWAYS``), told of each line.
    """
    return {
        name: _standing(
            tuple(_open_at(verdict, place)),
            tuple(_open_at(asked, place)),
            () if place == WHOLE else rules,
        )
        for place, name in places.items()
    }


def missing_points(found: Mapping[str, Standing]) -> int:
    """Return how many points are missing of all that stands there."""
    return sum(len(points) for it in found.values() for _, points in it.missing)


def grouped(found: Mapping[str, Standing]) -> dict[Standing, list[str]]:
    """Return the names of what stands alike, together."""
    groups: dict[Standing, list[str]] = {}
    for name, standing in found.items():
        groups.setdefault(standing, []).append(name)
    return groups


def _standing(
    now: tuple[Finding, ...], asked: tuple[Finding, ...], rules: Iterable[str]
) -> Standing:
    missing: dict[str, dict[str, None]] = {}
    for it in now:
        if it.needs is not None:
            missing.setdefault(_term(it.needs.source), {})[_point(it)] = None
    still = {it.rule for it in now}
    established = dict.fromkeys(_worded(TITLES[it]) for it in rules if it not in still)
    established |= dict.fromkeys(_established(now, asked))
    return Standing(
        tuple(established), tuple((source, tuple(points)) for source, points in missing.items())
    )


def _established(now: tuple[Finding, ...], asked: tuple[Finding, ...]) -> Iterator[str]:
    """Yield the rules of which nothing is open any more, and of the others the facts supplied."""
    still = {it.rule for it in now}
    lacking = {it.needs.fact for it in now if it.needs is not None}
    for it in asked:
        if it.rule not in still:
            yield _worded(TITLES[it.rule])
        elif it.needs is not None and it.needs.fact not in lacking:
            yield _term(it.needs.fact)


def _open_at(verdict: Verdict, place: str) -> Iterator[Finding]:
    for it in verdict.findings:
        if it.outcome is Outcome.UNDETERMINED and _is_at(it.pointer, place):
            yield it


def _is_at(pointer: str, place: str) -> bool:
    if place == WHOLE:
        return not pointer.startswith("/lines/")
    return pointer == place or pointer.startswith(f"{place}/")


def _point(finding: Finding) -> str:
    """Return what is missing; where it is more than a plain fact, with the code that says why."""
    fact = "" if finding.needs is None else _term(finding.needs.fact)
    return fact if finding.code == _PLAIN else f"{finding.code}: {fact}"


def _term(code: str) -> str:
    zh, en = TERMS.get(code, (code, code))
    return code if code == zh else f"{zh} / {en}"


def _worded(message: Message) -> str:
    return f"{message.zh} / {message.en}"
