"""How the first engine said what it found: receipts of it recompute byte for byte.

It showed codes of the interface inside its sentences (`committed`, `tv`), where later ones say what
those are called. It offered the largest number or price that is not surely over, whether or not
something was open about that, took a code of another class for a breach, and read an edition for
the home only where nothing else stood beside it.
"""

from collections.abc import Iterable
from types import MappingProxyType
from typing import Final, cast

from msgspec import structs

from validators.finding import Finding, Message, Outcome, Remedy, Sentence
from validators.messages import Said
from validators.sentences import SENTENCES
from validators.terms import TERMS
from validators.wording import filled

_OTHERWISE: Final = MappingProxyType(
    {
        "edition-holds": (
            "{series} 系列中,{place} 自 {since} 起施行的版本在 {on} 有效",
            "of the series {series}, the edition of {place} is in force on {on} (since {since})",
        ),
        "edition-may-hold": (
            "{series} 系列中,{place} 的版本(自 {since})在 {on} 是否有效,所知日期不够精确",
            (
                "of the series {series}, the dates known of the edition of {place} (since {since})"
                " leave open whether it is in force on {on}"
            ),
        ),
        "edition-may-bind": (
            "{series} 系列中,{place} 的版本(自 {since})在 {on} 是否适用于该单位,尚缺事实",
            (
                "of the series {series}, a fact is lacking to tell whether the edition of {place}"
                " (since {since}) binds the agency on {on}"
            ),
        ),
        "edition-amended": (
            "由 {by} 修改,未改之处仍然适用",
            "amended by {by}, and in force where that left it unchanged",
        ),
        "code-of-other-class": (
            "编码 {code} 在{table}中是“{title}”,与本行类别“{item_class}”不符",
            'code {code} means "{title}" in {table}, which is not the class "{item_class}"',
        ),
        "price-just-over-ceiling": SENTENCES["price-over-ceiling"],
        "name-any-listed": (
            SENTENCES["name-listed"][0].format(near="—"),
            SENTENCES["name-listed"][1].format(near="—"),
        ),
        "licence-out-of-term-from": SENTENCES["licence-out-of-term"],
        "licence-out-of-term-until": SENTENCES["licence-out-of-term"],
        "measure-over": (
            "{title}:{attribute} 为 {observed},超过上限 {limit},超出 {over}",
            "{title}: {attribute} is {observed}, over the most of {limit} by {over}",
        ),
        "lower-measure": (
            "改用 {attribute} 不超过 {limit} 的设备",
            "take a device whose {attribute} is at most {limit}",
        ),
        "subject-measure": (
            "{title}:{attribute} 是否不超过 {limit}",
            "{title}: whether {attribute} is at most {limit}",
        ),
        "listing-ends-before-life": (
            "“{observed}”的列名于 {end} 截止,早于最低使用年限 {limit} 届满之日 {due}",
            (
                'the listing of "{observed}" ends on {end}, before the minimum service life of'
                " {limit} is over on {due}"
            ),
        ),
    }
)
"""Sentences that are other ones now: code → (Chinese, English)."""


_LATER: Final = frozenset({"edition-holds-home", "home-beside-others", "name-left-open"})
"""What the first engine did not find."""

_WHOLE: Final = MappingProxyType(
    {
        "lower-quantity-surely": ("lower-quantity", "most"),
        "lower-quantity-then": ("lower-quantity", "quantity"),
        "drop-line-declined": ("lower-quantity", "left"),
        "lower-price-surely": ("lower-price", "most"),
        "lower-price-then": ("lower-price", "limit"),
    }
)
"""Remedies that are told with what is open now: what they were, and which value was offered."""


class FirstSaid(Said, frozen=True):
    """A sentence in the words of the first engine."""

    def told(self) -> Message:
        """Return the sentence in words.

        Raises:
            KeyError: no sentence has that code, or a value it shows is not given.
        """
        sentence = _OTHERWISE.get(self.code) or SENTENCES[self.code]
        if self.terms is None:
            return filled(sentence, self.values)
        shown = {
            name: first_said(it).told() if isinstance(it, Said) else it
            for name, it in self.values.items()
        }
        for name, term in self.terms.items():
            title = TERMS.get(term) or self.titles.get(term.removeprefix("attributes."))
            shown[name] = Message(*(title or (term, term)))
        return filled(sentence, shown)


def first_said(said: Said) -> FirstSaid:
    """Return a sentence in the words of the first engine."""
    return FirstSaid(said.code, said.values, said.terms, said.titles)


def as_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return what the first engine found, in its words."""
    return tuple([_finding(it) for it in findings if it.code not in _LATER])


def _finding(finding: Finding) -> Finding:
    remedy = None if finding.remedy is None else _remedy(finding)
    outcome, needs = finding.outcome, finding.needs
    if finding.code == "code-of-other-class":
        outcome, needs = Outcome.BREACH, None
    message = _first(finding.message)
    return structs.replace(finding, outcome=outcome, needs=needs, message=message, remedy=remedy)


def _remedy(finding: Finding) -> Remedy | None:
    remedy = finding.remedy
    if remedy is None or not isinstance(remedy.message, Said):
        return remedy
    said = remedy.message
    if said.code in _WHOLE:
        code, name = _WHOLE[said.code]
        value = said.values[name]
        shown = {"limit": value} if code == "lower-price" else {"quantity": value}
        return Remedy(finding.pointer, cast("str | int", value), Said(code, shown))
    return Remedy(remedy.pointer, remedy.value, first_said(said))


def _first(sentence: Sentence) -> Sentence:
    return first_said(sentence) if isinstance(sentence, Said) else sentence
