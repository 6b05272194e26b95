"""The sum of an entitlement as a person follows it: limit, less on hand, reserved and committed.

Twice: as arithmetic, where a term that is no number stands as the code it has elsewhere in the same
answer, and in words.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from validators.bound import Doubt, Reckoned
from validators.edition import Consent
from validators.evidence import Standing
from validators.finding import Message, NeedKind, Sentence
from validators.messages import Said, say, say_terms
from validators.names import Titles
from validators.quota import Taken

_ORDER = (Standing.ON_HAND, Standing.RESERVED, Standing.COMMITTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Working:
    """What the sum of one cap is made of.

    ``blocks`` are the doubts by which nothing of a number is sure: an inferred figure, a consent.
    """

    limit: Reckoned
    blocks: tuple[Doubt, ...]
    consent: Consent | None
    used: Taken
    left: int
    left_at_most: int | None
    titles: Titles

    @property
    def named(self) -> bool:
        """Return whether the limit is a number at all, sure or not."""
        return self.limit.high is not None or self.limit.low > 0

    @property
    def units(self) -> tuple[tuple[Standing, int], ...]:
        """Return what is taken by standing, those of which there is none included."""
        counted = dict(self.used.by_standing)
        return tuple((it, counted.get(it, 0)) for it in _ORDER)


def sum_of(it: Working) -> str:
    """Return the arithmetic: ``200 × 100% = 200; 200 − 9 on-hand − 0 reserved − … = 191``.

    What is blocked is shown with the codes of its doubts, and what is left for sure at the end.
    """
    terms = "".join(f" − {quantity} {standing.value}" for standing, quantity in it.units)
    if not it.named:
        asked = any(doubt.need.kind is NeedKind.JUDGEMENT for doubt in it.limit.doubts)
        text = it.limit.sum or ("as-needed" if asked else "no-figure")
        return f"{text}{_codes((*it.blocks, *it.limit.doubts))}{terms} → {it.left}"
    low = f"{it.limit.low:f}"
    rest = int(it.limit.low) - it.used.most
    lead = "" if it.limit.sum == low else f"{it.limit.sum}; "
    tail = "" if rest == it.left and not it.blocks else f" → {it.left}"
    return f"{lead}{low}{terms} = {_signed(rest)}{_codes(it.blocks)}{tail}"


def explanation_of(it: Working) -> Message:
    """Return the sum in words, with why a term is no number and why less is sure than may be."""
    parts = tuple(_sentences(it))
    return Message(";".join(part.zh for part in parts), "; ".join(part.en for part in parts))


def _sentences(it: Working) -> Iterator[Sentence]:
    on_hand, reserved, committed = (quantity for _, quantity in it.units)
    taken = {"on_hand": on_hand, "reserved": reserved, "committed": committed}
    if it.named:
        rest = _signed(int(it.limit.low) - it.used.most)
        yield say("entitlement-sum", limit=f"{it.limit.low:f}", rest=rest, **taken)
    else:
        yield say("entitlement-no-number", **taken)
    if it.used.most > it.used.least:
        yield say("entitlement-may-not-count", units=it.used.most - it.used.least)
    doubts = dict.fromkeys((*it.blocks, *it.limit.doubts))
    # Doubts of one kind are told in the same words, and once.
    yield from dict.fromkeys(_why(doubt, it).told() for doubt in doubts)
    if it.left_at_most is None:
        yield say("entitlement-left-no-top", left=it.left)
    elif it.left_at_most == it.left:
        yield say("entitlement-left", left=it.left)
    else:
        yield say("entitlement-left-between", left=it.left, most=it.left_at_most)


def _why(doubt: Doubt, it: Working) -> Said:
    consent = it.consent
    if doubt.code == "figure-unverified":
        return say_terms("entitlement-inferred", {"source": doubt.need.source})
    if doubt.need.kind is NeedKind.JUDGEMENT:
        if consent is not None and doubt.need.fact == consent.question:
            return say_terms("entitlement-consent", {}, consent=consent.title)
        return say_terms("entitlement-as-needed", {"source": doubt.need.source})
    terms = {"fact": doubt.need.fact, "source": doubt.need.source}
    return say_terms(doubt.code, terms, it.titles, near="")


def _codes(doubts: Iterable[Doubt]) -> str:
    codes = ", ".join(dict.fromkeys(doubt.code for doubt in doubts))
    return f" [{codes}]" if codes else ""


def _signed(number: int) -> str:
    """Return a number with the sign the sums are printed with."""
    return f"−{-number}" if number < 0 else f"{number}"
