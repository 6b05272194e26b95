"""Part (a), told again by what stands: for each package and system text, what is missing from whom.

First as published, then with made-up papers that are labelled as an example, so that it shows what
each paper settles and what no paper of a supplier can.
"""

from collections.abc import Iterable, Iterator, Mapping

from api.demo.as_published import Surprise, examined
from api.demo.evidenced import (
    Document,
    packages_with_evidence,
    stating_nothing,
    systems_with_evidence,
)
from api.demo.purchase import Purchase, packages_order, systems_order
from api.demo.screen import Screen
from api.demo.standing import (
    STATED_ALWAYS,
    WHOLE,
    Standing,
    grouped,
    missing_points,
    standings,
)
from api.examples import AGENCY
from catalog.catalogue import Catalogue
from validators.finding import Outcome
from validators.law import Law
from validators.rule import Gate

_COLUMNS = (
    "包件或文字\nwhat",
    "已证实\nestablished",
    "缺少\nmissing",
    "由谁提供\nfrom",
)
_WIDTHS = (13, 32, 32, 10)
_GATES = {Gate.ORDER: "订单 order", Gate.CONTRACT: "合同 contract"}

Retold = Mapping[Gate, Mapping[str, Standing]]
"""How each package, system text and the whole order stand, at each gate."""


def as_published(purchase: Purchase, law: Law, catalogue: Catalogue) -> Retold:
    """Return how the purchase stands on what is public.

    Raises:
        Surprise: a line breaks the law.
    """
    orders = packages_order(purchase, AGENCY), systems_order(purchase, AGENCY)
    return _retold(purchase, *orders, law, catalogue)


def with_evidence(purchase: Purchase, law: Law, catalogue: Catalogue) -> Retold:
    """Return how it would stand with the example's papers.

    Raises:
        Surprise: a line breaks the law.
    """
    orders = packages_with_evidence(purchase, AGENCY), systems_with_evidence(purchase, AGENCY)
    return _retold(purchase, *orders, law, catalogue)


def show_retold(screen: Screen, purchase: Purchase, law: Law, catalogue: Catalogue) -> None:
    """Show at each gate what is established, missing and from whom, before and after the papers.

    Raises:
        Surprise: a line breaks the law, or the papers settle nothing at a gate.
    """
    before = as_published(purchase, law, catalogue)
    after = with_evidence(purchase, law, catalogue)
    for gate, name in _GATES.items():
        screen.say(f"\n关口 gate {name}: 按公开事实 on what is public", "bold")
        screen.table(_COLUMNS, _rows(before[gate], {}), _WIDTHS)
    screen.say(
        "\n示例材料(虚构)送达之后;+ 为新证实。产品名称取自已核列名,并非该项目的实际产品。"
        "\nOnce example papers (made up) have come in; + is what they established. Products are"
        "\nnamed as listings that were read, and not known to be those of the purchase."
    )
    for gate, name in _GATES.items():
        open_before, still = missing_points(before[gate]), missing_points(after[gate])
        if still >= open_before:
            raise Surprise(name)
        screen.say(
            f"\n关口 gate {name}: 缺少 {open_before} 项,余 {still} 项 /"
            f" {open_before} points missing, {still} still",
            "bold",
        )
        screen.table(_COLUMNS, _rows(after[gate], before[gate]), _WIDTHS)


def _retold(
    purchase: Purchase, packages: Document, systems: Document, law: Law, catalogue: Catalogue
) -> Retold:
    of_packages = {
        f"/lines/{place}": f"包 package {it.number}" for place, it in enumerate(purchase.packages)
    }
    of_systems = {
        f"/lines/{place}/operating_system": f"“{it.text}”"
        for place, it in enumerate(purchase.systems)
    }
    found: dict[Gate, dict[str, Standing]] = {}
    for gate in _GATES:
        found[gate] = {}
        for order, places in (
            (packages, {**of_packages, WHOLE: "整单 whole order"}),
            (systems, of_systems),
        ):
            verdict, asked = (
                examined(it, purchase.published, law, catalogue, gate)
                for it in (order, stating_nothing(order))
            )
            for finding in verdict.findings:
                if finding.outcome is Outcome.BREACH:
                    raise Surprise(finding.message.en)
            rules = STATED_ALWAYS if gate is Gate.ORDER and order is packages else ()
            found[gate] |= standings(verdict, asked, places, rules)
    return found


def _rows(
    now: Mapping[str, Standing], before: Mapping[str, Standing]
) -> Iterator[tuple[str, str, str, str]]:
    """Yield a row for each that has to supply something, of each group that stands alike."""
    for standing, names in grouped(now).items():
        if not standing.established and not standing.missing:
            continue
        known = before[names[0]].established if names[0] in before else standing.established
        first = ("\n".join(names), _listed(standing.established, known))
        for source, points in standing.missing:
            yield (*first, _listed(points, points), source.replace(" / ", "\n"))
            first = ("", "")
        if not standing.missing:
            yield (*first, "无 nothing", "—")


def _listed(points: Iterable[str], known: Iterable[str]) -> str:
    old = frozenset(known)
    return "\n".join(f"{'·' if it in old else '+'} {it}" for it in points) or "—"
